"""What kind of body one is: by its type in the register, or else as far as the words of its name tell.

Null is for a name that tells nothing (`HC-One`, `Cornwall Council`), `other` for one that tells something that is no
kind of its own: an ombudsman, a water company, a drainage board.
"""

from collections.abc import Sequence

from decision_parser.bodies.register import Authority
from decision_parser.models import BodyType
from decision_parser.vocabulary import Row, Table


class KindRow(Row, frozen=True, kw_only=True):
    """Words of a name that tell what kind of body has it."""

    kind: BodyType


COUNCILS = frozenset(
    {
        BodyType.COUNTY,
        BodyType.UNITARY,
        BodyType.METROPOLITAN,
        BodyType.LONDON_BOROUGH,
        BodyType.DISTRICT,
        BodyType.COMBINED_AUTHORITY,
    }
)

# The register's codes. The City of London has the powers of a borough, and statistics count it as one; what Wales and
# Scotland have are unitary authorities; the Greater London Authority is like nothing else.
_KINDS = {
    "CTY": BodyType.COUNTY,
    "UA": BodyType.UNITARY,
    "WPA": BodyType.UNITARY,
    "SCO": BodyType.UNITARY,
    "MD": BodyType.METROPOLITAN,
    "LBO": BodyType.LONDON_BOROUGH,
    "CC": BodyType.LONDON_BOROUGH,
    "NMD": BodyType.DISTRICT,
    "NID": BodyType.DISTRICT,
    "COMB": BodyType.COMBINED_AUTHORITY,
    "SRA": BodyType.OTHER,
}

_SEEN = "facts/lgsco_decisions.csv"
_CARDS = "facts/lgsco_cards.csv"
_REGISTER = "register of councils"
_KNOWN = "bodies that the Ombudsman may investigate"
_JOINT = "decisions made together with the health ombudsman"


def _rows(kind: BodyType, *rows: tuple[str, str, str]) -> Sequence[KindRow]:
    return [KindRow(kind=kind, words=words, example=example, seen=seen) for words, example, seen in rows]


# In order of precedence: what is named after a council, a school or a place of care is not one.
KINDS = Table(
    [
        *_rows(BodyType.OTHER, (r".*\bombudsm[ae]n\b.*", "Parliamentary and Health Service Ombudsman", _JOINT)),
        *_rows(
            BodyType.SCHOOL_OR_APPEAL_PANEL,
            (r".*\bappeals? (?:panel|committee)\b.*", "Independent Appeal Panel for Hollin Academy", _KNOWN),
        ),
        *_rows(
            BodyType.NHS_BODY,
            (r".*\bnhs\b.*", "Salisbury NHS Foundation Trust", _SEEN),
            (r".*\bcommissioning group\b.*", "Brighton & Hove Clinical Commissioning Group", _SEEN),
            (r".*\bintegrated care (?:board|system)\b.*", "Stanbrook Integrated Care Board", _SEEN),
            (r".*\bprimary care trust\b.*", "Stanbrook Primary Care Trust", _JOINT),
            (r".*\bhospitals? trust\b.*", "Firle Hospitals Trust", _JOINT),
            (r".*\bambulance (?:service|trust)\b.*", "Wealden Ambulance Service", _JOINT),
            (r".*\b(?:surgery|medical (?:centre|practice)|health centre)", "Mill Lane Surgery", _JOINT),
        ),
        *_rows(
            BodyType.FIRE,
            (r".*\bfire (?:and|&) rescue\b.*", "Stanbrook Fire and Rescue Service", _KNOWN),
            (r".*\bfire (?:authority|brigade|service|commissioner)\b.*", "London Fire Commissioner", _KNOWN),
        ),
        *_rows(BodyType.POLICE, (r".*\b(?:police|constabulary|policing)\b.*", "Wealden Police", _KNOWN)),
        *_rows(
            BodyType.NATIONAL_PARK,
            (r".*\bnational park\b.*", "Peak District National Park Authority", _SEEN),
            (r"(?:the )?broads authority", "Broads Authority", _KNOWN),
        ),
        *_rows(
            BodyType.COMBINED_AUTHORITY,
            (r".*\bcombined (?:county )?authority", "West Midlands Combined Authority", _REGISTER),
        ),
        *_rows(
            BodyType.TRANSPORT,
            (r"transport for .+", "Transport for London", _SEEN),
            (r".*\bpassenger transport\b.*", "Stanbrook Passenger Transport Executive", _KNOWN),
            (r".*\btransport (?:authority|executive)\b.*", "Stanbrook Integrated Transport Authority", _KNOWN),
            (r"merseytravel|nexus", "Merseytravel", _KNOWN),
        ),
        *_rows(
            BodyType.OTHER,
            (r"greater london authority", "Greater London Authority", _REGISTER),
            (r".*\b(?:ofsted|care quality commission)\b.*", "Care Quality Commission", _KNOWN),
            (r".*\b(?:agency for|environment agency|homes england)\b.*", "Environment Agency", _KNOWN),
            (r".*\btribunals?\b.*", "Traffic Penalty Tribunal", _KNOWN),
            (r".*\bdrainage board\b.*", "Firle Internal Drainage Board", _KNOWN),
            (r".*\bwaste (?:disposal )?authority\b.*", "North Stanbrook Waste Authority", _KNOWN),
            (r".*\bport health authority\b.*", "Firle Port Health Authority", _KNOWN),
            (r".*\bregional park\b.*", "Lee Valley Regional Park Authority", _KNOWN),
            (r".*\bjoint (?:committee|board)\b.*", "Stanbrook and Firle Joint Committee", _KNOWN),
            (r".*\bdevelopment corporation\b.*", "Firle Development Corporation", _KNOWN),
            (r".*\bwater(?: services| company| utilities)?(?: ltd| limited| plc)?", "Stanbrook Water Ltd", _KNOWN),
            (r".*\buniversity\b(?!.*\bschool\b).*", "University of Stanbrook", _KNOWN),
        ),
        *_rows(
            BodyType.PARISH,
            (r".*\b(?:parish|town|community) council", "Stanbrook Town Council", _KNOWN),
            (r".*\bparish meeting", "Firle Parish Meeting", _KNOWN),
        ),
        *_rows(
            BodyType.UNITARY,
            (r"(?:durham|northumberland|rutland) county council", "Durham County Council", _REGISTER),
            (r".*\bcounty borough council", "Wrexham County Borough Council", _REGISTER),
        ),
        *_rows(BodyType.COUNTY, (r".*\bcounty council", "Surrey County Council", _SEEN)),
        *_rows(
            BodyType.METROPOLITAN,
            (
                r".*\bmetropolitan (?:borough|district) council|metropolitan borough of .+",
                "Oldham Metropolitan Borough Council",
                _SEEN,
            ),
        ),
        *_rows(
            BodyType.LONDON_BOROUGH,
            (r"london borough of .+|.+ london borough council", "London Borough of Ealing", _SEEN),
            (r"city of london(?: corporation)?", "City of London", _SEEN),
        ),
        *_rows(BodyType.DISTRICT, (r".*\bdistrict council", "Stroud District Council", _SEEN)),
        *_rows(
            BodyType.HOUSING_ASSOCIATION,
            (
                r".*\bhousing (?:association|trust|society|group|partnership|co-?operative)\b.*",
                "Firle Housing Association",
                _KNOWN,
            ),
            (r".*\bhousing(?: ltd| limited| plc)?", "Stanbrook Housing Limited", _KNOWN),
        ),
        *_rows(BodyType.SCHOOL_OR_APPEAL_PANEL, (r"(?!.*\bcouncil\b).*\bschools?\b.*", "Parkside School", _CARDS)),
        *_rows(
            BodyType.CARE_PROVIDER,
            (r"(?!.*\bcouncil\b).*\bcare(?!ers\b)[a-z]*\b.*", "Care Worldwide (Bradford) Limited", _SEEN),
            (r".*\b(?:health|home)care\b.*", "Barchester Healthcare Homes Limited", _SEEN),
            (r".*\bhome instead\b.*", "Living Comforts Ltd aka Home Instead", _SEEN),
            (r".*\b(?:nursing|residential|rest|retirement) homes?\b.*", "Firle Nursing Home", _KNOWN),
            (r".*\b(?:nursing|domiciliary|carers|caring)\b.*", "Stanbrook Domiciliary Services", _KNOWN),
            (r".*\b(?:hospice|supported living|extracare)\b.*", "Firle Supported Living", _KNOWN),
        ),
        *_rows(
            BodyType.SCHOOL_OR_APPEAL_PANEL,
            (r"(?!.*\bcouncil\b).*\b(?:academy|academies|college)\b.*", "Hollin Academy", _KNOWN),
            (r".*\b(?:governing body|governors)\b.*", "Governors of Firle Primary", _KNOWN),
        ),
    ]
)


def find_kind(authority: Authority) -> BodyType:
    """The kind of an authority of the register; `other` for a type that came into it after this was written."""
    return _KINDS.get(authority.type, BodyType.OTHER)


def find_kind_by_name(name: str) -> BodyType | None:
    """The kind that a name tells, or None where it tells none."""
    row = KINDS.find(name)
    return row.kind if row else None

"""A register of councils that there are not, with the columns of the real one, for the tests of bodies."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from decision_parser.bodies.register import LEAST, Register, parse_register

HEADER = (
    "local-authority-code,official-name,nice-name,gss-code,start-date,end-date,replaced-by,nation,region,"
    "local-authority-type,local-authority-type-name,county-la,combined-authority,alt-names,former-gss-codes,notes,"
    "current-authority"
).split(",")

# Code, official name, nice name, type, first day, last day, successors. Those with a successor, or lost, are no more.
_ROWS = """
STB|Stanbrook County Council|Stanbrook|CTY|||
FIR|Firle Borough Council|Firle|NMD|||
WDN|Wealden Downs District Council|Wealden Downs|NMD|||
LCM|Lichmere District Council|Lichmere|NMD|||
ORR|St Orran City and District Council|St Orran|NMD|||
LOD|Borough Council of Kings Lode and West Fen|Kings Lode and West Fen|NMD|||
HTN|Hythe-on-Tarn  City Council|Hythe-on-Tarn|UA|1996-04-01||
TRV|Treville Council|Treville|UA|2009-04-01||
SEN|Council of the Isles of Senn|Isles of Senn|UA|1974-04-01||
WKM|Royal Borough of Wick and Marlow|Wick and Marlow|UA|||
DRM|Durmoor County Council|County Durmoor|UA|2009-04-01||
QUA|Royal Borough of Quarley|Quarley|LBO|||
HGM|London Borough of Highmarsh|Highmarsh|LBO|||
WMR|City of Westmarsh|Westmarsh|LBO|||
LDW|City of Ludwick Corporation|City of Ludwick|CC|||
HRK|Harrock Metropolitan Borough Council|Harrock|MD|1974-04-01||
KEL|Kelder Council|Kelder|MD|1974-04-01||
WHCA|West Harrock Combined Authority|West Harrock|COMB|2014-04-01||
GSA|Greater Stanbrook Authority|Greater Stanbrook|SRA|2005-06-22||
CWM|Cwm Tawel County Borough Council|Cwm Tawel|WPA|1996-04-01||
GLN|Glen Orrin Council|Glen Orrin|SCO|||
NID|Lough Marrick District Council|Lough Marrick|NID|2015-04-01||
OLM|Oldmere County Council|Oldmere|CTY||2023-04-01|MWS,MUN
OMC|Oldmere City Council|Oldmere City|NMD||2023-04-01|MWS
MWS|Mere West Council|Mere West|UA|2023-04-01||
MUN|Mere, Undern & Fen Council|Mere, Undern and Fen|UA|2023-04-01||
TAR|Tarrow District Council|Tarrow|NMD||2019-03-31|TWK
TWK|Tarrow and Wick Council|Tarrow and Wick|NMD|2019-04-01|2023-04-01|HAZ
HZC|Hazeldon County Council|Hazeldon|CTY|2005-06-19|2023-04-01|HAZ
HAZ|Hazeldon Council|Hazeldon|UA|2023-04-01||
FKA|Forkhill District Council|Forkhill|NMD||2009-03-31|FKB,FKC
FKB|Forkhill East Council|Forkhill East|NMD|2009-04-01|2019-03-31|FKD
FKC|Forkhill West Council|Forkhill West|NMD|2009-04-01|2019-03-31|FKD
FKD|Greater Forkhill Council|Greater Forkhill|UA|2019-04-01||
LST|Lost Marrick District Council|Lost Marrick|NID||2015-03-31|
GHO|Ghostwick District Council|Ghostwick|NMD||2015-03-31|???
PRT|Partwick District Council|Partwick|NMD||2019-03-31|FIR,???
NXT|Nextshire Council|Nextshire|UA|2027-04-01||
NEW|Newkind Authority of Firle|Newkind|NEW|||
"""
_NAMES = """
HTN|Kingsport upon Tarn City Council
HTN|Tarn UA
KEL|kelder district
HGM|highmarsh london boro
TRV|Trefôr
FIR|Firle
"""


def make_rows() -> list[dict[str, str]]:
    """The rows of the authorities, and as many more as a register has at least."""
    rows = [_make_row(*line.split("|")) for line in _ROWS.strip().splitlines()]
    return [*rows, *(_make_row(f"F{n:03}", f"Filler {n:03} District Council", f"Filler {n:03}") for n in range(LEAST))]


def _make_row(  # noqa: PLR0913, PLR0917 - the columns of the table above
    code: str, name: str, nice: str, kind: str = "NMD", since: str = "", until: str = "", successors: str = ""
) -> dict[str, str]:
    return dict.fromkeys(HEADER, "") | {
        "local-authority-code": code,
        "official-name": name,
        "nice-name": nice,
        "gss-code": f"X{code}",
        "start-date": since,
        "end-date": until,
        "replaced-by": successors,
        "nation": "England",
        "local-authority-type": kind,
        "alt-names": f"{nice},{nice.lower()}",
        "current-authority": str(not until and code != "NXT"),
    }


def make_names(rows: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """The rows of the names, those of the authorities' own rows among them."""
    own = [(row["local-authority-code"], row[name]) for row in rows for name in ("official-name", "nice-name")]
    more = [line.split("|") for line in _NAMES.strip().splitlines()]
    return [{"la-name": name, "local-authority-code": code} for code, name in [*own, *more]]


def write_csv(rows: Sequence[Mapping[str, str]], encoding: str = "utf-8") -> bytes:
    """Rows as a file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def write_files(rows: Sequence[Mapping[str, str]] | None = None) -> tuple[bytes, bytes]:
    """Both files of a register: of these rows, or of all."""
    rows = rows or make_rows()
    return write_csv(rows), write_csv(make_names(rows))


def make_register() -> Register:
    """The register."""
    return parse_register(*write_files())

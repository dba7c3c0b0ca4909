"""The Local Government and Social Care Ombudsman of England."""

from decision_parser.sources.lgsco.addresses import DECISION_PATH, REFERENCE
from decision_parser.sources.lgsco.canaries import CANARIES
from decision_parser.sources.lgsco.expectations import EXPECTATIONS
from decision_parser.sources.lgsco.furniture import FOREIGN_PAGES, FURNITURE
from decision_parser.sources.lgsco.headings import HEADINGS
from decision_parser.sources.lgsco.labels import LABELS, OUTCOMES, REFUSALS
from decision_parser.sources.lgsco.listing import LISTING
from decision_parser.sources.lgsco.remedies import REMEDIES
from decision_parser.vocabulary import Source, Table, Vocabulary

_TEXT_FIELDS = ("body_name", "case_reference", "title", "category", "subcategory", "outcome", "decided_on", "summary")

SOURCE = Source(
    slug="lgsco",
    name="Local Government and Social Care Ombudsman",
    home="https://www.lgo.org.uk",
    hosts=("www.lgo.org.uk", "lgo.org.uk"),
    licence=(
        "Free re-use in any format with acknowledgement of source and copyright, accurate and without amendment, "
        "not for advertising"
    ),
    attribution=(
        "Source: Local Government and Social Care Ombudsman. © Commission for Local Administration in England."
    ),
    reference=REFERENCE,
    reference_form="{year} {first} {second}{letter}",
    decision_path=DECISION_PATH,
    decision_address="https://www.lgo.org.uk/decisions/{identity}",
    vocabulary=Vocabulary(
        headings=Table(HEADINGS),
        labels=Table(LABELS),
        outcomes=Table(OUTCOMES),
        furniture=Table(FURNITURE),
        foreign_pages=Table(FOREIGN_PAGES),
        remedies=REMEDIES,
        refusals=Table(REFUSALS),
    ),
    # A PDF prints neither title, category nor outcome (facts gathered from real ones).
    expected={
        "text/html": _TEXT_FIELDS,
        "text/plain": _TEXT_FIELDS,
        "application/pdf": ("body_name", "case_reference", "decided_on", "summary"),
    },
    expectations=EXPECTATIONS,
    listing=LISTING,
    canaries=CANARIES,
)

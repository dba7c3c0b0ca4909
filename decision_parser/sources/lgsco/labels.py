"""Labels of the header and outcomes, as LGSCO prints them."""

from decision_parser.models import Outcome
from decision_parser.vocabulary import Label, OutcomeRow, Row

_PAGE = "pages of decisions 2014-2026"
_PDF = "PDF of statement 16 005 626"
_NEAR = "near form of a row above; not seen"

LABELS = (
    Label(words="category", field="category", example="Category :", seen=_PAGE),
    Label(words="decision date", field="decided_on", example="Decision date :", seen=_PAGE),
    Label(words="decision", field="outcome", example="Decision :", seen=_PAGE),
    Label(words="complaint reference", field="case_reference", example="Complaint reference:", seen=_PDF),
    Label(words="complaint against", field="body_name", example="Complaint against:", seen=_PDF),
    Label(
        words="investigation into (?:a )?complaints? (?:against|about)",
        field="body_name",
        example="Investigation into a complaint against",
        seen="PDFs of reports",
    ),
    Label(words="sub-?category", field="subcategory", example="Subcategory :", seen=_NEAR),
    Label(words="date of decision", field="decided_on", example="Date of decision:", seen=_NEAR),
    Label(words="outcome", field="outcome", example="Outcome:", seen=_NEAR),
    Label(
        words="(?:case |decision )?reference(?: number| no)?",
        field="case_reference",
        example="Reference number:",
        seen=_NEAR,
    ),
    Label(words="authority|organisation|body", field="body_name", example="Authority:", seen=_NEAR),
)

OUTCOMES = (
    OutcomeRow(words="upheld", outcome=Outcome.UPHELD, example="Upheld", seen=_PAGE),
    OutcomeRow(words="not upheld", outcome=Outcome.NOT_UPHELD, example="Not upheld", seen=_PAGE),
    OutcomeRow(
        words="closed after initial enquiries",
        outcome=Outcome.CLOSED_AFTER_INITIAL_ENQUIRIES,
        example="Closed after initial enquiries",
        seen=_PAGE,
    ),
)

# Words that say that a complaint is not investigated (facts, section 1).
REFUSALS = (
    Row(
        words=r"\b(?:we|i|the ombudsm[ae]n) (?:will not|have decided not to|has decided not to|should not|cannot"
        r"|shall not) investigate",
        example="We will not investigate this complaint",
        seen=_PAGE,
    ),
)

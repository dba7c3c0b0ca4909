"""What the decisions of the LGSCO are like: what a release of them is held against.

Figures are from the facts that were gathered of the site: about 57,500 decisions were listed in July 2026, some 15,000
a year are added, and pages go after some years; ten categories and three outcomes were met.
"""

from decision_parser.models.checks import Expectations

_CATEGORIES = frozenset(
    {
        "Adult care services",
        "Benefits and tax",
        "Children's care services",
        "Education",
        "Environment and regulation",
        "Health",
        "Housing",
        "Other Categories",
        "Planning",
        "Transport and highways",
    }
)

EXPECTATIONS = Expectations(
    least_decisions=40_000,
    least_of_year=5_000,
    # A PDF prints neither title, category nor outcome, and few decisions of a release come from one alone.
    filled={
        "body_name": 0.98,
        "title": 0.95,
        "category": 0.95,
        "subcategory": 0.95,
        "outcome": 0.95,
        "decided_on": 0.98,
        "document_kind": 0.98,
        "stage": 0.98,
        "summary": 0.9,
    },
    allowed={
        "category": _CATEGORIES,
        "outcome": frozenset({"upheld", "not_upheld", "closed_after_initial_enquiries"}),
    },
    varied=("outcome", "category", "body_name", "decided_on"),
    most_unknown=0.02,
    most_headings=0.04,
    most_faulty=0.1,
)

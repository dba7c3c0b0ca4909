"""The SQL of a SQLite copy that is not derived from the columns: what is searched and filtered by, and its views."""

from msgspec import Struct

INDEXED = {
    "decisions": (
        "case_reference",
        "body_name",
        "body_id",
        "category, subcategory",
        "outcome",
        "decided_on",
        "decided_year",
        "decision_group_id",
        "remedy_total",
    ),
    "sections": ("kind",),
    "paragraphs": ("section_kind", "words_hash"),
    "remedies": ("kind", "status", "purpose", "amount", "deadline_on"),
    "citations": ("title, provision", "kind"),
    "problems": ("code",),
    "changes": ("decision_id", "kind"),
}
"""What people filter, sort and join by, beside the keys."""

SEARCHED = "paragraphs"
SEARCH_INDEX = "paragraphs_fts"
ROW_ID = "paragraph_id"
ROW_ID_MEANING = "Number of the row in this file, for the full-text index; it differs in the next release."


class View(Struct, frozen=True, kw_only=True):
    """A view: the tables that it needs, what it selects, and what that is. `columns` tells of those of its own."""

    needs: tuple[str, ...]
    select: str
    description: str
    columns: dict[str, str] = {}


VIEWS = {
    "cases": View(
        needs=("decisions",),
        select="""\
SELECT
  case_reference,
  body_name,
  decided_on,
  outcome,
  category,
  subcategory,
  remedy_total,
  summary,
  decided_year,
  document_kind,
  count_once,
  url,
  decision_id
FROM decisions""",
        description="Decisions at a glance: what was decided about whom, in a summary. All else is in decisions.",
    ),
    "passages": View(
        needs=("decisions", "paragraphs"),
        select="""\
SELECT
  p.paragraph_id,
  d.case_reference,
  d.body_name,
  d.decided_on,
  d.outcome,
  d.category,
  p.section_kind,
  p.path,
  p.text,
  p.boilerplate,
  d.count_once,
  d.url,
  d.decision_id
FROM paragraphs AS p
JOIN decisions AS d ON d.decision_id = p.decision_id""",
        description="Paragraphs with the reference, body, date and outcome of their decision: the one to search.",
    ),
    "uphold_rates": View(
        needs=("decisions",),
        select="""\
SELECT
  coalesce(body_name_current, body_name) AS body,
  count(*) AS decisions,
  sum(outcome IN ('upheld', 'not_upheld')) AS investigated,
  sum(outcome = 'upheld') AS upheld,
  sum(outcome = 'not_upheld') AS not_upheld,
  sum(outcome = 'closed_after_initial_enquiries') AS closed,
  round(1.0 * sum(outcome = 'upheld') / nullif(sum(outcome IN ('upheld', 'not_upheld')), 0), 3) AS uphold_rate,
  round(sum(remedy_total), 2) AS remedy_total,
  min(decided_on) AS first_decided_on,
  max(decided_on) AS last_decided_on
FROM decisions
WHERE count_once AND body_name IS NOT NULL
GROUP BY coalesce(body_id_current, body_name)""",
        description=(
            "Decisions by body, each text counted once; with a register, a body that was merged counts as its "
            "successor. Few decisions tell little: look at investigated first."
        ),
        columns={
            "body": "Its name today where the register knows it, else as printed.",
            "investigated": "Decisions upheld or not upheld.",
            "closed": "Decisions closed after initial enquiries.",
            "uphold_rate": "Upheld as a share of investigated, from 0 to 1; null where none was.",
            "remedy_total": "Pounds agreed, recommended, proposed or done, each once.",
        },
    ),
    "payments": View(
        needs=("decisions", "remedies"),
        select="""\
SELECT
  d.case_reference,
  d.body_name,
  d.decided_on,
  d.decided_year,
  d.category,
  r.kind,
  r.purpose,
  r.status,
  r.amount,
  r.recipient_text,
  r.deadline_on,
  r.text,
  d.url,
  r.decision_id,
  r.position
FROM remedies AS r
JOIN decisions AS d ON d.decision_id = r.decision_id
WHERE d.count_once
  AND r.kind IN ('payment', 'refund_or_waiver')
  AND r.status IS NOT 'offered'
  AND r.amount IS NOT NULL
  AND r.per = 'once'
  AND r.part_of IS NULL""",
        description=(
            "Every sum that is counted in remedy_total: due once, no part of another, no mere offer, each text once."
        ),
    ),
}

"""The closed sets of values: what a block, a section, an outcome can be."""

from enum import StrEnum


class BlockKind(StrEnum):
    """What a piece of a document is, whatever format it came in."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTE = "quote"
    TABLE = "table"
    VALUE = "value"
    FURNITURE = "furniture"


class ListStyle(StrEnum):
    """How the items of a list are labelled for their reader."""

    DECIMAL = "decimal"
    LETTER = "letter"
    ROMAN = "roman"
    BULLET = "bullet"
    DASH = "dash"
    """A text file's `- `, which stands for a number, a letter or a bullet: which one is lost."""


class SectionKind(StrEnum):
    """The parts of a decision."""

    SUMMARY = "summary"
    COMPLAINT = "complaint"
    BACKGROUND = "background"
    SCOPE = "scope"
    ROLE_AND_POWERS = "role_and_powers"
    HOW_CONSIDERED = "how_considered"
    FINDINGS = "findings"
    ASSESSMENT = "assessment"
    REMEDY = "remedy"
    FINAL_DECISION = "final_decision"
    NOT_INVESTIGATED = "not_investigated"
    SIGNATURE = "signature"
    COMPLIANCE = "compliance"
    FURTHER_REPORT = "further_report"
    UNKNOWN = "unknown"


class Topic(StrEnum):
    """What a sub-heading inside the findings is about."""

    LAW = "law"
    BACKGROUND = "background"
    EVENTS = "events"
    ANALYSIS = "analysis"


class ParagraphKind(StrEnum):
    """The form of a paragraph."""

    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTE = "quote"
    TABLE = "table"


class Outcome(StrEnum):
    """What was decided, in one scheme for all publishers."""

    UPHELD = "upheld"
    NOT_UPHELD = "not_upheld"
    CLOSED_AFTER_INITIAL_ENQUIRIES = "closed_after_initial_enquiries"
    OTHER = "other"


class Stage(StrEnum):
    """How far the text has come: only a final one is a decision."""

    FINAL = "final"
    DRAFT = "draft"
    PROVISIONAL = "provisional"


class DocumentKind(StrEnum):
    """The two kinds of document that a decision is published as."""

    STATEMENT = "statement"
    REPORT = "report"


class DocumentPart(StrEnum):
    """Which of a decision's documents a section stands in."""

    MAIN = "main"
    REPORT = "report"


class RemedyKind(StrEnum):
    """What is to be done, after LGSCO's guidance on remedies."""

    APOLOGY = "apology"
    PAYMENT = "payment"
    REFUND_OR_WAIVER = "refund_or_waiver"
    CORRECTIVE_ACTION = "corrective_action"
    SERVICE_IMPROVEMENT = "service_improvement"
    EVIDENCE = "evidence"
    REVIEW = "review"
    NONE = "none"


class RemedyPurpose(StrEnum):
    """What a payment is to make good."""

    DISTRESS = "distress"
    FRUSTRATION = "frustration"
    INCONVENIENCE = "inconvenience"
    UNCERTAINTY = "uncertainty"
    TIME_AND_TROUBLE = "time_and_trouble"
    HARM = "harm"
    LOSS = "loss"
    MISSED_PROVISION = "missed_provision"
    LOST_OPPORTUNITY = "lost_opportunity"


class RemedyStatus(StrEnum):
    """How far an action has come."""

    AGREED = "agreed"
    RECOMMENDED = "recommended"
    PROPOSED = "proposed"
    DONE = "done"
    OFFERED = "offered"


class Per(StrEnum):
    """How often, or for how many, an amount is due."""

    ONCE = "once"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    TERM = "term"
    YEAR = "year"
    PERSON = "person"


class CitationKind(StrEnum):
    """What kind of law is cited; orders and rules are among the regulations, codes of practice among the guidance."""

    ACT = "act"
    REGULATIONS = "regulations"
    CASE = "case"
    GUIDANCE = "guidance"


class BodyType(StrEnum):
    """What kind of body was complained about."""

    COUNTY = "county"
    UNITARY = "unitary"
    METROPOLITAN = "metropolitan"
    LONDON_BOROUGH = "london_borough"
    DISTRICT = "district"
    COMBINED_AUTHORITY = "combined_authority"
    FIRE = "fire"
    POLICE = "police"
    NATIONAL_PARK = "national_park"
    PARISH = "parish"
    CARE_PROVIDER = "care_provider"
    SCHOOL_OR_APPEAL_PANEL = "school_or_appeal_panel"
    NHS_BODY = "nhs_body"
    TRANSPORT = "transport"
    HOUSING_ASSOCIATION = "housing_association"
    OTHER = "other"


class ProblemCode(StrEnum):
    """What the parser can see and not place."""

    MISSING_FIELD = "missing_field"
    """A field that documents of this publisher and format always have was not found. `where` names it."""
    UNKNOWN_HEADING = "unknown_heading"
    """A heading that no table knows, or text under none. It stands in a section of kind `unknown`, or under the
    findings."""
    UNKNOWN_LABEL = "unknown_label"
    """A labelled value of the header, or a line of it, that no table knows."""
    UNKNOWN_OUTCOME = "unknown_outcome"
    """Printed words of an outcome that no table knows. `outcome` is `other`, and `outcome_text` has the words."""
    UNPARSED_DATE = "unparsed_date"
    """A date of decision in a form that is not known, or that no calendar has. `decided_on` is null."""
    NUMBER_GAP = "number_gap"
    """A paragraph's number that leaves some out, or numbers of a text file that stand alone."""
    NUMBER_REPEATED = "number_repeated"
    """A paragraph's number that was there before."""
    REFERENCE_MISMATCH = "reference_mismatch"
    """The address has another reference than the page, or the title goes on after its reference."""
    REPEATED_FIELD = "repeated_field"
    """The header prints a field twice, with different values. The first is taken."""
    UNREAD_PAGE = "unread_page"
    """A page of a PDF that is a picture, without characters. The rest was read."""
    UNDECODABLE_BYTES = "undecodable_bytes"
    """Bytes that are no text in the encoding of the file. They were read as windows-1252."""
    TRUNCATED = "truncated"
    """No section that ends a decision: the file may be cut short."""
    DRAFT_SIGNALS = "draft_signals"
    """Headed as final, while a heading or a running foot tells a draft. It counts as a draft."""
    DUPLICATE = "duplicate"
    """Several inputs gave this decision. `detail` names those that were left out."""
    LOSSLESS = "lossless"
    """Text was lost, repeated or moved in parsing: a defect of this program. Please report it."""
    UNREAD_REPORT = "unread_report"
    """The full report that the page links to could not be fetched or read. The page was read without it."""
    PAYMENT_NOT_UPHELD = "payment_not_upheld"
    """A payment or refund in a decision that upholds nothing."""
    UPHELD_NOT_INVESTIGATED = "upheld_not_investigated"
    """Upheld, while the text says that the complaint is not investigated. It happens where a body had put it right
    before."""
    REMEDY_NOT_READ = "remedy_not_read"
    """A section of remedies in which none was found."""
    DEADLINE_BEFORE_DECISION = "deadline_before_decision"
    """A deadline before the date of the decision: one of the two is printed wrongly, or was read wrongly."""
    REFERENCE_AFTER_DECISION = "reference_after_decision"
    """A reference of a year after that of the decision."""
    CORRECTED = "corrected"
    """A value that the publisher printed wrongly was corrected. `detail` has both, the reason, and who says so."""
    CORRECTION_NOT_APPLIED = "correction_not_applied"
    """A correction was left out, since the page prints something else than it is for."""
    FAILED_CHECK = "failed_check"
    """A check that the release did not pass and that stopped nothing. The row is of no decision and of no year."""


FAULTS = frozenset(
    {
        ProblemCode.MISSING_FIELD,
        ProblemCode.UNKNOWN_HEADING,
        ProblemCode.UNKNOWN_LABEL,
        ProblemCode.UNKNOWN_OUTCOME,
        ProblemCode.UNPARSED_DATE,
        ProblemCode.UNREAD_PAGE,
        ProblemCode.UNDECODABLE_BYTES,
        ProblemCode.TRUNCATED,
        ProblemCode.LOSSLESS,
        ProblemCode.UNREAD_REPORT,
        ProblemCode.REMEDY_NOT_READ,
    }
)
"""Problems of reading a page. The others are what the publisher printed, which a reader should look at."""


# The members by themselves: asked of its class, one costs 0.1 µs in Python 3.11, and a page asks a thousand times.
HEADING, PARAGRAPH, ITEM, QUOTE, TABLE, VALUE, FURNITURE = BlockKind
DECIMAL, LETTER, ROMAN, BULLET, DASH = ListStyle

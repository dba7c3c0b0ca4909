"""LGSCO's headings. Order matters: the first row that knows the words wins.

Seen: counts are of 291 decisions read in part (late headings are under-counted); "manual" is LGSCO's staff manual;
"near form" is a wording that the rows above make likely and that nobody has seen.
"""

from decision_parser.models import DocumentKind, SectionKind, Stage, Topic
from decision_parser.vocabulary import Heading

_OMBUDSMAN = (
    r"(?:(?:the|our) )?(?:local government (?:(?:and|&) social care )?)?ombudsm[ae]n'?s?'? (?:revised |amended )?"
)
_NEAR = "near form of a row above; not seen"

_DOCUMENT = (
    Heading(
        words=rf"{_OMBUDSMAN}(?:final )?decision(?: \(.{{1,30}}\))?",
        stage=Stage.FINAL,
        document_kind=DocumentKind.STATEMENT,
        example="The Ombudsman's final decision:",
        seen="272 of 291",
    ),
    Heading(
        words=rf"{_OMBUDSMAN}draft decision",
        stage=Stage.DRAFT,
        document_kind=DocumentKind.STATEMENT,
        example="The Ombudsman’s draft decision",
        seen="manual and one PDF",
    ),
    Heading(
        words=rf"{_OMBUDSMAN}provisional (?:view|decision)",
        stage=Stage.PROVISIONAL,
        document_kind=DocumentKind.STATEMENT,
        example="The Ombudsman’s provisional view",
        seen="manual",
    ),
    Heading(
        words="report by the local government (?:(?:and|&) social care )?ombudsman",
        stage=Stage.FINAL,
        document_kind=DocumentKind.REPORT,
        example="Report by the Local Government and Social Care Ombudsman",
        seen="PDFs of reports",
    ),
)

_SECTIONS = (
    Heading(words="summary", kind=SectionKind.SUMMARY, example="Summary", seen="14 of 291 as a heading"),
    Heading(words="(?:the )?complaints?", kind=SectionKind.COMPLAINT, example="The complaint", seen="290 of 291"),
    Heading(
        words="complaint background|background (?:to|of) the complaint",
        kind=SectionKind.BACKGROUND,
        example="Complaint background",
        seen="3 of 291, with the next",
    ),
    Heading(
        words="background information",
        kind=SectionKind.BACKGROUND,
        topic=Topic.BACKGROUND,
        example="Background information",
        seen="3 of 291, with the one before",
    ),
    Heading(
        words="what (?:i|we) (?:have )?investigated",
        kind=SectionKind.SCOPE,
        example="What I have investigated",
        seen="11 of 291",
    ),
    Heading(
        words="what (?:i|we) have and (?:have not|haven't) investigated",
        kind=SectionKind.SCOPE,
        example="What I have and have not investigated",
        seen="8 of 291",
    ),
    Heading(
        words=rf"(?:{_OMBUDSMAN}|my |our )role and powers",
        kind=SectionKind.ROLE_AND_POWERS,
        example="The Ombudsman’s role and powers",
        seen="244 of 291; in the plural 9",
    ),
    Heading(
        words="how (?:i|we) (?:have )?(?:considered|investigated) (?:this|the|these) complaints?",
        kind=SectionKind.HOW_CONSIDERED,
        example="How I considered this complaint",
        seen="161 of 291",
    ),
    Heading(words="what (?:i|we) (?:have )?found", kind=SectionKind.FINDINGS, example="What I found", seen="29 of 291"),
    Heading(words="(?:my|our) assessment", kind=SectionKind.ASSESSMENT, example="My assessment", seen="100 of 291"),
    Heading(
        words=r"(?:agreed|recommended|proposed)(?: ?(?:/|and|or) ?(?:agreed|recommended|proposed))?"
        r" (?:actions?|remed(?:y|ies))",
        kind=SectionKind.REMEDY,
        example="Agreed/recommended action",
        seen="manual; `Agreed action` on pages",
    ),
    Heading(words="actions?|remed(?:y|ies)", kind=SectionKind.REMEDY, example="Action", seen="manual"),
    Heading(
        words="(?:my |our |provisional |draft )?recommendations?",
        kind=SectionKind.REMEDY,
        example="Recommendations",
        seen="14 of 291, reports",
    ),
    Heading(
        words="(?:my |our )?final decision", kind=SectionKind.FINAL_DECISION, example="Final decision", seen="23 of 291"
    ),
    Heading(
        words="(?:my |our )?draft decision",
        kind=SectionKind.FINAL_DECISION,
        stage=Stage.DRAFT,
        example="Draft decision",
        seen=_NEAR,
    ),
    Heading(
        words="(?:my |our )?provisional (?:decision|view)",
        kind=SectionKind.FINAL_DECISION,
        stage=Stage.PROVISIONAL,
        example="Provisional decision",
        seen=_NEAR,
    ),
    Heading(
        words=r"(?:the )?parts? of (?:the|this|(?:mr |mrs |ms |miss )?\w+'s) complaints? (?:that |which )?(?:i|we) "
        r"(?:(?:did|could|can|have|do|will|would)(?: ?not|n't)|cannot)"
        r"(?: (?:investigated?|consider(?:ed)?|look(?:ed)? at))?",
        kind=SectionKind.NOT_INVESTIGATED,
        example="Parts of the complaint that I did not investigate",
        seen="announced by many decisions",
    ),
    Heading(
        words="what (?:i|we) (?:(?:have|did|could|will) not|haven't|didn't|cannot) investigated?",
        kind=SectionKind.NOT_INVESTIGATED,
        example="What I have not investigated",
        seen=_NEAR,
    ),
    Heading(
        words=r"(?:[\w',. -]{1,60} )?(?:draft|provisional) (?:decision|view)"
        r" on behalf of the (?:\w+ ){0,6}ombudsm[ae]n",
        kind=SectionKind.SIGNATURE,
        stage=Stage.DRAFT,
        complete=True,
        signs="on behalf of the",
        example="Investigator’s draft decision on behalf of the Ombudsman",
        seen=_NEAR,
    ),
    Heading(
        words=r"(?:[\w',. -]{1,60} )?(?:final )?decision on behalf of the (?:\w+ ){0,6}ombudsm[ae]n",
        kind=SectionKind.SIGNATURE,
        complete=True,
        signs="on behalf of the",
        example="Investigator's decision on behalf of the Ombudsman",
        seen="21 of 291",
    ),
    Heading(
        words=r"(?:the )?ombudsm[ae]n (?:is |are |was |were )?(?:now |not )?satisfied with"
        r" (?:(?:the )?[\w' -]{1,80}? )?responses?(?: ?:? ?.{0,40})?",
        kind=SectionKind.COMPLIANCE,
        document_kind=DocumentKind.REPORT,
        complete=True,
        signs="satisfied with",
        example="Ombudsman satisfied with council's response: 19 July 2017",
        seen="13 of 291, reports",
    ),
    Heading(
        words="further reports?(?: ?: ?.{1,40})?",
        kind=SectionKind.FURTHER_REPORT,
        example="Further report",
        seen="1 of 291, a report",
    ),
    Heading(
        words="findings?",
        kind=SectionKind.FINDINGS,
        document_kind=DocumentKind.REPORT,
        example="Finding",
        seen="13 of 291, reports",
    ),
)

# Sub-headings inside the findings (facts: one to five each).
_LAW_WORD = r"(?:law|laws|legislation|legal|statutory|guidance|polic(?:y|ies)|regulations?|procedures?)"
_LAW_JOIN = (
    r"(?:the|relevant|applicable|key|national|local|government|council(?:'s|s')?|administrative|background|framework|context|code|codes"
    r"|of|practice|and|its|our)"
)
_TOPICS = (
    Heading(
        words="background(?: to the .{1,40})?|key (?:facts|events)|(?:the )?(?:key )?facts",
        kind=SectionKind.BACKGROUND,
        topic=Topic.BACKGROUND,
        example="Background",
        seen="1-5 of 291",
    ),
    Heading(
        words=r"what happened(?: next| here| in this case|,? and when)?\?*|chronology(?: of (?:key )?events)?|timeline",
        kind=SectionKind.FINDINGS,
        topic=Topic.EVENTS,
        example="What happened?",
        seen="1-5 of 291",
    ),
    Heading(
        words=r"what should (?:have )?happen(?:ed)?\?*",
        kind=SectionKind.FINDINGS,
        topic=Topic.LAW,
        example="What should have happened",
        seen="1-5 of 291",
    ),
    Heading(
        words=r"(?:my |our )?analysis(?: ?[-:] ?.{1,80}| of .{1,40}| and (?:findings|conclusions?))?",
        kind=SectionKind.FINDINGS,
        topic=Topic.ANALYSIS,
        example="Analysis – is there fault leading to injustice?",
        seen="1-5 of 291; PDF of statement 16 005 626",
    ),
    Heading(
        words=r"(?:my|our) (?:findings?|views?|conclusions?|consideration)|conclusions?",
        kind=SectionKind.FINDINGS,
        topic=Topic.ANALYSIS,
        example="My findings",
        seen="1-5 of 291",
    ),
    Heading(
        words=r"(?:was|is|were) there (?:any )?(?:fault|injustice).{0,60}"
        r"|did (?:the|this|any) .{1,40}(?:fault|injustice).{0,20}"
        r"|(?:the )?(?:consequent |resulting )?injustice(?: (?:caused|to|arising).{0,40})?",
        kind=SectionKind.FINDINGS,
        topic=Topic.ANALYSIS,
        example="Did the fault cause injustice?",
        seen=_NEAR,
    ),
    Heading(
        words=rf"(?=.*\b{_LAW_WORD}\b)(?!polic(?:y|ies)$|procedures?$|regulations?$)"
        rf"(?:{_LAW_WORD}|{_LAW_JOIN})(?:[ ,/&-]+(?:{_LAW_WORD}|{_LAW_JOIN}))*",
        kind=SectionKind.FINDINGS,
        topic=Topic.LAW,
        signs="law|legislation|legal|statutory|guidance|polic|regulation|procedure",
        example="Law, guidance and policies",
        seen="1-5 of 291; also `The law and guidance`, `Legal and administrative background`, `Council policy`",
    ),
    Heading(
        words=r"(?:the )?(?:[\w,&()/'-]+ ){1,10}(?:act|regulations|order) \d{4}(?: \(.{1,30}\))?",
        kind=SectionKind.FINDINGS,
        topic=Topic.LAW,
        inside=True,
        signs="act |regulations |order ",
        example="Care Act 2014",
        seen="1-5 of 291: an Act's name",
    ),
)

HEADINGS = (*_DOCUMENT, *_SECTIONS, *_TOPICS)

"""How LGSCO tells what is to be done: verbs, purposes of payments, and what is no action. First row that fits wins.

Kinds follow LGSCO's guidance on remedies (facts, section 4). What others and the future are to have is a service
improvement; what is done for the complainant is a corrective action, or a review where its result is open.
"""

from decision_parser.models import RemedyKind, RemedyPurpose
from decision_parser.vocabulary import ActionRow, AsideRow, PurposeRow, Remedies

_APOLOGY, _PAYMENT, _REFUND = RemedyKind.APOLOGY, RemedyKind.PAYMENT, RemedyKind.REFUND_OR_WAIVER
_DONE_FOR, _REVIEW, _EVIDENCE = RemedyKind.CORRECTIVE_ACTION, RemedyKind.REVIEW, RemedyKind.EVIDENCE
_SERVICE = RemedyKind.SERVICE_IMPROVEMENT

_GUIDANCE = "kinds of LGSCO's guidance on remedies"
_USUAL = "usual in agreed actions"

# Whom it is done for, in lower case.
_ONE = (
    r"(?<!['\w])(?:mr|mrs|ms|miss|mx|dr|him|her|his|hers|he|she|child [a-z]|young person|the complainants?|(?:the"
    r"|this) famil(?:y|ies)|son|daughter|mother|father|husband"
    r"|wife|partner|[b-hj-z]'s|[b-hj-z])\b"
)
# Whom it is done for: with these, it is about the one case.
_PERSON = r"(?:mr|mrs|ms|miss|mx|dr|him|her|his|hers|them|their|child|young person|the complainant|the family)\b"
# The rules and the people of the body: with these, it is for everyone to come.
_RULES = (
    r"polic(?:y|ies)\b|procedures?\b|process(?:es)?\b|practices?\b|protocols?\b|templates?\b|standard letters?"
    r"|letters? it (?:uses|sends)"
    r"|guidance|training|action plan|improvement plan|checklists?\b|website|web ?pages?\b|leaflets?\b|\bforms?\b"
    r"|manual|handbook"
    r"|\bsystems?\b|software|database|arrangements for|(?:working|joint) arrangements"
    r"|service improvements?|improvements? to|improve (?:its|the"
    r"|their|how)"
    r"|lessons|learning|backlog|waiting (?:times|lists?)|timescales|register\b|strateg(?:y|ies)\b(?! meeting"
    r"| discussion)|pathways?\b|\brota\b|briefing|induction|newsletter|bulletin|workshop|code of conduct"
    r"|\bschemes?\b|\bschedules?\b|\btrackers?\b|\blog\b"
    r"|criteria|\btargets?\b|\bcontracts\b|(?:next|its|new|provider) contract\b|charter\b|reminders?\b"
    r"|standard (?:\w+ )?(?:letter|notice|form|paragraph|wording)|equality impact|quality assurance"
)
_STAFF = (
    r"staff|officers\b|caseworkers\b|case ?workers\b|social workers\b|workers\b|managers\b|\bteams\b|(?:panel"
    r"|committee|elected|staff|team) members\b|members of (?:staff|its|the)\b|clerks\b|councillors|practitioners"
    r"|assessors|inspectors|providers\b|contractors\b|crews\b|employees|departments?\b|schools\b|panels\b"
    r"|carers it employs"
)
_OTHERS = (
    r"\bothers\b|\bthose (?!who are responsible)|\bother (?:[\w'-]+ ){0,3}?[a-z]{3,}s\b|\bevery (?!effort)[a-z]+\b"
    r"|\bany (?:child|pupil|applicant|tenant|parent|resident|person|family|other|future|new|it finds)\b"
    r"|^(?:the |existing |all |current |affected )?(?:residents|tenants|parents|families|users|customers|schools"
    r"|providers|applicants|households)\b|\bother (?:\w+ ){0,2}(?:people|persons?|famil(?:y|ies)|children|pupils"
    r"|residents|cases|complainants|complaints|applicants|applications"
    r"|tenants|parents|users|customers|drivers|carers|claimants|service|individuals|households|patients|owners|young"
    r"|students|appellants|accounts)"
    r"|anyone (?:else|who)|everyone|every (?:parent|applicant|tenant|child|family|person|resident|case)"
    r"|\ball (?:[\w'-]+ ){0,3}?[a-z]{3,}s\b|\ball (?:the |other |its |those )?"
    r"(?:children|pupils|those|applicants|applications|tenants|parents|cases|residents|users|carers|complaints|people"
    r"|families|decisions|panel|cases)"
    r"|\b(?:every|all) (?:\w+ ){0,2}(?:payments?|requests?|assessments?|plans?|files?|accounts?|charges?|notices?"
    r"|records?|placements?|referrals?|appeals?|bids?)\b"
    r"|similar(?:ly)? (?:affected|cases|circumstances|position|situation)|same (?:position|way|fault|error)"
    r"|in (?:the )?future|from now on|\b(?:to|with|by|for|from) (?:applicants|parents|tenants|residents"
    r"|claimants)\b|future (?:\w+ )?(?:cases|complaints|applica|apprais|request|assess|deci)"
)
_WIDE = rf"{_RULES}|{_STAFF}|{_OTHERS}|(?<!sub-)\bcommittees?\b|scrutiny|cabinet|full council|overview and|\baudit"
_CHARGE = (
    r"charges?\b|charging|invoices?\b|debts?\b|fees?\b|\bbills?\b|costs?\b|arrears|penalt(?:y|ies)|overpayments?"
    r"|fines?\b|balance|contributions?\b|pcns?\b|£|accounts?\b"
    r"|recovery (?:of|action)|rent\b|summons|surcharge|council tax|sums?\b|payments?\b"
)

_NOUNS = {
    "apology": "apologise", "apologies": "apologise", "payment": "pay", "payments": "pay", "cheque": "pay",
    "backpay": "pay", "compensation": "pay", "refund": "refund", "refunds": "refund", "reimbursement": "refund",
    "waiver": "waive", "review": "review", "reviews": "review", "reminder": "remind", "reminders": "remind",
    "training": "train", "evidence": "evidence", "confirmation": "evidence", "reassessment": "reassess",
    "assessment": "reassess", "reconsideration": "reconsider", "appeal": "hold", "hearing": "hold",
    "explanation": "explain", "improvements": "improve", "improvement": "improve", "audit": "audit",
    "remedy": "remedy", "meeting": "meet", "report": "report", "visit": "visit", "amendment": "amend",
    "discussion": "discuss", "reinstatement": "reinstate", "correction": "correct", "removal": "remove",
    "cancellation": "cancel",
}  # fmt: skip

ACTIONS = (
    # Words that only say that there is something to do.
    ActionRow(
        verbs="take carry complete do implement act make agree provide follow accept undertake comply remedy put meet "
        "resolve settle",
        words=r"^(?:out |on |with |up )?(?:(?:the|these|this|our|all|any|my|some|its|that|a|certain|further|those"
        r"|such|suitable|appropriate|satisfactory) )*"
        r"(?:following|actions?\b(?! to (?:improve|prevent|address|ensure|avoid))|steps?\b(?! to)"
        r"|recommendations?\b(?! of the)|remed(?:y|ies)|measures|proposals?|injustice|complaint\b(?!'|s| procedure)"
        r"|things? right"
        r"|matters? right|right\b|findings|so\b|two things|these changes|what (?:we|i) (?:have )?recommend)",
        kind=None,
        listed=False,
        example="take the following action",
        seen=_USUAL,
    ),
    ActionRow(
        verbs="consider",
        words=r"^(?:the|this|our) report at (?:[\w', -]{0,60})(?:full council|cabinet|committee)",
        kind=_SERVICE,
        listed=False,
        example="consider the report at its full council",
        seen="reports",
    ),
    ActionRow(
        verbs="consider",
        words=r"^(?:the|this|our) report\b|^(?:a|our|my|the) (?:suitable |further )?(?:remedy|recommendations?)\b",
        kind=None,
        listed=False,
        example="consider the report",
        seen="reports",
    ),
    ActionRow(
        verbs="honour act",
        words=r"^$|^(?:this|it|that|to this|within|by|in)\b",
        kind=None,
        listed=False,
        example="honour this",
        seen="near form; not seen",
    ),
    ActionRow(
        verbs="make",
        words=r"\b(?:fresh|new|another) (?:decision|one\b)|\bdecision (?:again|afresh)",
        kind=_DONE_FOR,
        example="make a new decision",
        seen=_USUAL,
    ),
    ActionRow(
        verbs="write refund pay offer do",
        words=r"^(?:off )?nothing\b",
        kind=None,
        listed=False,
        example="refund nothing",
        seen="near form; not seen",
    ),
    ActionRow(
        verbs="do", words=r"^(?:more|better)\b", kind=None, listed=False, example="do more", seen="near form; not seen"
    ),
    ActionRow(verbs="go", words="^further", kind=None, listed=False, example="go further", seen="near form; not seen"),
    ActionRow(
        verbs="pay",
        words=r"^(?:this|it|these|both)\b(?! too| sum| amount)",
        kind=None,
        listed=False,
        example="pay this within a month",
        seen=_USUAL,
    ),
    ActionRow(
        verbs="send do make complete take provide",
        words=r"^(?:the (?:first|last|second|third|above|other two|other three|remaining)\b(?! (?:stage|part|phase"
        r"|half|payment|assessment|review))|this|it|so|these|both|what has)\b(?! to us| too)",
        kind=None,
        listed=False,
        example="do so within a month",
        seen=_USUAL,
    ),
    ActionRow(verbs="remedy", words="", kind=None, listed=False, example="remedy the injustice", seen=_USUAL),
    ActionRow(
        verbs="act take",
        words=r"^(?:action|steps) to\b",
        kind=_SERVICE,
        listed=False,
        example="take action to prevent this in future",
        seen=_USUAL,
    ),
    # Apologies.
    ActionRow(verbs="apologise apologize", words="", kind=_APOLOGY, example="apologise to Mr X", seen=_GUIDANCE),
    ActionRow(
        verbs="say write send give provide issue offer make arrange ask convey extend deliver share put telephone "
        "phone call ring meet visit",
        words=r"^.{0,90}?\b(?:apolog|sorry\b)",
        kind=_APOLOGY,
        example="write to Mr X to apologise",
        seen=_USUAL,
    ),
    # To the Ombudsman.
    ActionRow(
        verbs="provide send show give supply submit share confirm tell report write let update notify inform "
        "demonstrate satisfy copy"
        " advise return",
        words=r"^(?:[\w'-]+ ){0,4}?(?:us|me|the ombudsm[ae]n|the lgsco|our office)\b(?! the money)"
        r"|^(?:to )?(?:the )?ombudsm[ae]n",
        kind=_EVIDENCE,
        example="provide us with evidence it has complied with the above actions",
        seen=_USUAL,
    ),
    ActionRow(
        verbs="confirm tell report show explain",
        words=r"^(?:[\w'-]+ ){0,5}?(?:the )?actions? (?:that )?it (?:has|proposes|is|intends)",
        kind=_EVIDENCE,
        example="confirm within three months the action it has taken or proposes to take",
        seen="reports",
    ),
    ActionRow(
        verbs="evidence", words="", kind=_EVIDENCE, listed=False, example="evidence of the training", seen=_USUAL
    ),
    ActionRow(
        verbs="provide send supply submit give produce",
        words=r"^(?:written |suitable |documentary |satisfactory |clear )?(?:evidence|proof"
        r"|confirmation)\b(?! to (?:mr|mrs|ms|miss)\b)",
        kind=_EVIDENCE,
        example="provide evidence that it has done so",
        seen=_USUAL,
    ),
    ActionRow(
        verbs="provide send write report return",
        words=r"\b(?:to|with|and) (?:us|the ombudsm[ae]n|me)\b",
        kind=_EVIDENCE,
        example="send a copy of the new policy to us",
        seen=_USUAL,
    ),
    # Money back, and money not asked for.
    ActionRow(
        verbs="refund reimburse repay waive recompense halve remit",
        words="",
        kind=_REFUND,
        example="refund the fee",
        seen=_GUIDANCE,
    ),
    ActionRow(
        verbs="write", words=r"^(?:\w+ )?off\b|^.{1,40} off\b", kind=_REFUND, example="write off the debt", seen=_USUAL
    ),
    ActionRow(
        verbs="give make issue provide send offer arrange",
        words=r"^(?:[\w'-]+ ){0,5}?(?:refunds?|reimbursement)\b",
        kind=_REFUND,
        example="give Mrs X the refund it owes her",
        seen="near form; not seen",
    ),
    ActionRow(
        verbs="ask instruct tell",
        words=rf"^(?!.*(?:{_OTHERS})).*\bto (?:re)?(?:consider|inspect|visit|contact|assess|obscure|repair|meet|look"
        rf"|stop|cease|suspend|take no)\b",
        kind=_DONE_FOR,
        example="ask its fostering panel to consider their approval afresh",
        seen="near form; not seen",
    ),
    ActionRow(
        verbs="apply award",
        words=r"^(?:the |a |any |his |her )?(?:[\w'-]+ ){0,6}(?:discount|exemption|disregard|reduction|relief)\b",
        kind=_REFUND,
        example="apply the single person discount",
        seen="near form; not seen",
    ),
    ActionRow(
        verbs="amend update change alter",
        words=rf"^(?:its|the|their) (?:[\w'-]+ ){{0,4}}?(?:{_RULES}|letters|wording)",
        kind=_SERVICE,
        example="change its system for sending invoices",
        seen=_GUIDANCE,
    ),
    ActionRow(
        verbs="ask instruct require tell",
        words=r"\bto (?:return|refund|repay|cancel|waive|write off|remove (?:[\w-]+ ){0,3}(?:fees|charges|costs))\b",
        kind=_REFUND,
        example="ask its agents to return their fees",
        seen="near form; not seen",
    ),
    ActionRow(
        verbs="see",
        words=r"^(?:that|to it) .*(?:refund|repaid|returned)",
        kind=_REFUND,
        example="see that the £150 is returned to Mrs R",
        seen="near form; not seen",
    ),
    ActionRow(
        verbs="set",
        words=rf"^aside\b.{{0,30}}(?:{_CHARGE})",
        kind=_REFUND,
        example="set aside the court costs",
        seen="near form; not seen",
    ),
    ActionRow(
        verbs="pay", words=r"^(?:\w+ ){0,4}back\b", kind=_REFUND, example="pay back what she was charged", seen=_USUAL
    ),
    ActionRow(verbs="credit", words="", kind=_REFUND, example="credit his account with £200", seen=_USUAL),
    ActionRow(
        verbs="backdate",
        words=r"^(?!.{0,60}\b(?:priority|banding|band\b|application date|registration|points|award of band"
        r"|effective date))",
        kind=_REFUND,
        example="backdate her council tax support",
        seen=_GUIDANCE,
    ),
    ActionRow(
        verbs="cancel remove reduce clear quash withdraw adjust amend delete deduct stop cease return limit cap zero "
        "lower"
        " void rescind strike",
        words=rf"^(?!.{{0,40}}(?:credit file|polic|review|application|recording|record of|leaflet|website|procedure"
        rf"|letters|guidance|contract|summons\b(?! costs?)))(?:[\w'-]+ ){{0,7}}?(?:{_CHARGE})",
        kind=_REFUND,
        example="cancel the invoice",
        seen=_GUIDANCE,
    ),
    ActionRow(
        verbs="take",
        words=r"^.{0,40}\boff (?:his|her|their|the) (?:bill|account|debt|arrears)",
        kind=_REFUND,
        example="take £40 off her bill",
        seen="near form; not seen",
    ),
    # Payments.
    ActionRow(
        verbs="continue start resume begin",
        words=r"^(?:to )?(?:pay|paying)\b",
        kind=_PAYMENT,
        example="continue to pay her £200 a month",
        seen="near form; not seen",
    ),
    ActionRow(
        verbs="acknowledge recognise",
        words="",
        kind=None,
        example="acknowledge the impact of its failings",
        seen=_USUAL,
    ),
    ActionRow(verbs="pay compensate", words="", kind=_PAYMENT, example="pay Mr X £200", seen=_GUIDANCE),
    ActionRow(
        verbs="make offer provide give send issue award arrange increase raise set grant place put add transfer "
        "release double top",
        words=r"^(?:(?!\b(?:review|assess|plan|policy)\b).){0,60}?"
        r"(?:(?<!direct )\bpayments?\b(?! plan| arrangement| scheme)|£|\bcheque\b|financial remedy"
        r"|\bcompensation\b|\bbackpay\b|back ?pay\b|monetary|\bsum\b|\bad hoc award)",
        kind=_PAYMENT,
        example="make a payment of £250",
        seen=_USUAL,
    ),
    ActionRow(
        verbs="meet cover bear fund contribute share defray settle",
        words=r"\bcosts?\b|\bfees?\b|£|\bprice\b|\bexpenses\b|\bdifference\b|\bshortfall\b|\bbill\b|^half\b|^towards",
        kind=_PAYMENT,
        example="meet half the cost of a screen",
        seen="near form; not seen",
    ),
    # Others and the future.
    ActionRow(
        verbs="monitor improve remind",
        words=r"^(?:[\w'-]+ ){0,6}?(?:his|her|mr|mrs|ms|miss)\b",
        kind=_DONE_FOR,
        example="monitor collections from his road",
        seen="near form; not seen",
    ),
    ActionRow(
        verbs="remind train retrain circulate brief publish introduce monitor improve recruit employ audit learn "
        "embed "
        "disseminate raise-awareness"
        " publicise refresh dip-sample strengthen develop revise standardise digitise advertise",
        words="",
        kind=_SERVICE,
        example="remind relevant staff of its duty to give reasons",
        seen=_GUIDANCE,
    ),
    ActionRow(
        verbs="pass circulate send forward present give provide",
        words=r"^(?:a copy of )?(?:this|our|the) (?:final )?(?:statement|decision|report)\b(?! (?:to|with) (?:mr|mrs"
        r"|ms|miss|us)\b)",
        kind=_SERVICE,
        example="pass this statement to its safeguarding board",
        seen="near form; not seen",
    ),
    ActionRow(
        verbs="share discuss",
        words=r"\b(?:decision|statement|report|lessons|learning|findings|outcome|case|complaint|points)\b",
        kind=_SERVICE,
        example="share this decision with its officers",
        seen=_GUIDANCE,
    ),
    ActionRow(
        verbs="make",
        words=r"^(?:sure|certain)\b",
        kind=_SERVICE,
        example="make sure that staff know of it",
        seen=_USUAL,
    ),
    ActionRow(
        verbs="ensure",
        words=rf"^(?:that )?(?:[\w'-]+ ){{0,3}}?(?:{_STAFF}|{_RULES}|records|future)",
        kind=_SERVICE,
        example="ensure officers record their reasons",
        seen=_USUAL,
    ),
    ActionRow(
        verbs="carry undertake conduct complete hold arrange bring start",
        words=r"\b(?:annual|emergency) review\b|\breview (?:panel|meeting|hearing)\b|\bcommunity trigger\b",
        kind=_DONE_FOR,
        example="hold the annual review of his plan",
        seen="labelled sentences",
    ),
    ActionRow(
        verbs="carry undertake conduct complete hold arrange offer do start",
        words=rf"^(?:out )?(?:[\w'-]+ ){{0,5}}?review\b(?! of (?:[\w'-]+ ){{0,4}}(?:{_WIDE}))(?!.{{0,50}}(?:{_WIDE}))",
        kind=_REVIEW,
        example="carry out a review of her care plan",
        seen=_USUAL,
    ),
    ActionRow(
        verbs="hold",
        words=r"^(?:[\w-]+ ){0,3}?(?:briefing|training|workshop|session)",
        kind=_SERVICE,
        example="hold a team briefing",
        seen=_GUIDANCE,
    ),
    # The one case. These come before the words of rules and staff, which stand in such sentences too.
    ActionRow(
        verbs="reassess re-assess reconsider re-consider redetermine rehear re-hear rerun re-run retake remake "
        "re-make reopen re-open"
        " backdate reinstate restore apply explain complete finish finalise hold reallocate inspect allocate decide"
        " appoint",
        words=rf"^(?!.{{0,60}}(?:{_RULES}|{_STAFF}.{{0,20}}(?:reminder|guidance|on)))",
        kind=_DONE_FOR,
        example="reassess Mr X's needs",
        seen=_GUIDANCE,
    ),
    ActionRow(
        verbs="issue complete finish",
        words=r"\b(?:guidance|reminders?|briefing|training|instructions?|polic|procedure|audit|bulletin|note to|memo)",
        kind=_SERVICE,
        example="issue guidance to its officers on when to close a case",
        seen=_USUAL,
    ),
    ActionRow(
        verbs="reassess reconsider explain decide apply hold complete inspect allocate appoint finalise finish "
        "reopen reinstate restore"
        " backdate",
        words=rf"^(?!.{{0,40}}(?:{_OTHERS}))",
        kind=_DONE_FOR,
        example="decide his application afresh",
        seen=_GUIDANCE,
    ),
    # Looking again.
    ActionRow(
        verbs="amend update change alter correct remove delete add",
        words=rf"{_ONE}|\b(?:his|her|the|its|that|a|this|any) (?:[\w-]+ )?records?\b(?! keeping|s? system)|\bfiles?\b"
        rf"|\bminutes\b|\bnotes? of",
        kind=_DONE_FOR,
        example="amend the minutes of the meeting",
        seen="near form; not seen",
    ),
    ActionRow(
        verbs="review revisit re-review look check examine investigate assess consider re-examine evaluate sample "
        "analyse",
        words=rf"(?:{_OTHERS})",
        kind=_SERVICE,
        example="review other cases to see whether the same happened there",
        seen=_GUIDANCE,
    ),
    ActionRow(
        verbs="review revisit re-review re-examine check",
        words=rf"^(?:(?:its|their|the|own|local|current|all|relevant|existing|any) )*(?:[\w'-]+ ){{0,3}}?(?:{_RULES})",
        kind=_SERVICE,
        example="review their local policy on charges",
        seen=_GUIDANCE,
    ),
    ActionRow(
        verbs="review revisit re-review re-examine check",
        words=r"^(?:again )?(?:whether (?:it|he|she|they|its offer|the)|the (?:decision|complaint|case|application"
        r"|assessment|charge|fee|care|plan|support|banding|priority|award|circumstances|amount|calculation|file)"
        r"|its (?:decision|offer|assessment|calculation|refusal|handling of (?:mr|mrs|ms|miss))"
        r"|(?:[\w'-]+ ){0,3}?(?:mr|mrs|ms|miss|dr|his|her|him|child)\b|their (?:case|plan|support|care"
        r"|application|complaint)|[a-z]'s\b|what (?:it|he|she|they))",
        kind=_REVIEW,
        example="review Mr X's care plan",
        seen=_GUIDANCE,
    ),
    ActionRow(
        verbs="look",
        words=r"^again\b",
        kind=_REVIEW,
        example="look again at whether the fee is right",
        seen="near form; not seen",
    ),
    ActionRow(
        verbs="review revisit look examine check investigate evaluate sample analyse update amend alter change audit "
        "re-examine tighten",
        words=rf"(?:{_WIDE})|^(?:that (?:its|the|all)|how|its|the way|at how|at its|into how|into why|why|whether its"
        rf"|the use)\b",
        kind=_SERVICE,
        example="review its policy on replacement bins",
        seen=_GUIDANCE,
    ),
    ActionRow(
        verbs="review re-review",
        words=rf"^(?!.{{0,80}}{_ONE}).{{0,60}}\b(?:its|it)\b",
        kind=_SERVICE,
        example="review the wording of its letters",
        seen="near form; not seen",
    ),
    ActionRow(verbs="review re-review", words="", kind=_REVIEW, example="review the decision", seen=_GUIDANCE),
    # Verbs that can do either: the words behind them tell.
    ActionRow(
        verbs="provide give arrange deliver offer produce draw create write put set prepare design adopt agree "
        "consider identify tell ask"
        " bring report take use commission carry undertake contact check send lay conduct implement document "
        "establish speak work"
        " get keep make add rewrite amend update change alter correct record refer instruct advise inform notify "
        "present compile survey"
        " look examine investigate evaluate find appoint secure confirm place remove delete start resume continue "
        "help assist allow"
        " accept grant award consult clear repair install serve enforce act calculate recalculate assess name invite "
        "discuss transfer"
        " move return register treat support talk progress pursue liaise re-issue reissue approve process cut "
        "rebuild replace fix stop"
        " allocate let begin warn procure require determine submit receive include flag build feed learn lift draft "
        "withdraw engage plan"
        " test define embed explore pilot source supply escalate prioritise nominate convene reschedule rearrange "
        "release renew request"
        " collect extend increase simplify clarify map assign fit erect mark paint resurface trim prune fell remind "
        "redesign reword"
        " relocate rehouse rehome re-house accommodate search redact destroy file log track cover sign display post "
        "upload translate host"
        " run pass copy recall order plant empty sweep bill invoice mend tidy level drain unblock widen cap block "
        "enrol exempt regrade rerate relet redecorate rewire recoup attend chase meet visit respond reply answer "
        "negotiate seek obtain buy purchase hand leave open close restore halt pause suspend end cease"
        " demonstrate note ensure make issue hold complete finish",
        words="",
        kind=_DONE_FOR,
        open=True,
        example="arrange for Mr P to see another assessor",
        seen=_GUIDANCE,
    ),
)

PURPOSES = (
    PurposeRow(
        words=r"\bdistress|\bupset\b|\banxi(?:ety|ous)|\bworr(?:y|ied)|\bstress\b|\bstrain\b",
        purpose=RemedyPurpose.DISTRESS,
        example="to recognise the distress caused",
        seen=_GUIDANCE,
    ),
    PurposeRow(
        words=r"\bfrustrat", purpose=RemedyPurpose.FRUSTRATION, example="to reflect his frustration", seen=_GUIDANCE
    ),
    PurposeRow(
        words=r"\binconvenien", purpose=RemedyPurpose.INCONVENIENCE, example="for the inconvenience", seen=_GUIDANCE
    ),
    PurposeRow(words=r"\buncertain", purpose=RemedyPurpose.UNCERTAINTY, example="for the uncertainty", seen=_GUIDANCE),
    PurposeRow(
        words=r"\btime,? (?:and|&) (?:the )?(?:trouble|effort)|\b(?:his|her|their|the|avoidable) (?:time"
        r"|trouble)\b(?! (?:he|she|it|they))|\bhaving to (?:chase|pursue)|\bchas(?:e|ed|ing)\b"
        r"|\b(?:bringing|making|pursuing) (?:the|this|his|her|their|a|its) complaint",
        purpose=RemedyPurpose.TIME_AND_TROUBLE,
        example="for her time and trouble",
        seen=_GUIDANCE,
    ),
    PurposeRow(
        words=r"\b(?:risk of )?harm\b", purpose=RemedyPurpose.HARM, example="for the risk of harm", seen=_GUIDANCE
    ),
    PurposeRow(
        words=r"\b(?:lost|missed) (?:(?:an|the|a) )?(?:opportunit|chance)|\b(?:opportunit\w+|chance) (?:he|she"
        r"|they) (?:lost|missed)|\bloss of (?:an |the |a )?(?:opportunit|chance)"
        r"|\blost (?:(?:the|her|his) )?(?:opportunit|chance)",
        purpose=RemedyPurpose.LOST_OPPORTUNITY,
        example="for the lost opportunity to appeal",
        seen="near form; not seen",
    ),
    PurposeRow(
        words=r"\b(?:miss(?:ed|ing)|lost|loss of|lack of|without|failure to (?:provide|secure|arrange|deliver)"
        r"|not (?:receiv|provid|get)\w*|did not (?:receive|get|have)|went without)\b.{0,60}?"
        r"\b(?:education|school(?:ing)?|provision|support|therapy|therap\w+|tuition|care\b|respite|service|visits?"
        r"|sessions|transport|place)"
        r"|\b(?:education|provision|support|therapy|tuition|schooling|care|visits?|respite)\b.{0,30}\b(?:missed|lost"
        r"|went without|did not (?:receive|get)|should have (?:had|received))"
        r"|\bloss of (?:special educational |educational )?provision|\bno (?:suitable )?(?:full-time )?(?:education"
        r"|school place|provision)|\breceived none of|\bin which \w+(?: \w+)? had (?:none|no)\b",
        purpose=RemedyPurpose.MISSED_PROVISION,
        example="for the education he missed",
        seen=_GUIDANCE,
    ),
    PurposeRow(
        words=r"\bfinancial loss|\b(?:the|his|her|their|any) (?:losses|costs?|expenses)\b|\bcosts? (?:of|he|she|they"
        r"|incurred)|\bout of pocket|\bloss of (?:rent|earnings|income|money)"
        r"|\b(?:should have (?:been paid|had|received|paid)|would have (?:been paid|received|had|been entitled))"
        r"|\bentitled to\b|\b(?:he|she|they) (?:had to (?:pay|find)|spent|paid|lost)\b|\bshortfall|\breceipts?\b"
        r"|\bdifference between|\b(?:a|per|each|every) mile\b|\bmileage|\breplacement of|\barrears of|\bequivalent of"
        r"|\b(?:lost|damaged) (?:belongings|items|possessions|property|clothes)"
        r"|\b(?:belongings|possessions|clothes|items) (?:that |which )?(?:were |was |it )?(?:lost|damaged|destroyed)",
        purpose=RemedyPurpose.LOSS,
        example="for her financial loss",
        seen=_GUIDANCE,
    ),
)

ASIDES = (
    AsideRow(
        signs="guidance|effective apolog",
        words=r"guidance on (?:remedies|making an? )|effective apolog|(?:keep|bear) (?:that|this|our) guidance in mind"
        r"|(?:consider|follow|have regard to) (?:this|that|our) guidance",
        example="The Council should consider this guidance in making the apology.",
        seen=_USUAL,
    ),
    AsideRow(
        signs="no ",
        words=r"\bno (?:further |other |additional |more |specific |separate )?(?:remedy|remedies|action"
        r"|recommendations?)\b(?: (?:is|are|was|were))?"
        r"(?: \w+)? ?(?:needed|required|necessary|called for|recommended|warranted|appropriate|to (?:make|recommend)"
        r"|on this)",
        kind=RemedyKind.NONE,
        example="No further remedy is needed.",
        seen=_GUIDANCE,
    ),
    AsideRow(
        signs="no |not |n't|nor |nothing",
        words=r"\b(?:make|made|making|have|had) no (?:further |other |additional )?recommendations?\b"
        r"(?! (?:about|for|because|on (?:his|her|this point)))"
        r"|\brecommend(?:ed|ing)? (?:nothing|no) (?:further|more|else|remedy|other|additional)|\bnothing (?:further "
        r"|more |else )?(?:that )?(?:(?:is|was) )?(?:needed|required|to (?:remedy|recommend|put right))"
        r"|\b(?:not|n't) (?:consider|think|believe) (?:that )?(?:any|a) (?:further |other )?(?:remedy|action) (?:is"
        r"|are|was)"
        r"|\b(?:not|n't|nor) (?:\w+ )?recommend anything (?:more|further|else)|\b(?:i|we"
        r"|and) (?:have )?ask(?:ed)? for (?:nothing|no) (?:more|further)|\b(?:not|n't) (?:recommend|propose"
        r"|recommended|proposed|proposing|recommending|suggest) (?:any|a|further|anything) ?(?:other |further "
        r"|additional |more )?(?:remedy|remedies|action|recommendations?)\b"
        r"|\b(?:not|n't) (?:\w+ ){1,9}injustice (?:\w+ ){0,3}(?:needs?|requires?|warrants?|calls? for) (?:a "
        r"|any )?(?:further )?remedy",
        kind=RemedyKind.NONE,
        example="I have made no further recommendations.",
        seen=_GUIDANCE,
    ),
)

_BODIES = (
    "council councils provider providers trust trusts authority authorities board boards panel panels school schools "
    "academy home"
    " homes organisation organisations body bodies governors corporation company agency service department group "
    "committee"
    " association icb ccg icbs ccgs partnership association charity practice hospital surgery contractor college "
    "team teams officer manager chair clerk"
    " director executive head manager officers landlord commissioner council's bodies lgscb nhs provider's both each "
    "they it it's"
)
_PEOPLE = (
    "mr mrs ms miss mx dr child him her them he she complainant complainants family families children person people "
    "resident"
    " residents household households tenant tenants parent parents couple brother sister brothers sisters pupil "
    "pupils carer"
    " carers claimant applicants applicant neighbour neighbours individual individuals objectors"
)
REMEDIES = Remedies(
    actions=ACTIONS,
    purposes=PURPOSES,
    asides=ASIDES,
    bodies=frozenset(_BODIES.split()),
    people=frozenset(_PEOPLE.split()),
    nouns=_NOUNS,
    person=_ONE,
    others=rf"(?:{_STAFF}|{_OTHERS})",
    wide=rf"(?:{_WIDE}|^(?:any|all|(?:a )?new (?!decision|assess|panel|appeal|hear|invest|case|applic|plan|review"
    rf"|officer|social)|further|future|a further|a clear|a better|in (?:a|an|new))\b|\bhow (?:it|they) "
    rf"|^(?:[\w-]+ )?its (?!(?:[\w-]+ )?(?:decision|assessment|offer|notice|reasons|reply|response|findings"
    rf"|records? of|final|stage)))",
)

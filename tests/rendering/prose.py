"""Sentences of decisions, invented for this project, and the names and headings that they stand under.

Slots: who (the complainant), kin (a relative), body and Body (the body complained about), subject (what it is about),
month, later, money, small, days, act.
"""

from __future__ import annotations

import datetime as dt

from .manuscript import MONTHS

# heading as printed → kind, level, topic
HEADINGS: dict[str, tuple[str, int, str | None]] = {
    "The complaint": ("complaint", 1, None),
    "Complaint background": ("background", 1, None),
    "Background information": ("background", 1, None),
    "What I have investigated": ("scope", 1, None),
    "What I have and have not investigated": ("scope", 1, None),
    "The Ombudsman’s role and powers": ("role_and_powers", 1, None),
    "The Ombudsmen’s role and powers": ("role_and_powers", 1, None),
    "How I considered this complaint": ("how_considered", 1, None),
    "What I found": ("findings", 1, None),
    "The law and guidance": ("findings", 2, "law"),
    "Legal and administrative background": ("findings", 2, "law"),
    "Law, guidance and policies": ("findings", 2, "law"),
    "What should have happened": ("findings", 2, "law"),
    "Background": ("findings", 2, "background"),
    "What happened": ("findings", 2, "events"),
    "What happened?": ("findings", 2, "events"),
    "Analysis": ("findings", 2, "analysis"),
    "My findings": ("findings", 2, "analysis"),
    "Analysis – is there fault leading to injustice?": ("findings", 2, "analysis"),
    "My assessment": ("assessment", 1, None),
    "Agreed action": ("remedy", 1, None),
    "Recommended action": ("remedy", 1, None),
    "Final decision": ("final_decision", 1, None),
    "Parts of the complaint that I did not investigate": ("not_investigated", 1, None),
    "Finding": ("findings", 1, None),
    "Recommendations": ("remedy", 1, None),
}

BODIES = (
    "Wexcombe District Council", "Harrowdale County Council", "London Borough of Eastmere",
    "Royal Borough of Thornley", "Careways (Eastholme) Limited", "Northmoor & Ashby Clinical Commissioning Group",
    "Transport for Merrow", "St Wilfrid's Primary School Appeal Panel", "Saltmarsh, Overby and Ness Council",
    "City of Penhallow Council", "Brackenfell National Park Authority", "Merrow and Vale NHS Foundation Trust",
    "Alder Homes Ltd aka Alder Care at Home", "Stonebeck Metropolitan Borough Council",
    "Westerleigh Combined Authority", "Kestrel House Care Ltd.",
)  # fmt: skip

CATEGORIES = (
    ("Adult care services", "Charging", "charges for care at home"),
    ("Adult care services", "Disabled facilities grants", "a grant for a level shower"),
    ("Adult care services", "Residential care", "the care in a residential home"),
    ("Benefits and tax", "Council tax", "a council tax account"),
    ("Benefits and tax", "COVID-19", "a grant for a small shop"),
    ("Children's care services", "Child protection", "a child protection conference"),
    ("Children's care services", "Friends and family carers", "support for a kinship carer"),
    ("Education", "School transport", "a bus pass for a pupil"),
    ("Education", "Special educational needs", "the provision in an education plan"),
    ("Environment and regulation", "Trees", "a row of limes on the boundary"),
    ("Environment and regulation", "Refuse and recycling", "missed bin collections"),
    ("Health", "Assessment and funding", "an assessment for continuing care"),
    ("Housing", "Allocations", "a place on the housing register"),
    ("Housing", "Homelessness", "an application as homeless"),
    ("Other Categories", "Land", "the sale of a strip of land"),
    ("Planning", "Planning applications", "a neighbour’s extension"),
    ("Transport and highways", "Parking and other penalties", "a parking penalty"),
)

OUTCOMES = ("Upheld", "Not upheld", "Closed after initial enquiries")
PEOPLE = ("Mr X", "Mrs Y", "Miss B", "Ms D", "Mr and Mrs F", "Dr H")
RELATIVES = ("Ms Z", "Child A", "Mr T", "Mrs W", "Child C")
MONEY = ("£150", "£250", "£300", "£420.50", "£1,000", "£1,275", "£6,179")
ACTS = (
    "Care Act 2014",
    "Children and Families Act 2014",
    "Housing Act 1996",
    "Highways Act 1980",
    "Town and Country Planning Act 1990",
    "Equality Act 2010",
)

SUMMARIES = {
    "Upheld": (
        "{who} said that {body} dealt badly with {subject}. There was fault: letters lay unanswered and a review came "
        "late. {Body} will say sorry, pay {money} and change the way it works."
    ),
    "Not upheld": (
        "{who} said that {body} was wrong about {subject}. I looked at how the choice was made and saw nothing amiss, "
        "so I have ended my enquiries."
    ),
    "Closed after initial enquiries": (
        "We are not taking up this complaint about {subject}. It reached us late, and there is no sign that looking "
        "further would lead to another result for {who}."
    ),
}

INTROS = {
    "complaint": (
        "According to {who}, {body} went wrong over {subject} in more than one way between {month} and {later}, and "
        "each time it was left to {kin} to chase an answer. {Body}:"
    ),
    "remedy": (
        "To put things right for {who}, who has waited a good deal longer than anyone should have to, and within "
        "{days} weeks of the date of this decision, {body} has agreed to:"
    ),
    "how_considered": (
        "Before I came to a view on what {who} told us about {subject}, and on how {body} dealt with {kin} after "
        "{month}, I did the following things in turn:"
    ),
}

ITEMS = {
    "complaint": (
        "left letters about {subject} unanswered for {days} weeks",
        "took no notice of what a doctor had written in {month}",
        "asked for {money} which nobody had mentioned before",
        "gave {kin} the wrong form, and then blamed the delay on it",
    ),
    "remedy": (
        "write to {who} to say sorry for the trouble described above",
        "pay {who} {money} for the worry, and {small} for the time spent on the matter",
        "refund what was charged for {subject} from {month} onwards",
        "go through its written procedure on {subject} and tell its staff what has changed",
        "send us papers that show that these steps were taken",
    ),
    "how_considered": (
        "read what {who} sent with the form",
        "spoke with {who} on the telephone in {later}",
        "asked {body} for its file on {subject} and read its answer",
        "sent both sides a draft of this text and weighed what they wrote about it",
    ),
    "findings": (
        "whether the notes from {month} were complete",
        "who had spoken with {kin}, and when",
        "what the charge of {money} was for",
        "how long a review of {subject} ought to take",
    ),
}

SENTENCES: dict[str, tuple[str, ...]] = {
    "complaint": (
        "{who} complains about the way in which {body} handled {subject}.",
        "{who} says that nothing happened for {days} weeks after the first letter in {month}.",
        "As {who} sees it, {kin} lost the chance of a proper hearing, and the household was left {money} worse off.",
        "{who} would like {body} to own up to its mistakes, to look at {subject} afresh and to repay {money}.",
        "There was also, {who} says, a ‘dismissive’ tone in the telephone calls of {later}.",
    ),
    "background": (
        "{who} has lived in the area of {body} for many years and first got in touch about {subject} in {month}.",
        (
            "An earlier dispute about {subject} ended in {later} without a formal reply; it is mentioned here "
            "only as history."
        ),
        "{kin} helps {who} with letters – most of the papers on the file are in that hand.",
    ),
    "scope": (
        (
            "I have looked at what took place between {month} and {later}, because that is when {subject} was "
            "under review."
        ),
        "I left out the events before that time: {who} knew of them and could have come to us far earlier.",
        "Where older papers throw light on {subject}, I refer to them, but I make no finding about them.",
        "What a court has already settled between {who} and {body} is not something that I can open again.",
    ),
    "role_and_powers": (
        "Our task is to see whether a body went about its work in the wrong way, and whether somebody lost by it.",
        "Where we see such a failing we call it fault; where it did harm we ask for that harm to be made good.",
        "A decision that was properly reached stands, even if another officer might have come down on the other side.",
        "We may leave a complaint alone if it comes to us more than a year after the matter was known.",
        (
            "Nor do we take up a case which a tribunal is better placed to settle, unless going there would be "
            "asking too much."
        ),
        "What we spend comes from the public purse, and so we weigh what a longer enquiry could still bring to light.",
    ),
    "how_considered": (
        "I read the form that {who} filled in and the {days} letters that came with it.",
        "I asked {body} about {subject}, and it answered in {later} with its records and a note by a manager.",
        "I also had regard to the {act} and to the guidance that was in force in {month}.",
        "{who} and {body} saw this text in draft, and I thought about what each of them wrote back.",
    ),
    "law": (
        "Under the {act} a council has to look at the needs of the person and to write down how it reached its view.",
        (
            "The guidance that goes with the {act} says that a request such as this one should be answered in "
            "{days} weeks."
        ),
        "By its own policy, which dates from {month}, {body} sends a reminder before it asks for {small} or more.",
        (
            "Anyone who is unhappy with the answer can ask for a review; s.41 of the Highways Act 1980 is not in "
            "point here."
        ),
        "The policy sets out two stages – a manager replies first, and a senior officer looks at the case after that.",
    ),
    "events": (
        "In {month} {who} wrote to {body} about {subject} and enclosed a note from {kin}.",
        (
            "An officer rang back {days} days later, took down the details and said that “somebody would be in "
            "touch” shortly."
        ),
        "Nobody was. {who} wrote again in {later}, this time by recorded post, and kept the slip.",
        "The invoice that came next asked for {money}; the notes do not say how the sum was arrived at.",
        "{who} paid {small} under protest and asked for a breakdown, which came in {later} without the dates.",
        "At the first stage {body} said that it had done all it had to do, but that a letter had gone astray.",
        "At the second stage a senior officer agreed that the file was thin and offered {small} as a gesture.",
        "{kin} moved away in {later}, so that the assessment which had been planned could not go ahead.",
        "The records show three visits in {month}, and no visit at all in the {days} weeks after that.",
        "{who} then came to us, saying that {body} had had every chance to look at {subject} properly.",
    ),
    "analysis": (
        (
            "{body} accepts that it took {days} weeks to deal with a request that should have been dealt with far"
            " sooner. That is fault."
        ),
        (
            "I cannot say that the result would have been another one, but {who} is left not knowing, and that is"
            " a harm in itself."
        ),
        (
            "The way in which the sum of {money} was worked out is set out in the note of {later}, and I see "
            "nothing wrong with it."
        ),
        "There is no trace of what {kin} said on the telephone, and a record ought to have been made at the time.",
        "I have thought about the offer of {small}. It does not go far enough, given how long {who} had to wait.",
        (
            "On {subject} itself the officer looked at the right papers and gave reasons, and so I do not "
            "question that view."
        ),
    ),
    "assessment": (
        "{who} could have turned to us in {month}, and there is no good reason for waiting as long as this.",
        "The harm that is claimed, {small} at most, is not such that a full enquiry would be in proportion to it.",
        "{body} has looked into {subject} twice and has explained in {later} why it came to its view.",
        "Were we to look further, it is hard to see what more we could bring about for {who} or for {kin}.",
        "A tribunal can decide about {subject}, and it is open to {who} to go there with the papers.",
    ),
    "remedy": (
        "{body} should let us have papers that show what has been done, and when it was done.",
        "The payment of {money} takes account of our guidance on remedies and of the {days} weeks of waiting.",
        "{body} had itself put forward {small} in {later}; the new sum takes the place of that offer.",
    ),
    "final_decision": (
        (
            "I have ended my enquiries. There was fault by {body} over {subject}, and what it has agreed to do "
            "makes up for it."
        ),
        "{who} knows my reasons and was able to comment on them before I came to this view.",
    ),
    "not_investigated": (
        "I did not look at the conduct of single officers, which is for {body} as their employer.",
        "The part of the complaint that concerns {kin} was before a court in {later}, and so I left it out.",
    ),
}

CITATIONS = (
    "(Local Government Act 1974, section 24A(6), as amended)",
    "(Local Government Act 1974, sections 26(1) and 26A(1), as amended)",
    "(Local Government Act 1974, sections 26B and 34D, as amended)",
    "(Local Government Act 1974, section 34(3), as amended)",
    "(Local Government Act 1974, Schedule 5, paragraph 5(b), as amended)",
    "(section 26A or 34C, Local Government Act 1974)",
    "(Local Government Act 1974, section 26(6)(a))",
)

QUOTES = (
    (
        "“We are sorry that our answer took so long. The post of the officer who dealt with {subject} stood empty from "
        "{month} to {later}, and letters were not passed on. We have … looked at the case again.”"
    ),
    (
        "“Your account has been checked. The sum of {money} is made up of three charges, each of which was notified to "
        "you at the time. You may ask for a review within {days} weeks.”"
    ),
)

TABLES = (
    (("Date", "What was done"), ("{month}", "First letter about {subject}"), ("{later}", "Reply by a manager")),
    (("Period", "Charged", "Paid"), ("{month}", "{money}", "{small}"), ("{later}", "{small}", "Nothing")),
)


def parsed_page_date(text: str) -> dt.date | None:
    """The date of ``06 Feb 2025``; None for empty text."""
    if not text:
        return None
    day, month, year = text.split()
    return dt.date(int(year), [name[:3] for name in MONTHS].index(month) + 1, int(day))

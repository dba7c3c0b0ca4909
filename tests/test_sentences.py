"""Which sentences tell of remedies, the words of one, and who is named in it."""

import pytest
from msgspec.structs import replace

from decision_parser.models import (
    DocumentPart,
    Paragraph,
    ParagraphKind,
    RemedyPurpose,
    RemedyStatus,
    Section,
    SectionKind,
)
from decision_parser.parsing.remedies.lexicon import Lexicon
from decision_parser.parsing.remedies.passages import Passage, choose_passages
from decision_parser.parsing.remedies.recipients import find_recipient, find_recipient_near
from decision_parser.parsing.remedies.screening import settles, tells
from decision_parser.parsing.remedies.tokens import iter_sentences
from decision_parser.sources import find_source

# ── sentences ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        "It will pay. |It will apologise!  |Will it? |Yes",
        "It paid Mr. X and Mrs. Y, see para. 3, s. 4 and No. 5. |It said so.",
        "It wrote (in May.) |The Council said \u201cYes.\u201d |\u201cWhy?\u201d |£100 is due. |3 months later",
        "1. Pay her £100. |2. Apologise.",
        "(12) Pay her. |It will.",
        "a. Pay her. |Apologise.",
        "iii. Pay. |It will.",
        "It said e.g. Yes; no stop. |It did",
        "The Trust will pay; |Stanbrook Council will apologise; the Council too; Mr X paid",
        "It paid 1999. |It will",
        "He moved to flat 123. |It will",
        "It pays.",
        "",
    ],
)
def test_text_is_cut_at_the_ends_of_its_sentences(text: str) -> None:
    """A stop, a question or an exclamation ends a sentence, and a semicolon before a body; an abbreviation does not."""
    pieces = [piece for piece in text.split("|") if piece]
    assert [sentence.whole for sentence in iter_sentences(text.replace("|", ""))] == pieces


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It\u2019ll pay £1,200.50 (£ 30)", ["it", "'ll", "pay", "£1,200.50", "(", "£ 30", ")"]),
        ("The Council's re-run: 3.5% – 7", ["the", "council's", "re-run", ":", "3.5", "–", "7"]),
        ("Wait\u2026 they'llama", ["wait", "\u2026", "they'llama"]),
        ("They'll call; we'll pay", ["they", "'ll", "call", ";", "we", "'ll", "pay"]),
        ("Café 12", ["caf", "12"]),
    ],
)
def test_sentence_has_its_words(text: str, words: list[str]) -> None:
    """Words, numbers, sums and signs are told apart, with each where it stands."""
    (sentence,) = iter_sentences(text)
    assert list(sentence.words) == words
    assert len(sentence) == len(words)
    assert [sentence.lower[start:stop] for start, stop in sentence.spans] == words


def test_letter_that_is_longer_in_lower_case_moves_nothing() -> None:
    """A letter whose lower case is two letters is kept as it is, so that words stay where they are printed."""
    (sentence,) = iter_sentences("THE \u0130 COUNCIL\u2019S Fault")
    assert sentence.lower == "the \u0130 council's fault"
    assert sentence.printed(2, 3) == "Fault"


def test_words_are_told_by_their_places() -> None:
    """Words from one place to before another, as printed or in lower case, and where they stand in the paragraph."""
    _, sentence = iter_sentences("It paid. The Council\u2019s Fault")
    assert sentence.plain(1, 3) == "council's fault"
    assert sentence.printed(1, 3) == "Council\u2019s Fault"
    assert sentence.printed(0, 1) == "The"
    assert sentence.printed(1, 9) == "Council\u2019s Fault"
    assert sentence.printed(1, 1) == sentence.printed(2, 1) == sentence.printed(3, 4) == ""
    assert (sentence.find_start(1), sentence.find_stop(1)) == (13, 22)


# ── who gets something ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "recipient"),
    [
        ("Mrs X £100", "Mrs X"),
        ("to Mr and Mrs X for the delay", "Mr and Mrs X"),
        ("her for the delay", "her"),
        ("£100 to each of the complainants", "each of the complainants"),
        ("£100 to Mr B and his mother", "Mr B and his mother"),
        ("£100 to the Trust, and £50 to him", "him"),
        ("£100 to the Trust", None),
        ("£100", None),
    ],
)
def test_recipient_stands_behind_a_verb_or_behind_to(words: str, recipient: str | None) -> None:
    """Who is named right behind the verb gets it, else who is named behind a "to"; a body is nobody."""
    assert find_recipient(words) == recipient


@pytest.mark.parametrize(
    ("words", "recipient"),
    [
        ("pay Mrs X £100", "Mrs X"),
        ("pay the first family £300, the second £100", "the second"),
        ("pay the first family £300, second £100", "second"),
        ("pay Mr B £300 and his mother £100", "his mother"),
        ("pay £100 to Mrs X", "Mrs X"),
        ("pay another £100 to Mrs X", "Mrs X"),
        ("pay £100 and nothing to Mrs X", None),
        ("pay £100", None),
        (f"pay the {'very ' * 12}late £100", None),
    ],
)
def test_recipient_of_a_sum_stands_beside_it(words: str, recipient: str | None) -> None:
    """Who is named right before a sum gets it, or who is named behind it and a "to"."""
    start = words.index("£100")
    assert find_recipient_near(words, start, start + len("£100")) == recipient


# ── which paragraphs are read ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "telling", "settling"),
    [
        ("The Council is to act.", True, False),
        ("The Council is to:", True, False),
        ("The Council acted.", False, False),
        ("The Council has now acted.", True, True),
        ("It pays Mrs X.", False, True),
        ("The Trust will act.", True, True),
        ("Mrs X will act.", True, False),
        ("It waived it.", False, True),
        ("I suggest the Council act.", True, False),
    ],
)
def test_paragraph_tells_by_its_words(text: str, telling: bool, settling: bool) -> None:  # noqa: FBT001 - a case
    """A paragraph without any word that tells of a remedy is not read, and elsewhere it wants a clearer one."""
    assert (tells(text), settles(text)) == (telling, settling)


def section(kind: SectionKind, heading: str | None, *texts: str, document: DocumentPart = DocumentPart.MAIN) -> Section:
    """A section of paragraphs."""
    paragraphs = (
        Paragraph(number, None, None, str(number), 0, ParagraphKind.PARAGRAPH, text)
        for number, text in enumerate(texts, start=1)
    )
    return Section(1, kind, None, 1, heading, tuple(paragraphs), document)


@pytest.mark.parametrize(
    ("heading", "status", "overrides"),
    [
        ("Agreed action", RemedyStatus.AGREED, True),
        ("AGREED ACTION", RemedyStatus.AGREED, True),
        ("Agreed and recommended actions", RemedyStatus.AGREED, False),
        ("Proposed and agreed action", RemedyStatus.AGREED, False),
        ("Recommended action", RemedyStatus.RECOMMENDED, False),
        ("Proposed remedy", RemedyStatus.RECOMMENDED, False),
        ("Remedy", None, False),
        (None, None, False),
    ],
)
def test_heading_says_how_far_it_has_come(heading: str | None, status: RemedyStatus | None, overrides: bool) -> None:  # noqa: FBT001 - a case
    """What is below "agreed" is agreed, all of it where the heading says of nothing that it is only recommended."""
    told = section(SectionKind.REMEDY, heading, "It will.")
    assert choose_passages([told]) == [Passage(told.paragraphs, status, overrides)]


def test_passages_are_those_of_remedies_else_of_summary_and_decision() -> None:
    """Sections of remedies are read, those of the page before its report; without any, the summary and the decision."""
    summary = section(SectionKind.SUMMARY, "Summary", "It was late.")
    account = section(SectionKind.FINDINGS, "What I found", "It was late.")
    final = section(SectionKind.FINAL_DECISION, "Final decision", "It will pay.")
    empty = section(SectionKind.REMEDY, "Remedy")
    told = section(SectionKind.REMEDY, "Remedy", "It will pay.")
    further = section(SectionKind.REMEDY, "Agreed action", "It will apologise.")
    report = section(SectionKind.REMEDY, "Remedy", "It will write.", document=DocumentPart.REPORT)
    ending = section(SectionKind.FINAL_DECISION, "Final decision", "Done.", document=DocumentPart.REPORT)

    def choose(*sections: Section) -> list[str]:
        return [passage.paragraphs[0].text if passage.paragraphs else "" for passage in choose_passages(sections)]

    assert choose(summary, account, final, told, further, report) == ["It will pay.", "It will apologise."]
    assert choose(summary, told, empty) == ["It will pay.", ""]
    assert choose(summary, empty, report) == ["It will write."]
    assert choose(summary, account, final, ending) == ["It was late.", "It will pay."]
    assert choose(summary, empty) == ["It was late."]
    assert choose(account) == []
    assert [passage.strict for passage in choose_passages([summary, final])] == [True, True]
    assert [passage.strict for passage in choose_passages([summary, told])] == [False]


# ── what a verb means ────────────────────────────────────────────────────────────────────────────────────────────────


def test_row_for_every_verb_comes_before_those_of_a_verb() -> None:
    """A row for `*` knows any verb, before the rows that are its own; all others know theirs alone."""
    words = find_source("lgsco").vocabulary.remedies
    pays, waives = (replace(words.actions[0], verbs=verb, words="moon") for verb in ("pay", "waive"))
    every = replace(words.actions[0], verbs="*", words="moon or sun")
    lexicon = Lexicon(replace(words, actions=(pays, waives, every)))
    assert lexicon.find_action("pay", "the moon") is pays
    assert lexicon.find_action("pay", "the moon or sun") is every
    assert lexicon.find_action("waive", "the moon") is waives
    assert lexicon.find_action("sing", "the moon or sun") is every
    assert lexicon.find_action("sing", "the moon") is None


def test_purpose_may_stand_at_the_end() -> None:
    """A purpose is found wherever it is said, the first of two."""
    lexicon = Lexicon(find_source("lgsco").vocabulary.remedies)
    assert lexicon.find_purpose("for her distress") is RemedyPurpose.DISTRESS
    assert lexicon.find_purpose("for her distress and her uncertainty") is RemedyPurpose.DISTRESS
    assert lexicon.find_purpose("for her uncertainty and her distress") is RemedyPurpose.UNCERTAINTY
    assert lexicon.find_purpose("for tea") is None

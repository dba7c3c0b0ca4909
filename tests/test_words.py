"""Words as hashes: equal for the same words however they are printed, for paragraphs, sentences and decisions."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision_parser.dataset.words import hash_decision, hash_paragraphs, hash_sentence, hash_words
from decision_parser.models import SectionKind
from tests.test_dataset import make_decision

SAME = [
    ("The Council’s fault caused “distress”.", 'The Council\'s fault caused "distress"'),
    ("Mr X – who lives alone", "Mr X - who lives alone"),
    ("We will not investigate.", "WE WILL NOT INVESTIGATE"),
    (
        "(Local Government Act 1974, section 24A(6), as amended)",
        "(Local Government Act 1974, section 24A(6), as amended",
    ),
    ("a\tb\nc", "a b c"),
    ("The Café paid £5", "the café paid £5."),
    ("The CAFÉ", "the café"),
]
ODD = "aA\u03c3\u03a3\u0130 \u00c9\u2019\u201c\u2013\u2011\u2028\x85\r\t\n .)"
OTHERS = [("£500", "£50"), ("section 24A(6)", "section 24A(7)"), ("Mr X", "Mr Y"), ("a b", "ab")]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_words_have_one_hash(one: str, other: str) -> None:
    """Quotes, dashes, capitals, white space and the punctuation at the end make no difference."""
    assert hash_words(one) == hash_words(other)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_other_words_have_another_hash(one: str, other: str) -> None:
    """A letter, a digit or a space inside does."""
    assert hash_words(one) != hash_words(other)


@given(st.text())
def test_any_text_has_a_hash_of_64_bits(text: str) -> None:
    """Whatever a paragraph says, its hash fits its column."""
    assert -(1 << 63) <= hash_words(text) < 1 << 63


@given(st.lists(st.text(st.sampled_from(ODD), max_size=9), min_size=1, max_size=5))
def test_paragraphs_are_hashed_as_each_alone(texts: list[str]) -> None:
    """All paragraphs of a decision are evened out at once, and none can tell by its hash what stands around it."""
    _, law = make_decision(1).sections
    paragraphs = [msgspec.structs.replace(law.paragraphs[0], text=text) for text in texts]
    decision = msgspec.structs.replace(
        make_decision(1), sections=(msgspec.structs.replace(law, paragraphs=tuple(paragraphs)),)
    )
    assert list(hash_paragraphs(decision)) == [hash_words(text) for text in texts]


def test_the_hash_stays_what_it_is() -> None:
    """A hash is of the words alone: the same in every process, so that users may keep it."""
    assert hash_words("The complaint") == EXPECTED


EXPECTED = 4380237090207707873

BRACKET = "It was late. (Care Act 2014, section 9, as amended) The Council agreed."
SENTENCES = [
    (BRACKET, "Care Act 2014, section 9", "It was late. (Care Act 2014, section 9, as amended)"),
    (BRACKET, "agreed", "The Council agreed."),
    ("One. Two cites the Act. Three.", "the Act", "Two cites the Act."),
    ("The law says s. 26(6) applies. Next.", "s. 26(6)", "The law says s. 26(6) applies."),
    (
        "First. It was late. (Care Act 2014, section 9)",
        "Care Act 2014, section 9",
        "It was late. (Care Act 2014, section 9)",
    ),
    (
        "Mr. Smith saw Dr. Jones in R. v. Brown [2001]. Next.",
        "[2001]",
        "Mr. Smith saw Dr. Jones in R. v. Brown [2001].",
    ),
    ("He said: “It is late.” “The Act applies,” she said.", "The Act", "“The Act applies,” she said."),
    ("The Act applies", "The Act", "The Act applies"),
    ("The Act applies. Next.", "something else", "The Act applies. Next."),
    ("We cite the Act. Next.", "the Act.", "We cite the Act."),
]


@pytest.mark.parametrize(("text", "words", "sentence"), SENTENCES)
def test_the_sentence_of_a_citation(text: str, words: str, sentence: str) -> None:
    """Its hash is that of the sentence around the words, with its bracket; of the whole where they are not found."""
    assert hash_sentence(text, words) == hash_words(sentence)


def test_a_decision_is_its_paragraphs() -> None:
    """Headings do not count; another order, or a paragraph more, is another text."""
    decision = make_decision(1, paragraphs=2)
    signed, law = decision.sections
    renamed = msgspec.structs.replace(decision, sections=(signed, msgspec.structs.replace(law, heading="Law")))
    longer = make_decision(1, paragraphs=3)
    assert hash_decision(decision) == hash_decision(renamed) != hash_decision(longer)


@pytest.mark.parametrize("kind", [SectionKind.SIGNATURE, SectionKind.COMPLIANCE, SectionKind.FURTHER_REPORT])
def test_what_is_added_later_is_no_part_of_the_text(kind: SectionKind) -> None:
    """Who signed, and how the body responded, changes nothing; text of any other section does."""
    decision = make_decision(1)
    more = msgspec.structs.replace(decision.sections[1], kind=kind)
    added = msgspec.structs.replace(decision, sections=(*decision.sections, more))
    other = msgspec.structs.replace(added, sections=(*decision.sections, decision.sections[1]))
    assert hash_decision(decision) == hash_decision(added) != hash_decision(other)


def test_no_paragraph_is_no_text() -> None:
    """Decisions without a paragraph have no words to share."""
    assert hash_decision(make_decision(1, paragraphs=0)) is None

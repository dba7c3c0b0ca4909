"""What is looked for by plain words first finds what the full way finds: patterns, rows, sentences, deadlines."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision_parser.models import RemedyPurpose
from decision_parser.parsing.remedies import clauses, deadlines, screening, tokens
from decision_parser.parsing.remedies.lexicon import read_lexicon
from decision_parser.parsing.remedies.sought import Sought, find_signs
from decision_parser.parsing.remedies.tokens import iter_sentences
from decision_parser.parsing.remedies.walking import Reading
from decision_parser.sources import find_source
from decision_parser.vocabulary import ActionRow, AsideRow

WORDS = find_source("lgsco").vocabulary.remedies
LEXICON = read_lexicon(WORDS)
ROWS = (*WORDS.actions, *WORDS.purposes, *WORDS.asides)
PATTERNS = list(dict.fromkeys([row.words for row in ROWS] + [WORDS.person, WORDS.others, WORDS.wide]))
LONG = 300
"""Characters of a pattern from which on hypothesis takes long to make a text of it."""
EXAMPLES = [row.example for row in ROWS]
VERBS = sorted({verb for row in WORDS.actions for verb in row.verbs.split()} | {"go"})
GLUE = (
    "The Council|it|It has|has agreed to|will|should|to|and|is to|are to|by|,|;|:|.|. |’ll|I|we|not|£300|Mr X|(a)"
    "|within|one month|in|of|the date of|this decision|no later than|by 31 March 2025|before the end of|May 2024"
    "|a fortnight|apologised|paid|offer|recommendation|remedy|appropriate|An apology|no|nothing|İ|ß|£ 5|é’ll"
    "|they’llama ’ll|weeks|begin three weeks|on or before|4 May 2023|these actions|the following|Within"
).split("|")


def _make(pattern: str) -> st.SearchStrategy[tuple[str, str]]:
    """A pattern and a text that it matches."""
    return st.tuples(st.just(pattern), st.from_regex(pattern))


TEXTS = st.lists(st.sampled_from([*GLUE, *EXAMPLES, *VERBS]) | st.text(max_size=6), max_size=18).map(" ".join)


@pytest.mark.parametrize(
    ("pattern", "signs"),
    [
        (r"\bdistress|\bupset\b|\banxi(?:ety|ous)", ("anxi", "distress", "upset")),
        (r"^(?:off )?nothing\b", ("nothing",)),
        (r"\bcosts?\b|£", ("cost", "£")),
        (r"(?!no )a (?:car|cars?) pass", (" pass",)),
        (r"[Pp]ropos\w{0,3}", ("ropos",)),
        (r"(?:ab)?x{0,2}c+d", ("c",)),
        (r"end\.$|(?P<name>stop)\)", ("end.", "stop")),
        (r"\b[a-z]'s\b|mr", ("'s", "mr")),
        (r"\w+", ("",)),
        ("", ("",)),
    ],
)
def test_signs_are_read_off_a_pattern(pattern: str, signs: tuple[str, ...]) -> None:
    """Of each branch the plain words are taken that cannot be missing: neither optional ones nor those of a class."""
    assert find_signs(pattern) == signs


@pytest.mark.property
@settings(max_examples=40)
@given(
    st.sampled_from([p for p in PATTERNS if len(p) < LONG]).flatmap(lambda p: st.tuples(st.just(p), st.from_regex(p)))
)
def test_whatever_a_row_matches_has_one_of_its_signs(made: tuple[str, str]) -> None:
    """A row is never passed over by the look for its signs: a text that is made from its pattern is found."""
    pattern, text = made
    found, sought = re.search(pattern, text), Sought(pattern).search(text)
    assert found
    assert sought
    assert sought.span() == found.span()


def test_signs_change_nothing_that_a_row_finds() -> None:
    """On the example of each row, and on all behind its first word, each pattern finds what it finds without signs."""
    for pattern in PATTERNS:
        sought = Sought(pattern)
        for text in (*EXAMPLES, *(example.partition(" ")[2] for example in EXAMPLES)):
            found, same = re.search(pattern, text), sought.search(text)
            assert (found and found.span()) == (same and same.span()), (pattern, text)


def find_action(verb: str, rest: str) -> ActionRow | None:
    """The row that knows a verb with the words behind it: those for any verb come first."""
    known = any(verb in row.verbs.split() for row in WORDS.actions)
    rows = sorted(WORDS.actions, key=lambda row: "*" not in row.verbs.split())
    wanted = {"*", verb} if known else {"*"}
    return next((row for row in rows if wanted & set(row.verbs.split()) and re.search(row.words, rest)), None)


def find_aside(lower: str) -> AsideRow | None:
    """The row with a sign and words in a sentence."""
    signed = (row for row in WORDS.asides if any(sign in lower for sign in row.signs.split("|")))
    return next((row for row in signed if re.search(row.words, lower)), None)


def find_purpose(lower: str) -> RemedyPurpose | None:
    """The purpose that is said first."""
    found = [
        (match.start(), number, row.purpose)
        for number, row in enumerate(WORDS.purposes)
        if (match := re.search(row.words, lower))
    ]
    return min(found)[2] if found else None


@pytest.mark.property
@settings(max_examples=60)
@given(st.sampled_from(VERBS), TEXTS)
def test_lexicon_finds_the_rows_that_the_table_finds(verb: str, text: str) -> None:
    """The lexicon has no mind of its own: it finds the first row of the table that fits."""
    lower = text.lower()
    assert LEXICON.find_action(verb, lower) is find_action(verb, lower)
    assert LEXICON.find_aside(lower) is find_aside(lower)
    assert LEXICON.find_purpose(lower) is find_purpose(lower)


@pytest.mark.property
@settings(max_examples=60)
@given(TEXTS)
def test_sentence_passed_over_tells_of_no_action(text: str) -> None:
    """A sentence without an opening word, read all the same, has no action and opens no list."""
    for sentence in iter_sentences(text):
        found = tuple(deadlines.iter_deadlines(text)) if sentence.start == 0 else ()
        read = clauses._Reader(sentence, LEXICON, found).read(None)
        assert clauses.may_tell(sentence, LEXICON) or read == Reading(())
        begins = clauses._Reader(sentence, LEXICON, ()).begins_action()
        assert clauses.begins_action(sentence, LEXICON) == begins


@pytest.mark.parametrize(
    "told",
    [
        "The Council will {}.", "It should {}.", "The Council must {}.", "It’ll {}.", "The Council needs to {}.",
        "It agreed to {}.", "We recommend the Council {}.", "We ask it to {}.", "The Council is to {}.",
        "It offered to {}.", "The Council’s offer to {}.", "Our recommendation is that it {}.",
        "The Council accepted my recommendation to {}.", "It undertook to {}.", "We propose that the Council {}.",
    ],
)  # fmt: skip
def test_sentence_with_one_trigger_is_not_passed_over(told: str) -> None:
    """Of sentences that have nothing but one trigger to know them by, each that tells of an action is read."""
    found = 0
    for example in EXAMPLES:
        (sentence,) = iter_sentences(told.format(example))
        tells = bool(clauses._Reader(sentence, LEXICON, ()).read(None).clauses)
        assert clauses.may_tell(sentence, LEXICON) or not tells
        found += tells
    assert found


@pytest.mark.property
@settings(max_examples=60)
@given(TEXTS)
def test_deadlines_are_found_wherever_the_pattern_finds_them(text: str) -> None:
    """Trying only words that a deadline begins with finds the same deadlines as trying each letter."""
    found = [each.span() for each in deadlines._iter_found(text)]
    assert found == [each.span() for each in deadlines._DEADLINE.finditer(text)]


@pytest.mark.property
@settings(max_examples=60)
@given(TEXTS)
def test_words_stand_where_they_are_said_to_stand(text: str) -> None:
    """Words and their places, found by splitting and one by one, are those that the pattern of words finds."""
    for sentence in iter_sentences(text):
        found = [each.span() for each in tokens._TOKEN.finditer(sentence.lower)]
        assert list(sentence.spans) == found
        assert [sentence.lower[start:stop] for start, stop in found] == list(sentence.words)
        assert len(sentence.lower) == len(sentence.whole)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It will cancel the fee.", True),
        ("The body’ll see to it.", False),
        ("They must act.", True),
        ("She has already moved.", True),
        ("Unpaid leave is no matter of ours.", False),
        ("We have ended our enquiries.", False),
        ("The body waived £20.", True),
    ],
)
def test_paragraph_elsewhere_settles_something_by_its_words(text: str, expected: bool) -> None:  # noqa: FBT001 - a case
    """Outside of sections of remedies, a paragraph without a word of settling is not read."""
    assert screening.settles(text) is expected

"""Quick ways of parsing that stand beside a general one: both give the same, whatever the blocks are."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from decision_parser.models import Block, BlockKind, ListStyle
from decision_parser.parsing.numbering import Numbering
from decision_parser.parsing.quoted import find_numbers, mark_quoted
from decision_parser.parsing.sections import SectionBuilder
from decision_parser.parsing.survey import take_survey
from decision_parser.quality import lossless
from decision_parser.sources.lgsco import SOURCE

pytestmark = pytest.mark.property
MANY = settings(max_examples=100)
"""Examples are small here, and what they must hit is rare."""

LONG = "The Council told her that it would look at the case again, and after that it did nothing for five months."
TEXTS = (
    "The complaint", "What I found", "What happened", "Final decision", "Summary: fault.", "Law\nThe complaint",
    "Investigator's decision on behalf of the Ombudsman", "Back to top", "Privacy settings",
    "Nobody knows this heading",
    "1. The Council agreed.", "2. It paid.", "3. It wrote.", "1. Ms X: a neighbour", f"4. {LONG} {LONG}", "(a) first",
    "b) second", "• one", "- dash", "(see above)", "‘Quoted,’ she said", "14", "the old form;", "of £50: paid", LONG,
)  # fmt: skip
TOLD = [Block(BlockKind.ITEM, "The text.", 1, ListStyle.DECIMAL, ordinal) for ordinal in (1, 2, 3, 1, 2, 4)]
BROKEN = [Block(BlockKind.HEADING, "The complaint", 2), *TOLD[:1], Block(BlockKind.ITEM, "two\nlines", 2), *TOLD]
BLOCKS = st.lists(
    st.builds(
        Block,
        st.sampled_from((*BlockKind, *([BlockKind.ITEM] * 5), BlockKind.PARAGRAPH)),
        st.sampled_from(TEXTS),
        st.integers(0, 3),
        st.sampled_from((None, *ListStyle, ListStyle.DECIMAL, ListStyle.DECIMAL)),
        st.sampled_from((None, 0, 1, 2, 3, 4)),
        st.sampled_from((None, None, None, "(1)", "2.", "•")),
        label=st.none(),
        reason=st.sampled_from((None, None, None, None, "link")),
    ),
    max_size=14,
)


@MANY
@given(blocks=BLOCKS, framed=st.booleans())
@example(blocks=BROKEN, framed=True)
def test_blocks_that_can_only_be_text_need_no_questions(*, blocks: list[Block], framed: bool) -> None:
    """A survey's plain blocks end where they would if each were asked whether it is a heading, furniture, a list."""
    quick, general = (SectionBuilder(SOURCE, blocks, framed=framed, final=True) for _ in range(2))
    general._odd = list(range(len(general._blocks)))
    general._read_odd = general._read_block  # type: ignore[method-assign] # headings, too, by all questions
    assert quick.read(headed=True) == general.read(headed=True)
    assert (quick.furniture, quick.problems, quick.complete) == (general.furniture, general.problems, general.complete)


@given(BLOCKS)
@example(TOLD)
def test_numbers_that_never_restart_tell_of_no_list(blocks: list[Block]) -> None:
    """Where a survey sees no number start again, no list is told of."""
    survey = take_survey(blocks, SOURCE.vocabulary.furniture)
    assert survey.restarts or mark_quoted(blocks, find_numbers(blocks)) is blocks


def count_on(ordinals: list[int]) -> list[int]:
    """The numbers that lists with these ordinals mean, by the rules alone."""
    numbers, last, before, offset = [], 0, 0, 0
    for ordinal in ordinals:
        if ordinal == last + 1:
            offset = 0
        elif ordinal != before + 1:
            offset = last if ordinal <= 1 else 0 if ordinal > last else offset
        numbers.append(ordinal + offset)
        last, before = max(last, numbers[-1]), ordinal
    return numbers


@MANY
@given(st.lists(st.integers(0, 8), max_size=14))
def test_the_number_that_is_due_needs_no_counting(ordinals: list[int]) -> None:
    """The number that is due is the one that the rules give, and every other is reported as a gap or a repeat."""
    numbering, numbers = Numbering(typed=False), count_on(ordinals)
    placed = [numbering.place(Block(BlockKind.ITEM, "Text.", 1, ListStyle.DECIMAL, ordinal)) for ordinal in ordinals]
    assert [paragraph.number for paragraph in placed] == list(map(str, numbers))
    due = [max((0, *numbers[:place])) + 1 for place in range(len(numbers))]
    assert len(numbering.problems) == sum(number != next_ for number, next_ in zip(numbers, due, strict=True))


QUEUE = st.lists(st.sampled_from(("a", "b", "ab", "ba", "abb")), max_size=5)


@MANY
@given(QUEUE, QUEUE, QUEUE, st.text("ab", max_size=12))
def test_what_is_followed_quickly_is_there(texts: list[str], header: list[str], furniture: list[str], end: str) -> None:
    """Words that the first way at every place can follow are those that some way can; none is taken twice or left."""
    for visible in ("".join((*header, *texts, *furniture)), "".join(header) + end):
        queues = [[text.encode() for text in queue] for queue in (texts, header, furniture)]
        if lossless._follow(visible.encode(), *queues):
            assert lossless._interleave(visible, [texts, header, furniture]) is None

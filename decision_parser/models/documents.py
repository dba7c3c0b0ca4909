"""A snapshot as blocks, free of its format, and what could not be placed in it."""

from typing import Annotated

from msgspec import Meta, Struct

from decision_parser.models.kinds import BlockKind, ListStyle, ProblemCode


class Block(Struct, frozen=True, gc=False):
    """One piece of a document in reading order.

    `text` has single spaces; a printed line break stays as a line feed until the parser knows what the lines are.
    `level` is the rank of a heading (1 is the highest), and for everything else how many list items it stands in.
    `ordinal` is the place that a list gives to an item, counted from its `start`; `marker` is the number, letter or
    bullet when it is printed as characters. `reason` says why a block is furniture, or, on another kind, why it would
    be unless its words say otherwise.
    """

    kind: BlockKind
    text: str
    level: int = 0
    style: ListStyle | None = None
    ordinal: int | None = None
    marker: str | None = None
    label: str | None = None
    reason: str | None = None


class Problem(Struct, frozen=True, gc=False):
    """Something that was seen and could not be placed."""

    code: Annotated[ProblemCode, Meta(description="What kind of problem it is.")]
    where: Annotated[str, Meta(description="Where it was seen: a field, a paragraph's position, a page.")]
    detail: Annotated[str, Meta(description="The printed words, or what was expected.")]


class Document(Struct, frozen=True):
    """A snapshot read into blocks, free of its format.

    `visible` is every visible character without white space, in reading order and in UTF-8, taken from the source apart
    from the blocks: the lossless rule compares the two. `title` and `address` are what the file says of itself outside
    its text. `complete` is false where the file breaks off, and null where its format has no end to see. `framed` holds
    where the file marks what belongs to the decision and what to the page around it.
    """

    media_type: str
    blocks: tuple[Block, ...]
    visible: bytes
    encoding: str | None = None
    title: str | None = None
    address: str | None = None
    complete: bool | None = True
    framed: bool = True
    problems: tuple[Problem, ...] = ()

"""The tables of a dataset, derived from the models: a field there is a column here, and nothing else names it.

Neither pyarrow nor pandas is needed to say what the columns are: `--help`, the schemas and the dictionary load none.
"""

from collections.abc import Callable, Iterator
from enum import StrEnum
from operator import attrgetter
from typing import Any

import msgspec
from msgspec import Struct, inspect

from decision_parser.dataset.history import Change, LedgerRow
from decision_parser.dataset.words import hash_decision, hash_paragraphs, hash_sentence
from decision_parser.errors import UsageError
from decision_parser.models import Citation, Decision, Paragraph, Problem, Remedy, Section
from decision_parser.wording import tell_unknown

SCHEMA_VERSION = 1
"""Counts up when a column changes its meaning, its name or its type; a further column leaves it as it is."""

PARTITION = "decided_year"

# Words that come back in many rows, so that pandas reads them as categories. Everything else is free text, or has as
# many values as rows. (Enums are categories by themselves.)
_REPEATED = frozenset(
    "source category subcategory media_type parser_version run body_id body_id_current body_name_current gss_code"
    " currency deadline_duration".split()
)


class ColumnKind(StrEnum):
    """What a column holds. Each format (Arrow, Table Schema, pandas) has its own type for each of these."""

    STRING = "string"
    INTEGER = "integer"
    HASH = "hash"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    MONEY = "money"
    STRINGS = "strings"
    ENUM = "enum"


class Column(Struct, frozen=True, kw_only=True, cache_hash=True):
    """A column: its name, what it holds, and what that means. `choices` are all that an enum can take."""

    name: str
    kind: ColumnKind
    nullable: bool
    description: str
    choices: tuple[str, ...] = ()
    repeated: bool = False


class Table(Struct, frozen=True, kw_only=True):
    """A table: `key` is both what identifies a row and the order of rows; `rows` are those of one record.

    The record is a decision, and the table has a file for each year; where it is `whole`, all its rows are in one file.
    """

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Callable[[Any], Iterator[tuple[Any, ...]]]
    whole: bool = False

    def find_column(self, name: str) -> Column:
        """The column of this name."""
        return next(column for column in self.columns if column.name == name)


_KINDS: dict[type, ColumnKind] = {
    inspect.StrType: ColumnKind.STRING,
    inspect.IntType: ColumnKind.INTEGER,
    inspect.BoolType: ColumnKind.BOOLEAN,
    inspect.DateType: ColumnKind.DATE,
    inspect.DateTimeType: ColumnKind.TIME,
    inspect.DecimalType: ColumnKind.MONEY,
    inspect.EnumType: ColumnKind.ENUM,
    inspect.VarTupleType: ColumnKind.STRINGS,
}


def _column(field: inspect.Field) -> Column | None:
    """The column that a field of a model gives, or None for a list of records, which has a table of its own."""
    kind, nullable, description = _unwrap(field.type)
    if isinstance(kind, inspect.VarTupleType) and not isinstance(kind.item_type, inspect.StrType):
        return None
    return Column(
        name=field.name,
        kind=_KINDS[type(kind)],
        nullable=nullable,
        description=description,
        choices=tuple(member.value for member in kind.cls) if isinstance(kind, inspect.EnumType) else (),
        repeated=field.name in _REPEATED or isinstance(kind, inspect.EnumType),
    )


def _unwrap(kind: inspect.Type) -> tuple[inspect.Type, bool, str]:
    """The type inside `Annotated[X | None, Meta(description=…)]`, whether None is allowed, and the description."""
    description = ""
    if isinstance(kind, inspect.Metadata):
        description = (kind.extra_json_schema or {}).get("description", "")
        kind = kind.type
    if not isinstance(kind, inspect.UnionType):
        return kind, False, description
    (inner,) = (member for member in kind.types if not isinstance(member, inspect.NoneType))
    return inner, True, description


def _columns(model: type[Struct]) -> tuple[Column, ...]:
    info = inspect.type_info(model)
    assert isinstance(info, inspect.StructType)  # noqa: S101 - a model is a Struct; this tells mypy
    return tuple(column for field in info.fields if (column := _column(field)))


def _key(name: str, model: type[Struct], field: str, description: str) -> Column:
    """A column of another model that says which of its records a row belongs to."""
    (column,) = (column for column in _columns(model) if column.name == field)
    return msgspec.structs.replace(column, name=name, description=description)


_ID = _key("decision_id", Decision, "decision_id", "The decision that the row belongs to.")
_ID_IF_ANY = msgspec.structs.replace(
    _ID, nullable=True, description="The decision that the row belongs to; null for a check that the release failed."
)
_POSITION = _key("position", Section, "position", "Place among the rows of the decision, from 1.")
_TEXT = Column(
    name="text",
    kind=ColumnKind.STRING,
    nullable=True,
    description="Its paragraphs joined by line feeds; null where nothing stands under the heading.",
)
_SECTION_KEYS = (
    _key("section_position", Section, "position", "The section that the paragraph stands in."),
    _key("section_kind", Section, "kind", "Kind of that section."),
    _key("section_topic", Section, "topic", "Topic of that section."),
    _key("section_document", Section, "document", "The document that the section stands in: `main` or `report`."),
)
_PARAGRAPH_WORDS = (
    Column(
        name="words_hash",
        kind=ColumnKind.HASH,
        nullable=False,
        description="64 bits of a hash of its words; equal for paragraphs of the same words, however quotes, dashes, "
        "capitals and the punctuation at the end are printed.",
    ),
    Column(
        name="boilerplate",
        kind=ColumnKind.BOOLEAN,
        nullable=False,
        description="Whether its words stand in at least 5 texts of the dataset, so that they say nothing about one "
        "case. One text under several references is one.",
    ),
)
_CITATION_WORDS = (
    Column(
        name="sentence_hash",
        kind=ColumnKind.HASH,
        nullable=False,
        description="As `words_hash` of `paragraphs`, of the sentence that it stands in.",
    ),
    Column(
        name="in_powers",
        kind=ColumnKind.BOOLEAN,
        nullable=False,
        description="Whether it is `boilerplate` for its place: it stands where the Ombudsman's powers are told.",
    ),
)
_DECISION_WORDS = Column(
    name="words_hash",
    kind=ColumnKind.HASH,
    nullable=True,
    description="64 bits of a hash of its paragraphs' words; equal for decisions of the same text. Headings, signature "
    "and what was added later on the response are left out; null without paragraphs.",
)
PARTITION_COLUMN = Column(
    name=PARTITION,
    kind=ColumnKind.INTEGER,
    nullable=True,
    description=(
        "Year of `decided_on`. It is in the name of a file's folder, not in the file: readers add it. "
        "Undated decisions are in the folder `decided_year=0`, which `decision_parser.read` gives as null."
    ),
)


def list_columns(table: Table) -> tuple[Column, ...]:
    """The columns that a reader of the table sees."""
    return table.columns if table.whole else (*table.columns, PARTITION_COLUMN)


def _getter(columns: tuple[Column, ...]) -> Callable[[Any], tuple[Any, ...]]:
    return attrgetter(*(column.name for column in columns))


_decision_fields = _getter(_columns(Decision))
_section_fields = _getter(_columns(Section))
_paragraph_fields = _getter(_columns(Paragraph))
_remedy_fields = _getter(_columns(Remedy))
_citation_fields = _getter(_columns(Citation))
_problem_fields = _getter(_columns(Problem))
_change_fields = _getter(_columns(Change))
_ledger_fields = _getter(_columns(LedgerRow))


def _decision_rows(decision: Decision) -> Iterator[tuple[Any, ...]]:
    yield (*_decision_fields(decision), hash_decision(decision))


def _section_rows(decision: Decision) -> Iterator[tuple[Any, ...]]:
    for section in decision.sections:
        text = "\n".join([paragraph.text for paragraph in section.paragraphs]) if section.paragraphs else None
        yield (decision.decision_id, *_section_fields(section), text)


def _paragraph_rows(decision: Decision) -> Iterator[tuple[Any, ...]]:
    hashes = iter(hash_paragraphs(decision))
    for section in decision.sections:
        keys = (decision.decision_id, section.position, section.kind, section.topic, section.document)
        for paragraph in section.paragraphs:
            yield (*keys, *_paragraph_fields(paragraph), next(hashes), False)


def _remedy_rows(decision: Decision) -> Iterator[tuple[Any, ...]]:
    for remedy in decision.remedies:
        yield (decision.decision_id, *_remedy_fields(remedy))


def _citation_rows(decision: Decision) -> Iterator[tuple[Any, ...]]:
    texts = _find_texts(decision) if decision.citations else {}
    for citation in decision.citations:
        sentence = hash_sentence(texts.get(citation.paragraph_position, citation.text), citation.text)
        yield (decision.decision_id, *_citation_fields(citation), sentence, citation.boilerplate)


def _find_texts(decision: Decision) -> dict[int, str]:
    """The text of each paragraph by its position."""
    return {paragraph.position: paragraph.text for section in decision.sections for paragraph in section.paragraphs}


def _problem_rows(decision: Decision) -> Iterator[tuple[Any, ...]]:
    for position, problem in enumerate(decision.problems, start=1):
        yield (decision.decision_id, position, *_problem_fields(problem))


def _change_rows(change: Change) -> Iterator[tuple[Any, ...]]:
    yield _change_fields(change)


def _ledger_rows(row: LedgerRow) -> Iterator[tuple[Any, ...]]:
    yield _ledger_fields(row)


DECISIONS = Table(
    name="decisions",
    description="One row a decision: its fields, and the text of its sections by kind.",
    columns=(*_columns(Decision), _DECISION_WORDS),
    key=("decision_id",),
    rows=_decision_rows,
)
SECTIONS = Table(
    name="sections",
    description="One row a section: a heading and the text under it.",
    columns=(_ID, *_columns(Section), _TEXT),
    key=("decision_id", "position"),
    rows=_section_rows,
)
PARAGRAPHS = Table(
    name="paragraphs",
    description="One row a paragraph, list item, quotation or table.",
    columns=(_ID, *_SECTION_KEYS, *_columns(Paragraph), *_PARAGRAPH_WORDS),
    key=("decision_id", "position"),
    rows=_paragraph_rows,
)
REMEDIES = Table(
    name="remedies",
    description="One row for each action agreed, recommended, proposed, done already, or offered before.",
    columns=(_ID, *_columns(Remedy)),
    key=("decision_id", "position"),
    rows=_remedy_rows,
)
CITATIONS = Table(
    name="citations",
    description="One row for each provision of law that a paragraph cites.",
    columns=(_ID, *_columns(Citation), *_CITATION_WORDS),
    key=("decision_id", "position"),
    rows=_citation_rows,
)
PROBLEMS = Table(
    name="problems",
    description="One row for each thing that the parser saw and could not place, that contradicts, or that was "
    "corrected, and for each check that the release did not pass.",
    columns=(_ID_IF_ANY, _POSITION, *_columns(Problem)),
    key=("decision_id", "position"),
    rows=_problem_rows,
)
CHANGES = Table(
    name="changes",
    description=(
        "One row for each thing that a run saw happen to a decision. Only a dataset built from an archive has it."
    ),
    columns=_columns(Change),
    key=("changed_at", "decision_id", "kind"),
    rows=_change_rows,
    whole=True,
)
LEDGER = Table(
    name="ledger",
    description=(
        "One row for each run and window of the publisher's index: what was listed there, and what became of it. "
        "Only a dataset built from an archive has it."
    ),
    columns=_columns(LedgerRow),
    key=("run", "source", "window_since", "window_until"),
    rows=_ledger_rows,
    whole=True,
)
TABLES = {table.name: table for table in (DECISIONS, SECTIONS, PARAGRAPHS, REMEDIES, CITATIONS, PROBLEMS)}
"""The tables of decisions, with a file for each year."""
WHOLE_TABLES = {table.name: table for table in (CHANGES, LEDGER)}
"""The tables of what runs saw, with one file each."""
ALL_TABLES = TABLES | WHOLE_TABLES


def find_table(name: str) -> Table:
    """The table of this name.

    Raises UsageError, naming those there are, when there is none.
    """
    if name not in ALL_TABLES:
        raise UsageError(tell_unknown("table", name, ALL_TABLES))
    return ALL_TABLES[name]

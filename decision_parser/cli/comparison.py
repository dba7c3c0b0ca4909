"""How a comparison of two releases looks: on a terminal, and as Markdown for a reviewer."""

from collections.abc import Iterator

from rich.text import Text

from decision_parser.cli.messages import one_line
from decision_parser.dataset.comparison import Comparison, Example, FieldDifference, Side, TableDifference

_STYLES = {"+": "green", "-": "red"}
_WORTH = 0.005  # a share of rows with a value that differs by less is no news


def lay_out(found: Comparison) -> Iterator[Text]:
    """The lines of a comparison, with styles where a terminal can show them."""
    for line in _iter_lines(found):
        sign = line.lstrip()[:1]
        style = _STYLES.get(sign, "") if line.startswith("    ") else "" if line.startswith("  ") else "bold"
        yield Text(line, style)


def to_markdown(found: Comparison) -> str:
    """The comparison as a section of a page."""
    return "\n".join(_iter_markdown(found)) + "\n"


def _iter_lines(found: Comparison) -> Iterator[str]:
    yield _say_verdict(found)
    yield f"  before  {_describe(found.before)}"
    yield f"  after   {_describe(found.after)}"
    for table in found.tables:
        if not table.files_compared:
            continue
        yield ""
        yield f"{table.name}: {_count_rows(table)}"
        yield from (f"  {line}" for line in _say_columns(table))
        for title, examples in (("lost", table.lost_examples), ("gained", table.gained_examples)):
            if examples:
                yield f"  {title}"
            for example in examples:
                yield from (f"    {line}" for line in _show(example))
        for field in table.fields:
            if _is_shown(field):
                yield f"  {field.name}: {_count(field)}"
                for example in field.examples:
                    yield from (f"    {line}" for line in _show(example))
    if apart := list(_list_apart(found)):
        yield ""
        yield "Apart, of the run and not of the text:"
        yield from (f"  {line}" for line in apart)
    yield ""
    yield _say_files(found)


def _say_verdict(found: Comparison) -> str:
    if not found.differs:
        return "The releases do not differ."
    names = ", ".join(table.name for table in found.tables if table.differs)
    return f"The releases differ in: {names}."


def _describe(side: Side) -> str:
    made = f"decision_parser {side.parser_version}, schema {side.schema_version}"
    return f"{side.release}, {side.decisions:,} decisions, {made}"


def _count_rows(table: TableDifference) -> str:
    """`789 rows, now 778: 1 gained, 12 lost (12 with their decisions), 2 changed`."""
    gained = f"{table.gained:,} gained{_with(table.gained_with)}"
    lost = f"{table.lost:,} lost{_with(table.lost_with)}"
    return f"{table.rows_before:,} rows, now {table.rows_after:,}: {gained}, {lost}, {table.changed:,} changed"


def _with(count: int) -> str:
    return f" ({count:,} with their decisions)" if count else ""


def _say_columns(table: TableDifference) -> Iterator[str]:
    for names, what in ((table.columns_gained, "new"), (table.columns_lost, "gone")):
        if names:
            yield f"columns that are {what}: {', '.join(names)}"


def _is_shown(field: FieldDifference) -> bool:
    return not field.quiet and bool(field.changed or field.shifted)


def _has_other_fill(field: FieldDifference) -> bool:
    shares = (field.fill_before, field.fill_after)
    return None not in shares and abs((shares[1] or 0) - (shares[0] or 0)) >= _WORTH


def _count(field: FieldDifference) -> str:
    """`12 changed, of these 3 filled and 1 emptied; filled in 81.0 % of rows, now 84.0 %`."""
    parts = [f"{field.changed:,} changed"]
    if field.filled or field.emptied:
        parts[0] += f", of these {field.filled:,} filled and {field.emptied:,} emptied"
    if field.shifted:
        parts.append(f"{field.shifted:,} numbered on, as rows before them are more or fewer")
    if field.changed and _has_other_fill(field):
        parts.append(f"filled in {_percent(field.fill_before)} of rows, now {_percent(field.fill_after)}")
    return "; ".join(parts)


def _percent(share: float | None) -> str:
    return f"{100 * (share or 0):.1f} %"


def _show(example: Example) -> Iterator[str]:
    """An example: where it is, and its value before and after."""
    where = f"  {one_line(example.where)}" if example.where else ""
    times = f"  ({example.count:,} times)" if example.count and example.count > 1 else ""
    yield f"{one_line(example.decision_id)}{where}{times}"
    yield from _show_values(example)


def _show_values(example: Example) -> Iterator[str]:
    if example.diff:
        yield from map(one_line, example.diff)
        return
    alone = example.count is None and (example.before is None) != (example.after is None)
    for sign, value in (("-", example.before), ("+", example.after)):
        if value is not None or not alone:
            yield f"{sign} {'null' if value is None else one_line(value)}"


def _list_apart(found: Comparison) -> Iterator[str]:
    for table in found.tables:
        if fields := [field for field in table.fields if field.quiet and field.changed]:
            yield f"{table.name}: {', '.join(f'{field.name} {field.changed:,}' for field in fields)}"


def _say_files(found: Comparison) -> str:
    equal = sum(table.files_equal for table in found.tables)
    compared = sum(table.files_compared for table in found.tables)
    return f"{equal:,} files are the same in both and were not read, {compared:,} were compared."


# ── Markdown ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _iter_markdown(found: Comparison) -> Iterator[str]:
    yield f"**{_say_verdict(found)}**"
    yield ""
    yield "| table | rows before | rows after | gained | lost | changed |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for table in found.tables:
        counts = (table.rows_before, table.rows_after, table.gained, table.lost, table.changed)
        yield f"| {table.name} | {' | '.join(f'{count:,}' for count in counts)} |"
    for table in found.tables:
        if table.files_compared and (table.differs or any(map(_is_shown, table.fields))):
            yield from _iter_section(table)
    if apart := list(_list_apart(found)):
        yield from ("", "Apart, of the run and not of the text:", "", *(f"- {line}" for line in apart))
    yield from ("", f"Before: {_describe(found.before)}. After: {_describe(found.after)}. {_say_files(found)}")


def _iter_section(table: TableDifference) -> Iterator[str]:
    yield from ("", f"### {table.name}: {_count_rows(table).partition(': ')[2]}")
    yield from (line for said in _say_columns(table) for line in ("", said))
    groups = [
        ("lost", table.lost_examples),
        ("gained", table.gained_examples),
        *((f"`{field.name}`: {_count(field)}", field.examples) for field in table.fields if _is_shown(field)),
    ]
    for title, examples in groups:
        if title in {"lost", "gained"} and not examples:
            continue
        yield from ("", f"- {title}")
        if examples:
            yield from _fence([line for example in examples for line in _show_in_diff(example)])


def _show_in_diff(example: Example) -> Iterator[str]:
    head, *values = _show(example)
    yield f"@@ {head} @@"
    yield from values


def _fence(lines: list[str]) -> Iterator[str]:
    """Lines as a difference; the fence is longer than any that stands in them."""
    fence = "```"
    while any(fence in line for line in lines):
        fence += "`"
    yield from ("", f"  {fence}diff", *(f"  {line}" for line in lines), f"  {fence}")

"""The command that finds paragraphs by their words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from decision_parser.cli.commands import examples, is_quiet, quiet_option
from decision_parser.cli.messages import one_line, say, write
from decision_parser.cli.places import Place
from decision_parser.cli.values import Choice, Day, Whole

if TYPE_CHECKING:
    import pyarrow as pa
    from rich.text import Text

    from decision_parser.dataset.search import Search

_WIDEST = 100
_MARGIN = 4
_MINUS = "\0"  # stands for the minus of a word while click, to whom it would be an option, reads the command line


class _Members(Choice):
    """The values of an enum of the models, which are loaded when somebody asks for them: `--help` of all does not."""

    def __init__(self, enum: str) -> None:
        super().__init__(())
        self._enum = enum
        del self.choices  # so that `__getattr__` is asked for them

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as `object` has it
        if name != "choices":
            raise AttributeError(name)
        from decision_parser import models

        self.choices = tuple(map(str, getattr(models, self._enum)))
        return self.choices


class _WordsCommand(click.Command):
    """A command whose words may begin with a minus, as in `search apology -payment`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line, words with a minus as words."""
        options = {name: option for option in self.get_params(ctx) for name in option.opts}
        marked, before = [], None
        for number, arg in enumerate(args):
            if arg == "--":
                marked += args[number:]
                break
            is_value = isinstance(before, click.Option) and not before.is_flag
            is_word = arg.startswith("-") and not arg.startswith("--") and arg not in options and len(arg) > 1
            marked.append(f"{_MINUS}{arg[1:]}" if is_word and not is_value else arg)
            before = options.get(arg)
        return super().parse_args(ctx, marked)


@click.command(
    cls=_WordsCommand,
    epilog=examples(
        "search 'time and trouble' --section remedy --out dataset",
        "search 'apolog*' -payment --outcome upheld --since 2026-01-01 --out dataset",
        "search £1,000 --body Thornley --limit 0 --format json --out dataset > found.ndjson",
    ),
)
@click.argument("words", metavar="WORDS...", nargs=-1, required=True)
@click.option(
    "--out",
    "--dataset",
    "out",
    metavar="DIR",
    required=True,
    type=Place(file_okay=False),
    help="Folder of the dataset.",
)
@click.option("--body", metavar="NAME", multiple=True, help="Of bodies with this in their name (or their id).")
@click.option("--category", metavar="NAME", multiple=True, help="Of categories with this in their name.")
@click.option("--outcome", type=_Members("Outcome"), multiple=True, help="With this outcome.")
@click.option(
    "--section",
    metavar="KIND",
    type=_Members("SectionKind"),
    multiple=True,
    help="In sections of this kind: summary, complaint, findings, remedy ...",
)
@click.option("--since", metavar="DATE", type=Day(), help="First date of decision.")
@click.option("--until", metavar="DATE", type=Day(), help="Last date of decision.")
@click.option("--year", metavar="YEAR", type=int, multiple=True, help="Year of decision.")
@click.option("--once/--no-once", default=True, help="Look at each text once, whatever references it has.")
@click.option("--boilerplate", is_flag=True, help="Look also at paragraphs that stand in many decisions.")
@click.option("--limit", metavar="N", type=Whole(min=0), default=20, help="Paragraphs to print; 0 prints all.")
@click.option(
    "--format", "layout", type=Choice(["text", "json"]), default="text", help="To read, or a JSON object a line."
)
@quiet_option
def search(*, words: Sequence[str], out: str, limit: int, layout: str, **filters: Any) -> int:  # noqa: ANN401 - each a filter of make_search
    """Print the paragraphs that hold all WORDS.

    Those of the newest decisions come first. Words are whole words in any case: fault finds neither default nor
    faults. WORD* is any word that begins so, and -WORD must not stand in the paragraph. Words in quotes stand together:
    'time and trouble' is a phrase.

    Of an option that is given several times, any may hold. Like grep, the exit code is 1 when nothing was found, and
    how many more there are is said on stderr (with --quiet they are not counted).
    """
    from decision_parser.dataset.search import iter_found, make_search

    wanted = make_search(" ".join(map(_quote, words)), **filters)
    printer = _Printer(wanted, layout, limit)
    for part in iter_found(out, wanted):
        printer.print(part)
        if printer.is_full and is_quiet():
            break
    if not is_quiet():
        printer.sum_up(out)
    return 0 if printer.found else 1


def _quote(word: str) -> str:
    """An argument as a part of a query: one that holds spaces and no sign of a query had its quotes from the shell."""
    word = word.replace(_MINUS, "-")
    minus, core = ("-", word[1:]) if word.startswith("-") else ("", word)
    is_phrase = re.search(r"\s", core) and not re.search(r'"|\s-\w|\w\*\s', core)
    return f'{minus}"{core}"' if is_phrase else word


class _Printer:
    """Prints what is found until the limit is reached, and counts the rest."""

    def __init__(self, wanted: "Search", layout: str, limit: int) -> None:
        self._wanted = wanted
        self._layout = layout
        self._limit = limit
        self._printed = 0
        self.found = 0

    @property
    def is_full(self) -> bool:
        """Whether all has been printed that may be."""
        return bool(self._limit) and self._printed >= self._limit

    def print(self, part: "pa.Table") -> None:
        """Print rows, or as many as are still to be printed."""
        self.found += part.num_rows
        rows = part.slice(0, self._limit - self._printed if self._limit else None).to_pylist()
        if rows and self._layout == "json":
            write(b"".join(map(_encode, rows)))
        elif rows:
            _print_rows(rows, self._wanted, first=not self._printed)
        self._printed += len(rows)

    def sum_up(self, out: str) -> None:
        """Say how many there are, where not all were printed, or none."""
        if not self.found:
            say(f"No paragraph of {out} {_hint(self._wanted)}.")
        elif self.found > self._printed:
            say(f"{self._printed:,} of {self.found:,} paragraphs; --limit 0 prints all of them.")
        elif self._layout == "text":
            say(f"{self.found:,} paragraph{'s' if self.found > 1 else ''}.")


def _hint(wanted: "Search") -> str:
    """What was looked for in vain, and what to do: what was not looked at, and could be, first."""
    narrow = wanted.bodies or wanted.categories or wanted.outcomes or wanted.sections or wanted.years
    chosen = narrow or wanted.since or wanted.until
    lacks = "has these words in what the options leave" if chosen else "has these words"
    advice = ["give fewer options"] if chosen else ["give fewer words, or a part of one: delay*"]
    if not wanted.boilerplate:
        advice.append("look with --boilerplate also at those that stand in many decisions")
    return f"{lacks}; {', or '.join(advice)}"


def _encode(row: Mapping[str, Any]) -> bytes:
    import msgspec

    return msgspec.json.encode(row) + b"\n"


def _print_rows(rows: Sequence[Mapping[str, Any]], wanted: "Search", *, first: bool) -> None:
    from rich.text import Text

    from decision_parser.cli.screen import open_screen, print_lines
    from decision_parser.dataset.terms import compile_wanted

    width, places = min(open_screen().width, _WIDEST), compile_wanted(wanted.terms)
    lines = [] if first else [Text()]
    for number, row in enumerate(rows):
        lines += [Text()] if number else []
        lines += _lay_out(row, places, width)
    print_lines(lines)


def _lay_out(row: Mapping[str, Any], places: re.Pattern[str], width: int) -> Iterator["Text"]:
    """A line on the decision, and the lines of the paragraph with the words shown."""
    from rich.text import Text

    from decision_parser.cli.screen import open_screen

    body = one_line(row["body_name"] or "body not stated")
    day = f"{row['decided_on']:%Y-%m-%d}" if row["decided_on"] else "undated"
    outcome = str(row["outcome"] or "outcome not stated").replace("_", " ")
    section = str(row["section_kind"]).replace("_", " ")
    place = f"{section}, {row['path']}" if row["path"] else section
    gone = ", withdrawn" if row["withdrawn_at"] else ""
    yield Text.assemble((row["case_reference"], "bold"), f"  {body}, {day}, {outcome}{gone}", (f"  ({place})", "dim"))
    for words in row["text"].split("\n"):
        text = Text(one_line(words.replace("\t", "  ")))
        text.highlight_regex(places, "bold yellow")
        for line in text.wrap(open_screen(), max(width - _MARGIN, _MARGIN)):
            line.rstrip()
            yield Text(" " * _MARGIN) + line

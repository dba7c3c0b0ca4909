"""A table of figures: drawn on a terminal, Markdown elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table as RichTable


@dataclass(frozen=True, slots=True)
class Table:
    """Figures under a title; `notes` are whole paragraphs below them. The first column is words, the others figures."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    notes: Sequence[str] = ()

    def to_markdown(self) -> str:
        """The table as a section of a page."""
        heads = [" | ".join(self.columns), " | ".join(["---", *["---:"] * (len(self.columns) - 1)])]
        body = [" | ".join(row) for row in self.rows]
        lines = "\n".join(f"| {line} |" for line in (*heads, *body))
        return "\n\n".join((f"## {self.title}", lines, *self.notes)) + "\n"

    def show(self, console: Console) -> None:
        """Print the table, drawn where there is a terminal."""
        if not console.is_terminal:
            print(self.to_markdown(), flush=True)
            return
        table = RichTable(title=self.title, title_justify="left", title_style="bold")
        for place, column in enumerate(self.columns):
            table.add_column(column, justify="right" if place else "left", no_wrap=not place)
        for row in self.rows:
            table.add_row(*(cell.replace("`", "").replace("**", "") for cell in row))
        console.print(table)
        for note in self.notes:
            console.print(Markdown(note))
        console.print()


def say_limit(*, holds: bool) -> str:
    """Whether a limit holds, in a cell."""
    return "yes" if holds else "**no**"

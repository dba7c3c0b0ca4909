"""How many mutants were killed: by package and module, with the interval of the share."""

from collections import Counter
from collections.abc import Iterable, Iterator

from decision_parser.proportions import wilson_interval
from mutation.killing import Fate, Result
from mutation.mutants import PACKAGES

KILLED = (Fate.KILLED, Fate.HUNG)


def to_table(results: Iterable[Result]) -> str:
    """A table in Markdown: each package, and under it its modules."""
    results = list(results)
    rows = [
        "| module | mutants | killed | hung | survived | untested | score | 95 % |",
        "|---|--:|--:|--:|--:|--:|--:|---|",
    ]
    rows.append(_to_row("**both packages**", results))
    for package in PACKAGES:
        of = [each for each in results if each.path.startswith(package)]
        rows.append(_to_row(f"**{package.rpartition('/')[2]}**", of))
        paths = sorted({each.path for each in of})
        rows += [
            _to_row(f"`{path.removeprefix('decision_parser/')}`", (r for r in of if r.path == path)) for path in paths
        ]
    return "\n".join(rows)


def _to_row(name: str, results: Iterable[Result]) -> str:
    fates = Counter(each.fate for each in results)
    total = fates.total()
    killed = sum(fates[fate] for fate in KILLED)
    low, high = wilson_interval(killed, total)
    share = f"{100 * killed / total:.1f} %" if total else ""
    counts = " | ".join(str(fates[fate]) for fate in Fate)
    return f"| {name} | {total} | {counts} | {share} | {100 * low:.0f} to {100 * high:.0f} % |"


def iter_survivors(results: Iterable[Result]) -> Iterator[str]:
    """Those that no test failed on, to read: where, and what was changed."""
    for each in results:
        if each.fate not in KILLED:
            yield f"{each.name}  ({each.fate})\n{each.change}\n"

"""Small pages of decisions, for tests of what becomes of many."""

from pathlib import Path

PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Decision</title></head><body><article>
<h1>Eastley Council ({reference})</h1>
<dl><dt>Category :</dt><dd>Housing &gt; Allocations</dd><dt>Decision :</dt><dd>Upheld</dd>
<dt>Decision date :</dt><dd>{day}</dd></dl>
<h2>The Ombudsman's {stage} decision:</h2><p>Summary: The Council was at fault.</p>
<h2>The complaint</h2><ol><li>{text}</li></ol>
<h2>Final decision</h2><ol><li>I uphold it.</li></ol>
</article></body></html>"""


def write_page(
    path: Path,
    reference: str = "24 100 001",
    day: str = "06 Feb 2025",
    stage: str = "final",
    text: str = "Ms X complains.",
) -> Path:
    """A page of one decision."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PAGE.format(reference=reference, day=day, stage=stage, text=text), encoding="utf-8")
    return path


def write_pages(folder: Path, count: int) -> Path:
    """A folder of `count` pages, decided in 2024 and 2025 in turn."""
    for number in range(count):
        write_page(folder / f"{number:03}.html", f"24 100 {number:03}", f"06 Feb {2024 + number % 2}")
    return folder

"""The header of a decision: each shape of title, labels and values gives the same entries."""

import pytest

from decision_parser import parse
from decision_parser.models import Decision
from tests.snippets import HEADING, LABELS, SUMMARY, TITLE, parse_header, problems_of, write_page
from tests.test_plain import STATEMENT

CATEGORY = "Housing > Allocations"
TEXT = "<h2>The complaint</h2><ol><li>Ms X complains.</li></ol><h2>Final decision</h2><ol><li>Done.</li></ol>"


def find_values(decision: Decision) -> dict[str | None, str]:
    """Text of each field of the header."""
    return {entry.field: entry.text for entry in decision.header}


SHAPES = {
    "lines": LABELS,
    "lines of one paragraph": (
        "<p>Category : Housing &gt; Allocations<br>Decision : Upheld<br>Decision date : 06 Feb 2025</p>"
    ),
    "wide colons": LABELS.replace(" :", "\uff1a"),
    "one line": "<p>Category : Housing &gt; Allocations Decision : Upheld Decision date : 06 Feb 2025</p>",
    "label and value classes": (
        "<div><span class=label>Category :</span><span class=value>Housing &gt; Allocations</span></div>"
        "<div><span class=label>Decision :</span><span class=value>Upheld</span></div>"
        "<div><span class=label>Decision date :</span><span class=value>06 Feb 2025</span></div>"
    ),
    "value in parts": (
        "<p><b>Category :</b> <a href=/h>Housing</a> <span>&gt;</span> <a href=/a>Allocations</a></p>"
        "<p><b>Decision :</b> Upheld</p><p><b>Decision date :</b> <time>06 Feb 2025</time></p>"
    ),
    "value in parts on lines": (
        "<div>Category :</div><div>Housing</div><div>&gt;</div><div>Allocations</div>"
        "<div>Decision :</div><div>Upheld</div><div>Decision date :</div><div>06 Feb 2025</div>"
    ),
    "terms": (
        "<dl><dt>Category :</dt><dd>Housing &gt; Allocations</dd><dt>Decision :</dt><dd>Upheld</dd>"
        "<dt>Decision date :</dt><dd>06 Feb 2025</dd></dl>"
    ),
    "terms in boxes, no colons": (
        "<dl><div><dt>Category</dt><dd>Housing &gt; Allocations</dd></div><div><dt>Decision</dt><dd>Upheld</dd></div>"
        "<div><dt>Decision date</dt><dd>06 Feb 2025</dd></div></dl>"
    ),
    "table of rows": (
        "<table><tr><th>Category</th><td>Housing &gt; Allocations</td></tr><tr><th>Decision</th><td>Upheld</td></tr>"
        "<tr><th>Decision date</th><td>06 Feb 2025</td></tr></table>"
    ),
    "table of columns": (
        "<table><tr><th>Category</th><th>Decision</th><th>Decision date</th></tr>"
        "<tr><td>Housing &gt; Allocations</td><td>Upheld</td><td>06 Feb 2025</td></tr></table>"
    ),
    "table in a table": (
        "<table><tr><td><table><tr><td>Category :</td><td>Housing &gt; Allocations</td></tr>"
        "<tr><td>Decision :</td><td>Upheld</td></tr><tr><td>Decision date :</td><td>06 Feb 2025</td></tr>"
        "</table></td></tr></table>"
    ),
    "list": (
        "<ul><li>Category : Housing &gt; Allocations</li><li>Decision : Upheld</li>"
        "<li>Decision date : 06 Feb 2025</li></ul>"
    ),
    "headings": (
        "<h3>Category</h3><p>Housing &gt; Allocations</p><h3>Decision</h3><p>Upheld</p>"
        "<h3>Decision date</h3><p>06 Feb 2025</p>"
    ),
    "no-break spaces": (
        "<p>Category&nbsp;:&nbsp;Housing&nbsp;&gt;&nbsp;Allocations</p><p>Decision&nbsp;:&nbsp;Upheld</p>"
        "<p>Decision&nbsp;date&nbsp;:&nbsp;06&nbsp;Feb&nbsp;2025</p>"
    ),
    "capitals": ("<p>CATEGORY: Housing &gt; Allocations</p><p>DECISION: Upheld</p><p>DECISION DATE: 06 Feb 2025</p>"),
    "white space of the source": (
        "<div>Category :\n\t<span>Housing</span>\n\t&gt;\n\t<span>Allocations</span></div>\n"
        "<div>Decision :\n Upheld</div>\n<div>Decision date :\n06\nFeb\n2025</div>"
    ),
    "other order": (
        "<p>Decision date : 06 Feb 2025</p><p>Decision : Upheld</p><p>Category : Housing &gt; Allocations</p>"
    ),
    "other sign": LABELS.replace("&gt;", "&raquo;"),
}


@pytest.mark.parametrize("labels", SHAPES.values(), ids=SHAPES)
def test_every_shape_of_labels_gives_the_same_fields(labels: str) -> None:
    """Category, outcome and date are read in whatever markup they stand, without a problem."""
    decision = parse_header(labels)
    assert (decision.category, decision.subcategory) == ("Housing", "Allocations")
    assert (decision.outcome_text, decision.decided_on_text) == ("Upheld", "06 Feb 2025")
    assert problems_of(decision) == []
    assert [entry.text for entry in decision.furniture if "Upheld" in entry.text] == []


@pytest.mark.parametrize(
    "header",
    [
        TITLE + LABELS,
        f"<header>{TITLE}{LABELS}</header>",
        f"<header>{TITLE}</header>{LABELS}",
        f"{LABELS}{TITLE}",
        f"<h1>Local Government and Social Care Ombudsman</h1><h2>Eastley Council (24 100 001)</h2>{LABELS}",
        f"<p>Eastley Council (24 100 001)</p>{LABELS}",
        f"<p><b>Eastley Council (24 100 001)</b></p>{LABELS}",
        f"<div>Eastley <span>Coun</span>cil<br>(24&nbsp;100&nbsp;001)</div>{LABELS}",
        f"<h2>Related: Westley Council (24 100 002)</h2>{TITLE}{LABELS}",
        f"{TITLE}{LABELS}<h2>Related: Westley Council (24 100 002)</h2>",
    ],
)
def test_the_title_is_found_wherever_it_stands(header: str) -> None:
    """The title is the line with the reference: in a header element or not, a heading or not, the highest of all."""
    decision = parse(write_page(TEXT, header + HEADING + SUMMARY))
    assert (decision.body_name, decision.case_reference) == ("Eastley Council", "24 100 001")
    assert decision.title == "Eastley Council (24 100 001)"
    assert decision.outcome_text == "Upheld"


@pytest.mark.parametrize("markup", ["<h2>{}</h2>", "<p>{}</p>", "<p><b>{}</b></p>"])
@pytest.mark.parametrize("joint", [": Summary: ", " Summary: ", ":<br>Summary: ", ":<br><br>Summary:<br>"])
def test_a_document_heading_with_the_summary_in_its_line(markup: str, joint: str) -> None:
    """A summary that a copy has glued to the document heading is the summary, and the stage is known."""
    heading = markup.format(f"The Ombudsman's final decision{joint}The Council was at fault.")
    decision = parse(write_page(TEXT, TITLE + LABELS + heading))
    assert decision.sections[0].heading == "Summary:"
    assert problems_of(decision) == []
    assert (decision.summary, decision.stage) == ("The Council was at fault.", "final")


def test_entries_are_the_printed_lines_in_their_order() -> None:
    """The header keeps its lines as printed: the title, labels with their colons and values, the document heading."""
    decision = parse_header(LABELS)
    assert [(entry.label, entry.text, entry.field) for entry in decision.header] == [
        (None, "Eastley Council (24 100 001)", "title"),
        ("Category :", "Housing > Allocations", "category"),
        ("Decision :", "Upheld", "outcome"),
        ("Decision date :", "06 Feb 2025", "decided_on"),
        (None, "The Ombudsman's final decision:", "stage"),
    ]


@pytest.mark.parametrize(
    ("line", "label", "text"),
    [
        ("<p>Ward : North</p>", "Ward :", "North"),
        ("<p>Ward: North</p>", "Ward:", "North"),
        ("<p>Ward :</p><p>North</p>", "Ward :", "North"),
        ("<p><span class=label>Ward :</span><span class=value>North</span></p>", "Ward :", "North"),
        ("<dl><dt>Ward</dt><dd>North</dd></dl>", "Ward", "North"),
        ("<p>Complaint type : Housing: repairs</p>", "Complaint type :", "Housing: repairs"),
    ],
)
def test_an_unknown_label_stays_and_is_told(line: str, label: str, text: str) -> None:
    """A label that no row knows stays in the header as printed, without a field, and is a problem."""
    decision = parse_header(LABELS + line)
    assert [(entry.label, entry.text) for entry in decision.header if entry.field is None] == [(label, text)]
    assert [problem.code for problem in decision.problems] == ["unknown_label"]


@pytest.mark.parametrize(
    ("labels", "missing"),
    [
        ("", ["category", "subcategory", "outcome", "decided_on"]),
        (
            "<p>Category :</p><p>Decision :</p><p>Decision date :</p>",
            ["category", "subcategory", "outcome", "decided_on"],
        ),
        (LABELS.replace(" &gt; Allocations", ""), ["subcategory"]),
        (LABELS.replace("Decision : Upheld", ""), ["outcome"]),
    ],
)
def test_what_is_not_printed_is_null_and_told(labels: str, missing: list[str]) -> None:
    """A field that the page does not print is null, never guessed, and a problem."""
    decision = parse_header(labels)
    assert [problem.where for problem in decision.problems if problem.code == "missing_field"] == missing
    assert [getattr(decision, field) for field in missing] == [None] * len(missing)


def test_a_field_printed_twice_with_two_values_is_told() -> None:
    """Two outcomes in one header: the first stands, and both are named."""
    decision = parse_header(f"{LABELS}<p>Decision : Not upheld</p>")
    assert decision.outcome_text == "Upheld"
    assert "repeated_field: Upheld | Not upheld" in problems_of(decision)


def test_a_value_of_two_lines_is_in_the_header_once() -> None:
    """A second line of a value is kept, and the first is not printed twice."""
    decision = parse_header("<p>Decision :</p><p>Upheld<br>report issued</p><p>Decision date : 06 Feb 2025</p>")
    assert [entry.text for entry in decision.header].count("Upheld") <= 1
    assert "lossless" not in [problem.code for problem in decision.problems]


@pytest.mark.parametrize(
    "line",
    [
        "<p>This decision was amended after a review by the Ombudsman and is published here again.</p>",
        "<p>See also 24 100 002</p>",
        "<p>Please note that the Council was known under another name until the county was reorganised.</p>",
    ],
)
def test_a_note_between_header_and_text_is_told(line: str) -> None:
    """A line of the header that is neither label nor furniture of the site is not dropped in silence."""
    decision = parse_header(LABELS + line)
    words = line.removeprefix("<p>").removesuffix("</p>")
    placed = any(words in (entry.label or "") + entry.text for entry in decision.header)
    assert placed or decision.problems or words in decision.full_text


JUMPS = "<a href='#c'>The complaint</a>", "<a href='#d'>Final decision</a>"


@pytest.mark.parametrize(
    "jumps",
    [
        f"<ul><li>{JUMPS[0]}</li><li>{JUMPS[1]}</li></ul>",
        f"<p>{JUMPS[0]}<br>{JUMPS[1]}</p>",
        f"<p>{JUMPS[0]}</p><p>{JUMPS[1]}</p>",
        f"<nav>{JUMPS[0]}{JUMPS[1]}</nav>",
        "<ul><li>The complaint</li><li>Final decision</li></ul>",
    ],
)
@pytest.mark.parametrize("place", ["{0}{1}", "{1}{0}"])
def test_a_jump_list_is_furniture(jumps: str, place: str) -> None:
    """A list of the section headings before the text is furniture and opens no section."""
    decision = parse_header(place.format(LABELS, jumps))
    assert [section.heading for section in decision.sections] == [
        "Summary:",
        "The complaint",
        "Final decision",
        "Investigator's decision on behalf of the Ombudsman",
    ]
    assert decision.outcome_text == "Upheld"
    assert "The complaint" in " ".join(entry.text for entry in decision.furniture)


@pytest.mark.parametrize(
    ("lines", "entries", "problems"),
    [
        (
            "<p>24 100 001</p><p>06 Feb 2025</p><p>Upheld</p>",
            [(None, "case_reference", "24 100 001"), (None, "decided_on", "06 Feb 2025"), (None, "outcome", "Upheld")],
            ["missing_field: no category was found", "missing_field: no subcategory was found"],
        ),
        (
            (
                "<p>Ward:</p><p>Quayside</p><p>Decision date 06 Feb 2025</p><p>Decision Upheld</p>"
                "<p>Category Housing &gt; Allocations</p>"
            ),
            [
                ("Ward:", None, "Quayside"),
                ("Decision date", "decided_on", "06 Feb 2025"),
                ("Decision", "outcome", "Upheld"),
                ("Category", "category", "Housing > Allocations"),
            ],
            ["unknown_label: Ward: Quayside"],
        ),
        (
            f"<p>See also: the leaflet</p><p>A line:</p><p>Decision that was late</p>{LABELS}",
            [
                ("See also:", None, "the leaflet"),
                ("A line:", None, "Decision that was late"),
                ("Category :", "category", "Housing > Allocations"),
                ("Decision :", "outcome", "Upheld"),
                ("Decision date :", "decided_on", "06 Feb 2025"),
            ],
            ["unknown_label: See also: the leaflet", "unknown_label: A line: Decision that was late"],
        ),
    ],
)
def test_lines_without_a_label_or_a_known_one(
    lines: str, entries: list[tuple[str | None, str | None, str]], problems: list[str]
) -> None:
    """A value alone is known by its form; a label needs no colon before a value of its kind; unknown ones are told."""
    decision = parse(write_page(TEXT, TITLE + lines + HEADING + SUMMARY))
    title, *found, stage = [(entry.label, entry.field, entry.text) for entry in decision.header]
    assert (title[1], stage[1]) == ("title", "stage")
    assert found == entries
    assert problems_of(decision) == problems
    assert decision.furniture == ()


NOTE = "A long note. " * 14 + "A long note."
_TITLE = ("title: - | Eastley Council (24 100 001)",)
_LABELS = (
    "category: Category : | Housing > Allocations",
    "outcome: Decision : | Upheld",
    "decided_on: Decision date : | 06 Feb 2025",
)
_SUMMARY = ("text: The Council was at fault.",)
_HEADING = ("stage: - | The Ombudsman's final decision:", *_SUMMARY)


@pytest.mark.parametrize(
    ("header", "lines"),
    [
        # What the page says around the header is the page's: by its words, or by where it stands.
        (
            "<p>Skip to content</p><p>Decisions</p>{t}{l}{h}",
            [*_TITLE, *_LABELS, *_HEADING, "jump list | Skip to content", "before the title | Decisions"],
        ),
        (
            "<p>Print this page</p>{t}<p>Back to top</p>{l}<p>Contents</p>{h}",
            [*_TITLE, *_LABELS, *_HEADING, "link | Print this page", "link | Back to top", "contents | Contents"],
        ),
        ("<p>Ward : North</p>{t}{l}{h}", [*_TITLE, *_LABELS, *_HEADING, "before the title | Ward : North"]),
        ("<p>Category :</p><p>Housing</p>{t}{h}", ["category: Category : | Housing", *_TITLE, *_HEADING]),
        ("<dl><dt>Site</dt><dd>map</dd></dl>{t}{l}{h}", [*_TITLE, *_LABELS, *_HEADING, "before the title | Site map"]),
        (
            "{t}{l}<dl><dt>{n}</dt><dd>x</dd></dl>{h}",
            [*_TITLE, *_LABELS, f"?: - | {NOTE} x", *_HEADING, f"unknown_label | {NOTE} x"],
        ),
        # A line that is no label's is a note, before the document's heading; below it, and if it is long, it is text.
        ("{t}{l}<p>A note.</p>{h}", [*_TITLE, *_LABELS, "?: - | A note.", *_HEADING, "unknown_label | A note."]),
        (
            "{t}{l}<h2>The Ombudsman's final decision</h2><p>A note.</p>{s}",
            [
                *_TITLE,
                *_LABELS,
                "stage: - | The Ombudsman's final decision",
                "text: A note.",
                *_SUMMARY,
                "unknown_heading | text under no heading of its own",
            ],
        ),
        ("{t}{l}<p>A note.</p>{s}", [*_TITLE, *_LABELS, "?: - | A note.", *_SUMMARY, "unknown_label | A note."]),
        (
            "{t}{l}<p>{n}</p>{s}",
            [*_TITLE, *_LABELS, f"text: {NOTE}", *_SUMMARY, "unknown_heading | text under no heading of its own"],
        ),
        ("{t}<p>{n}</p>{l}{s}", [*_TITLE, f"?: - | {NOTE}", *_LABELS, *_SUMMARY, f"unknown_label | {NOTE}"]),
        (
            "{t}<blockquote>Decision : Upheld</blockquote>{h}",
            [*_TITLE, "?: - | Decision : Upheld", *_HEADING, "unknown_label | Decision : Upheld"],
        ),
        # A table is read where its first column, or its first row, has labels.
        (
            "{t}<table><tr><td>Category</td><td>Housing</td></tr><tr><td>Odd</td><td>x</td></tr></table>{h}",
            [*_TITLE, "category: Category | Housing", "?: Odd | x", *_HEADING, "unknown_label | Odd x"],
        ),
        (
            "{t}<table><tr><td>Odd</td><td>x</td></tr><tr><td>Two</td><td>y</td></tr></table>{l}{h}",
            [*_TITLE, "?: - | Odd x Two y", *_LABELS, *_HEADING, "unknown_label | Odd x Two y"],
        ),
        (
            "{t}<table><tr><td>Category</td><td>Decision</td></tr><tr><td>Housing</td></tr></table>{h}",
            [*_TITLE, "?: Category | ", "?: Decision | ", "category: - | Housing", *_HEADING],
        ),
        (
            "{t}<table><tr><td>Category</td><td>Decision</td></tr><tr><td></td><td>Upheld</td></tr><tr><td>Housing</td><td></td></tr></table>{h}",
            [*_TITLE, "?: Category | ", "?: Decision | ", "outcome: - | Upheld", "category: - | Housing", *_HEADING],
        ),
        (
            "{t}<table><tr><td>Category</td><td>Decision</td></tr><tr><td>Housing</td><td>Upheld</td><td>x</td></tr></table>{h}",
            [
                *_TITLE,
                "?: - | Category Decision Housing Upheld x",
                *_HEADING,
                "unknown_label | Category Decision Housing Upheld x",
            ],
        ),
        (
            "{t}<table><tr><td>Category</td><td>Odd</td></tr><tr><td>Decision</td><td>Upheld</td></tr></table>{h}",
            [*_TITLE, "category: Category | Odd", "outcome: Decision | Upheld", *_HEADING],
        ),
        (
            "{t}<table><tr><td>Decision</td><td>Upheld</td><td>in part</td></tr></table>{h}",
            [*_TITLE, "outcome: Decision | Upheld in part", *_HEADING, "unknown_outcome | Upheld in part"],
        ),
        (
            (
                "{t}<p>Ward :</p><table><tr><td>Category</td><td>Decision</td></tr>"
                "<tr><td>x</td><td>y</td><td>z</td></tr></table>{h}"
            ),
            [
                *_TITLE,
                "?: Ward : | ",
                "?: - | Category Decision x y z",
                *_HEADING,
                "unknown_label | Ward : ",
                "unknown_label | Category Decision x y z",
            ],
        ),
        # Lines of one block are labels and values, or none of them is.
        (
            "{t}<p>Decision :<br>Upheld<br>Back to top</p>{h}",
            [*_TITLE, "outcome: Decision : | Upheld", *_HEADING, "link | Back to top"],
        ),
        (
            "{t}<p>Decision :</p><p>Upheld<br>Decision date : 06 Feb 2025</p>{h}",
            [*_TITLE, "outcome: Decision : | Upheld", "decided_on: Decision date : | 06 Feb 2025", *_HEADING],
        ),
        (
            "{t}<p>Upheld<br>06 Feb 2025<br>24 100 002</p>{h}",
            [
                *_TITLE,
                "outcome: - | Upheld",
                "decided_on: - | 06 Feb 2025",
                "case_reference: - | 24 100 002",
                *_HEADING,
            ],
        ),
        (
            "{t}<p>See also: the leaflet<br>Decision : Upheld</p>{h}",
            [
                *_TITLE,
                "?: See also: | the leaflet",
                "outcome: Decision : | Upheld",
                *_HEADING,
                "unknown_label | See also: the leaflet",
            ],
        ),
        (
            "{t}<p>Some words<br>Decision : Upheld</p>{h}",
            [*_TITLE, "?: - | Some words Decision : Upheld", *_HEADING, "unknown_label | Some words Decision : Upheld"],
        ),
        (
            "{t}<p>Decision : Upheld<br>some words</p>{h}",
            [*_TITLE, "?: - | Decision : Upheld some words", *_HEADING, "unknown_label | Decision : Upheld some words"],
        ),
        (
            "<p>See also: the leaflet<br>Decision : Upheld</p>{t}{h}",
            [*_TITLE, *_HEADING, "before the title | See also: the leaflet Decision : Upheld"],
        ),
        (
            "{t}<p>Ward:<br>North<br>Decision:<br>Upheld</p>{h}",
            [*_TITLE, "?: Ward: | North", "outcome: Decision: | Upheld", *_HEADING, "unknown_label | Ward: North"],
        ),
        # A value is one line, but for a category.
        (
            "{t}<p>Category : Housing &gt;</p><p>Allocations</p><p>Decision : Upheld</p>{h}",
            [*_TITLE, "category: Category : | Housing > Allocations", "outcome: Decision : | Upheld", *_HEADING],
        ),
        (
            "{t}<p>Category : Housing</p><p>» Allocations</p><p>&gt; Other</p><p>more</p><p>Decision : Upheld</p>{h}",
            [
                *_TITLE,
                "category: Category : | Housing » Allocations > Other",
                "?: - | more",
                "outcome: Decision : | Upheld",
                *_HEADING,
                "unknown_label | more",
            ],
        ),
        (
            "{t}<p>Decision : Upheld</p><p>North</p><p>06 Feb 2025</p>{h}",
            [
                *_TITLE,
                "outcome: Decision : | Upheld",
                "?: - | North",
                "decided_on: - | 06 Feb 2025",
                *_HEADING,
                "unknown_label | North",
            ],
        ),
        # Without a colon, a label must have a value of its kind.
        (
            "{t}<p>Decision – Upheld</p><p>Case reference 24 100 002</p><p>Authority Eastley Council 24 100 003</p>{h}",
            [
                *_TITLE,
                "outcome: Decision – | Upheld",
                "case_reference: Case reference | 24 100 002",
                "body_name: Authority | Eastley Council 24 100 003",
                *_HEADING,
            ],
        ),
        (
            "{t}<p>Authority Eastley</p><p>Decision date soon</p><p>Category Housing</p><p>Outcome good</p>{h}",
            [
                *_TITLE,
                "?: - | Authority Eastley",
                "?: - | Decision date soon",
                "?: - | Category Housing",
                "?: - | Outcome good",
                *_HEADING,
                "unknown_label | Authority Eastley",
                "unknown_label | Decision date soon",
                "unknown_label | Category Housing",
                "unknown_label | Outcome good",
            ],
        ),
        (
            "{t}<p>Category Housing » Allocations</p><p>Decision date 06 Feb 2025</p>{h}",
            [
                *_TITLE,
                "category: Category | Housing » Allocations",
                "decided_on: Decision date | 06 Feb 2025",
                *_HEADING,
            ],
        ),
        # The title is a heading with a reference, else a line with one, else the highest heading.
        (
            "<p>Eastley Council</p><p>Complaint reference: 24 100 001</p>{l}{h}",
            [
                "case_reference: Complaint reference: | 24 100 001",
                *_LABELS,
                *_HEADING,
                "between the title and the text | Eastley Council",
            ],
        ),
        (
            "<h2>Related</h2><h1>Eastley Council</h1><h2>Other</h2><p>Reference: 24 100 001</p>{l}{h}",
            [
                "title: - | Eastley Council",
                "?: - | Other",
                "case_reference: Reference: | 24 100 001",
                *_LABELS,
                *_HEADING,
                "before the title | Related",
                "unknown_label | Other",
            ],
        ),
        (
            "<p>24 100 001</p><h1>Eastley Council</h1>{l}{h}",
            ["case_reference: - | 24 100 001", "title: - | Eastley Council", *_LABELS, *_HEADING],
        ),
        (
            "<p>24 100 001, 24 100 002 &amp; 24 100 003</p><h1>Eastley Council</h1>{l}{h}",
            [
                "case_reference: - | 24 100 001, 24 100 002 & 24 100 003",
                "title: - | Eastley Council",
                *_LABELS,
                *_HEADING,
            ],
        ),
        (
            "<p>Eastley Council 24 100 001</p><h1>Decisions</h1>{l}{h}",
            [
                "title: - | Eastley Council 24 100 001",
                "?: - | Decisions",
                *_LABELS,
                *_HEADING,
                "unknown_label | Decisions",
            ],
        ),
        (
            "<h2>Eastley Council</h2><h2>Westley Council</h2><p>Reference: 24 100 001</p>{l}{h}",
            [
                "title: - | Westley Council",
                "case_reference: Reference: | 24 100 001",
                *_LABELS,
                *_HEADING,
                "before the title | Eastley Council",
            ],
        ),
        (
            "<h2>West Council 24 100 002</h2><h1>East Council 24 100 001</h1><h1>North Council 24 100 003</h1>{l}{h}",
            [
                "title: - | East Council 24 100 001",
                "?: - | North Council 24 100 003",
                *_LABELS,
                *_HEADING,
                "before the title | West Council 24 100 002",
                "unknown_label | North Council 24 100 003",
            ],
        ),
        ("<ul><li>Eastley Council (24 100 001)</li></ul>{l}{h}", [*_TITLE, *_LABELS, *_HEADING]),
        (
            "<p>Complaint against: Eastley Council (24 100 001)</p>{l}{h}",
            ["body_name: Complaint against: | Eastley Council (24 100 001)", *_LABELS, *_HEADING],
        ),
        # What stands in one block with a title are its labels, from the line behind the reference.
        (
            "<p>Eastley Council (24 100 001)<br>Category : Housing<br>Decision : Upheld</p>{h}",
            [*_TITLE, "category: Category : | Housing", "outcome: Decision : | Upheld", *_HEADING],
        ),
        (
            "<p>Eastley Council<br>(24 100 001)<br>Decision : Upheld<br>Decision date : 06 Feb 2025</p>{h}",
            [*_TITLE, "outcome: Decision : | Upheld", "decided_on: Decision date : | 06 Feb 2025", *_HEADING],
        ),
        (
            "<p>Eastley<br>Council<br>(24 100 001)<br>a note<br>Decision : Upheld</p>{h}",
            ["title: - | Eastley Council (24 100 001) a note", "outcome: Decision : | Upheld", *_HEADING],
        ),
    ],
)
def test_what_each_line_of_a_header_is(header: str, lines: list[str]) -> None:
    """A title, a label and its value, a value alone, a note that is told, text, or the page's with a reason."""
    words = {"t": TITLE, "l": LABELS, "h": HEADING + SUMMARY, "s": SUMMARY, "n": NOTE}
    decision = parse(write_page(TEXT, header.format_map(words)))
    read = [f"{entry.field or '?'}: {entry.label or '-'} | {entry.text}" for entry in decision.header]
    read += [f"text: {each.text}" for section in decision.sections[:-2] for each in section.paragraphs]
    read += [f"{entry.reason} | {entry.text}" for entry in decision.furniture]
    assert (
        read + [f"{each.code} | {each.detail}" for each in decision.problems if each.code != "missing_field"] == lines
    )


def test_a_title_in_a_list_is_one_without_its_marker() -> None:
    """In a text file the title can stand behind a dash, which is no part of it."""
    decision = parse(STATEMENT.replace("Eastley Council (", "- Eastley Council (").encode())
    assert (decision.title, decision.body_name) == ("Eastley Council (24 100 001)", "Eastley Council")
    assert [(entry.text, entry.reason) for entry in decision.furniture] == [("-", "list marker")]

"""Headings and the text below them: which section a heading opens, and what becomes of text under none."""

import pytest

from decision_parser import parse
from decision_parser.models import Block, BlockKind, Decision
from decision_parser.parsing.sections import SectionBuilder
from decision_parser.sources import find_source
from tests.snippets import CLOSING, HEADING, LABELS, SUMMARY, TITLE, write_page

BODY = "<h2>The complaint</h2><ol><li>One.</li></ol><h2>What I found</h2><ol><li>Two.</li></ol>"
Read = list[tuple[str, int, str | None, list[str]]]
SUMMARISED = ("summary", 1, "Summary:", ["The Council was at fault."])
COMPLAINT = ("complaint", 1, "The complaint", ["One."])
FOUND = ("findings", 1, "What I found", ["Two."])
SIGNED: tuple[str, int, str, list[str]] = ("signature", 1, "Investigator's decision on behalf of the Ombudsman", [])
DECIDED = ("final_decision", 1, "Final decision", ["Done."])


@pytest.mark.parametrize(
    ("before", "behind", "sections", "problems"),
    [
        (
            "<p>The Council was at fault.</p>",
            CLOSING,
            [("summary", 1, None, ["The Council was at fault."]), COMPLAINT, FOUND, SIGNED],
            [("unknown_heading", "summary", "text under no heading of its own")],
        ),
        ("<h2>Summary: The Council was at fault.</h2>", CLOSING, [SUMMARISED, COMPLAINT, FOUND, SIGNED], []),
        (
            SUMMARY,
            f"<h2>Summary: again.</h2><p>More.</p>{CLOSING}",
            [SUMMARISED, COMPLAINT, FOUND, ("findings", 2, "Summary: again.", ["More."]), SIGNED],
            [("unknown_heading", "section 5, inside findings", "Summary: again.")],
        ),
        (
            SUMMARY,
            f"<h2>Odd</h2><p>More.</p>{CLOSING}",
            [SUMMARISED, COMPLAINT, FOUND, ("findings", 2, "Odd", ["More."]), SIGNED],
            [("unknown_heading", "section 5, inside findings", "Odd")],
        ),
        (
            SUMMARY,
            f"<h3>Odd</h3><p>More.</p><h3>Analysis</h3><p>Then.</p>{CLOSING}",
            [
                SUMMARISED,
                COMPLAINT,
                FOUND,
                ("findings", 2, "Odd", ["More."]),
                ("findings", 2, "Analysis", ["Then."]),
                SIGNED,
            ],
            [("unknown_heading", "section 5, inside findings", "Odd")],
        ),
        (
            SUMMARY,
            f"<p><b>Odd</b></p><h2>Final decision</h2><p>Done.</p>{CLOSING}",
            [SUMMARISED, COMPLAINT, ("findings", 1, "What I found", ["Two.", "Odd"]), DECIDED, SIGNED],
            [],
        ),
        (
            SUMMARY,
            f"<h2>Final decision</h2><p>Done.</p>{CLOSING}<p>Below it.</p><h2>Odd</h2><p>More.</p>",
            [
                SUMMARISED,
                COMPLAINT,
                FOUND,
                DECIDED,
                SIGNED,
                ("unknown", 1, None, ["Below it."]),
                ("unknown", 1, "Odd", ["More."]),
            ],
            [
                ("unknown_heading", "text below the signature", "Below it."),
                ("unknown_heading", "section 8, top level", "Odd"),
            ],
        ),
    ],
)
def test_what_headings_open(before: str, behind: str, sections: Read, problems: list[tuple[str, str, str]]) -> None:
    """Each heading opens a section where it stands; those that no table knows, and text under none, are told."""
    decision = parse(write_page(before + BODY + behind, TITLE + LABELS + HEADING))
    read = [
        (each.kind.value, each.level, each.heading, [p.text for p in each.paragraphs]) for each in decision.sections
    ]
    assert read == sections
    assert [(problem.code, problem.where, problem.detail) for problem in decision.problems] == problems


def write_down(decision: Decision) -> list[str]:
    """Sections with their level, kind, topic and heading, paragraphs with their path; furniture; problems."""
    lines: list[str] = []
    for each in decision.sections:
        topic = f"/{each.topic}" if each.topic else ""
        lines.append(f"{each.level} {each.kind}{topic}: {each.heading or '-'}")
        lines += [f"{p.path or '-'}{'=' if p.number else ''} {p.text}" for p in each.paragraphs]
    lines += [f"{each.reason} | {each.text}" for each in decision.furniture]
    return lines + [
        f"{each.code} | {each.where} | {each.detail}" for each in decision.problems if each.code != "remedy_not_read"
    ]


SOURCE = find_source("lgsco")
FINAL = "The Ombudsman's final decision:"
SIGNATURE = "1 signature: Investigator's decision on behalf of the Ombudsman"


@pytest.mark.parametrize(
    ("behind", "lines"),
    [
        # A list of links in the text is text, in its own style and depth; one of the text's own headings is not.
        (
            "<ul><li><a href=x>First link</a></li><li><a href=y>Second link</a></li></ul><ol><li>Three.</li></ol>{}",
            ["2[1] First link", "2[2] Second link", "3= Three.", SIGNATURE],
        ),
        (
            "<ol type=a><li><a href=x>First link</a></li><li><a href=y>Second link</a></li></ol>{}",
            ["2(a) First link", "2(b) Second link", SIGNATURE],
        ),
        (
            "<ol><li>See<ul><li><a href=x>First link</a></li><li><a href=y>Second link</a></li></ul></li></ol>{}",
            ["3= See", "3[1] First link", "3[2] Second link", SIGNATURE],
        ),
        (
            "<ul><li><a href=x>The complaint</a></li><li><a href=y>What I found</a></li></ul>{}",
            [SIGNATURE, "jump list | The complaint What I found"],
        ),
        (
            "<ul><li><a href=x>The complaint</a></li><li><a href=y>Summary</a></li></ul>{}",
            [SIGNATURE, "jump list | The complaint Summary"],
        ),
        (
            "<ul><li><a href=x>The complaint</a></li><li><a href=y>Odd words</a></li></ul>{}",
            ["2[1] The complaint", "2[2] Odd words", SIGNATURE],
        ),
        # The line that signs a decision is no paragraph, whatever list it stands in; other headings in lists are.
        (
            "<ol><li>Three.</li><li>Investigator's decision on behalf of the Ombudsman</li></ol>",
            ["3= Three.", SIGNATURE],
        ),
        (
            "<ol><li>Three.</li><li>Investigator's decision on behalf of the Ombudsman</li></ol><p>x</p><p>y</p>",
            [
                "3= Three.",
                SIGNATURE,
                "1 unknown: -",
                "- x",
                "- y",
                "unknown_heading | text below the signature | x",
            ],
        ),
        ("<ol><li>Three.</li><li>Final decision</li></ol>{}", ["3= Three.", "4= Final decision", SIGNATURE]),
        # The document's own heading once more is no section.
        (
            "<h2>The Ombudsman's final decision</h2><p>More.</p>{}",
            ["2 More.", SIGNATURE, "heading of the document, repeated | The Ombudsman's final decision"],
        ),
        # What looks like a heading and has a text below it is one.
        (
            "<p><b>Odd</b></p><p>More.</p>{}",
            ["2 findings: Odd", "- More.", SIGNATURE, "unknown_heading | section 5, inside findings | Odd"],
        ),
        (
            "<p><b>Odd</b></p><h3>What happened</h3><p>More.</p>{}",
            [
                "2 findings: Odd",
                "2 findings/events: What happened",
                "- More.",
                SIGNATURE,
                "unknown_heading | section 5, inside findings | Odd",
            ],
        ),
        (
            "<h2>Final decision</h2><p>Done.</p><p><b>Odd</b></p>",
            ["1 final_decision: Final decision", "- Done.", "- Odd"],
        ),
        (
            "<h2>Final decision</h2><p>Done.</p><h2>Odd</h2>",
            [
                "1 final_decision: Final decision",
                "- Done.",
                "1 unknown: Odd",
                "unknown_heading | section 6, top level | Odd",
            ],
        ),
        # Words of the page's are the page's, but in a list, a table or a quotation only its links.
        (
            "<p>Back to top</p><ul><li>Back to top</li><li>Contents</li><li>Print this page</li></ul><p>Contents</p>{}",
            [
                "2[1] Contents",
                SIGNATURE,
                "link | Back to top",
                "link | Back to top",
                "link | Print this page",
                "contents | Contents",
            ],
        ),
        (
            "<table><tr><td>Contents</td></tr></table><blockquote>Contents</blockquote><dl><dt>Contents<dd>Contents</dl>{}",
            ["2 Contents", "2 Contents", "2 Contents Contents", SIGNATURE],
        ),
        (
            "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>{}",
            ["2 a\tb\nc\td", SIGNATURE],
        ),
        # A cookie notice goes on to the end, where more of it follows, and no section.
        (
            "<p>Privacy settings</p><p>Words.</p><h2>Final decision</h2><p>Done.</p>{}",
            ["2 Privacy settings", "2 Words.", "1 final_decision: Final decision", "- Done.", SIGNATURE],
        ),
        (
            "{}<p>Privacy settings</p><p>Words.</p><p>LGO logogram</p><p>More words</p>",
            [
                SIGNATURE,
                "cookie notice | Privacy settings",
                "cookie notice | Words.",
                "cookie notice | LGO logogram",
                "cookie notice | More words",
            ],
        ),
        (
            "{}<p>Privacy settings</p><p>Words.</p>",
            [
                SIGNATURE,
                "1 unknown: -",
                "- Privacy settings",
                "- Words.",
                "unknown_heading | text below the signature | Privacy settings",
            ],
        ),
        # Text below the signature is the decision's, a list of links there the page's.
        (
            "{}<p>x</p><ul><li><a href=x>First link</a></li><li><a href=y>Second link</a></li></ul><p>y</p>",
            [
                SIGNATURE,
                "1 unknown: -",
                "- x",
                "- y",
                "list of links | First link Second link",
                "unknown_heading | text below the signature | x",
            ],
        ),
        (
            "<p>Privacy settings</p><p>LGO logogram</p><p>Words.</p><h2>Final decision</h2><p>Done.</p>{}",
            [
                "2 Words.",
                "1 final_decision: Final decision",
                "- Done.",
                SIGNATURE,
                "cookie notice | Privacy settings",
                "cookie notice | LGO logogram",
            ],
        ),
        # Findings can tell of a complaint to the council, and of what was to be done, below headings of a lower rank.
        (
            "<h3>The complaint</h3><p>x.</p><h3>Agreed action</h3><p>y</p><h2>Final decision</h2><p>Done.</p>{}",
            [
                "2 findings: The complaint",
                "- x.",
                "2 findings: Agreed action",
                "- y",
                "1 final_decision: Final decision",
                "- Done.",
                SIGNATURE,
                "unknown_heading | section 5, inside findings | The complaint",
                "unknown_heading | section 6, inside findings | Agreed action",
            ],
        ),
        (
            "<h3>How we considered this complaint</h3><p>x.</p><h3>Agreed action</h3><p>y</p>{}",
            [
                "2 findings: How we considered this complaint",
                "- x.",
                "1 remedy: Agreed action",
                "- y",
                SIGNATURE,
                "unknown_heading | section 5, inside findings | How we considered this complaint",
            ],
        ),
        (
            "<h3>Final decision</h3><p>x.</p><h2>The complaint</h2><p>y</p>{}",
            ["1 final_decision: Final decision", "- x.", "1 complaint: The complaint", "- y", SIGNATURE],
        ),
        (
            "<p><b>The complaint</b></p><p>x.</p>{}",
            ["1 complaint: The complaint", "- x.", SIGNATURE],
        ),
        # Words of a sub-heading that stand in front of a sentence are the sub-heading.
        (
            (
                "<p>What happened The Council wrote.</p><p>Analysis We found it.</p>"
                "<ul><li>What happened The Council</li></ul>{}"
            ),
            [
                "2 findings/events: What happened",
                "- The Council wrote.",
                "2 findings/analysis: Analysis",
                "- We found it.",
                "[1] What happened The Council",
                SIGNATURE,
            ],
        ),
        ("<p>What happened Council wrote.</p>{}", ["2 What happened Council wrote.", SIGNATURE]),
        ("<p>The complaint The Council wrote.</p>{}", ["2 The complaint The Council wrote.", SIGNATURE]),
        (
            "<p>What should have happened in this case The Council said</p>{}",
            ["2 What should have happened in this case The Council said", SIGNATURE],
        ),
        # The name of an Act is a heading inside findings, where it has a heading's form.
        ("<h3>Care Act 2014</h3><p>x.</p>{}", ["2 findings/law: Care Act 2014", "- x.", SIGNATURE]),
        ("<p>Care Act 2014</p><p>x.</p>{}", ["2 Care Act 2014", "2 x.", SIGNATURE]),
        (
            "<h2>Final decision</h2><p>Done.</p><h2>Care Act 2014</h2><p>x.</p>{}",
            [
                "1 final_decision: Final decision",
                "- Done.",
                "1 unknown: Care Act 2014",
                "- x.",
                SIGNATURE,
                "unknown_heading | section 6, top level | Care Act 2014",
            ],
        ),
        # Sub-headings outside findings open sections of their own, of findings with their topic.
        (
            "<h2>Final decision</h2><p>Done.</p><h2>Background</h2><p>x.</p><h2>Law and guidance</h2><p>y</p>{}",
            [
                "1 final_decision: Final decision",
                "- Done.",
                "1 background: Background",
                "- x.",
                "1 findings/law: Law and guidance",
                "- y",
                SIGNATURE,
            ],
        ),
        (
            "<h2>My assessment</h2><p>Done.</p><h3>Background</h3><p>x.</p>{}",
            ["1 assessment: My assessment", "- Done.", "2 assessment/background: Background", "- x.", SIGNATURE],
        ),
        (
            "<h2>Final decision</h2><p>Done.</p><p>Conclusions The Council wrote.</p>{}",
            [
                "1 final_decision: Final decision",
                "- Done.",
                "1 findings/analysis: Conclusions",
                "- The Council wrote.",
                SIGNATURE,
            ],
        ),
        (
            "<h2>My assessment</h2><p>Done.</p><h3>Odd</h3><p>x.</p><h2>Odder</h2>{}",
            [
                "1 assessment: My assessment",
                "- Done.",
                "2 assessment: Odd",
                "- x.",
                "1 unknown: Odder",
                SIGNATURE,
                "unknown_heading | section 6, inside assessment | Odd",
                "unknown_heading | section 7, top level | Odder",
            ],
        ),
        # An unknown heading is inside findings below their rank, or where no heading is lower.
        (
            "<h2>Odd</h2><p>x.</p><h3>Odder</h3><p>y</p>{}",
            [
                "1 unknown: Odd",
                "- x.",
                "1 unknown: Odder",
                "- y",
                SIGNATURE,
                "unknown_heading | section 5, top level | Odd",
                "unknown_heading | section 6, top level | Odder",
            ],
        ),
        (
            "<h3>Odd</h3><p>x.</p><h4>Odder</h4><p>y</p><h2>Oddest</h2><p>z</p>{}",
            [
                "2 findings: Odd",
                "- x.",
                "2 findings: Odder",
                "- y",
                "1 unknown: Oddest",
                "- z",
                SIGNATURE,
                "unknown_heading | section 5, inside findings | Odd",
                "unknown_heading | section 6, inside findings | Odder",
                "unknown_heading | section 7, top level | Oddest",
            ],
        ),
        # Nothing in a cookie notice is a heading or a paragraph; more of it follows within three blocks.
        (
            "{}<p>Privacy settings</p><p>LGO logogram</p><h2>Analysis</h2><p>We count visits.</p>",
            [
                SIGNATURE,
                "cookie notice | Privacy settings",
                "cookie notice | LGO logogram",
                "cookie notice | Analysis",
                "cookie notice | We count visits.",
            ],
        ),
        (
            (
                "<h2>Final decision</h2><ol><li>Done.</li></ol><p>Privacy settings</p><p>LGO logogram</p>"
                "<ul><li>a</li><li>b</li><li>c</li><li>d</li></ul><p>e</p>"
            ),
            [
                "1 final_decision: Final decision",
                "3= Done.",
                "cookie notice | Privacy settings",
                "cookie notice | LGO logogram",
                *(f"cookie notice | {word}" for word in "abcde"),
            ],
        ),
        (
            "<h2>Final decision</h2><p>Done.</p><p>Privacy settings</p><p>a</p><p>b</p><p>LGO logogram</p><p>c</p>",
            [
                "1 final_decision: Final decision",
                "- Done.",
                "cookie notice | Privacy settings",
                "cookie notice | a",
                "cookie notice | b",
                "cookie notice | LGO logogram",
                "cookie notice | c",
            ],
        ),
        (
            "<h2>Final decision</h2><p>Privacy settings</p><p>a</p><p>b</p><p>c</p><p>LGO logogram</p><p>d</p>",
            [
                "1 final_decision: Final decision",
                "- Privacy settings",
                *(f"- {word}" for word in "abcd"),
                "cookie notice | LGO logogram",
            ],
        ),
        # A second summary is text, and a heading of findings.
        ("<p>Summary: again.</p>{}", ["2 Summary: again.", SIGNATURE]),
        (
            "<h2>Summary</h2><p>x.</p>{}",
            ["2 findings: Summary", "- x.", SIGNATURE, "unknown_heading | section 5, inside findings | Summary"],
        ),
        # A link is the page's, what follows it is not.
        (
            "<h2>Final decision</h2><p>Back to top</p><p>Done.</p>",
            ["1 final_decision: Final decision", "- Done.", "link | Back to top"],
        ),
        # A running foot tells a draft, wherever it fell.
        (
            "<p>Draft decision for your comments</p>{}",
            [
                SIGNATURE,
                "running foot | Draft decision for your comments",
                f'draft_signals | stage | headed "{FINAL}", but a heading or foot tells a draft',
            ],
        ),
        # What stands below a line of compliance is of its section.
        (
            "{}<p>The Ombudsman is satisfied with the response</p><p>x.</p><p>y</p>",
            [SIGNATURE, "1 compliance: The Ombudsman is satisfied with the response", "- x.", "- y"],
        ),
        # Lines that go on are one text; a term and its words are one, and so is a term alone.
        ("<p>He wrote<br>to us.</p><ol><li>She<br>too</li></ol>{}", ["2 He wrote to us.", "3= She too", SIGNATURE]),
        (
            "<dl><dt>Odd</dt><dd>words</dd><dt>Empty</dt><dd></dd></dl>{}",
            ["2 Odd words", "2 Empty", SIGNATURE],
        ),
        (
            "<p>;</p><ul><li>;</li></ul><ol><li>Three</li></ol>{}",
            ["2[1] ;", "3= Three", SIGNATURE, "stray mark | ;"],
        ),
    ],
)
def test_what_stands_in_the_text(behind: str, lines: list[str]) -> None:
    """Each block behind the findings is a heading, a paragraph with its path, or furniture with its reason."""
    before = ["1 summary: Summary:", "- The Council was at fault.", "1 complaint: The complaint", "1= One."]
    decision = parse(write_page(BODY + behind.format(CLOSING)))
    assert write_down(decision) == [*before, "1 findings: What I found", "2= Two.", *lines]


@pytest.mark.parametrize(
    ("above", "lines"),
    [
        ("<h2>Summary</h2><p>Summary: x.</p>", ["1 summary: Summary", "- Summary: x."]),
        ("<h2>Summary</h2><h2>Summary: x.</h2>", ["1 summary: Summary", "- Summary: x."]),
        ("<h2>Summary</h2><p>x</p><p>Summary: y.</p>", ["1 summary: Summary", "- x", "1 summary: Summary:", "- y."]),
        ("<p>Summary<br>x</p>", ["1 summary: Summary", "- x"]),
    ],
)
def test_a_summary_is_one_section(above: str, lines: list[str]) -> None:
    """Its word as a heading and once more in front of its text, as some copies have it, is one summary."""
    decision = parse(write_page(BODY + CLOSING, TITLE + LABELS + HEADING + above))
    assert write_down(decision)[:-5] == lines


def test_text_before_any_heading_is_unknown() -> None:
    """Where not even the document's own heading stands above it, nothing says that a text is the summary."""
    decision = parse(write_page(f"<p>{'It was late. ' * 13}</p>{BODY}{CLOSING}", TITLE + LABELS))
    assert write_down(decision)[:2] == ["1 unknown: -", f"- {('It was late. ' * 13).strip()}"]
    assert decision.problems[0].where == "text before the first heading"


@pytest.mark.parametrize(
    ("blocks", "lines"),
    [
        # Below the last line of a page whose text has no marked end, all is the page's.
        (
            "p0 Ombudsman's decision on behalf of the Ombudsman|h2 Odd|i1~•~x|v0~Tel:~0300|p0 y/z|t0 u~w",
            [
                "1 signature: Ombudsman's decision on behalf of the Ombudsman",
                "after the decision | Odd",
                "after the decision | • x",
                "after the decision | Tel: 0300",
                "after the decision | y z",
                "after the decision | u w",
            ],
        ),
        (
            "i1~9.~Ombudsman's decision on behalf of the Ombudsman",
            ["1 signature: Ombudsman's decision on behalf of the Ombudsman", "list marker | 9."],
        ),
        ("f0 x|p0 y|f0!foot! z", ["- y", "furniture | x", "foot | z"]),
        (
            "p0 x|p0!aside! y|h2!aside! What happened|p0 z",
            ["- x", "2 findings/events: What happened", "- z", "aside | y"],
        ),
        (
            "h1 Odd|f0 x|h2 Final decision|p0 y",
            ["2 findings: Odd", "1 final_decision: Final decision", "- y", "furniture | x"],
        ),
        ("h7 Odd|f0 x|h2 Final decision|p0 y", ["- Odd", "1 final_decision: Final decision", "- y", "furniture | x"]),
        ("h0 Odd|h0 Final decision|p0 y", ["- Odd", "1 final_decision: Final decision", "- y"]),
    ],
)
def test_blocks_as_other_formats_have_them(blocks: str, lines: list[str]) -> None:
    """Markers, labels, reasons and ranks that are in no plain page: `kind level~marker or label~words`, `!reason!`."""
    builder = SectionBuilder(
        SOURCE, [write_block(each) for each in f"h2 What I found|{blocks}".split("|")], framed=False, final=True
    )
    sections = builder.read(headed=True)
    read: list[str] = []
    for each in sections:
        read.append(f"{each.level} {each.kind}{f'/{each.topic}' if each.topic else ''}: {each.heading}")
        read += [f"{p.path or '-'} {p.text}" for p in each.paragraphs]
    assert [*read[1:], *(f"{each.reason} | {each.text}" for each in builder.furniture)] == lines


def write_block(given: str) -> Block:
    """A block from such a line."""
    form, words = given[:2], given[2:].strip()
    reason = marker = None
    if words.startswith("!"):
        _, reason, words = words.split("!")
    if words.startswith("~"):
        _, marker, words = words.split("~")
    kind = next(kind for kind in BlockKind if kind.startswith(form[0]))
    own = marker if kind is BlockKind.ITEM else None
    label = marker if kind is BlockKind.VALUE else None
    return Block(
        kind, words.strip().replace("/", "\n").replace("~", "\t"), int(form[1]), marker=own, label=label, reason=reason
    )

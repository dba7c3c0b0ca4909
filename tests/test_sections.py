"""Headings and the text below them: which section a heading opens, and what becomes of text under none."""

import pytest

from decision_parser import parse
from decision_parser.models import Decision
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
    ],
)
def test_what_stands_in_the_text(behind: str, lines: list[str]) -> None:
    """Each block behind the findings is a heading, a paragraph with its path, or furniture with its reason."""
    before = ["1 summary: Summary:", "- The Council was at fault.", "1 complaint: The complaint", "1= One."]
    decision = parse(write_page(BODY + behind.format(CLOSING)))
    assert write_down(decision) == [*before, "1 findings: What I found", "2= Two.", *lines]

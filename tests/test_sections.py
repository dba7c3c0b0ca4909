"""Headings and the text below them: which section a heading opens, and what becomes of text under none."""

import pytest

from decision_parser import parse
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

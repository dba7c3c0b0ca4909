"""The lossless rule, over generated decisions in all forms and over pages of any shape; and that its check can fail."""

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple, get_args

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st
from msgspec.structs import replace as changed

from decision_parser import models, parse
from decision_parser.documents import read_document
from decision_parser.errors import DecisionParserError
from decision_parser.models import Decision, ProblemCode
from decision_parser.quality.lossless import check_lossless
from decision_parser.text import compact
from tests.rendering import pdf, strategies
from tests.rendering.html import Quirk
from tests.rendering.manuscript import (
    FINAL_HEADING,
    Block,
    Inside,
    Item,
    Line,
    Listing,
    Manuscript,
    Numbered,
    Quote,
    Section,
    Style,
    Table,
)
from tests.rendering.samples import sample
from tests.rendering.strategies import Shape
from tests.thousand import FORMS, HTML, PDF, PLAIN, QUIRKS, Form, find_differences, find_lossless, holds_question

pytestmark = pytest.mark.property

REPORT = Form("report pdf", "report_pdf", lambda manuscript, _quirks: pdf.render_report(manuscript))
ALL_QUIRKS: tuple[tuple[Quirk, ...], ...] = (*QUIRKS, ("breaks", "empty_item", "cookies_last"))


def find_shape(form: Form) -> Shape:
    """What manuscripts may hold that are published in a form."""
    if form.format == "html":
        return strategies.TYPED if form.markup == "typed" else replace(strategies.ANY, soft_hyphens=True)
    return strategies.PLAIN if form.format == "plain" else strategies.PDF


def find_expected_problems(manuscript: Manuscript, form: Form) -> list[tuple[str, str]]:
    """The problems that a manuscript in this form has, by code and place or words: nothing else may be reported."""
    fields = (
        ["body_name", "decided_on"] if form.format in ("pdf", "report_pdf") else ["body_name", "outcome", "decided_on"]
    )
    missing = [field for field in fields if getattr(manuscript, field.replace("outcome", "outcome_text")) is None]
    free = [part.heading for part in manuscript.sections if part.level == 2 and part.topic is None]
    return sorted([("missing_field", field) for field in missing] + [("unknown_heading", heading) for heading in free])


# What a decision says against itself: generated ones put outcomes, dates and texts together as it comes.
CONTRADICTIONS = frozenset(
    {
        ProblemCode.PAYMENT_NOT_UPHELD,
        ProblemCode.UPHELD_NOT_INVESTIGATED,
        ProblemCode.REMEDY_NOT_READ,
        ProblemCode.DEADLINE_BEFORE_DECISION,
        ProblemCode.REFERENCE_AFTER_DECISION,
    }
)


def find_problems(decision: Decision) -> list[tuple[str, str]]:
    """The problems of a decision by code and place or words, but for what it says against itself."""
    return sorted(
        (problem.code.value, problem.where if problem.code is ProblemCode.MISSING_FIELD else problem.detail)
        for problem in decision.problems
        if problem.code not in CONTRADICTIONS
    )


def assert_read(manuscript: Manuscript, form: Form, quirks: tuple[Quirk, ...] = ()) -> None:
    """The manuscript in this form is read as it is: nothing lost, nothing in a wrong place, no false problem."""
    decision = parse(form.write(manuscript, quirks))
    assert find_lossless(decision) == []
    assert find_differences(decision, form.expect(manuscript)) == []
    assert find_problems(decision) == find_expected_problems(manuscript, form)


# ── generated decisions ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
@given(data=st.data())
def test_any_statement(data: st.DataObject, form: Form) -> None:
    """A statement of any shape in any form: each word in its section and paragraph, with its number, and none lost."""
    manuscript = data.draw(strategies.manuscripts(find_shape(form)), label="manuscript")
    assume(form.format != "plain" or not holds_question(manuscript))
    assert_read(manuscript, form, data.draw(st.sampled_from(ALL_QUIRKS), label="quirks"))


@pytest.mark.parametrize("form", [*HTML, PLAIN], ids=lambda form: form.name)
@given(manuscript=strategies.report_pages(), quirks=st.sampled_from([*ALL_QUIRKS, ("stray_semicolon",)]))
def test_any_report_page(manuscript: Manuscript, form: Form, quirks: tuple[Quirk, ...]) -> None:
    """The short page of any report, which has no numbers and no heading of its own, is read as it is."""
    assert_read(manuscript, form, quirks)


@given(manuscript=strategies.manuscripts(replace(strategies.PDF, gaps=False)))
def test_any_full_report(manuscript: Manuscript) -> None:
    """The PDF of any report, with its front page, contents and typed numbers, is read as it is."""
    assert_read(replace(manuscript, stage_heading=FINAL_HEADING), REPORT)


@given(
    manuscript=strategies.manuscripts(replace(strategies.PDF, soft_hyphens=True)),
    style=st.builds(
        pdf.PdfStyle,
        covering_letter=st.booleans(),
        logo=st.booleans(),
        safe_breaks=st.booleans(),
        typed_numbers=st.booleans(),
    ),
)
def test_any_layout(manuscript: Manuscript, style: pdf.PdfStyle) -> None:
    """Wherever pages, lines and words of a PDF break: nothing is lost, and each number stands where it belongs."""
    decision = parse(pdf.render(manuscript, style))
    assert find_lossless(decision) == []
    codes = [problem.code.value for problem in decision.problems]
    assert codes.count("unread_page") == style.covering_letter
    assert not {"number_gap", "number_repeated"} & set(codes)
    wanted = PDF.expect(manuscript)["sections"]
    assert [section.heading for section in decision.sections] == [section["heading"] for section in wanted]
    for ours, theirs in zip(decision.sections, wanted, strict=True):
        numbers = [paragraph["number"] for paragraph in theirs["paragraphs"] if paragraph["number"]]
        assert [paragraph.number for paragraph in ours.paragraphs if paragraph.number] == numbers
        assert not any("Final decision" in paragraph.text for paragraph in ours.paragraphs)


def write_inside(more: str) -> dict[str, tuple[Inside, ...]]:
    """What can stand inside a paragraph, each line of it with so many more words."""
    first, second, third = (Item(f"{text}{more}{end}") for text, end in (("read", ";"), ("Explain", ";"), ("pay", ".")))
    below = (Item(f"one{more};"), Item(f"two{more};"))
    outer = f"did this{more}:"
    return {
        **{style: (Listing(style, (first, second, third)),) for style in get_args(Style) if style != "roman"},
        "roman": (Listing("letter", (Item(outer, (Listing("roman", below),)), third)),),
        "bullets in bullets": (Listing("bullet", (Item(outer, (Listing("bullet", below),)), third)),),
        "quote": (Quote(f"“Nobody told us{more}.”"), Quote(f"“Nor did they{more}.”")),
        "second": (Line(f"Nobody answered{more}."), Line(f"There was another letter{more}.")),
        "table": (Table((("Date", "What"), ("May", f"a letter{more}"), ("June", "a visit"))),),
    }


def assert_pages_read(more: str, inside: str) -> None:
    """Paragraphs with this inside are read on all pages, whichever of their lines is the last of a page."""
    manuscript = sample(1, 20)
    block = Numbered(f"This followed{more}:", write_inside(more)[inside])
    for before in range(5):
        blocks: tuple[Block, ...] = (Numbered("It was late."),) * before + (block,) * 20
        section = Section("The complaint", 1, "complaint", None, blocks)
        assert_read(replace(manuscript, sections=(section, *manuscript.sections[1:])), PDF)


@pytest.mark.parametrize("inside", write_inside(""))
def test_every_page_break(inside: str) -> None:
    """Wherever among a paragraph's items, quotations or tables a page ends, the next one goes on where it was."""
    assert_pages_read(" the letter that came from the Council in May", inside)


@pytest.mark.parametrize("inside", write_inside(""))
def test_pages_of_short_lines(inside: str) -> None:
    """A page of short lines alone has its lines one by one, as a page of long ones has."""
    assert_pages_read("", inside)


# ── the check can fail ───────────────────────────────────────────────────────────────────────────────────────────────

Slots = list[list[str]]
"""Texts of one kind, each in a slot of its own, which tampering empties or fills twice."""


class Part(NamedTuple):
    """One kind of text that a decision holds: how to take its texts out, and how to put others in their places."""

    name: str
    take: Callable[[Decision], list[str]]
    put: Callable[[Decision, Slots], Decision]


def put_headings(decision: Decision, slots: Slots) -> Decision:
    """The decision with other headings."""
    headings = [" ".join(slot) or None for slot in slots]
    pairs = zip(decision.sections, headings, strict=True)
    return changed(decision, sections=tuple(changed(section, heading=heading) for section, heading in pairs))


def put_paragraphs(decision: Decision, slots: Slots) -> Decision:
    """The decision with other paragraphs."""
    left = iter(slots)
    sections = []
    for section in decision.sections:
        own = tuple(changed(paragraph, text=text) for paragraph in section.paragraphs for text in next(left))
        sections.append(changed(section, paragraphs=own))
    return changed(decision, sections=tuple(sections))


def put_header(decision: Decision, slots: Slots) -> Decision:
    """The decision with other values in its header."""
    pairs = zip(decision.header, slots, strict=True)
    return changed(decision, header=tuple(changed(entry, text=text) for entry, slot in pairs for text in slot))


def put_furniture(decision: Decision, slots: Slots) -> Decision:
    """The decision with other furniture."""
    pairs = zip(decision.furniture, slots, strict=True)
    return changed(decision, furniture=tuple(changed(entry, text=text) for entry, slot in pairs for text in slot))


PARTS = (
    Part("heading", lambda decision: [section.heading or "" for section in decision.sections], put_headings),
    Part(
        "paragraph",
        lambda decision: [paragraph.text for section in decision.sections for paragraph in section.paragraphs],
        put_paragraphs,
    ),
    Part("header value", lambda decision: [entry.text for entry in decision.header], put_header),
    Part("furniture", lambda decision: [entry.text for entry in decision.furniture], put_furniture),
)


def iter_tamperings(texts: list[str]) -> Iterator[tuple[str, Slots]]:
    """Each way to drop, alter, double or swap one of the texts, with its name."""
    slots = [[text] for text in texts]
    for place, text in enumerate(texts):
        before, after = slots[:place], slots[place + 1 :]
        middle = len(text) // 2 - (text[len(text) // 2].isspace())
        other = "y" if text[middle] == "x" else "x"
        altered = text[:middle] + other + text[middle + 1 :]
        yield f"drop {text!r}", [*before, [], *after]
        yield f"alter {text!r}", [*before, [altered], *after]
        yield f"cut {text!r}", [*before, [text[:-1]], *after]
        yield f"add to {text!r}", [*before, [text + other], *after]
        yield f"double {text!r}", [*before, [text, text], *after]
        if after and (swapped := after[0][0]) and compact(text + swapped) != compact(swapped + text):
            yield f"swap {text!r} and {swapped!r}", [*before, [swapped], [text], *after[1:]]


@cache
def read_sample(form: Form) -> tuple[Decision, bytes]:
    """A decision in a form, and the visible text of its document."""
    data = form.write(sample(7, 12), ())
    return parse(data), read_document(data).visible


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_check_reports_any_tampering(form: Form, part: Part) -> None:
    """A text that is dropped, altered, cut, added to, doubled or swapped with its neighbour is reported, wherever."""
    decision, visible = read_sample(form)
    assert check_lossless(decision, visible) == []
    texts = part.take(decision)
    assert check_lossless(part.put(decision, [[text] for text in texts]), visible) == []
    missed = [name for name, slots in iter_tamperings(texts) if not check_lossless(part.put(decision, slots), visible)]
    assert missed == []


JUMP_LISTS = {
    "items": "<ul>{}</ul>",
    "paragraphs": "{}",
    "links in items": '<ul class="jump-list">{}</ul>',
    "lines": "<p>{}</p>",
    "division": "<div>{}</div>",
}
JUMP_ITEMS = {
    "items": "<li>{}</li>",
    "paragraphs": "<p>{}</p>",
    "links in items": '<li><a href="#x">{}</a></li>',
    "lines": "{}<br>",
    "division": '<a href="#x">{}</a> ',
}
JUMPED = ("The complaint", "The Ombudsman’s role and powers", "What I found", "Final decision")


@pytest.mark.parametrize("place", ["before the heading", "before the title"])
@pytest.mark.parametrize("style", JUMP_LISTS)
def test_jump_list(style: str, place: str) -> None:
    """A list of the headings before the text is furniture, however it is written, and hides no heading that is lost."""
    jump = JUMP_LISTS[style].format("\n".join(map(JUMP_ITEMS[style].format, JUMPED)))
    title, heading = "<h1>Wexcombe District Council (21 004 118)</h1>", "<h2>The Ombudsman's final decision</h2>"
    start = title + jump + heading if place == "before the heading" else jump + title + heading
    text = "".join(f"<h2>{words}</h2><ol><li>Words about {words}.</li></ol>" for words in JUMPED)
    data = f"{start}<p>Summary: There was fault.</p>{text}".encode()
    decision, visible = parse(data), read_document(data).visible
    assert find_lossless(decision) == []
    assert [section.heading for section in decision.sections] == ["Summary:", *JUMPED]
    headings = [section.heading or "" for section in decision.sections]
    for name, slots in iter_tamperings(headings):
        assert check_lossless(put_headings(decision, slots), visible), name
    for missing in range(len(decision.furniture)):
        furniture = decision.furniture[:missing] + decision.furniture[missing + 1 :]
        assert check_lossless(changed(decision, furniture=furniture), visible)


# ── pages of any shape ───────────────────────────────────────────────────────────────────────────────────────────────

BLOCK_TAGS = (
    "p", "div", "section", "ul", "ol", "li", "blockquote", "table", "tr", "td", "th", "tbody", "caption", "dl", "dt",
    "dd", "h2", "h3", "h4", "h6", "pre", "header", "footer", "nav", "aside", "form", "figure", "figcaption", "center",
    "details", "summary", "address", "fieldset", "main",
)  # fmt: skip
INLINE_TAGS = (
    "span", "b", "i", "em", "strong", "a", "sup", "q", "font", "label", "button", "u", "small", "abbr", "ins", "select",
)  # fmt: skip
ATTRIBUTES = (
    "", "", "", "", ' class="label"', ' class="value"', ' class="site-nav"', ' id="cookie-notice"', " hidden",
    ' style="display:none"', ' start="4"', ' type="a"', ' type="i"', ' href="#top"', ' href="/x"', ' value="7"',
    ' role="navigation"', ' class="sub-heading"',
)  # fmt: skip
ODD_TEXTS = (
    "1.", "2) ", "(a) ", "(ii)", "• ", "– ", "- ", "o  ", ";", ":", "\n", " \t ", "\u2028", "x\u00a0y", "é",
    "24 014 420", "Summary: ", "Category : ", "Decision : Upheld", "Decision date : 06 Feb 2025", "Ward : North",
    "Back to top", "The complaint", "What happened", "Analysis The ", "Care Act 2014", "Print this page",
    "Privacy settings", "LGO logogram", "Final decision 3", "Contents", "Upheld",
    "Investigator's decision on behalf of the Ombudsman",
)  # fmt: skip
REFERENCES = ("&nbsp;", "&shy;", "&#8203;", "&#146;", "&#133;", "e&#769;", "&lt;b&gt;", "&amp;amp;", "&bogus;", "&#0;")


@dataclass(frozen=True, slots=True)
class Node:
    """An element of a page, or (without a tag) a text."""

    tag: str
    attributes: str = ""
    inside: tuple["Node", ...] = ()
    text: str = ""


LEAVES = st.one_of(
    st.just(Node("", text="@ @ @ ")),
    st.just(Node("", text="@")),
    st.sampled_from((*ODD_TEXTS, *REFERENCES)).map(lambda text: Node("", text=text)),
    st.just(Node("br")),
    st.just(Node("", text="<!-- a comment -->")),
    st.just(Node("", text="<script>var x = '<p>no</p>';</script>")),
    st.just(Node("", text="@ " * 60)),
)


def nodes() -> st.SearchStrategy[Node]:
    """A tree of elements that stand in one another as no standard allows."""
    return st.recursive(
        LEAVES,
        lambda inside: st.builds(
            Node,
            st.sampled_from((*BLOCK_TAGS, *INLINE_TAGS)),
            st.sampled_from(ATTRIBUTES),
            st.lists(inside, max_size=4).map(tuple),
        ),
        max_leaves=12,
    )


def write_node(node: Node) -> str:
    """The tree as markup."""
    if not node.tag or node.tag == "br":
        return node.text or "<br>"
    return f"<{node.tag}{node.attributes}>{''.join(map(write_node, node.inside))}</{node.tag}>"


FRAMES = (
    "<html><head><title>Wexcombe (21 004 118)</title></head><body>{}</body></html>",
    "<body><div id=top>@ @</div><article>{}</article>@</body>",
    "<html><body><main>{}</main><footer>@</footer></body></html>",
    "<div><div>{}</div></div>",
)
TITLE = "<h1>Wexcombe District Council (21 004 118)</h1>"


def number_words(markup: str) -> str:
    """The markup with each `@` made a word that stands there alone."""
    count = itertools.count(1)
    return re.sub("@", lambda _: f"w{next(count)}q", markup)


def find_words(decision: Decision) -> Counter[str]:
    """The numbered words of all parts of a decision: each must be there once."""
    parts = [f"{entry.label or ''} {entry.text}" for entry in decision.header]
    parts += [entry.text for entry in decision.furniture]
    for section in decision.sections:
        parts.append(section.heading or "")
        parts += [f"{paragraph.marker or ''} {paragraph.text}" for paragraph in section.paragraphs]
    return Counter(word for part in parts for word in re.findall(r"w\d+q", part))


@given(
    before=st.lists(nodes(), max_size=2),
    powers=st.lists(nodes(), min_size=1, max_size=5),
    final=st.lists(nodes(), max_size=3),
    frame=st.sampled_from(FRAMES),
)
def test_any_page(before: list[Node], powers: list[Node], final: list[Node], frame: str) -> None:
    """Whatever stands in a page, in whatever tags, each word of it is kept once, and the parser never stumbles."""
    markup = (
        f"{TITLE}{''.join(map(write_node, before))}<h2>The Ombudsman’s role and powers</h2>"
        f"{''.join(map(write_node, powers))}<h2>Final decision</h2>{''.join(map(write_node, final))}"
    )
    page = number_words(frame.format(markup))
    assert_nothing_lost(page)


def assert_nothing_lost(text: str) -> None:
    """The text either is no decision, or each of its words is kept once."""
    try:
        decision = parse(text.encode())
    except DecisionParserError:
        event("refused")
        return
    event("parsed")
    assert find_lossless(decision) == []
    assert find_words(decision) == Counter(re.findall(r"w\d+q", text))


LINES = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(("", "", "", "- ", "  - ", "    - ", "\t- ", "1. ", "12) ", "(a) ", "• ", "* ", "-", "–  ")),
        st.one_of(
            st.just("@ @ @."),
            st.just("@"),
            st.just("@ " * 30),
            st.sampled_from(ODD_TEXTS),
            st.just("@ @:"),
            st.just("“@ @”"),
            st.just("Date\t@\t@"),
            st.just(""),
        ),
    ),
)


@given(st.lists(LINES, max_size=6), st.lists(LINES, min_size=1, max_size=12), st.sampled_from(("\n", "\r\n", "\n\n")))
def test_any_text(before: list[str], after: list[str], end: str) -> None:
    """Whatever lines stand in a text file, each word of it is kept once, and the parser never stumbles."""
    lines = ["Wexcombe District Council (21 004 118)", *before, "The Ombudsman’s role and powers", *after]
    lines += ["Final decision", "- @ @."]
    assert_nothing_lost(number_words(end.join(lines)))


TRAPS = {
    "words in a table outside its cells": "<table>@ @<tbody>@<tr>@<td>@</td>@</tr></tbody></table>",
    "words in a table in a cell": "<table><tr><td>@<table><tr><td>@</td></tr></table>@</td></tr></table>",
    "words in pairs outside them": "<dl>@<dt>@</dt>@<dd>@</dd>@</dl>",
    "a list in a pair": "<dl><dt>@</dt><dd>@<ul><li>@</li></ul>@</dd></dl>",
    "pairs in pairs": "<dl><dt>@<dt>@</dt></dt><dd>@<dd>@</dd></dd><dt><dd>@</dd></dt></dl>",
    "as many words outside a pair as in it": "<dl>@<dd><dd>@</dd></dd></dl>",
    "words between pairs": "<dl><span>@</span><dt>@</dt><b>@</b><dd>@</dd><i>@</i><div>@</div><dt></dt><b>@</b></dl>",
    "words between items": "<ul>@<li>@</li>@<li>@</li>@</ul>",
    "words between links": '<ul>@<li><a href="/x">@</a></li>@<li><a href="/y">@</a></li>@</ul>',
    "an item outside a list": "<li>@</li>@",
    "a list in a list": "<ul><ul><li>@</li></ul>@<ol>@<li>@</li></ol></ul>",
    "equal furniture": "<footer>-</footer><footer>-</footer><button>@</button><button>@</button><button>@</button>",
    "equal links": '<a href="#top">Back to top</a><a href="#top">Back to top</a>@<p>Back to top</p>',
    "an Act's name alone": "Care Act 2014<p>@</p>",
    "a label without a value": "<p>@</p><p>Decision date :</p>",
    "a category without its end": "<p>Category : Housing &gt;</p><p>Print this page</p><p>@</p>",
    "a sign on its own": "<p>Category : @</p><p>@</p><p>&gt; @</p>",
    "a table that is half a header": f"<table><tr><th>{'@ ' * 60}</th></tr><tr><th>Decision</th><td>@</td></tr>",
    "a bullet before a closing line": "<p>@: • @ • Investigator's decision on behalf of the Ombudsman</p>",
    "a dash behind a label": "<p>Category - Housing &gt; @</p><p>Decision date – 06 Feb 2025</p>",
    "two bullets in a row": "<p>@: ••&gt; @ • @</p><p>@ • • @</p><ul><li>• • @</li></ul>",
    "a bullet alone": "<p>•</p><p>@<br>•<br>@</p><ul><li>•</li><li>–</li></ul><ol><li>1.</li></ol>",
    "a paragraph in a paragraph": "<p>@<p>@<div>@</p>@</div>@",
    "inline elements round blocks": "<b>@<p>@<i>@</p>@</i>@</b>@<span>@<div>@</div>@</span>",
    "broken tags": "<p <b>@</b <p>@ &amp @ & @ &lt @</> @ <//p> @",
    "no words": "<p></p><ol><li></li></ol><table><tr><td></td></tr></table><h3></h3><h3>&nbsp;</h3>",
}


@pytest.mark.parametrize("frame", FRAMES, ids=["page", "article", "main", "divisions"])
@pytest.mark.parametrize("name", TRAPS)
def test_known_traps(name: str, frame: str) -> None:
    """Words in places where they were lost once, or might be, are kept once, wherever in the page that is."""
    trap = TRAPS[name]
    text = "<h2>The Ombudsman’s role and powers</h2><p>@ @.</p>"
    for before, inside, after in ((trap, "", ""), ("", trap, ""), ("", "", trap)):
        page = number_words(frame.format(f"{TITLE}{before}{text}{inside}<h2>Final decision</h2><p>@.</p>{after}"))
        decision = parse(page.encode())
        assert find_lossless(decision) == []
        assert find_words(decision) == Counter(re.findall(r"w\d+q", re.sub("<[^>]*>", "", page)))


@pytest.mark.parametrize(
    "marked",
    ["Wexcombe", "Decision : Upheld", "The Ombudsman’s role", "Final decision", "Investigator's decision", "A word"],
)
@pytest.mark.parametrize("marker", ["- ", "* ", "• ", "– "])
def test_marked_lines(marked: str, marker: str) -> None:
    """A bullet before the title, a value, a heading or the last line of a text file is kept with it."""
    lines = [
        "Wexcombe District Council (21 004 118)",
        "Category : Housing > Allocations",
        "Decision : Upheld",
        "Decision date : 06 Feb 2025",
        "The Ombudsman’s final decision",
        "Summary: There was no fault.",
        "The Ombudsman’s role and powers",
        "- We look at complaints.",
        "A word about trees",
        "- They grow.",
        "Final decision",
        "- There was no fault.",
        "Investigator's decision on behalf of the Ombudsman",
    ]
    text = "\n".join(marker + line if line.startswith(marked) else line for line in lines)
    decision = parse(text.encode())
    assert find_lossless(decision) == []
    assert decision.case_reference == "21 004 118"


# ── what is said ──────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def read_any() -> Decision:
    """A decision: what it says is replaced."""
    page = "<h1>Eastley Council (24 100 001)</h1><h2>The Ombudsman’s final decision</h2><h2>Summary</h2><p>One.</p>"
    return parse(page.encode())


def write(*texts: str, heading: str | None = None, furniture: tuple[str, ...] = (), head: str = "") -> Decision:
    """A decision of one section, with these paragraphs."""
    paragraphs = tuple(
        models.Paragraph(place, None, None, None, 0, models.ParagraphKind.PARAGRAPH, text)
        for place, text in enumerate(texts, 1)
    )
    return changed(
        read_any(),
        header=(models.HeaderEntry(None, head, "title"),) if head else (),
        sections=(models.Section(1, models.SectionKind.COMPLAINT, None, 1, heading, paragraphs),),
        furniture=tuple(models.Furniture(text, "foot") for text in furniture),
    )


@pytest.mark.parametrize(
    ("visible", "decision"),
    [
        (b"Onetwothree", write("One", "two three")),
        (b"HeadOnetwo", write("One", "two", heading="Head")),
        (b"FootOnetwo", write("One", "two", furniture=("Foot",))),
        (b"OnetwoFoot", write("One", "two", furniture=("Foot",))),
        (b"OneFoottwo", write("One", "two", furniture=("Foot",))),
        (b"HeadTopOneFoot", write("One", heading="Head", head="Top", furniture=("Foot",))),
        (b"TopHeadOneFoot", write("One", heading="Head", head="Top", furniture=("Foot",))),
        (b"OneOnetwo", write("One", "two", furniture=("One",))),
        (b"OnetwoOnethree", write("One", "three", furniture=("One two",))),
        (b"OneOneOnetwo", write("OneOne", "two", furniture=("One",))),
    ],
)  # fmt: skip
def test_what_is_all_there_is_no_problem(visible: bytes, decision: Decision) -> None:
    """The three kinds of text may lie between each other in any way, each in its own order."""
    assert check_lossless(decision, visible) == []


@pytest.mark.parametrize(
    ("visible", "decision", "told"),
    [
        (b"Onetwomore", write("One", "two"), "after …'Onetwo' stands 'more', expected 'nothing'"),
        (b"Onethree", write("One", "two"), "after …'One' stands 'three', expected 'two'"),
        (b"One", write("One", "two"), "after …'One' stands '', expected 'two'"),
        (b"twoOne", write("One", "two"), "after …'' stands 'twoOne', expected 'One'"),
        (b"One", write("One", furniture=("Foot",)), "after …'One' stands '', expected 'Foot'"),
        (b"OneFoo", write("One", furniture=("Foot",)), "after …'One' stands 'Foo', expected 'Foot'"),
        (b"Xyz", write("One", head="Top", furniture=("Foot",)),
         "after …'' stands 'Xyz', expected 'One' | 'Top' | 'Foot'".replace("' | '", " | ")),
        (b"a" * 50 + b"b" * 50, write("a" * 50, "c" * 50),
         f"after …'{'a' * 40}' stands '{'b' * 40}', expected '{'c' * 40}'"),
    ],
)  # fmt: skip
def test_where_text_is_lost_is_told(visible: bytes, decision: Decision, told: str) -> None:
    """The problem shows what stands where the text does not go on, after what, and what was expected there."""
    (problem,) = check_lossless(decision, visible)
    assert (problem.code.value, problem.where, problem.detail) == ("lossless", "document", told)

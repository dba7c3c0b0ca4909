"""`decision-parser sample`: what is drawn, the page to read and mark in a browser, and the marks counted."""

import json
import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from decision_parser import cli
from decision_parser.dataset.choosing import Choice, list_choices, parse_condition
from decision_parser.dataset.reading import find_decision, read, read_decisions
from decision_parser.errors import UsageError
from decision_parser.models import (
    Citation,
    CitationKind,
    Per,
    Problem,
    ProblemCode,
    Remedy,
    RemedyKind,
    RemedyPurpose,
    RemedyStatus,
)
from decision_parser.pipeline.build import build
from decision_parser.pipeline.sampling import draw
from decision_parser.quality.review.highlighting import Piece, Span, cut, find_words
from decision_parser.quality.review.views import view
from tests.pages import PAGE
from tests.test_fixtures import FIXTURES

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
HOSTILE = "</script><script>document.title='owned'</script><img src=x onerror=alert(1)>{{ 7*7 }}"
NAMES = (
    "23-101-273-disabled-facilities-grant-html",
    "20-100-580b-line-break",
    "18-100-200-unknowns",
    "12-900-272-reference-alone",
)
PAID = "lgsco/adult-care-services/disabled-facilities-grants/23-101-273"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of four fixtures and a decision whose words are an attack."""
    folder = tmp_path_factory.mktemp("sampling")
    words = HOSTILE.replace("<", "&lt;").replace(">", "&gt;")
    page = PAGE.format(reference="24 100 001", day="06 Feb 2025", stage="final", text=words)
    (folder / "hostile.html").write_text(page.replace("Eastley Council", f"Eastley {words} Council"))
    out = folder / "dataset"
    build([folder / "hostile.html", *(FIXTURES / name for name in NAMES)], out=out, jobs=1)
    return out


@pytest.fixture(scope="module")
def sampled(dataset: Path) -> Path:
    """The page of all its decisions."""
    out = dataset.parent / "review.html"
    assert cli.main(["sample", "--dataset", str(dataset), "--out", str(out), "--quiet"]) == 0
    return out


# ── what is drawn ────────────────────────────────────────────────────────────────────────────────────────────────────

GROUPS = {(2020, "upheld"): 60, (2021, "upheld"): 30, (2021, "not_upheld"): 8, (None, "other"): 2}
CHOICES = [
    Choice(f"{year}/{outcome}/{number}", year, outcome)
    for (year, outcome), size in GROUPS.items()
    for number in range(size)
]


def count_groups(names: list[str]) -> Counter[str]:
    """How many are of each year and outcome."""
    return Counter(name.rpartition("/")[0] for name in names)


def test_every_year_and_outcome_is_drawn_in_proportion() -> None:
    """Each group has one before any has two, then its share; the same seed draws the same, another seed others."""
    drawn = draw(CHOICES, 20, seed=0)
    assert count_groups(drawn) == {"2020/upheld": 11, "2021/upheld": 6, "2021/not_upheld": 2, "None/other": 1}
    assert drawn == draw(reversed(CHOICES), 20, seed=0)
    assert set(drawn) != set(draw(CHOICES, 20, seed=1))
    assert set(count_groups(draw(CHOICES, 4, seed=0)).values()) == {1}
    assert count_groups(draw(CHOICES, 1, seed=0)) == {"2020/upheld": 1}
    assert sorted(draw(CHOICES, 500, seed=0)) == sorted(choice.decision_id for choice in CHOICES)


@pytest.mark.parametrize(
    ("conditions", "count"),
    [
        ([], 5),
        (["outcome=upheld"], 3),
        (["outcome!=upheld"], 2),
        (["decided_year>=2024"], 2),
        (["decided_on>=2024-01-01", "decided_on<2025-01-01"], 1),
        (["remedy_total>1000"], 1),
        (["remedy_total="], 2),
        (["remedy_total!="], 3),
        (["category=Housing"], 1),
    ],
)
def test_conditions_choose(dataset: Path, conditions: list[str], count: int) -> None:
    """A column equals, is more or less than a value of its own type, or is nothing; all conditions must hold."""
    assert len(list_choices(dataset, list(map(parse_condition, conditions)))) == count


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("upheld", "is no condition"),
        ("colour=red", "no column 'colour'"),
        ("fetched_at>=2024-01-01", "no column 'fetched_at'"),
        ("decided_on>=spring", "'spring' is no date"),
        ("count_once=perhaps", "is no boolean"),
        ("outcome>=", "compares with nothing"),
    ],
)
def test_odd_conditions_are_refused(text: str, words: str) -> None:
    """What is no condition on a column is refused with the reason."""
    with pytest.raises(UsageError, match=re.escape(words)):
        parse_condition(text)


def test_texts_are_drawn_once(dataset: Path) -> None:
    """A decision whose text another one counts for is not there to be drawn."""
    once = read(dataset, once=True)["decision_id"].tolist()
    assert sorted(choice.decision_id for choice in list_choices(dataset)) == sorted(once)


def test_many_decisions_are_read_as_one_by_one(dataset: Path) -> None:
    """They come whole, in the order asked for, over all years; unknown ones are left out."""
    names = read(dataset)["decision_id"].tolist()[::-1]
    assert read_decisions(dataset, [*names, "lgsco/none"]) == [find_decision(dataset, name)[0] for name in names]


# ── values in the text ───────────────────────────────────────────────────────────────────────────────────────────────


def test_text_is_cut_at_every_edge_and_nothing_is_lost() -> None:
    """Overlapping spans share pieces; a tag stands where its span begins; the pieces are the text."""
    text = "pay Mr X £300 soon"
    spans = [Span(0, 13, "remedy", "R1"), Span(9, 13, "amount", "amount"), Span(9, 18, "deadline", "by")]
    pieces = cut(text, spans)
    assert pieces == (
        Piece("pay Mr X ", ("remedy",), ("R1",)),
        Piece("£300", ("remedy", "amount", "deadline"), ("amount", "by")),
        Piece(" soon", ("deadline",), ()),
    )
    assert "".join(piece.text for piece in cut(text, [])) == text


def test_words_that_come_twice_are_found_twice() -> None:
    """The second value with the same words is the second place; a third shares the first; others are nowhere."""
    text = "section 5 and section 5"
    first = Span(0, 9, "citation", "C1")
    assert find_words(text, "section 5") == 0
    assert find_words(text, "section 5", [first]) == 14
    assert find_words(text, "section 5", [first, Span(14, 23, "citation", "C2")]) == 0
    assert find_words(text, "section 6") is None
    assert find_words(text, "section 5", within=Span(5, 23, "", "")) == 14


def test_no_value_is_lost(dataset: Path) -> None:
    """Words that are not in their paragraph are told beside it, and a value of no paragraph at the end."""
    (decision,) = find_decision(dataset, PAID)
    assert len(view(decision).items) == 13 + len(decision.sections) + len(decision.remedies) + len(decision.citations)
    odd = msgspec.structs.replace(decision.remedies[0], text="words that stand nowhere")
    stray = msgspec.structs.replace(decision.remedies[1], paragraph_position=999)
    shown = view(msgspec.structs.replace(decision, remedies=(odd, stray), citations=()))
    cards = [card for section in shown.sections for paragraph in section.paragraphs for card in paragraph.cards]
    assert [(card.tag, card.lost) for card in cards] == [("R1", True)]
    assert [card.tag for card in shown.strays] == ["R2"]


def test_a_card_says_all_that_was_understood(dataset: Path) -> None:
    """Amount, how often, whose part, purpose, who, and by when in words and as a day; of a law what is said of it."""
    (decision,) = find_decision(dataset, PAID)
    text = "Within a month the Council will pay Mrs N £1,200 a month, half of the cost. (Care Act 2014, section 9)"
    paragraph = msgspec.structs.replace(decision.sections[0].paragraphs[0], position=7, text=text)
    section = msgspec.structs.replace(decision.sections[0], position=3, heading=None, paragraphs=(paragraph,))
    remedy = Remedy(
        position=2,
        paragraph_position=7,
        text="pay Mrs N £1,200 a month, half of the cost",
        kind=RemedyKind.PAYMENT,
        purpose=RemedyPurpose.DISTRESS,
        status=RemedyStatus.AGREED,
        amount=Decimal(1200),
        amount_text="£1,200 a month",
        currency="GBP",
        per=Per.MONTH,
        part_of=1,
        formula_text="half of the cost",
        recipient_text="Mrs N",
        body_text="the Council",
        deadline_text="Within a month",
        deadline_duration="P1M",
    )
    law = Citation(
        position=1,
        paragraph_position=7,
        text="Care Act 2014, section 9",
        kind=CitationKind.ACT,
        title="Care Act 2014",
        provision="s9",
        as_amended=True,
        boilerplate=True,
    )
    odd = Problem(ProblemCode.UNKNOWN_HEADING, "section 3", "Zu erledigen")
    known = {"remedies": (remedy,), "citations": (law,), "problems": (odd,)}
    shown = view(msgspec.structs.replace(decision, sections=(section,), **known))
    ((cards, pieces),) = [(each.cards, each.pieces) for each in shown.sections[0].paragraphs]
    assert [(card.tag, card.lost, card.item.what, card.item.name, card.item.position) for card in cards] == [
        ("R2", False, "remedy", "payment", 2),
        ("C1", False, "citation", "act", 1),
    ]
    assert cards[0].rows == (
        ("amount", "GBP 1,200, month"),
        ("formula", "half of the cost"),
        ("part of", "R1"),
        ("for", "distress"),
        ("status", "agreed"),
        ("to", "Mrs N"),
        ("by whom", "the Council"),
        ("deadline", "P1M “Within a month”"),
    )
    assert cards[1].rows == (("title", "Care Act 2014"), ("provision", "s9"), ("also", "as amended, boilerplate"))
    assert cards[1].item.value == "Care Act 2014, section 9 · Care Act 2014 · s9 · as amended, boilerplate"
    assert [(piece.text, piece.looks, piece.tags) for piece in pieces] == [
        ("Within a month", ("deadline",), ("by",)),
        (" the Council will ", (), ()),
        ("pay ", ("remedy",), ("R2 payment",)),
        ("Mrs N", ("remedy", "recipient"), ("to",)),
        (" ", ("remedy",), ()),
        ("£1,200 a month", ("remedy", "amount"), ("amount",)),
        (", half of the cost", ("remedy",), ()),
        (". (", (), ()),
        ("Care Act 2014, section 9", ("citation",), ("C1 act",)),
        (")", (), ()),
    ]
    item = shown.sections[0].item
    assert (item.what, item.name, item.position, item.value) == ("section", section.kind.value, 3, "(none)")
    assert shown.problems == (odd,)


def test_fields_show_their_value_and_words(dataset: Path) -> None:
    """Each field has its value as text, nothing where it has none, and the words that it was read from."""
    (decision,) = find_decision(dataset, PAID)
    odd = msgspec.structs.replace(decision, other_references=("1", "2"), url="javascript:x", satisfied_on=None)
    shown = view(odd)
    fields = {field.name: (field.value, field.printed, field.item.what, field.item.name) for field in shown.fields}
    assert fields["other_references"] == ("1, 2", None, "field", "other_references")
    assert fields["decided_on"] == ("2024-03-22", "22 Mar 2024", "field", "decided_on")
    assert fields["satisfied_on"] == (None, None, "field", "satisfied_on")
    assert [field.item.value for field in shown.fields] == [field.value for field in shown.fields]
    assert (shown.link, view(decision).link) == (None, decision.url)
    assert view(msgspec.structs.replace(decision, other_references=())).fields[2].value is None


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["sample"], "Give --out the page to write"),
        (["sample", "marks.json"], "add --score"),
        (["sample", "--score"], "name them"),
        (["sample", "--score", "none.json"], "none.json cannot be read (No such file or directory)"),
        (["sample", "--out", "x.html", "--dataset", "none"], "none is no folder"),
        (["sample", "--out", "none/x.html", "--dataset", "DATASET"], "none/x.html cannot be written"),
        (
            ["sample", "--out", "x.html", "--dataset", "DATASET", "--from", "outcome=no"],
            "has no decision where outcome=no",
        ),
    ],
)
def test_usage_errors(
    args: list[str], words: str, dataset: Path, empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cannot be done is one sentence and exit code 2, and leaves no file behind."""
    assert cli.main([str(dataset) if arg == "DATASET" else arg for arg in args]) == 2
    (sentence,) = capsys.readouterr().err.splitlines()
    assert words in sentence
    assert list(empty.iterdir()) == []


def test_missing_library_is_named(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without jinja2 the command says what to install, with exit code 2."""
    monkeypatch.setitem(sys.modules, "jinja2", None)
    assert cli.main(["sample", "--dataset", str(dataset), "--out", str(tmp_path / "x.html")]) == 2
    assert "pip install 'decision-parser[report]'" in capsys.readouterr().err


def test_same_sample_is_the_same_page(sampled: Path, dataset: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The page has no time in it; what was written is said on stderr, or as JSON."""
    again = sampled.with_name("again.html")
    assert cli.main(["sample", "--dataset", str(dataset), "--out", str(again), "--json"]) == 0
    assert again.read_bytes() == sampled.read_bytes()
    printed = capsys.readouterr()
    assert json.loads(printed.out)["decisions"] == 5
    assert re.match(r"5 of 5 decisions with \d+ things to mark are in .*again\.html \(0\.\d MB\)", printed.err)


# ── in a browser ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The Chromium of the system."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this system")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, sampled: Path) -> Iterator[Page]:
    """The page, opened from its file; it may ask for nothing else and complain of nothing."""
    context = browser.new_context(accept_downloads=True, viewport={"width": 375, "height": 800})
    opened = context.new_page()
    heard: list[str] = []
    opened.on("console", lambda message: heard.append(message.text))
    opened.on("pageerror", lambda error: heard.append(str(error)))
    opened.on("dialog", lambda dialog: heard.append(dialog.message))
    opened.on("request", lambda request: heard.append(request.url) if request.url != sampled.as_uri() else None)
    opened.goto(sampled.as_uri())
    yield opened
    assert [line for line in heard if not line.startswith(("data:,", "blob:"))] == []
    context.close()


def open_decision(page: Page, words: str) -> None:
    """Choose the decision with these words in its title."""
    value = page.locator("#choose option", has_text=words).get_attribute("value")
    assert value is not None
    page.select_option("#choose", value)


def save(page: Page, path: Path) -> dict[str, Any]:
    """Save the marks, and what is in the file."""
    with page.expect_download() as download:
        page.click("#save")
    download.value.save_as(path)
    saved: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return saved


def test_marks_are_set_by_keyboard_saved_and_counted(
    page: Page, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Keys set marks and go on, what is missing is added, the file is counted to these figures, and can be loaded."""
    open_decision(page, "23 101 273")
    page.locator("article:not([hidden]) .marks input").first.focus()
    for key in ("1", "2", "2", "3", "1", "1", "0", "j", "k", "n"):  # body, reference, others, title, category …
        page.keyboard.press(key)
    page.keyboard.type("a note")
    page.locator("article:not([hidden]) .absent select").select_option("remedy:apology")
    page.locator("article:not([hidden]) .absent input[type=text]").fill("say sorry")
    page.keyboard.press("Enter")
    page.locator("article:not([hidden])").get_by_label("I have read all of it").check()
    page.fill("#reader", "AB")
    saved = save(page, tmp_path / "marks.json")
    (marked,) = (each for each in saved["decisions"] if each["decision_id"] == PAID)
    said = {item["name"]: (item["mark"], item["note"]) for item in marked["items"] if item["mark"] or item["note"]}
    assert said == {
        "body_name": ("right", ""),
        "case_reference": ("wrong", ""),
        "other_references": ("missing", ""),
        "title": ("extra", ""),
        "category": ("right", ""),
        "subcategory": ("right", ""),
        "outcome": (None, "a note"),
    }
    assert marked["missing"] == [{"what": "remedy", "name": "apology", "words": "say sorry"}]
    assert (marked["read"], saved["reader"], saved["seed"]) == (True, "AB", 0)
    assert cli.main(["sample", "--score", str(tmp_path / "marks.json"), "--json"]) == 0
    (scores,) = json.loads(capsys.readouterr().out)
    counts = {
        (figure["what"], figure["name"]): [figure["precision"][key] for key in ("right", "of")]
        + [figure["recall"][key] for key in ("right", "of")]
        for figure in scores["figures"]
    }
    assert counts["field", "all"] == [3, 5, 3, 5]
    assert counts["field", "title"] == [0, 1, 0, 0]
    assert counts["remedy", "apology"] == [0, 0, 0, 1]
    assert (scores["decisions"], scores["read"], scores["marked"], scores["readers"]) == (5, 1, 6, ["AB"])
    assert cli.main(["sample", "--score", str(tmp_path / "marks.json"), "--errors"]) == 0
    assert capsys.readouterr().out.splitlines()[-5:] == [
        PAID,
        " wrong: field case_reference: 23 101 273",
        " missing: field other_references: ",
        " extra: field title: Borough Council of Stanbrook & Firle (23 101 273)",
        " missing: remedy apology: say sorry",
    ]
    check_loading(page, tmp_path / "marks.json")


def check_loading(page: Page, path: Path) -> None:
    """In another browser the marks of the file are there again, and the kept ones stay over a reload."""
    page.evaluate("localStorage.clear()")
    page.reload()
    assert "0 of" in page.inner_text("#progress").split(" in all")[0].split("·")[1]
    page.set_input_files("#load", path)
    page.wait_for_function("document.getElementById('said').textContent.startsWith('6 marks from marks.json')")
    page.reload()
    assert "6 of" in page.inner_text("#progress")
    assert "1 of 5 decisions read" in page.inner_text("#progress")
    path.write_text("{}")
    page.set_input_files("#load", path)
    page.wait_for_function("document.getElementById('said').textContent === 'marks.json is no file of marks.'")


def test_hostile_words_are_text(page: Page) -> None:
    """What a decision says is shown as it is printed: nothing of it runs, and no element comes of it."""
    open_decision(page, "24 100 001")
    shown = page.locator("article:not([hidden])")
    assert HOSTILE in (shown.locator("h2").text_content() or "")
    assert HOSTILE in (shown.locator(".words").all_text_contents()[1])
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 2
    assert page.title() == "5 decisions to read and mark"


def test_page_says_when_the_browser_keeps_nothing(page: Page) -> None:
    """Where a browser keeps nothing for files, the marks stay in the page, and it says that they must be saved."""
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('no'); }; }")
    page.locator("article:not([hidden]) .marks input[value=right]").first.check(force=True)
    assert "save the marks before you close it" in page.inner_text("#said")
    assert page.inner_text("#progress").startswith("1 of")


def test_page_is_usable_by_everyone(browser: Browser, dataset: Path, tmp_path: Path) -> None:
    """On a phone in the dark axe finds nothing wrong, and nothing is wider than the screen."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    out = tmp_path / "one.html"
    args = ["sample", "--dataset", str(dataset), "--out", str(out), "--from", "case_reference=12 900 272", "--quiet"]
    assert cli.main(args) == 0
    page = browser.new_page(viewport={"width": 375, "height": 800}, color_scheme="dark")
    page.goto(out.as_uri())
    page.click(".help summary")
    page.locator(".marks input[value=wrong]").first.check(force=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    found = axe.Axe().run(page).response["violations"]
    assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found] == []
    page.close()


def test_values_are_marked_in_the_text(page: Page) -> None:
    """An amount stands marked in its action, with its tag; a citation and the kind of each section are written."""
    open_decision(page, "23 101 273")
    shown = page.locator("article:not([hidden])")
    assert shown.locator("mark.remedy.amount").first.text_content() == "amount£1,300"
    assert shown.locator("mark.citation .tag").first.text_content() == "C1 act"
    assert shown.locator(".chip").all_text_contents()[:2] == ["summary", "complaint"]
    assert shown.get_by_role("link", name="as published").get_attribute("href") == (
        "https://www.lgo.org.uk/decisions/adult-care-services/disabled-facilities-grants/23-101-273"
    )


def test_figures_are_a_table(sampled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --json: a head for each release and version, and a line for each field or kind."""
    data = re.search(r'id="data">(.*?)</script>', sampled.read_text("utf-8"))
    assert data
    marks = json.loads(data[1])
    for decision in marks["decisions"]:
        for item in decision["items"]:
            item["mark"] = "right"
    (tmp_path / "marks.json").write_text(json.dumps(marks))
    assert cli.main(["sample", "--score", str(tmp_path / "marks.json")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert re.match(r"Release \S+Z, parser \S+, seed 0", lines[0])
    assert re.match(r"5 decisions, 0 of them read whole; \d+ things marked, 0 not", lines[1])
    assert max(map(len, lines)) <= 80
    assert [line for line in lines if line[0].isalpha()][1:] == ["Fields", "Sections", "Remedies", "Citations"]
    rows = {line.split()[0]: line.split(maxsplit=1)[1].split("  ") for line in lines if line.startswith(" ")}
    assert [cell.strip() for cell in rows["title"] if cell] == ["5", "0", "0", "0", "100% (57–100)", "100% (57–100)"]
    assert [cell.strip() for cell in rows["apology"] if cell][4:] == ["100% (34–100)", "–"]


def test_decisions_of_the_page_are_those_of_the_dataset(sampled: Path, dataset: Path) -> None:
    """The page names each decision with the hash of its words."""
    data = re.search(r'id="data">(.*?)</script>', sampled.read_text("utf-8"))
    assert data
    told = {each["decision_id"]: each["content_sha256"] for each in json.loads(data[1])["decisions"]}
    decisions = read_decisions(dataset, told)
    assert told == {decision.decision_id: decision.content_sha256 for decision in decisions}
    assert len(told) == 5

"""The report page as its readers meet it: on a phone and a laptop, by keyboard, by ear, on paper, and under attack."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from filelock import FileLock

from tests.browser.looking import MISSING, Look, find_browser, look
from tests.hostile_release import DOLLAR, ESCAPE, HOSTILE, IMAGE, SCRIPT, share_hostile


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Look:
    """What a browser saw of the page about a hostile dataset, looked at once for all tests."""
    executable = find_browser()
    if executable is None:
        pytest.skip(MISSING)
    page = share_hostile(tmp_path_factory) / "report.html"
    kept = page.with_name("look.json")
    with FileLock(f"{kept}.lock"):
        if not kept.exists():
            kept.write_bytes(msgspec.json.encode(look(page, executable)))
    return msgspec.json.decode(kept.read_bytes(), type=Look)


def test_it_asks_for_nothing(seen: Look) -> None:
    """The page is all there is: nothing but itself is requested, and the browser has nothing to complain of."""
    assert [Path(url).name for url in seen.requests] == ["report.html"] * len(seen.sights)
    assert all(url.startswith("file://") for url in seen.requests)
    assert seen.console == []


def test_code_in_a_decision_is_text(seen: Look) -> None:
    """Scripts, images and endings of elements in names and headings are words to read, and do nothing."""
    assert (seen.dialogs, seen.scripts, seen.images) == (0, 1, 0)
    for words in (SCRIPT, IMAGE, ESCAPE, DOLLAR):
        assert words in seen.text
    assert "Council liame bell" in seen.text
    assert not {character for words in HOSTILE for character in words if not character.isprintable()} & set(seen.text)


def test_only_addresses_of_the_web_are_links(seen: Look) -> None:
    """`javascript:` is text; a link leads to a place in the page or to the web, and tells nobody where from."""
    assert {address.partition(":")[0] for address, _ in seen.links if not address.startswith("#")} == {"https"}
    assert {rel for address, rel in seen.links if not address.startswith("#")} == {"noopener noreferrer"}
    assert "javascript:alert(4)" in seen.text


@pytest.mark.parametrize("how", ["375 dark", "1440 light"])
def test_it_fits(seen: Look, how: str) -> None:
    """The page is no wider than the window, what is wider scrolls in a region of its own, and letters are not tiny."""
    sight = seen.sights[how]
    assert sight.page_width <= sight.window_width
    assert sight.unreachable_scrollers == 0
    assert sight.smallest_letters >= 10.5


@pytest.mark.parametrize("how", ["375 dark", "1440 light"])
def test_nothing_is_in_anyones_way(seen: Look, how: str) -> None:
    """axe-core finds no serious or critical violation, in dark and in light, with all details open."""
    assert seen.sights[how].violations == []


def test_it_is_dark_where_that_is_preferred(seen: Look) -> None:
    """Paper and letters of page and plots change with the scheme, and paper is white in print whatever the scheme."""
    dark, light = (seen.sights[how].colours for how in ("375 dark", "1440 light"))
    assert dark != light
    assert seen.print_colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]


def test_plots_are_told(seen: Look) -> None:
    """Each plot is an image with a title and a description in figures, and one of its two drawings is shown."""
    assert len(seen.plots) == 18
    assert sum(plot["shown"] for plot in seen.plots) == 9
    for plot in seen.plots:
        title, told = plot["told"]
        assert plot["role"] == "img"
        assert title
        assert any(character.isdigit() for character in told), told


def test_ids_are_unique(seen: Look) -> None:
    """No id stands twice, though all plots are made alike, and what refers to one finds it."""
    assert len(seen.ids) == len(set(seen.ids))
    assert seen.broken == []


def test_headings_are_in_order(seen: Look) -> None:
    """One first heading, and no level is skipped on the way down."""
    assert seen.headings.count(1) == 1
    assert all(later - level <= 1 for level, later in zip(seen.headings, seen.headings[1:], strict=False))


def test_the_keyboard_reaches_everything(seen: Look) -> None:
    """Tab comes to every link, every summary, and every region that scrolls."""
    assert seen.unreached == 0


def test_paper_hides_nothing(seen: Look) -> None:
    """Each table is on a sheet, also those that are folded on a screen; what only a screen needs is on none."""
    text = " ".join(" ".join(seen.sheets).split())
    assert [caption for caption in seen.captions if caption not in text] == []
    assert "Skip to the figures" not in text
    assert 4 <= len(seen.sheets) <= 30

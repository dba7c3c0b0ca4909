"""The report page in a real browser: everything that is asked of it, seen in one start of Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2
from axe_playwright_python.sync_playwright import Axe
from msgspec import Struct
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = f"no browser ({', '.join(_NAMES)}): install one, on Debian with apt-get install chromium"

_OPEN_ALL = "document.querySelectorAll('details').forEach((each) => { each.open = true; })"
_PLOTS = """[...document.querySelectorAll('svg')].map((each) => ({
  shown: each.checkVisibility(), role: each.getAttribute('role'),
  told: (each.getAttribute('aria-labelledby') || '').split(' ')
    .map((id) => document.getElementById(id)?.textContent || '')
}))"""
_IDS = "[...document.querySelectorAll('[id]')].map((each) => each.id)"
_BROKEN = """[...document.querySelectorAll('a[href^="#"], use')].map((each) => each.getAttribute('href').slice(1))
  .filter((id) => !document.getElementById(id))"""
_HEADINGS = "[...document.querySelectorAll('h1, h2, h3, h4')].map((each) => Number(each.tagName[1]))"
_LINKS = "[...document.querySelectorAll('a[href]')].map((each) => [each.getAttribute('href'), each.rel])"
# What the keyboard must reach: links, summaries, and all that scrolls inside the page.
_REACHABLE = """[...document.querySelectorAll('a[href], summary, .scroll')].filter((each) => each.checkVisibility())
  .map((each) => { each.dataset.n ??= String(document.querySelectorAll('[data-n]').length); return each.dataset.n; })"""
_FOCUSED = "document.activeElement.dataset.n"
_SCROLLERS = """[...document.querySelectorAll('*')].filter((each) => each.scrollWidth > each.clientWidth + 1
  && /auto|scroll/.test(getComputedStyle(each).overflowX) && each.tabIndex < 0).length"""
_SMALLEST = """Math.min(...[...document.querySelectorAll('svg')].filter((each) => each.checkVisibility())
  .flatMap((svg) => { const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    return [...svg.querySelectorAll('text')].map((each) => scale * parseFloat(each.getAttribute('font-size'))); }))"""
_COLOURS = "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('.f-ink')).fill]"
_CAPTIONS = "[...document.querySelectorAll('caption')].map((each) => each.textContent)"


class Sight(Struct):
    """What was seen of a page at one width and in one scheme."""

    page_width: int
    window_width: int
    colours: list[str]
    smallest_letters: float
    unreachable_scrollers: int
    violations: list[str]


class Look(Struct):
    """All that was seen of a page."""

    requests: list[str]
    console: list[str]
    dialogs: int
    scripts: int
    images: int
    text: str
    plots: list[dict[str, Any]]
    ids: list[str]
    broken: list[str]
    headings: list[int]
    links: list[tuple[str, str]]
    unreached: int
    captions: list[str]
    print_colours: list[str]
    sheets: list[str]
    sights: dict[str, Sight]


def find_browser() -> str | None:
    """The browser of this machine."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def look(file: Path, executable: str) -> Look:
    """Open a page on a phone and on a laptop, in light and dark, with the keyboard, and on paper."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        try:
            return _look(browser, file)
        finally:
            browser.close()


def _look(browser: Browser, file: Path) -> Look:
    requests: list[str] = []
    console: list[str] = []
    dialogs: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    sights = {}
    for width, scheme in ((375, "dark"), (1440, "light")):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: console.append(message.text))
        page.on("pageerror", lambda error: console.append(str(error)))
        page.on("dialog", dismiss)
        page.goto(file.as_uri())
        sights[f"{width} {scheme}"] = _see(page)
    return Look(
        requests=requests,
        console=console,
        dialogs=len(dialogs),
        scripts=page.evaluate("document.scripts.length"),
        images=page.evaluate("document.images.length"),
        text=page.evaluate("document.body.textContent"),
        plots=page.evaluate(_PLOTS),
        ids=page.evaluate(_IDS),
        broken=page.evaluate(_BROKEN),
        headings=page.evaluate(_HEADINGS),
        links=page.evaluate(_LINKS),
        unreached=_count_unreached(page),
        captions=page.evaluate(_CAPTIONS),
        print_colours=_find_colours_of_print(page),
        sheets=_print(page),
        sights=sights,
    )


def _see(page: Page) -> Sight:
    """A page with everything open."""
    page.evaluate(_OPEN_ALL)
    sight = Sight(
        page_width=page.evaluate("document.documentElement.scrollWidth"),
        window_width=page.evaluate("innerWidth"),
        colours=page.evaluate(_COLOURS),
        smallest_letters=page.evaluate(_SMALLEST),
        unreachable_scrollers=page.evaluate(_SCROLLERS),
        violations=list(_find_violations(page)),
    )
    page.evaluate(_OPEN_ALL.replace("true", "false"))
    return sight


def _find_violations(page: Page) -> Iterator[str]:
    found = Axe().run(page).response
    assert len(found["passes"]) > 20 or found["violations"], "axe looked at nothing"
    for violation in found["violations"]:
        if violation["impact"] in {"serious", "critical"}:
            yield f"{violation['id']}: {violation['nodes'][0]['html'][:200]}"


def _count_unreached(page: Page) -> int:
    """How many of those things that a keyboard must reach it does not, going from one to the next by Tab."""
    wanted = set(page.evaluate(_REACHABLE))
    page.evaluate("document.body.focus()")
    reached = set()
    for _ in range(len(wanted) + 8):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(_FOCUSED))
    assert len(wanted) > 20
    return len(wanted - reached)


def _find_colours_of_print(page: Page) -> list[str]:
    """The colours on paper for somebody who prefers the dark."""
    page.emulate_media(media="print", color_scheme="dark")
    colours: list[str] = page.evaluate(_COLOURS)
    page.emulate_media(media="screen")
    return colours


def _print(page: Page) -> list[str]:
    """The text of each sheet that the page is printed on."""
    with pypdfium2.PdfDocument(page.pdf(format="A4", prefer_css_page_size=True)) as document:
        return [document[number].get_textpage().get_text_range() for number in range(len(document))]

"""The menu above a page and the list of links at its foot as plain words: half of a page's tags stand there."""

import re
from functools import lru_cache

_MENU = re.compile(rb"<div [^<>]*?\b(?:class|id)=\"[^\"<>]*(?:site|main)-?nav[^<>]*>")
_NO_LINK = re.compile(rb"<(?!/?(?:li|a|ul|span)\b)")
_FOOT_NAME = rb"(?:[^\"<>]*[\s_-])?footer(?:[\s_-][^\"<>]*)?"
_FOOT = re.compile(rb"<(?:footer\b[^<>]*|div (?:[^<>]*\s)?(?:class|id)=\"" + _FOOT_NAME + rb"\"[^<>]*)>\s*<ul\b[^<>]*>")
_FOOT_LINK, FOOT_SHOWN = b'<li><a href="#foot">%b</a></li>', b'<li><ahref="#foot">'
_FOOT_LINKS = re.compile(rb"\s*(?:<li[^<>]*>\s*<a [^<>]*(?<=\s)href=[^<>]*>[^<>]+</a>\s*</li>\s+)+")
_BETWEEN = re.compile(rb">([^<]++)")
_NO_BRACKETS = bytes({*range(256)} - {*b"<>"})


def flatten_menu(page: bytes) -> bytes:
    """The page with only the words of its menu, which are one piece of furniture: half of a page's tags stand there.

    Only a menu above the title, of plain lists of links, is touched, and only where each angle bracket is a tag's.
    """
    body = max(page.find(b"<body"), 0)
    begin, close = page.find(b"<nav", body), b"</nav>"
    title = page.find(b"<h1", body, begin if begin >= 0 else len(page))
    if begin < 0 or title >= 0:
        found = _MENU.search(page, body, max(title, 0))
        begin, close = found.start() if found else len(page), b"</div>"
    begin = page.find(b">", begin) + 1
    end = page.find(close, begin)
    if begin == 0 or end < 0:
        return page
    words = _read_links(page[begin:end])
    return page if words is None else page[:begin] + words + page[end:]


@lru_cache(maxsize=16)  # a site shows one menu on all its pages
def _read_links(menu: bytes) -> bytes | None:
    """The words of plain lists of links, or None for a menu that is something else."""
    brackets = menu.translate(None, _NO_BRACKETS)
    if _NO_LINK.search(menu) or brackets != b"<>" * (len(brackets) // 2):
        return None
    return menu[: menu.find(b"<")] + b"".join(_BETWEEN.findall(menu))


def flatten_foot(page: bytes) -> bytes:
    """The page with one link that has the words of all in the list at its foot, which is one piece of furniture."""
    last = page.rfind(b"<ul")
    found = _FOOT.match(page, page.rfind(b"<", 0, last)) if last > 0 else None
    begin = found.end() if found else len(page)
    end = page.find(b"</ul>", begin)
    if end < 0:
        return page
    words = _read_foot(page[begin:end])
    return page if words is None else page[:begin] + _FOOT_LINK % words + page[end:]


@lru_cache(maxsize=16)
def _read_foot(links: bytes) -> bytes | None:
    """The words of items that are a link each and nothing else, or None where there is something else."""
    return b"".join(_BETWEEN.findall(links)) if _FOOT_LINKS.fullmatch(links) else None

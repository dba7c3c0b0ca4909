"""What matplotlib writes, made fit to stand in a page: no style attributes, the page's colours, ids of its own."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET  # only what matplotlib wrote a moment ago is read

from markupsafe import Markup

from decision_parser.quality.page.drawing import COLOURS, Sheet

_SPACES = re.compile(r"\{[^}]*\}")
_REFERENCE = re.compile(r"url\(#([^)]*)\)")
_PAINTS = {"fill": "f", "stroke": "s"}
_DROPPED = frozenset({"metadata", "style"})
# What the page's style sheet says for all plots at once.
_COMMON = frozenset({"font", "font-family", "font-style", "font-variant", "font-weight", "font-stretch"})
_KEPT = frozenset(
    "fill-opacity stroke-opacity opacity stroke-width stroke-linejoin stroke-linecap stroke-dasharray"
    " stroke-dashoffset stroke-miterlimit text-anchor font-size".split()
)


def fit(source: str, name: str, sheet: Sheet, title: str, description: str) -> Markup:
    """An SVG of matplotlib's as a part of the page: an image with a name and a description.

    `name` begins all ids in it. Raises ValueError for a colour or style that the page does not know.
    """
    root = ET.fromstring(source)  # noqa: S314 - ours, of a moment ago
    prefix = f"{name}-{sheet.name}"
    _drop(root)
    used = set(_iter_references(root))
    for element in root.iter():
        _fit_element(element, prefix, used)
    _flatten(root)
    width, height = root.attrib["viewBox"].split()[2:]
    root.attrib = {
        "class": f"plot {sheet.name}",
        "viewBox": f"0 0 {width} {height}",
        "role": "img",
        "aria-labelledby": f"{prefix}-title {prefix}-desc",
        "stroke-linejoin": "round",
    }
    root.insert(0, _write("desc", f"{prefix}-desc", description))
    root.insert(0, _write("title", f"{prefix}-title", title))
    return Markup(ET.tostring(root, encoding="unicode"))  # noqa: S704 - ElementTree has escaped all text in it


def _write(tag: str, name: str, text: str) -> ET.Element:
    element = ET.Element(tag, {"id": name})
    element.text = text
    return element


def _drop(element: ET.Element) -> None:
    for child in list(element):
        if _bare(child.tag) in _DROPPED:
            element.remove(child)
        else:
            _drop(child)


def _iter_references(root: ET.Element) -> Iterator[str]:
    """The ids that something in the drawing refers to."""
    for element in root.iter():
        for key, value in element.attrib.items():
            if _bare(key) == "href":
                yield value.removeprefix("#")
            yield from _REFERENCE.findall(value)


def _flatten(element: ET.Element) -> None:
    """Leave out what shows nothing: groups that only hold others, and paths that are neither filled nor drawn."""
    kept: list[ET.Element] = []
    for child in list(element):
        _flatten(child)
        if child.tag == "g" and not child.attrib:
            kept += list(child)
        elif child.tag == "defs" and not len(child):
            continue
        elif not (child.tag == "path" and child.get("fill") == "none" and "class" not in child.attrib):
            kept.append(child)
    element[:] = kept


def _bare(name: str) -> str:
    """A name without its name space."""
    return _SPACES.sub("", name)


def _fit_element(element: ET.Element, prefix: str, used: set[str]) -> None:
    element.tag = _bare(element.tag)
    element.text = (element.text or "").strip() or None
    element.tail = None
    given, element.attrib = element.attrib, {}
    classes: list[str] = []
    for key, value in given.items():
        bare = _bare(key)
        if bare == "style":
            for property_, said in _read_style(value):
                _set(element, property_, said, prefix, classes)
        elif bare in {*_PAINTS, *_KEPT, "clip-path"}:
            _set(element, bare, value, prefix, classes)
        elif bare != "id" or value in used:
            _keep(element, bare, value, prefix)
    if classes:
        element.set("class", " ".join(sorted(classes)))


def _keep(element: ET.Element, name: str, value: str, prefix: str) -> None:
    """An attribute that is no style, its names made the page's own."""
    if name == "id":
        element.set("id", f"{prefix}-{value}")
    elif name == "href":
        element.set("href", f"#{prefix}-{value.removeprefix('#')}")
    elif name == "d":
        element.set("d", " ".join(value.split()))
    elif not (name == "type" or value.startswith("rotate(-0 ")):
        element.set(name, value)


def _read_style(text: str) -> Iterator[tuple[str, str]]:
    for part in text.split(";"):
        property_, colon, said = part.partition(":")
        if colon:
            yield property_.strip(), said.strip()


def _set(element: ET.Element, property_: str, said: str, prefix: str, classes: list[str]) -> None:
    """A property as an attribute, or a colour as a class: a style attribute would need a looser policy of the page."""
    if property_ in _PAINTS and said.startswith("#"):
        if said not in COLOURS:
            raise ValueError(f"{said} is no colour of the page")
        classes.append(f"{_PAINTS[property_]}-{COLOURS[said]}")
    elif property_ in {*_PAINTS, *_KEPT, "clip-path"}:
        element.set(property_, _REFERENCE.sub(rf"url(#{prefix}-\1)", said))
    elif property_ not in _COMMON:
        raise ValueError(f"{property_}: {said} is no style of the page")

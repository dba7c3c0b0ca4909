"""Pages: too deep, too many, too long, or with what a parser of XML would obey."""

from __future__ import annotations

from tests.hostile.attack import Attack, spoil_page, write_page

PRIVATE = "the words of another file"
"""Stands in a file beside the page: external entities must not bring it in."""


def nest(tag: bytes, *, closed: bool = False) -> Attack:
    """Elements in each other, as deep as there is room."""

    def make(size: int) -> bytes:
        count = size // (len(tag) + 2)
        return spoil_page((b"<%s>" % tag) * count + b"deep" + ((b"</%s>" % tag) * count if closed else b""))

    name = f"nested `{tag.decode()}`, {'closed' if closed else 'never closed'}"
    return Attack(name, ".html", make, "either", 100_000, 15_000_000)


def list_items(count: int) -> bytes:
    """Items of one list."""
    return spoil_page(b"<ol>" + b"<li>an item" * count + b"</ol>")


def list_long_items(count: int) -> bytes:
    """Items of one list, each a sentence with a sum and a law."""
    item = b"<li>The Council should pay \xc2\xa3100 under section 26 of the Local Government Act 1974.</li>"
    return spoil_page(b"<ol>" + item * count + b"</ol>")


def open_paragraphs(count: int) -> bytes:
    """Paragraphs, none closed."""
    return spoil_page(b"<p>a line" * count)


def head_sections(count: int) -> bytes:
    """Headings, each of other words."""
    return spoil_page(b"".join(b"<h2>Heading %d</h2><p>x</p>" % number for number in range(count)))


def draw_table(count: int) -> bytes:
    """Rows of a table."""
    return spoil_page(b"<table>" + b"<tr><td>a<td>b" * count + b"</table>")


def nest_tables(count: int) -> bytes:
    """Tables in cells of tables."""
    return spoil_page(b"<table><tr><td>a" * count)


def nest_formatting(count: int) -> bytes:
    """Formatting that is opened again in each paragraph after it, as the rules of HTML have it."""
    return spoil_page(b"<p><b><i><font>x" * count)


def add_attributes(count: int) -> bytes:
    """Attributes of one element, each another."""
    return spoil_page(b"<p " + b" ".join(b"a%d=1" % number for number in range(count)) + b">x</p>")


def write_one_line(size: int) -> bytes:
    """Words without a line end or a tag among them."""
    return spoil_page(b"<p>" + b"some words of a long line " * (size // 26) + b"</p>")


def write_one_word(size: int) -> bytes:
    """Letters without a space."""
    return spoil_page(b"<p>" + b"x" * size + b"</p>")


def write_sums(size: int) -> bytes:
    """Digits and commas without end, which may be a sum of money or a date."""
    return spoil_page(b"<p>pay " + b"\xc2\xa31,000,000" * (size // 11) + b"</p>")


def write_brackets(size: int) -> bytes:
    """Brackets that are opened and never closed."""
    return spoil_page(b"<p>section 1" + b"(a" * (size // 2) + b"</p>")


def write_laws(count: int) -> bytes:
    """Laws, one after the other, in one paragraph."""
    return spoil_page(b"<p>" + b"section 26(1) of the Local Government Act 1974, as amended; " * count + b"</p>")


def write_remedies(count: int) -> bytes:
    """Remedies, one after the other, in one sentence."""
    return spoil_page(b"<h2>Agreed action</h2><p>The Council will " + b"pay \xc2\xa3100 and apologise, " * count)


def open_tags(size: int) -> bytes:
    """Less-than signs and nothing else."""
    return spoil_page(b"<" * size)


def open_comments(size: int) -> bytes:
    """Comments that are never closed."""
    return spoil_page(b"<!-- " * (size // 5))


def write_references(size: int) -> bytes:
    """Character references, right and wrong."""
    return spoil_page(b"<p>" + b"&#x41;&amp;&nbsp;&bogus;&#0;&#xD800;&#x110000; " * (size // 46) + b"</p>")


def laugh(_size: int) -> bytes:
    """A billion laughs: entities of entities, which a parser of XML would unfold."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    kind = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "lol">{entities}]>'
    return kind.encode() + write_page().partition(b">")[2].replace(b"<h2", b"<p>&l9;</p><h2", 1)


def blow_up(size: int) -> bytes:
    """One long entity, asked for many times."""
    kind = b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "' + b"a" * size + b'">]>'
    return kind + write_page().partition(b">")[2].replace(b"<h2", b"<p>" + b"&a;" * size + b"</p><h2", 1)


def name_file(_size: int) -> bytes:
    """External entities that name files of the machine."""
    kind = (
        b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY f SYSTEM "file:secret.xml"><!ENTITY g SYSTEM "/etc/passwd">]>'
    )
    return kind + write_page().partition(b">")[2].replace(b"<h2", b"<p>&f;&g;</p><h2", 1)


def name_address(_size: int) -> bytes:
    """External entities, a document type and a link that name addresses."""
    kind = (
        b'<?xml version="1.0"?><!DOCTYPE html SYSTEM "http://127.0.0.1:9/x.dtd" '
        b'[<!ENTITY f SYSTEM "http://127.0.0.1:9/f"> <!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]>'
    )
    return kind + write_page().partition(b">")[2].replace(b"<h2", b"<p>&f;</p><h2", 1)


def include_file(_size: int) -> bytes:
    """An inclusion, a style sheet and frames, which name files."""
    markup = (
        b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="secret.xml" parse="text"/>'
        b'<iframe src="file:secret.xml"></iframe><object data="secret.xml"></object><img src="//127.0.0.1:9/x">'
    )
    return spoil_page(markup, b'<?xml-stylesheet href="secret.xml"?>')


PAGES = (
    nest(b"div")._replace(name="nested `div`, 50 MB", large=50_000_000),
    nest(b"div"),
    nest(b"p"),
    nest(b"span"),
    nest(b"ul"),
    nest(b"dl"),
    nest(b"table"),
    Attack("list items", ".html", list_items, "either", 20_000, 1_000_000),
    Attack("list items of law and money", ".html", list_long_items, "either", 200, 200_000),
    Attack("open paragraphs", ".html", open_paragraphs, "either", 20_000, 1_000_000),
    Attack("headings", ".html", head_sections, "either", 1_000, 200_000),
    Attack("rows of a table", ".html", draw_table, "either", 5_000, 500_000),
    Attack("tables in tables", ".html", nest_tables, "either", 300, 100_000),
    Attack("formatting never closed", ".html", nest_formatting, "either", 300, 100_000),
    Attack("attributes", ".html", add_attributes, "either", 20_000, 100_000),
    Attack("one line of words", ".html", write_one_line, "either", 100_000, 5_000_000),
    Attack("one word", ".html", write_one_word, "either", 200_000, 5_000_000),
    Attack("one line of sums", ".html", write_sums, "either", 10_000, 5_000_000),
    Attack("one line of brackets", ".html", write_brackets, "either", 10_000, 5_000_000),
    Attack("laws in a paragraph", ".html", write_laws, "either", 200, 80_000),
    Attack("remedies in a sentence", ".html", write_remedies, "either", 200, 200_000),
    Attack("less-than signs", ".html", open_tags, "either", 100_000, 5_000_000),
    Attack("comments never closed", ".html", open_comments, "either", 100_000, 5_000_000),
    Attack("character references", ".html", write_references, "either", 20_000, 5_000_000),
    Attack("billion laughs", ".html", laugh, "row"),
    Attack("one long entity, often", ".html", blow_up, "either", 1_000, 100_000),
    Attack("entities that name files", ".html", name_file, "row"),
    Attack("entities that name addresses", ".html", name_address, "row"),
    Attack("inclusions of files", ".html", include_file, "row"),
)

"""PDFs by hand: loops, bombs, broken trees, and what a viewer would run."""

from __future__ import annotations

import re
import zlib

from tests.hostile.attack import Attack, write_pdf

_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
_PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
_WORDS = b"BT /F 12 Tf 60 700 Td (The complaint) Tj ET"


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data)


def write(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1, with a right table of where they stand."""
    data, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, len(data))
    return data + head + table + end


def write_simple(
    content: bytes, *more: bytes, catalog: bytes = _CATALOG, pages: bytes = _PAGES, page: bytes = _PAGE
) -> bytes:
    """A PDF of one page with this stream."""
    return write(catalog, pages, page, content, _FONT, *more)


def inflate(size: int) -> bytes:
    """A stream of a page that unpacks to a thousand times its size."""
    return write_simple(stream(zlib.compress(b" " * size, 9), b"/Filter/FlateDecode"))


def inflate_often(size: int) -> bytes:
    """A stream packed three times."""
    data = b" " * size
    for _ in range(3):
        data = zlib.compress(data, 9)
    return write_simple(stream(data, b"/Filter[/FlateDecode/FlateDecode/FlateDecode]"))


def show_characters(count: int) -> bytes:
    """Very many characters on one page, packed small."""
    words = b"BT /F 8 Tf 20 800 Td 8 TL\n" + b"(The Council was at fault and should pay) Tj T*\n" * count + b"ET"
    return write_simple(stream(zlib.compress(words, 9), b"/Filter/FlateDecode"))


def show_apart(count: int) -> bytes:
    """Very many words on one page, each in a place of its own."""
    words = b"".join(b"BT /F 8 Tf %d %d Td (ab) Tj ET\n" % (n * 37 % 590, n * 101 % 840) for n in range(count))
    return write_simple(stream(zlib.compress(words, 9), b"/Filter/FlateDecode"))


def draw_rules(count: int) -> bytes:
    """Rules of a table, just under what is taken for a drawing, around words."""
    rules = b"".join(b"%d %d 2 12 re f\n" % (40 + n % 40 * 12, 40 + n // 40 * 14) for n in range(count))
    words = b"".join(b"BT /F 8 Tf %d %d Td (a) Tj ET\n" % (44 + n % 40 * 12, 44 + n // 40 * 14) for n in range(count))
    return write_simple(stream(zlib.compress(rules + words, 9), b"/Filter/FlateDecode"))


def draw_paths(count: int) -> bytes:
    """Very many small paths."""
    return write_simple(stream(zlib.compress(_WORDS + b"1 1 2 2 re f\n" * count, 9), b"/Filter/FlateDecode"))


def repeat_page(count: int) -> bytes:
    """One page, listed very often."""
    kids = b"<</Type/Pages/Kids[" + b"3 0 R " * count + b"]/Count %d>>" % count
    return write_simple(stream(_WORDS), pages=kids)


def claim_pages(count: int) -> bytes:
    """A page that the tree counts as very many."""
    return write_simple(stream(_WORDS), pages=b"<</Type/Pages/Kids[3 0 R]/Count %d>>" % count)


def loop_pages(_size: int) -> bytes:
    """A tree of pages that is its own child."""
    return write_simple(stream(_WORDS), pages=b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2/Parent 2 0 R>>")


def loop_forms(_size: int) -> bytes:
    """A form that draws itself, twice."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"
    page = _PAGE.replace(b"/Font", b"/XObject<</X 6 0 R>>/Font")
    return write_simple(stream(_WORDS + b" /X Do"), stream(b"/X Do /X Do", form), page=page)


def double_forms(depth: int) -> bytes:
    """Forms of which each draws the next ten times: a bomb without a loop."""
    forms = [
        stream(b"/X Do " * 10, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (7 + n))
        for n in range(depth)
    ]
    last = stream(b"BT /F 8 Tf (x) Tj ET", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F 5 0 R>>>>")
    page = _PAGE.replace(b"/Font", b"/XObject<</X 6 0 R>>/Font")
    return write_simple(stream(_WORDS + b" /X Do"), *forms, last, page=page)


def loop_table(_size: int) -> bytes:
    """A table of objects that names itself as the one before."""
    data = write_simple(stream(_WORDS))
    place = data[data.rindex(b"startxref") :].split()[1]
    return data.replace(b"/Root", b"/Prev %s/Root" % place)


def loop_references(_size: int) -> bytes:
    """Objects that stand for each other, in place of a length."""
    data = b"<</Length 6 0 R>>stream\n" + _WORDS + b"\nendstream"
    return write_simple(data, b"7 0 R", b"6 0 R")


def nest_arrays(depth: int) -> bytes:
    """Arrays in arrays."""
    return write_simple(stream(_WORDS), b"[" * depth + b"]" * depth, catalog=_CATALOG.replace(b">>", b"/X 6 0 R>>"))


def claim_length(size: int) -> bytes:
    """A stream that says to be far longer than the file."""
    return write_simple(b"<</Length %d>>stream\n" % size + _WORDS + b"\nendstream")


def enlarge_page(size: int) -> bytes:
    """A page of impossible measures."""
    return write_simple(stream(_WORDS), page=_PAGE.replace(b"595 842", b"%d -%d" % (size, size)))


def encrypt(_size: int) -> bytes:
    """A file that says to be encrypted with a password."""
    lock = b"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -44/O(%s)/U(%s)>>/ID[(a)(a)]" % (b"o" * 32, b"u" * 32)
    return write_simple(stream(_WORDS)).replace(b"/Root", lock + b"/Root")


def lie_of_encryption(_size: int) -> bytes:
    """A file whose way of encryption nobody knows."""
    return write_simple(stream(_WORDS)).replace(b"/Root", b"/Encrypt<</Filter/Unknown/V 99>>/Root")


def attach(_size: int) -> bytes:
    """A page with a file attached, a script that runs when it is opened, and an action that starts a programme."""
    catalog = (
        b"<</Type/Catalog/Pages 2 0 R/OpenAction 6 0 R/AA<</WC 7 0 R>>"
        b"/Names<</EmbeddedFiles<</Names[(a.exe)8 0 R]>>/JavaScript<</Names[(s)6 0 R]>>>>>>"
    )
    script = b"<</S/JavaScript/JS(while \\(true\\) app.alert\\(1\\);)>>"
    launch = b"<</S/Launch/F(/bin/true)>>"
    file = b"<</Type/Filespec/F(a.exe)/EF<</F 9 0 R>>>>"
    return write_simple(stream(_WORDS), script, launch, file, stream(b"MZ", b"/Type/EmbeddedFile"), catalog=catalog)


def miss_font(_size: int) -> bytes:
    """Words in a font that is not there."""
    return write_simple(stream(_WORDS), page=_PAGE.replace(b"5 0 R", b"99 0 R"))


def show_picture(size: int) -> bytes:
    """A picture that says to be of very many points."""
    entries = (
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode"
        % (size, size)
    )
    page = _PAGE.replace(b"/Font", b"/XObject<</X 6 0 R>>/Font")
    return write_simple(stream(b"500 0 0 500 0 0 cm /X Do"), stream(zlib.compress(bytes(9999)), entries), page=page)


def fill_middle(size: int) -> bytes:
    """A right PDF with rubbish behind its end and before its start."""
    return b"x" * 1000 + b"\n" + write_pdf() + b"\0" * size


def begin_anew(count: int) -> bytes:
    """A right PDF that was added to very often."""
    data = write_pdf()
    kept = b"".join(re.findall(rb"/(?:Root|Info) \d+ 0 R|/Size \d+", data[data.rindex(b"trailer") :]))
    for _ in range(count):
        place = data[data.rindex(b"startxref") :].split()[1]
        table = b"\nxref\n0 0\ntrailer\n<<%s/Prev %s>>\n" % (kept, place)
        data += table + b"startxref\n%d\n%%%%EOF\n" % (len(data) + 1)
    return data


PDFS = (
    Attack(
        "PDF without pages",
        ".pdf",
        lambda _: write_simple(stream(_WORDS), pages=b"<</Type/Pages/Kids[]/Count 0>>"),
        "refused",
    ),
    Attack("PDF whose tree is no tree", ".pdf", lambda _: write_simple(stream(_WORDS), pages=b"[1 2 3]"), "refused"),
    Attack("PDF without a catalogue", ".pdf", lambda _: write_simple(stream(_WORDS), catalog=b"null"), "refused"),
    Attack("PDF whose tree is a loop", ".pdf", loop_pages, "refused"),
    Attack("PDF whose form draws itself", ".pdf", loop_forms, "refused"),
    Attack("PDF whose forms multiply", ".pdf", double_forms, "refused", 4, 12),
    Attack("PDF whose table is a loop", ".pdf", loop_table, "refused"),
    Attack("PDF whose length is a loop", ".pdf", loop_references, "refused"),
    Attack("PDF of arrays in arrays", ".pdf", nest_arrays, "refused", 10_000, 1_000_000),
    Attack("PDF whose stream claims gigabytes", ".pdf", claim_length, "refused", 1 << 40, 1 << 40),
    Attack("PDF of an impossible size", ".pdf", enlarge_page, "refused", 1 << 40, 1 << 40),
    Attack("PDF bomb", ".pdf", inflate, "refused", 1_000_000, 1_000_000_000),
    Attack("PDF bomb in a bomb", ".pdf", inflate_often, "refused", 1_000_000, 1_000_000_000),
    Attack("PDF of characters", ".pdf", show_characters, "refused", 300, 100_000),
    Attack("PDF of words all over", ".pdf", show_apart, "refused", 500, 100_000),
    Attack("PDF of rules", ".pdf", draw_rules, "refused", 300, 1_990),
    Attack("PDF of paths", ".pdf", draw_paths, "refused", 5_000, 2_000_000),
    Attack("PDF of one page, often", ".pdf", repeat_page, "refused", 50, 200_000),
    Attack("PDF that claims pages", ".pdf", claim_pages, "refused", 50, 1_000_000),
    Attack("PDF with a password", ".pdf", encrypt, "refused"),
    Attack("PDF of an unknown encryption", ".pdf", lie_of_encryption, "refused"),
    Attack("PDF with attachment, script and launch", ".pdf", attach, "refused"),
    Attack("PDF without its font", ".pdf", miss_font, "refused"),
    Attack("PDF of a huge picture", ".pdf", show_picture, "refused", 60_000, 60_000),
    Attack("PDF with rubbish around it", ".pdf", fill_middle, "row", 1_000, 40_000_000),
    Attack("PDF with many additions", ".pdf", begin_anew, "either", 50, 5_000),
)

"""An index of the archive for the programs of other web archives (pywb, OutbackCDX, Common Crawl's tools): CDXJ."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes, urlsplit

from decision_parser.crawl.entry import Entry
from decision_parser.crawl.warc_reading import iter_entries, iter_files

_DEFAULT_PORTS = {"http": 80, "https": 443}
_KEPT = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in "#%")


def export_cdxj(folder: Path) -> Iterator[str]:
    """One line for each answer in the archive, sorted by bytes, without its line feed."""
    entries = (entry for path in iter_files(folder) for entry in iter_entries(path))
    # Bytes, not characters, decide: readers look lines up by halving the file. All is ASCII, so the two agree.
    yield from sorted(_write_line(entry) for entry in entries if entry.status is not None)


def make_surt(url: str) -> str:
    """The address as a key to sort by: `uk,org,lgo)/decisions?page=2`, as pywb makes it.

    Without scheme, `www.`, default port and fragment; path and query in lower case, the query's parts sorted.
    """
    parts = urlsplit(url)
    if parts.scheme not in _DEFAULT_PORTS:
        return _even_out(url)
    host = ",".join(reversed(re.sub(r"^www\d*\.", "", parts.hostname or "").split(".")))
    port = f":{parts.port}" if parts.port not in {None, _DEFAULT_PORTS[parts.scheme]} else ""
    query = "&".join(sorted(_even_out(parts.query).split("&")))
    return f"{host}{port}){_even_out(parts.path).rstrip('/') or '/'}{'?' if query else ''}{query}"


def _even_out(text: str) -> str:
    return quote(unquote_to_bytes(text), safe=_KEPT).lower()


def _write_line(entry: Entry) -> str:
    stated = {
        "url": entry.url,
        "mime": "warc/revisit" if entry.kind == "revisit" else (entry.content_type or "unk").partition(";")[0].strip(),
        "status": str(entry.status),
        "digest": (entry.payload_digest or "-").rpartition(":")[2],
        "length": str(entry.length),
        "offset": str(entry.offset),
        "filename": entry.file,
    }
    return f"{make_surt(entry.url)} {entry.time:%Y%m%d%H%M%S} {json.dumps(stated)}"

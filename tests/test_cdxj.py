"""The export for other web archives: keys as pywb makes them, one line for each answer."""

import json
from pathlib import Path

import pytest

from decision_parser.crawl.cdxj import export_cdxj, make_surt
from decision_parser.crawl.warc import WarcWriter
from tests.archives import PAGE, RUN, make_record, make_reply, make_unmodified


@pytest.mark.parametrize(
    ("url", "surt"),
    [
        ("https://www.lgo.org.uk/Decisions/SearchResults?td=2025-01-31&fd=0001-01-01&page=2",
         "uk,org,lgo)/decisions/searchresults?fd=0001-01-01&page=2&td=2025-01-31"),
        ("http://lgo.org.uk", "uk,org,lgo)/"),
        ("https://LGO.org.uk:443/a/#top", "uk,org,lgo)/a"),
        ("http://127.0.0.1:8080/a?", "1,0,0,127:8080)/a"),
        ("http://www2.example.org:443/%7Ea%2fB?c=%2B1&b=%C3%9C", "org,example:443)/~a/b?b=%c3%9c&c=+1"),
        ("dns:example.org", "dns:example.org"),
    ],
)  # fmt: skip
def test_addresses_become_keys(url: str, surt: str) -> None:
    """Host reversed without www, default port and fragment gone, lower case, the query sorted."""
    assert make_surt(url) == surt


def test_lines_are_sorted(tmp_path: Path) -> None:
    """Each answer is a line with all that pywb needs to find it; revisits say so; notes have no line."""
    with WarcWriter(tmp_path, RUN) as writer:
        other = writer.write_response(make_reply("https://www.lgo.org.uk/robots.txt", headers=()), "robots")
        page = writer.write_response(make_reply(), "decision")
        revisit = writer.write_revisit(make_unmodified(), page, "decision")
        writer.write_note("run", "end", b"{}")
    lines = list(export_cdxj(tmp_path))
    assert lines == sorted(lines)
    keys = [line.split(" ", 2)[:2] for line in lines]
    key = "uk,org,lgo)/decisions/housing/homelessness/24-014-420"
    assert keys == [[key, "20261123010203"]] * 2 + [["uk,org,lgo)/robots.txt", "20261123010203"]]
    stated = {json.loads(line.split(" ", 2)[2])["offset"]: json.loads(line.split(" ", 2)[2]) for line in lines}
    assert stated[str(page.offset)] == {
        "url": PAGE,
        "mime": "text/html",
        "status": "200",
        "digest": (page.payload_digest or "").removeprefix("sha256:"),
        "length": str(page.length),
        "offset": str(page.offset),
        "filename": page.file,
    }
    assert (stated[str(revisit.offset)]["mime"], stated[str(revisit.offset)]["status"]) == ("warc/revisit", "304")
    assert stated[str(other.offset)]["mime"] == "unk"


def test_files_of_other_programs_have_lines(tmp_path: Path) -> None:
    """A record without a digest has a line too."""
    (tmp_path / "wget.warc.gz").write_bytes(make_record("response", b"HTTP/1.1 200 OK\r\n\r\nhello"))
    (line,) = export_cdxj(tmp_path)
    assert line.startswith('org,example)/a 20200102030405 {"url": "http://example.org/a", "mime": "unk"')
    assert '"digest": "-"' in line

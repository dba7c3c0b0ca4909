"""What an attacker would try: our own code must not run, open, reach or write what it was not asked to."""

import ast
import ctypes
import json
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from pytest_socket import SocketConnectBlockedError

import decision_parser
from decision_parser.dataset.exporting.browsing import write_browsing
from decision_parser.dataset.exporting.extracts import Choice, Extract
from decision_parser.dataset.release import FileRecord, Release, read_release
from decision_parser.dataset.remote import RemoteDataset
from decision_parser.errors import DecisionParserError, UsageError
from decision_parser.storage.addresses import Address
from decision_parser.storage.store import Store, is_inside
from tests.hostile_release import HOSTILE, share_hostile
from tests.refreshing import CONTACT

CODE = Path(decision_parser.__file__).parent

# ── what our code never does ─────────────────────────────────────────────────────────────────────────────────────────

FORBIDDEN_MODULES = frozenset(
    "pickle cPickle marshal shelve dill cloudpickle joblib yaml xmlrpc telnetlib code".split()
)
FORBIDDEN_CALLS = frozenset(
    "eval exec compile __import__ os.system os.popen os.execv os.execvp os.spawnl pty.spawn tempfile.mktemp "
    "subprocess.getoutput subprocess.getstatusoutput pandas.read_pickle pd.read_pickle numpy.load np.load "
    "etree.XMLParser etree.parse etree.iterparse minidom.parse minidom.parseString ET.parse ET.fromstring".split()
)
EXCEPTIONS = {
    # Tasks for workers of a cluster, from a scheduler that may run anything there anyway.
    ("engines/calls.py", "pickle"),
    # A drawing that this process has made.
    ("quality/page/svg.py", "ET.fromstring"),
}
PROGRAMS = {"cli/exploring.py", "pipeline/against.py"}
"""Modules that start another program, each with a list of words of ours."""


# Most modules say none of it, and need not be parsed.
_WORDS = re.compile(
    rf"\b(?:{'|'.join(sorted(FORBIDDEN_MODULES))}|subprocess|shell)\b"
    rf"|\b(?:{'|'.join(sorted({name.rpartition('.')[2] for name in FORBIDDEN_CALLS} - {'compile'}))})\("
    r"|(?<!re\.)\bcompile\("
)


def write_name(node: ast.expr) -> str:
    """A name with dots as it is written; empty for what is none."""
    if isinstance(node, ast.Attribute):
        return f"{write_name(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def find_dangers(name: str, source: str) -> list[str]:
    """What a module does that none may do."""
    if not _WORDS.search(source):
        return []
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            modules = {each.partition(".")[0] for each in names}
            found += sorted(modules & FORBIDDEN_MODULES)
            found += ["subprocess"] * ("subprocess" in modules and name not in PROGRAMS)
        elif isinstance(node, ast.Call):
            called = write_name(node.func)
            found += [called] * (called in FORBIDDEN_CALLS)
            found += [f"{called}(shell)" for word in node.keywords if word.arg == "shell"]
            if called in {"subprocess.run", "subprocess.Popen"} and not isinstance(node.args[0], ast.List | ast.Name):
                found.append(f"{called}(text)")
    return [danger for danger in found if (name, danger) not in EXCEPTIONS]


def test_no_module_runs_what_it_reads() -> None:
    """Nothing is unpickled, evaluated or handed to a shell; XML is not parsed at all; programs are lists of words."""
    files = {path.relative_to(CODE).as_posix(): path.read_text(encoding="utf-8") for path in CODE.rglob("*.py")}
    assert len(files) > 200
    assert {name: dangers for name, text in files.items() if (dangers := find_dangers(name, text))} == {}
    assert PROGRAMS | {name for name, _ in EXCEPTIONS} <= files.keys()


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from yaml import load",
        "eval(text)",
        "import os\nos.system(text)",
        "import subprocess",
        "run(words, shell=True)",
        "subprocess.run('ls')",
        "etree.XMLParser()",
    ],
)
def test_what_is_forbidden_is_seen(source: str) -> None:
    """The search finds each kind of what it looks for."""
    assert find_dangers("x.py", source)


# ── parsing reaches nothing ──────────────────────────────────────────────────────────────────────────────────────────

_TEXT = (
    "<h1>Eastley Council (24 100 001)</h1><h2>The Ombudsman's final decision</h2><p>About it.</p><h2>The complaint</h2>"
    "<p>Ms X complains &file; &net; of it.</p><h2>Final decision</h2><p>I end it.</p>"
)


def write_page(secret: Path, url: str, start: str = "") -> bytes:
    """A page that names a file and an address in every way in which a reader may open them."""
    uri = secret.as_uri()
    head = "".join(
        f'<link rel="stylesheet" href="{each}"><script src="{each}"></script><base href="{each}">'
        f'<link rel="import" href="{each}"><meta http-equiv="refresh" content="0; url={each}">'
        for each in (uri, url)
    )
    body = "".join(
        f'<img src="{each}" srcset="{each} 2x"><iframe src="{each}"></iframe><object data="{each}"></object>'
        f'<embed src="{each}"><video src="{each}" poster="{each}"></video><style>@import "{each}";</style>'
        f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href="{each}"/>'
        f'<svg><image href="{each}"/><use href="{each}#a"/></svg>'
        for each in (uri, url)
    )
    doctype = (
        f'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "{url}" ['
        f'<!ENTITY file SYSTEM "{uri}"><!ENTITY net SYSTEM "{url}"><!ENTITY % more SYSTEM "{url}"> %more; ]>'
    )
    return f"{start}{doctype}<html><head>{head}</head><body><article>{_TEXT}{body}</article></body></html>".encode()


def write_pdf(secret: Path, url: str) -> bytes:
    """A PDF whose actions, attachments and streams lie elsewhere."""
    lines = [START[0], "Eastley.", START[1], "It ends.", "The complaint", "Ms X complains.", "Final decision", "End."]
    shown = [f"/F{1 + number % 2} {14 - 2 * (number % 2)} Tf ({line}) Tj T*" for number, line in enumerate(lines)]
    content = f"BT 72 750 Td 30 TL {' '.join(shown)} ET"
    uri, name = f"<< /S /URI /URI ({url}) >>", f"<< /Type /Filespec /F ({secret}) /UF ({secret}) >>"
    remote = f"<< /Type /Filespec /FS /URL /F ({url}) >>"
    parts = [
        (
            f"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /Launch /F {name} /Next {uri} >> "
            f"/AA << /WC {uri} >> /Names << /EmbeddedFiles << /Names [(a) {remote}] >> "
            f"/JavaScript << /Names [(j) << /S /JavaScript /JS (this.submitForm\\('{url}'\\);) >>] >> >> >>"
        ),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents [4 0 R 6 0 R] "
            "/Resources << /Font << /F1 7 0 R /F2 5 0 R >> >> "
            f"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 595 842] /A {uri} >> "
            f"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /GoToR /F {name} /D [0 /Fit] >> >>] >>"
        ),
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Length 0 /F {name} >>\nstream\n\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{part}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(data)
    count = len(parts) + 1
    data += f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer << /Size {count} /Root 1 0 R >>\n".encode()
    return data + f"startxref\n{start}\n%%EOF\n".encode()


@contextmanager
def listening() -> Iterator[tuple[str, list[object]]]:
    """An address on this machine, and who came there."""
    came: list[object] = []
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()

        def accept() -> None:
            while True:
                try:
                    connection, who = server.accept()
                except OSError:
                    return
                connection.close()
                came.append(who)

        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/x", came
        server.shutdown(socket.SHUT_RDWR)


# What the interpreter tells of itself; of what C libraries open behind its back, the kernel tells.
_WATCH = """
import sys
from pathlib import Path
import decision_parser
data = [Path(each).read_bytes() for each in sys.argv[1:]]
for each in data:  # so that all that is needed is loaded
    decision_parser.parse(each)
seen, watching = [], True
def watch(event, arguments):
    if event == "open" and arguments[0] == "/proc/self/statm":
        return  # how much memory this process has: asked so that it can be bounded
    if watching and event.split(".")[0] in {"open", "socket", "subprocess", "os", "shutil", "urllib", "import"}:
        seen.append((event, str(arguments)[:200]))
sys.addaudithook(watch)
texts = [decision_parser.parse(each).full_text for each in data]
watching = False
print(seen)
print(*texts, sep="\\0")
"""
START = ("Eastley Council (24 100 001)", "The Ombudsman's final decision", "Summary")


@pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's")
def test_parsing_opens_nothing(tmp_path: Path) -> None:
    """A page, PDF or text that names files and addresses opens no socket, no file and no program."""
    secret = tmp_path / "secret.txt"
    secret.write_text("the words of the secret file", encoding="utf-8")
    with listening() as (url, came), watching(secret) as opened:
        declared = f'<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="{secret.as_uri()}"?>'
        data = {
            "html": write_page(secret, url),
            "xhtml": write_page(secret, url, declared),
            "pdf": write_pdf(secret, url),
            "text": "\n\n".join([*START, f"She complains: {url}, {secret.as_uri()}."]).encode(),
        }
        for name, each in data.items():
            (tmp_path / name).write_bytes(each)
        command = [sys.executable, "-c", _WATCH, *(str(tmp_path / name) for name in data)]
        done = subprocess.run(command, capture_output=True, check=True, text=True)
        assert opened() == b""
    seen, _, texts = done.stdout.partition("\n")
    assert seen == "[]"
    assert ["complains" in text for text in texts.split("\0")] == [True] * len(data)
    assert "the words of the secret file" not in texts
    assert came == []


@contextmanager
def watching(path: Path) -> Iterator[Callable[[], bytes]]:
    """What the kernel tells of openings of a file, as a call that gives the bytes of its events."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.inotify_init1(os.O_NONBLOCK)
    opening = 0x20
    assert libc.inotify_add_watch(descriptor, os.fsencode(path), opening) >= 0

    def read() -> bytes:
        try:
            return os.read(descriptor, 4096)
        except BlockingIOError:
            return b""

    path.read_bytes()
    assert read()  # it does see
    try:
        yield read
    finally:
        os.close(descriptor)


# ── no test leaves this machine ──────────────────────────────────────────────────────────────────────────────────────


def test_no_test_leaves_this_machine() -> None:
    """A test that would connect elsewhere, or ask a name server, fails at once; the loopback is free."""
    with socket.socket() as caller, pytest.raises(SocketConnectBlockedError):
        caller.connect(("192.0.2.1", 80))
    with pytest.raises(pytest.fail.Exception, match="name server"):
        socket.getaddrinfo("www.lgo.org.uk", 443)
    with listening() as (url, _), socket.create_connection(("localhost", int(url.split(":")[2].rstrip("/x")))):
        pass


# ── names from outside are no way out of a folder ────────────────────────────────────────────────────────────────────

OUTSIDE = ["../x", "a/../../x", "/etc/x", "a//x", "a/./x", "..", "", "a\\..\\x", "c:x", "a/\0x"]


@pytest.mark.parametrize("name", OUTSIDE)
def test_names_that_lead_outside_are_told(name: str) -> None:
    """No name with a step up, a root, a drive or a NUL is taken for one of something inside."""
    assert not is_inside(name)
    assert is_inside("releases/20260601T030000Z/decisions/decided_year=2025/part-0.parquet")


class Bucket(Store):
    """A bucket that somebody else fills."""

    def __init__(self, objects: dict[str, bytes]) -> None:
        super().__init__(Address("s3", "bucket", "bucket/dataset"), None)
        self.objects = objects

    def read(self, name: str) -> bytes | None:
        """The bytes of an object."""
        return self.objects.get(name)

    def list_folders(self, folder: str) -> set[str]:
        """The folders of releases."""
        return {name.split("/")[1] for name in self.objects if name.startswith(f"{folder}/")}


@pytest.mark.parametrize("name", ["../../x", "..", "20260601T030000Z/../../../x", "/tmp/x"])  # noqa: S108 - a name
def test_a_pointer_names_no_other_folder(name: str, tmp_path: Path) -> None:
    """The `current.json` of a bucket can name a release, and no folder of this machine."""
    remote = RemoteDataset(Bucket({"current.json": json.dumps({"release": name}).encode()}), tmp_path)
    with pytest.raises(DecisionParserError, match=r"current\.json cannot be read .*no release's name"):
        _ = remote.current


@pytest.mark.parametrize("name", ["../../../../kept", "/kept", "a/../../kept"])
def test_a_release_names_no_other_file(name: str, tmp_path: Path) -> None:
    """The `release.json` of a bucket cannot have a file written, or removed, outside its folder here."""
    kept = tmp_path / "kept"
    kept.write_bytes(b"mine")
    release, record = "20260601T030000Z", FileRecord(4, "0" * 64)
    described = msgspec.structs.replace(make_release(release), files={name: record})
    remote = RemoteDataset(
        Bucket({f"releases/{release}/release.json": msgspec.json.encode(described)}), tmp_path / "a" / "b"
    )
    with pytest.raises(UsageError, match=r"has no release .* that can be read"):
        remote.fetch(release)
    assert kept.read_bytes() == b"mine"
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["kept"]


def make_release(name: str) -> Release:
    """A release of nothing."""
    given: dict[str, object] = {
        "release": name, "created_at": "2026-06-01T03:00:00Z", "previous": None, "parser_version": "0", "counts": {},
        "schema_version": 1, "checks": [], "problems": {}, "sources": {}, "fingerprints": {}, "files": {},
    }  # fmt: skip
    return msgspec.convert(given, Release)


def test_an_object_is_never_written_elsewhere(tmp_path: Path) -> None:
    """Whoever lists the names of a bucket can have nothing written outside the folder of copies."""
    with pytest.raises(DecisionParserError, match="outside the folder of copies; nothing was fetched"):
        Bucket({}).fetch("runs/../../x", tmp_path / "runs/../../x")


# ── what we write runs nowhere ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset whose names and reasons are markup."""
    return share_hostile(tmp_path_factory)


def test_metadata_for_datasette_holds_no_markup_of_others(hostile: Path) -> None:
    """Whatever a publisher is called, in what Datasette shows as HTML it is text."""
    extract = Extract(hostile, Choice())
    assert extract.release is not None
    described = json.loads(write_browsing(extract, '"><script>x').partition("\n")[2])

    def iter_html(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            for key, each in value.items():
                if key.endswith("_html"):
                    yield each
                yield from iter_html(each)

    texts = list(iter_html(described))
    assert len(texts) > 5
    assert not [text for text in texts if "<script" in text or any(each in text for each in HOSTILE[:3])]


def test_a_hostile_release_is_still_read(hostile: Path) -> None:
    """What wants to be markup is kept as the words that it is, in the dataset as in its exports."""
    assert set(HOSTILE) <= set(decision_parser.read(hostile)["body_name"])
    assert read_release(hostile / "current") is not None
    assert CONTACT

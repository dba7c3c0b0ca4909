"""Archives and datasets in an object store: the same bytes as here, no half release, nothing twice, no trace left."""

import datetime as dt
import gzip
import io
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import decision_parser
from decision_parser import cli
from decision_parser.crawl import mirror
from decision_parser.dataset import remote
from decision_parser.dataset.release import find_named
from decision_parser.errors import ArchiveError, BusyError, DecisionParserError, UsageError
from decision_parser.pipeline.archive import export_archive, suppress, verify_archive
from decision_parser.pipeline.build import build
from decision_parser.pipeline.refresh import RefreshReport, refresh
from decision_parser.quality.page import rendering
from decision_parser.storage import claim
from decision_parser.storage.addresses import find_local, is_remote, parse_address
from decision_parser.storage.store import Store, open_store
from tests.bucket import Bucket, Stored, open_bucket
from tests.refreshing import CONTACT, PATIENT, find_parquet, keep_clock, night, set_clock
from tests.site import Site, make_site

TODAY = dt.date(2026, 6, 1)
ARCHIVE, OUT = "s3://bucket/kept/archive", "s3://bucket/kept/dataset"
COUNT = 8
HOUR = 3600.0


def make() -> Site:
    """The same site for each test, over a year."""
    return make_site(COUNT, 1, seed=5, paragraphs=3)


class Away:
    """A site, and a bucket with what is refreshed from it; `cache` is where copies are kept on this machine."""

    def __init__(self, site: Site, base_url: str, bucket: Bucket, cache: Path) -> None:
        self.site = site
        self.base_url = base_url
        self.bucket = bucket
        self.cache = cache

    def refresh(self, days: int = 1, archive: str | Path = ARCHIVE, out: str | Path = OUT) -> RefreshReport:
        """A run after so many days."""
        self.site.today += dt.timedelta(days=days)
        set_clock(night(self.site.today))
        self.bucket.log.clear()
        asking: dict[str, Any] = {"base_url": self.base_url, "contact": CONTACT, "delay": 0, "limits": PATIENT}
        return refresh(archive, out=out, weeks=2, jobs=1, **asking)

    def forget(self) -> None:
        """Go on as another machine would, that has nothing yet."""
        shutil.rmtree(self.cache)

    def parquet(self) -> dict[str, bytes]:
        """The Parquet files of the release that readers see."""
        release = find_current(self.bucket)
        top = f"kept/dataset/releases/{release}/"
        return {
            key.removeprefix(top): stored.body
            for key, stored in self.bucket.objects.items()
            if key.startswith(top) and key.endswith(".parquet")
        }

    def revise(self, words: str = "Amended.") -> str:
        """One decision of the last year is revised; its identity."""
        version = max(self.site.listed(), key=lambda version: version.decided_on)
        self.site.revise(version.identity, note=words)
        return version.identity


def find_current(bucket: Bucket) -> str:
    """The name of the release that readers see."""
    return bucket.read("kept/dataset/current.json").decode().split('"')[3]


@pytest.fixture(scope="module")
def bucket() -> Iterator[Bucket]:
    """A bucket on a server of this machine."""
    with open_bucket() as bucket:
        yield bucket


class Begun:
    """What a first run left: the objects in the bucket, and the copies here."""

    def __init__(self, objects: dict[str, Stored], cache: Path) -> None:
        self.objects = objects
        self.cache = cache


@pytest.fixture(scope="module")
def begun(bucket: Bucket, tmp_path_factory: pytest.TempPathFactory) -> Begun:
    """A first run into the bucket."""
    cache, site = tmp_path_factory.mktemp("cache"), make()
    with keep_clock(), site.serve() as base_url, pytest.MonkeyPatch.context() as patched:
        patched.setenv("DECISION_PARSER_CACHE", str(cache))
        report = Away(site, base_url, bucket, cache).refresh(0)
    assert report.exit_code == 0
    return Begun(dict(bucket.objects), cache)


@pytest.fixture
def away(begun: Begun, bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Away]:
    """The site, and all as the first run left it."""
    bucket.objects, bucket.denied = dict(begun.objects), frozenset()
    bucket.log.clear()
    cache, site = tmp_path / "cache", make()
    shutil.copytree(begun.cache, cache, symlinks=True)
    monkeypatch.setenv("DECISION_PARSER_CACHE", str(cache))
    with keep_clock(), site.serve() as base_url:
        set_clock(night(site.today))
        yield Away(site, base_url, bucket, cache)


def ends_with(words: str) -> Callable[[str], bool]:
    """Names that end so."""
    return lambda name: name.endswith(words)


def holds(words: str) -> Callable[[str], bool]:
    """Names that hold these words."""
    return lambda name: words in name


def stop_at(monkeypatch: pytest.MonkeyPatch, name: str, wanted: Callable[[str], bool]) -> None:
    """Kill the run when it does this with a name that is wanted."""
    real = getattr(Store, name)

    def act(self: Store, target: str, *more: Any) -> Any:  # noqa: ANN401 - as the store has them
        if wanted(target):
            raise KeyboardInterrupt
        return real(self, target, *more)

    monkeypatch.setattr(Store, name, act)


# ── what a run brings there ──────────────────────────────────────────────────────────────────────────────────────────


def test_what_lies_there_is_what_would_lie_here(away: Away, tmp_path: Path) -> None:
    """A refresh into a bucket gives the Parquet bytes of one into folders, and so does a build from there elsewhere."""
    away.refresh(0, tmp_path / "archive", tmp_path / "dataset")
    here = find_parquet(tmp_path / "dataset")
    assert away.parquet() == here
    away.forget()
    report = build([ARCHIVE], out=tmp_path / "rebuilt", jobs=1)
    assert (report.exit_code, report.decisions) == (0, COUNT)
    assert find_parquet(tmp_path / "rebuilt") == here
    assert away.bucket.keys("put", "copy", "delete") == []  # whoever builds need not be allowed to write
    kept = {key for key in away.bucket.objects if key.startswith("kept/archive/") and not key.endswith("/")}
    assert {key.rpartition(".")[2] for key in kept} == {"gz"}


@pytest.mark.parametrize("cold", [False, True])
def test_nothing_new_brings_next_to_nothing(away: Away, cold: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    """A run that finds nothing new writes its notes and report, and no Parquet; a copy here fetches nothing again."""
    if cold:
        away.forget()
    before = set(away.bucket.objects)
    report = away.refresh()
    assert (report.exit_code, report.release) == (0, None)
    new = sorted(key for key in away.bucket.objects if key not in before and not key.endswith("/"))
    assert [key.rpartition("/")[0] for key in new] == ["kept/archive", "kept/dataset/runs", "kept/dataset/runs"]
    fetched = [key for key in away.bucket.keys("get") if key.endswith((".gz", ".parquet"))]
    assert bool(fetched) == cold
    assert not any(key.endswith(".parquet") for key in away.bucket.keys("put", "copy"))


def test_what_did_not_change_is_copied_by_the_store(away: Away) -> None:
    """Of the next release only the files that are new travel; it is as one that a new machine would build."""
    away.revise()
    report = away.refresh()
    assert (report.exit_code, report.changes) == (0, {"revised": 1})
    put, copied = ({key for key in away.bucket.keys(deed) if key.endswith(".parquet")} for deed in ("put", "copy"))
    years = {part for key in put for part in key.split("/") if part.startswith("decided_year=")}
    assert len(years) == 1
    assert len(copied) > 4
    assert not put & copied
    assert {key.partition(f"{report.release}/")[2] for key in put | copied} == set(away.parquet())
    away.forget()
    frame = decision_parser.read(OUT, "changes")
    assert frame["kind"].tolist().count("revised") == 1


def test_a_run_that_is_stopped_keeps_what_it_fetched(away: Away) -> None:
    """What was received before an interrupt lies in the bucket, and another machine goes on from there."""
    for path in ("archive", "dataset"):
        for key in [key for key in away.bucket.objects if key.startswith(f"kept/{path}")]:
            del away.bucket.objects[key]
    away.forget()
    away.site.fail(r"/decisions/\w", "reset", times=None, after=5)
    first = away.refresh(0)
    assert first.exit_code == 3
    kept = [key for key in away.bucket.objects if key.endswith(".warc.gz")]
    assert kept
    away.forget()
    away.site.heal()
    away.site.clear_log()
    assert away.refresh(0).exit_code == 0
    assert len(decision_parser.read(OUT)) == COUNT
    assert set(kept) < set(away.bucket.objects)


# ── what a killed run leaves ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_killed_upload_shows_nobody_a_half_release(away: Away, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers see the release before, wherever a run is cut off; the next one brings a whole one, from any machine."""
    before, old = find_current(away.bucket), away.parquet()
    away.revise("Amended.")
    for number, last in enumerate((".warc.gz", "part-0.parquet", "release.json", "current.json")):
        with monkeypatch.context() as patched:
            stop_at(patched, "put", ends_with(last))
            with pytest.raises(KeyboardInterrupt):
                away.refresh()
        assert find_current(away.bucket) == before
        assert away.parquet() == old
        if number:  # what the archive lacks, this machine alone has
            away.forget()
        assert len(decision_parser.read(OUT)) == COUNT
    report = away.refresh()
    assert find_current(away.bucket) == report.release
    assert decision_parser.read(OUT)["full_text"].str.contains("Amended.", regex=False).sum() == 1
    folders = {key.split("/")[3] for key in away.bucket.objects if key.startswith("kept/dataset/releases/2")}
    whole = {name for name in folders if f"kept/dataset/releases/{name}/release.json" in away.bucket.objects}
    assert folders == whole
    assert len(whole) == 3  # one of them was whole, and nobody saw it
    assert find_named(OUT, "previous").name in whole - {report.release}
    assert verify_archive(ARCHIVE).findings == ()


# ── one writer at a time ─────────────────────────────────────────────────────────────────────────────────────────────


def test_two_do_not_write_at_a_time(away: Away, capsys: pytest.CaptureFixture[str]) -> None:
    """While another run holds a place, a run ends with 75 and a sentence that says who, and changes nothing."""
    for place in ("archive", "dataset"):
        key = f"kept/{place}/.lock-other"
        away.bucket.put(key, b'{"host":"far","process":7,"since":"2026-06-01T02:00:00Z","token":"x"}')
        before = {name for name in away.bucket.objects if not name.endswith("/")}
        code = cli.main(["refresh", "--archive", ARCHIVE, "--out", OUT, "--base-url", away.base_url, "--quiet"])
        said = capsys.readouterr().err
        assert code == 75
        assert said == (
            f"Another run (on far, since 2026-06-01 02:00 UTC) is writing s3://bucket/kept/{place}; try again when it "
            "has ended, or 3 hours after it was killed.\n"
        )
        left = {name for name in away.bucket.objects if "/runs/" not in name and not name.endswith("/")}
        assert left == {name for name in before if "/runs/" not in name}
        del away.bucket.objects[key]


def test_a_claim_without_a_sign_of_life_is_taken_over(away: Away) -> None:
    """What a killed run left three hours ago stops nobody, nor what one of this working copy left just now."""
    for place in ("archive", "dataset"):
        stored = away.bucket.put(f"kept/{place}/.lock-other", b"?")
        away.bucket.objects[f"kept/{place}/.lock-other"] = stored._replace(written=stored.written - 3.1 * HOUR)
    assert away.refresh().exit_code == 0
    assert not any("/.lock-" in key for key in away.bucket.objects)


def test_of_two_that_claim_at_once_not_both_go_on(away: Away, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whoever lists last sees the other's claim, in whatever order they were written; a lost one is noticed."""
    store = open_store("s3://bucket/elsewhere")
    (tmp_path / "other").mkdir()
    real = Store.put
    inner: list[type[BaseException]] = []

    def put(self: Store, name: str, content: bytes | Path) -> None:
        real(self, name, content)
        if not inner:
            inner.append(BusyError)
            with pytest.raises(BusyError), claim.hold_claim(store, tmp_path / "other"):
                pass

    monkeypatch.setattr(Store, "put", put)
    with claim.hold_claim(store, tmp_path) as held:
        held.check()
        for key in [key for key in away.bucket.objects if key.startswith("elsewhere/.lock")]:
            away.bucket.put(key, b"another's")
        with pytest.raises(BusyError, match=r"taken over s3://bucket/elsewhere"):
            held.renew()
    assert inner


# ── removed for good ─────────────────────────────────────────────────────────────────────────────────────────────────


def unpack(name: str, body: bytes) -> str:
    """All text of an object, of whatever kind."""
    if name.endswith(".gz"):
        return gzip.decompress(body).decode("utf-8", "replace")
    if name.endswith(".parquet"):
        table, sink = pq.read_table(io.BytesIO(body)), pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table)
        body = sink.getvalue().to_pybytes()
    return body.decode("utf-8", "replace")


def find_words(away: Away, words: str) -> list[str]:
    """The objects, and the files here, that hold these words."""
    files = {str(path): path.read_bytes() for path in away.cache.rglob("*") if path.is_file()}
    objects = {name: stored.body for name, stored in away.bucket.objects.items()}
    return [name for name, body in {**files, **objects}.items() if words in unpack(name, body)]


def test_what_is_suppressed_leaves_no_trace(away: Away, monkeypatch: pytest.MonkeyPatch) -> None:
    """No object holds the decision any more, in no release, nor any copy here; cut off, it can be done again.

    A machine whose copies are older takes it over when it comes there next.
    """
    identity = away.revise("Zanzibar alone.")
    away.refresh()
    assert len(find_words(away, "Zanzibar")) > 5
    run = "kept/dataset/runs/20260101T000000Z.json"
    told = json.dumps({"message": f"GET /decisions/{identity} gave no answer."})
    away.bucket.objects[run] = Stored(told.encode(), 0)
    old = away.cache.with_name("old")
    shutil.copytree(away.cache, old, symlinks=True)
    arguments: dict[str, Any] = {"out": OUT, "reason": "Court order."}
    for cut in ("20260602T030000Z-", "part-0.parquet"):
        with monkeypatch.context() as patched:
            stop_at(patched, "put", holds(cut))
            with pytest.raises(KeyboardInterrupt):
                suppress(ARCHIVE, f"lgsco/{identity}", **arguments)
        away.forget()
    suppress(ARCHIVE, f"lgsco/{identity}", **arguments)
    assert find_words(away, "Zanzibar") == []
    assert json.loads(away.bucket.read(run)) == {"message": "GET /decisions/(removed) gave no answer."}
    assert find_words(away, f"/decisions/{identity}") == []
    previous = decision_parser.read(find_named(OUT, "previous"))
    assert f"lgsco/{identity}" not in set(previous["decision_id"])
    assert len(previous) == len(decision_parser.read(OUT)) == COUNT - 1
    away.forget()
    old.rename(away.cache)
    report = away.refresh()
    assert (report.exit_code, report.changes) == (0, {})
    assert verify_archive(ARCHIVE).findings == ()
    current = find_current(away.bucket)
    assert [name for name in find_words(away, "Zanzibar") if "/releases/" not in name or current in name] == []


def test_nothing_is_replaced_by_a_stranger(away: Away) -> None:
    """A file that was never brought there does not replace another of its name, nor is it replaced."""
    (name,) = (key for key in away.bucket.objects if key.endswith(".warc.gz"))
    body = away.bucket.read(name)
    (known,) = away.cache.glob(f"*archive*/{mirror._KNOWN}")
    known.unlink()
    away.bucket.put(name, body + body)
    with pytest.raises(ArchiveError, match=r"^s3://bucket/kept/archive/.*move one of them away by hand\.$"):
        away.refresh()
    assert away.bucket.read(name) == body + body


@pytest.mark.parametrize("body", [None, b"cut short"])
def test_what_the_bucket_lost_stays_here(away: Away, body: bytes | None) -> None:
    """A copy does not follow a bucket that lost or changed files without a note of it: it may be the last one."""
    away.refresh()
    (name, *_) = sorted(key for key in away.bucket.objects if key.endswith(".warc.gz"))
    if body:
        away.bucket.put(name, body)
    else:
        del away.bucket.objects[name]
    with pytest.raises(ArchiveError, match=r"^s3://bucket/kept/archive has lost or changed 2026.* and 0 other files, "):
        away.refresh()
    assert len(list(away.cache.glob("*archive*/files/*.warc.gz"))) == 2


def test_a_store_that_does_not_list_at_once_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where two runs could not see each other, none writes."""
    monkeypatch.setattr(Store, "list", lambda _self: {})
    monkeypatch.setattr(Store, "put", lambda *_: None)
    store = Store(parse_address("s3://bucket/a"), None)
    with pytest.raises(DecisionParserError, match=r"does not list what was written"), claim.hold_claim(store, tmp_path):
        pass


# ── for those who read ───────────────────────────────────────────────────────────────────────────────────────────────


def test_every_command_reads_from_there(
    away: Away, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What takes a dataset or an archive takes one in a bucket, from a machine that has no copy of it."""
    monkeypatch.setattr(rendering, "render_page", lambda overview: f"{len(overview.runs)} runs")  # drawing takes long
    away.revise()
    away.refresh()
    away.forget()
    reference = decision_parser.read(OUT)["case_reference"].iloc[0]
    for words in (
        ["show", reference, "--out", OUT],
        ["search", "the", "--out", OUT, "--boilerplate"],
        ["report", "--out", OUT, "--to", tmp_path / "page.html"],
        ["status", "--out", OUT],
        ["diff", "--out", OUT],
        ["diff", f"{OUT}/releases/{find_named(OUT, 'previous').name}", OUT],
        ["export", "--format", "csv", "--out", OUT, "--to", tmp_path / "csv"],
        ["sample", "--n", "2", "--dataset", OUT, "--out", tmp_path / "sample.html"],
        ["archive", "verify", ARCHIVE],
        ["archive", "reindex", ARCHIVE],
    ):
        assert cli.main([str(word) for word in words]) == 0, (words, capsys.readouterr())
    assert len(list(export_archive(ARCHIVE))) >= COUNT
    assert decision_parser.read(OUT, as_of="2026-06-01")["decision_id"].nunique() == COUNT
    out, err = capsys.readouterr()
    assert "Amended." in out
    assert str(away.cache) not in out + err
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == "2 runs"


def test_a_table_is_fetched_alone(away: Away) -> None:
    """Who reads one table fetches no other, and nothing twice."""
    away.forget()
    decision_parser.read(OUT, "remedies", once=True)
    tables = {key.split("/")[4] for key in away.bucket.keys("get") if key.endswith(".parquet")}
    assert tables == {"decisions", "remedies"}
    away.bucket.log.clear()
    decision_parser.read(OUT, "remedies")
    assert [key for key in away.bucket.keys("get") if key.endswith(".parquet")] == []


def test_a_damaged_object_is_named(away: Away) -> None:
    """An object that is not as its release says is an error to a reader; the next build does not rely on it."""
    name = next(key for key in away.bucket.objects if "/remedies/" in key)
    away.bucket.put(name, b"nonsense")
    away.forget()
    with pytest.raises(DecisionParserError, match=rf"^s3://bucket/{name} is not as it was written; "):
        decision_parser.read(OUT, "remedies")
    away.revise()
    away.refresh()
    assert len(decision_parser.read(OUT, "remedies")) > 0
    away.bucket.put(f"kept/dataset/releases/{find_current(away.bucket)}/release.json", b"nonsense")
    with pytest.raises(UsageError, match=r"has no release '\w+' that can be read"):
        decision_parser.read(OUT)
    assert away.refresh().release
    assert len(decision_parser.read(OUT)) == COUNT


# ── what cannot be used ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--archive", "s3://nowhere/archive"], "There is no bucket s3://nowhere; make it, or name one that exists."),
        (
            ["--archive", "ftp://host/archive"],
            "ftp://host/archive is an address of a kind that cannot be used; give a folder, s3://… or gs://….",
        ),
        (["--archive", "s3:///archive"], "s3:///archive names no bucket; write it like s3://bucket/folder."),
        (
            ["--archive", "s3://bucket/denied"],
            "s3://bucket/denied may not be used with the credentials of this environment (",
        ),
    ],
)
def test_what_cannot_be_used_is_said(
    away: Away, capsys: pytest.CaptureFixture[str], tmp_path: Path, words: list[str], sentence: str
) -> None:
    """An address of another kind, a bucket that does not exist, no permission: one sentence each, and exit code 2."""
    away.bucket.denied = frozenset({"put"} if "denied" in words[1] else ())
    code = cli.main(["refresh", *words, "--out", str(tmp_path / "out"), "--base-url", away.base_url, "--quiet"])
    said = capsys.readouterr().err
    assert code == 2
    assert said.startswith(sentence)
    assert said.count("\n") == 1


@pytest.mark.usefixtures("away")
def test_what_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """A place without an archive or a dataset is named as its user named it."""
    nothing = "s3://bucket/nothing"
    for words, said in (
        (["show", "24 1", "--out", nothing], f"{nothing} holds no dataset: it has no current.json;"),
        (["report", "--out", OUT], f"{OUT} is in an object store; name with --to the file to write."),
        (["build", nothing, "--out", "out"], f"{nothing} holds no archive;"),
        (["archive", "suppress", nothing, "a/b/24-014-420", "--reason", "x"], f"{nothing} is no archive;"),
        (
            ["diff", f"{OUT}/releases/20200101T000000Z", OUT],
            f"{OUT} has no release '20200101T000000Z' that can be read; give one of: 2026",
        ),
    ):
        assert cli.main(words) == 2
        assert capsys.readouterr().err.startswith(said)


@pytest.mark.usefixtures("away")
def test_a_store_that_does_not_answer_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that cannot be reached, and a folder for copies that cannot be made, are one sentence each."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(DecisionParserError, match=r"^s3://bucket/kept/dataset could not be reached \(.*run the same"):
        decision_parser.read(OUT)
    monkeypatch.setenv("DECISION_PARSER_CACHE", os.devnull)
    with pytest.raises(DecisionParserError, match=r"^The working copy of s3://.* name another folder with DECISION_"):
        decision_parser.read(OUT)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("s3://bucket/a/b/", "s3://bucket/a/b"),
        ("S3://bucket", "s3://bucket"),
        (str(Path("s3://bucket/a")), "s3://bucket/a"),
        ("gcs://bucket//a", "gs://bucket/a"),
    ],
)
def test_addresses(given: str, meant: str) -> None:
    """An address is read in the forms that people and `Path` give it."""
    assert is_remote(given)
    assert str(parse_address(given)) == meant


def test_an_address_of_this_machine_is_a_folder(tmp_path: Path) -> None:
    """`file:///path` is simply the path, in the library and on the command line; one of another machine is refused."""
    assert find_local("file:///a/b%20c") == Path("/a/b c")
    assert find_local("a/b") == Path("a/b")
    with pytest.raises(UsageError):
        find_local("file://other/a")
    page = Path(__file__).parents[1] / "fixtures" / "lgsco"
    folder = next(path for path in sorted(page.iterdir()) if (path / "snapshot.html").exists())
    assert cli.main(["build", folder.as_uri(), "--out", (tmp_path / "out").as_uri(), "--quiet"]) == 0
    assert len(decision_parser.read((tmp_path / "out").as_uri())) == 1
    assert remote.POINTER == "current.json"

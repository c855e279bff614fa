"""Event files are read in the same way wherever they are: on disk, in memory, in a bucket."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest import export, inspect, remote
from ingest.ingester import Ingester
from ingest.logdir import Source, discover, open_file, sources_from
from ingest.store import Snapshot, Store
from tests.helpers.event_writer import START, frame, scalar_event
from tests.helpers.places import Bucket, Disk, Memory, Shelf, s3_server

NAME = "events.out.tfevents.1.host"


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    with s3_server() as endpoint:
        yield endpoint
        remote._store.cache_clear()


@pytest.fixture(params=["disk", "memory", "s3"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    if request.param == "disk":
        return Disk(tmp_path / "logs")
    return Memory() if request.param == "memory" else Bucket(request.getfixturevalue("s3"))


@pytest.fixture
def bucket(s3: str) -> Bucket:
    return Bucket(s3)


def points(*values: float, first_step: int = 0) -> bytes:
    return b"".join(
        frame(scalar_event("loss", value, step, START + step))
        for step, value in enumerate(values, first_step)
    )


def reader(shelf: Shelf) -> Callable[[], Snapshot]:
    store = Store()
    ingester = Ingester([Source(shelf.url)], store)

    def read() -> Snapshot:
        ingester.run_once()
        return store.snapshot()

    return read


def values(snapshot: Snapshot, run: str = "run") -> list[float]:
    series = snapshot.scalars(run, "loss")
    return [] if series is None else series.values.tolist()


def test_every_directory_with_an_event_file_is_a_run(shelf: Shelf) -> None:
    for name in (
        f"a/b/{NAME}",
        f"with space/{NAME}",
        NAME,
        "a/x.tfevents.v2",
        "a/model.pt",
        "b/c/tfevents.d/x",
        f"half/{NAME}_.gstmp",
        f"a/.rsync-partial/{NAME}",
    ):
        shelf.write(name, points(1))
    found = discover([Source(shelf.url)])
    assert sorted(found.runs) == [".", "a", "a/b", "with space"]
    assert found.runs["a"][0].path == f"{shelf.url}/a/x.tfevents.v2"
    assert found.sources[0].problem is None


def test_a_named_source_begins_the_names_of_its_runs(shelf: Shelf) -> None:
    shelf.write(f"r/{NAME}", points(1))
    assert list(discover([Source(shelf.url, "exp")]).runs) == ["exp/r"]


def test_what_is_added_to_a_file_is_read_on_from_where_it_was_left(shelf: Shelf) -> None:
    shelf.write(f"run/{NAME}", points(1, 2))
    read = reader(shelf)
    before = read()
    shelf.write(f"run/{NAME}", points(1, 2, 3))
    after = read()
    assert (values(before), values(after)) == ([1, 2], [1, 2, 3])
    assert before.runs["run"].generation == after.runs["run"].generation


def test_a_run_that_appears_later_is_picked_up(shelf: Shelf) -> None:
    read = reader(shelf)
    assert read().sources[0].problem == "missing"
    shelf.write(f"run/{NAME}", points(1))
    assert values(read()) == [1]
    shelf.write(f"run/{NAME}.2", points(2, first_step=1))
    shelf.write(f"other/{NAME}", points(3))
    snapshot = read()
    assert (values(snapshot), values(snapshot, "other")) == ([1, 2], [3])


@pytest.mark.parametrize("new", [(7.0,), (7.0, 8.0), (7.0, 8.0, 9.0)], ids=["shorter", "as long", "longer"])
def test_a_replaced_file_is_read_again_from_its_start(shelf: Shelf, new: tuple[float, ...]) -> None:
    shelf.write(f"run/{NAME}", points(1, 2))
    read = reader(shelf)
    read()
    shelf.write(f"run/{NAME}", points(*new))
    assert values(read()) == list(new)


def test_a_change_in_the_middle_of_a_file_of_the_same_size_is_seen(shelf: Shelf) -> None:
    shelf.write(f"run/{NAME}", points(1, 2, 3, 4, 5, 6))
    read = reader(shelf)
    read()
    shelf.write(f"run/{NAME}", points(1, 2, 30, 4, 5, 6))
    assert values(read()) == [1, 2, 30, 4, 5, 6]


def test_a_half_written_record_is_read_when_the_rest_arrives(shelf: Shelf) -> None:
    content = points(1, 2)
    read = reader(shelf)
    for cut in (3, 12, 30, len(content) - 1):
        shelf.write(f"run/{NAME}", content[:cut])
        snapshot = read()
        assert values(snapshot) == ([1] if cut > len(points(1)) else [])
    assert snapshot.runs["run"].files[0].state == "waiting"
    shelf.write(f"run/{NAME}", content)
    snapshot = read()
    assert values(snapshot) == [1, 2]
    assert snapshot.runs["run"].files[0].state == "active"


def test_a_run_goes_when_its_file_goes(shelf: Shelf) -> None:
    shelf.write(f"run/{NAME}", points(1))
    shelf.write(f"other/{NAME}", points(1))
    read = reader(shelf)
    assert list(read().runs) == ["other", "run"]
    shelf.delete(f"run/{NAME}")
    assert list(read().runs) == ["other"]


def test_nothing_new_is_no_new_version(shelf: Shelf) -> None:
    shelf.write(f"run/{NAME}", points(1))
    read = reader(shelf)
    assert read() is read()


def test_a_file_is_no_logdir(shelf: Shelf) -> None:
    shelf.write(f"run/{NAME}", points(1))
    source = Source(f"{shelf.url}/run/{NAME}")
    assert discover([source]).sources[0].problem == "not a directory"


def test_any_stretch_of_a_file_can_be_read_by_its_path_alone(shelf: Shelf) -> None:
    content = points(1, 2, 3)
    shelf.write(f"run/{NAME}", content)
    with open_file(f"{shelf.url}/run/{NAME}") as handle:
        assert handle.stat().size == len(content)
        assert handle.read_at(5, 20) == content[5:25]
        assert handle.read_at(len(content) - 3, 20) == content[-3:]
        assert handle.read_at(len(content) + 3, 20) == b""


def test_inspect_and_export_read_any_place(
    shelf: Shelf, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shelf.write(f"run/{NAME}", points(1, 2, 3))
    assert inspect.run(shelf.url) == 0
    assert f"Event statistics for {shelf.url}/run:\n" in capsys.readouterr().out
    assert inspect.run(event_file=f"{shelf.url}/run/{NAME}", tag="loss") == 0
    assert "num_steps            3\n" in capsys.readouterr().out
    assert export.run([Source(shelf.url)], str(tmp_path / "out.csv")) == 0
    assert (tmp_path / "out.csv").read_text().count("run,loss,") == 3


def test_a_file_that_is_not_there_is_an_error_for_people(shelf: Shelf) -> None:
    shelf.write(f"run/{NAME}", points(1))
    with pytest.raises(FileNotFoundError, match="No such file"), open_file(f"{shelf.url}/run/none") as handle:
        handle.stat()


def test_a_cycle_asks_for_one_listing_and_for_the_new_bytes_only(
    s3: str, bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where the server records what it is asked
    for i in range(20):
        bucket.write(f"run{i}/{NAME}", points(*range(500)))
    read = reader(bucket)
    read()
    old, new = points(*range(500)), points(*range(510))
    bucket.write(f"run7/{NAME}", new)

    def recorder(action: str) -> bytes:
        request = urllib.request.Request(f"{s3}/moto-api/recorder/{action}", method="POST")
        if action == "download-recording":
            request.method = "GET"
        with urllib.request.urlopen(request) as answer:
            return bytes(answer.read())

    recorder("reset-recording")
    recorder("start-recording")
    snapshot = read()
    recorder("stop-recording")
    asked = [json.loads(line) for line in recorder("download-recording").splitlines()]

    assert len(values(snapshot, "run7")) == 510
    ranges = [headers["Range"] for one in asked if (headers := dict(one["headers"])).get("Range")]
    assert sum("list-type=2" in one["url"] for one in asked) == 1
    assert f"bytes={len(old)}-{len(new) - 1}" in ranges
    assert len(asked) <= 4, asked


def test_what_was_there_stays_while_a_store_cannot_be_reached(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bucket.write(f"run/{NAME}", points(1))
    read = reader(bucket)
    read()
    reachable = remote._store("s3", bucket.url.split("/")[2])
    with monkeypatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        patch.setenv("AWS_MAX_ATTEMPTS", "1")
        remote._store.cache_clear()
        reachable.clear_instance_cache()
        snapshot = read()
        read()
    state = snapshot.sources[0]
    assert (state.problem, values(snapshot)) == ("unreadable", [1])
    assert state.reason.startswith("It cannot be reached: Could not connect")
    assert len([record for record in caplog.records if bucket.url in record.getMessage()]) == 1

    remote._store.cache_clear()
    reachable.clear_instance_cache()
    bucket.write(f"run/{NAME}", points(1, 2))
    snapshot = read()
    assert (snapshot.sources[0].problem, values(snapshot)) == (None, [1, 2])


def test_a_bucket_that_is_not_there_is_missing(s3: str) -> None:
    assert discover([Source("s3://no-such-bucket/logs")]).sources[0].problem == "missing"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("nowhere://x/logs", "No file system is known for nowhere:// addresses."),
        ("abfs://x/logs", "Reading abfs:// takes one more package: "),
    ],
)
def test_an_address_of_a_kind_that_cannot_be_read_is_a_state(url: str, reason: str) -> None:
    state = discover([Source(url)]).sources[0]
    assert state.problem == "unreadable"
    assert state.reason.startswith(reason)


@pytest.mark.parametrize("package", ["fsspec", "s3fs"])
def test_without_the_extra_a_sentence_says_how_to_get_it(package: str) -> None:
    script = (
        f"import sys; sys.modules[{package!r}] = None; from ingest.logdir import *; "
        "print(discover([Source('s3://bucket/logs')]).sources[0].reason)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "Reading s3:// takes more packages: pip install tensorbored[remote]\n"


def test_the_command_line_reads_a_bucket(bucket: Bucket) -> None:
    for i in range(3):
        bucket.write(f"run{i}/{NAME}", points(1, 2))
    command = [sys.executable, "-m", "tensorbored", "ingest", "--once", "--json", "--logdir", bucket.url]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=dict(os.environ))
    assert json.loads(done.stdout)["points"] == 6


def test_addresses_are_taken_as_they_are_and_file_addresses_are_paths() -> None:
    paths = [sources_from(text)[0].path for text in ("s3://b/a//~x", "memory:///", "file:///tmp/a%20b")]
    assert paths == ["s3://b/a//~x", "memory:///", "/tmp/a b"]

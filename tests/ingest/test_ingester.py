"""The loop as a whole: files on disk to snapshots, live."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from ingest.ingester import Ingester
from ingest.library import Library
from ingest.logdir import Source, discover
from ingest.run_loader import RunLoader
from ingest.store import Snapshot, Store
from tests.helpers.event_writer import EventFile, frame, scalar_event

NAME = "events.out.tfevents.1.host"


class Reader:
    """An ingester over a directory, cycled by hand."""

    def __init__(self, root: Path) -> None:
        self.store = Store()
        self.ingester = Ingester([Source(str(root))], self.store, clock=lambda: 5.0)

    def read(self) -> Snapshot:
        self.ingester.run_once()
        return self.store.snapshot()


def values(snapshot: Snapshot, run: str, tag: str = "loss") -> list[float]:
    series = snapshot.scalars(run, tag)
    return [] if series is None else series.values.tolist()


def test_points_appear_as_they_are_written(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    assert reader.read().runs == {}
    file = EventFile(tmp_path / "run" / NAME)
    seen = []
    for step in range(5):
        file.scalar("loss", step, step)
        seen.append(values(reader.read(), "run"))
    assert seen == [[0.0], [0.0, 1.0], [0.0, 1.0, 2.0], [0.0, 1.0, 2.0, 3.0], [0.0, 1.0, 2.0, 3.0, 4.0]]


def test_nothing_new_is_no_new_version(tmp_path: Path) -> None:
    EventFile(tmp_path / "run" / NAME).scalar("loss", 1, 1)
    reader = Reader(tmp_path)
    first = reader.read()
    assert reader.read() is first


def test_an_old_snapshot_stays_as_it_was(tmp_path: Path) -> None:
    file = EventFile(tmp_path / "run" / NAME)
    file.scalar("loss", 1, 1)
    reader = Reader(tmp_path)
    old = reader.read()
    file.scalar("loss", 2, 2)
    assert (values(reader.read(), "run"), values(old, "run")) == ([1.0, 2.0], [1.0])


def test_all_files_of_a_run_are_followed_and_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    files = [EventFile(tmp_path / "run" / f"events.out.tfevents.{i}.host") for i in (1, 2)]
    files[0].scalar("loss", 1, 1)
    files[1].scalar("loss", 5, 5)
    reader = Reader(tmp_path)
    assert values(reader.read(), "run") == [1.0, 5.0]
    files[0].scalar("loss", 2, 2)
    assert values(reader.read(), "run") == [1.0, 2.0, 5.0]
    EventFile(tmp_path / "run" / "events.out.tfevents.0.host").scalar("loss", 0, 0)
    assert values(reader.read(), "run") == [0.0, 1.0, 2.0, 5.0]


def test_a_live_state_equals_a_fresh_read(tmp_path: Path) -> None:
    live = Reader(tmp_path)
    files = [EventFile(tmp_path / f"run{i % 3}" / f"events.out.tfevents.{i}.host") for i in range(9)]
    for round_ in range(6):
        for i, file in enumerate(files):
            if (round_ + i) % 4:
                file.scalars(f"tag{i % 2}", [float(i)] * (round_ + 1), first_step=round_)
        last = live.read()
    fresh = Reader(tmp_path).read()
    assert {(run, tag): values(last, run, tag) for run in last.runs for tag in last.scalar_tags} == {
        (run, tag): values(fresh, run, tag) for run in fresh.runs for tag in fresh.scalar_tags
    }


def test_a_run_goes_when_its_directory_goes(tmp_path: Path) -> None:
    path = tmp_path / "run" / NAME
    EventFile(path).scalar("loss", 1, 1)
    reader = Reader(tmp_path)
    assert list(reader.read().runs) == ["run"]
    path.unlink()
    assert list(reader.read().runs) == []


def test_a_logdir_that_appears_later_is_picked_up(tmp_path: Path) -> None:
    reader = Reader(tmp_path / "later")
    assert reader.read().sources[0].problem == "missing"
    EventFile(tmp_path / "later" / "run" / NAME).scalar("loss", 1, 1)
    snapshot = reader.read()
    assert (snapshot.sources[0].problem, list(snapshot.runs)) == (None, ["run"])


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00", bytes(4096), b"<!doctype html>" * 300, frame(b"\xff" * 30), bytes(range(256)) * 16],
    ids=["empty", "a byte", "zeros", "html", "no event", "rubbish"],
)
def test_a_bad_file_hurts_no_other_run(tmp_path: Path, content: bytes) -> None:
    EventFile(tmp_path / "good" / NAME).scalar("loss", 1, 1)
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / NAME).write_bytes(content)
    reader = Reader(tmp_path)
    assert values(reader.read(), "good") == [1.0]
    EventFile(tmp_path / "good" / NAME, version=False).scalar("loss", 2, 2)
    snapshot = reader.read()
    assert values(snapshot, "good") == [1.0, 2.0]
    if "bad" in snapshot.runs:
        assert all(file.reason for file in snapshot.runs["bad"].files)


def test_trouble_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = EventFile(tmp_path / "bad" / NAME)
    file.append(bytes(50))
    reader = Reader(tmp_path)
    for _ in range(3):
        reader.read()
    assert len([record for record in caplog.records if "damaged at byte" in record.message]) == 1


def test_progress_ends_with_all_bytes_read(tmp_path: Path) -> None:
    for i in range(3):
        EventFile(tmp_path / str(i) / NAME).scalars("loss", [1.0] * 50)
    reader = Reader(tmp_path)
    assert reader.store.snapshot().progress.loading
    progress = reader.read().progress
    total = sum(path.stat().st_size for path in tmp_path.rglob("*tfevents*"))
    assert (progress.bytes_read, progress.bytes_total, progress.files_total) == (total, total, 3)
    assert (progress.loading, progress.finished_at) == (False, 5.0)


def test_runs_are_in_natural_order_and_know_when_they_began(tmp_path: Path) -> None:
    for i in (10, 2, 1):
        file = EventFile(tmp_path / f"run{i}" / NAME, version=False)
        file.append(frame(scalar_event("loss", 1, 1, 1e9 + i)))
    snapshot = Reader(tmp_path).read()
    assert [(run.name, run.start_time) for run in snapshot.runs.values()] == [
        ("run1", 1e9 + 1),
        ("run2", 1e9 + 2),
        ("run10", 1e9 + 10),
    ]


def test_a_growing_file_read_in_a_thread_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    file = EventFile(tmp_path / "run" / NAME)
    reader, stop = Reader(tmp_path), threading.Event()

    def write() -> None:
        for step in range(400):
            record = frame(scalar_event("loss", step, step, 1e9))
            file.append(record[: step % len(record)])
            file.append(record[step % len(record) :])
        stop.set()

    writer = threading.Thread(target=write)
    writer.start()
    while not stop.is_set():
        seen = values(reader.read(), "run")
        assert seen == [float(step) for step in range(len(seen))]
    writer.join()
    assert len(values(reader.read(), "run")) == 400


def test_a_run_that_is_left_off_in_the_middle_goes_on_without_doubling(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(b"".join(frame(scalar_event("loss", step, step, 1e9)) for step in range(200_000)))
    found = discover([Source(str(tmp_path))]).runs["."]
    loader = RunLoader("run", Library())
    loader.synchronize(found)
    rounds = 0
    while not loader.load(lambda: True):
        rounds += 1
    run = loader.data()
    assert run is not None
    series = run.scalars("loss")
    assert series is not None
    assert rounds > 1
    assert series.steps.tolist() == list(range(200_000))

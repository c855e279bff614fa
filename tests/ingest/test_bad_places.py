"""What a file system can do to us: files that go, move, come back, are refused or fail while read.

The ids are those of the list of bad inputs in the project's reliability notes, section C. Other files in the
place of one have a module of their own, test_replaced_files.py; what becomes of the cache when the disk is
full or two servers share it stands in test_cache_on_disk.py.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.directory import Stamps, stamps_of
from ingest.file_loader import FileLoader
from ingest.library import Library
from ingest.local_disk import LocalDisk
from ingest.local_file import LocalFile
from ingest.run_tags import RunTags
from ingest.states import SourceState
from ingest.store import RunData
from tests.helpers.event_writer import START, EventFile, frame, scalar_event, version_event
from tests.helpers.opened import NAME
from tests.helpers.reader import Reader, write

NOBODY = 65534


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without the right to read everything, which tests may have."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A directory that every user can look into."""
    path = Path(tempfile.mkdtemp())
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


def test_c69_a_run_of_138_files_some_of_them_empty(tmp_path: Path) -> None:
    for i in range(138):
        path = tmp_path / "run" / f"events.out.tfevents.{i:04}.host"
        if i % 23 == 5:
            path.write_bytes(b"")
        else:
            EventFile(path).scalar("loss", i, i)
    reader = Reader(tmp_path)
    assert reader.values() == [float(i) for i in range(138) if i % 23 != 5]
    assert len(reader.read().runs["run"].files) == 138


def test_c70_a_tree_500_directories_deep(tmp_path: Path) -> None:
    before = Path.cwd()
    os.chdir(tmp_path)
    try:
        for _ in range(500):  # longer than a path may be at once
            Path("d").mkdir()
            os.chdir("d")
        Path(NAME).write_bytes(frame(version_event()))
    finally:
        os.chdir(before)
    EventFile(tmp_path / "run" / NAME).scalar("loss", 1, 1)
    reader = Reader(tmp_path)
    assert reader.values() == [1.0]
    assert set(reader.read().runs) <= {"run", "/".join("d" * 500)}


ODD_NAMES = [
    "n" * 255,
    "a b",
    "line\nbreak",
    "%2F",
    "a:b",
    "a,b",
    "-leading",
    "trailing ",
    "\u202eback",
    "'\"<>&",
]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_c71_a_directory_of_any_name_is_a_run_of_that_name(tmp_path: Path, name: str) -> None:
    write(tmp_path / name / NAME, [1, 2])
    assert Reader(tmp_path).values(name) == [1.0, 2.0]


def test_c71_a_path_as_long_as_the_system_takes(tmp_path: Path) -> None:
    room = 4095 - len(os.fsencode(tmp_path / NAME)) - 1
    names = ["n" * 200] * (room // 201)
    write(tmp_path.joinpath(*names) / NAME, [3])
    assert Reader(tmp_path).values("/".join(names)) == [3.0]


def test_c73_what_is_refused_is_told_and_read_once_it_is_granted(open_place: Path) -> None:
    good, bad = write(open_place / "good" / NAME, [1]), write(open_place / "bad" / NAME, [2])
    hidden = write(open_place / "hidden" / NAME, [3])
    bad.path.chmod(0)
    hidden.path.parent.chmod(0)
    reader = Reader(open_place)
    with as_nobody():
        assert reader.values("good") == [1.0]
        (file,) = reader.read().runs["bad"].files
        assert (file.state, file.reason) == ("waiting", "cannot be read: Permission denied")
    bad.path.chmod(0o644)
    hidden.path.parent.chmod(0o755)
    good.scalar("loss", 5, 5)
    with as_nobody():
        assert [reader.values(run) for run in ("good", "bad", "hidden")] == [[1.0, 5.0], [2.0], [3.0]]
        assert reader.read().runs["bad"].files[0].reason is None


@pytest.mark.parametrize("place", [".", "a", "a/run", f"a/run/{NAME}"], ids=lambda place: f"C73-{place}")
@pytest.mark.parametrize("mode", [0o000, 0o444, 0o111], ids=oct)
def test_what_is_refused_after_it_was_read_stays_and_grows_once_it_is_granted(
    open_place: Path, place: str, mode: int
) -> None:
    logdir = open_place / "logs"
    file, refused = write(logdir / "a/run" / NAME, [1, 2]), logdir / place
    before = refused.stat().st_mode & 0o777
    reader = Reader(logdir)
    with as_nobody():
        assert reader.values("a/run") == [1.0, 2.0]
    file.scalar("loss", 3, 3)
    refused.chmod(mode)
    with as_nobody():
        for _ in range(2):
            assert reader.values("a/run")[:2] == [1.0, 2.0]
        told = [*reader.read().sources, *reader.read().runs["a/run"].files]
        is_told = any("Permission denied" in str(one.reason) for one in told)
        assert is_told or reader.values("a/run") == [1.0, 2.0, 3.0]
    refused.chmod(before)
    with as_nobody():
        assert reader.values("a/run") == [1.0, 2.0, 3.0]
        assert not any(one.reason for one in (*reader.read().sources, *reader.read().runs["a/run"].files))
    shutil.rmtree(logdir / "a")
    with as_nobody():
        assert list(reader.read().runs) == []


@pytest.mark.parametrize("mode", [0o000, 0o444, 0o111], ids=oct)
def test_c73_directories_that_were_never_readable_are_told_until_they_are(
    open_place: Path, mode: int
) -> None:
    logdir, reader = open_place / "logs", Reader(open_place / "logs")
    write(logdir / "good" / NAME, [1])
    for name in ("anna", "bert"):
        write(logdir / name / "run" / NAME, [2])
        (logdir / name).chmod(mode)
    with as_nobody():
        for _ in range(2):
            (source,) = reader.read().sources
            assert (source.problem, list(reader.read().runs)) == (None, ["good"])
            place = logdir / ("anna/run" if mode == 0o444 else "anna")
            others = "1 more directory cannot be read either."
            assert source.reason == f"{place} cannot be read: Permission denied. {others}"
    (logdir / "anna").chmod(0o755)
    with as_nobody():
        (source,) = reader.read().sources
        assert sorted(reader.read().runs) == ["anna/run", "good"]
        assert "bert" in source.reason
        assert "more" not in source.reason
    (logdir / "bert").chmod(0o755)
    with as_nobody():
        assert (reader.read().sources[0].reason, len(reader.read().runs)) == ("", 3)


def test_a_directory_that_is_not_readable_is_told_by_who_goes_on_from_what_was_listed(
    open_place: Path,
) -> None:
    write(open_place / "good" / NAME, [1])
    write(open_place / "bad" / NAME, [2]).path.parent.chmod(0)
    later = lambda: time.time_ns() + 10 * 10**9  # noqa: E731
    first, second = LocalDisk(str(open_place), later), LocalDisk(str(open_place), later)
    with as_nobody():
        told = first.look().reason
        memory = first.remember()
        second.recall(memory)
        assert (memory["whole"], second.look().reason) == (True, told)
        assert told == f"{open_place / 'bad'} cannot be read: Permission denied."


def test_c74_a_directory_that_goes_and_comes_back_is_read_anew(tmp_path: Path) -> None:
    write(tmp_path / "run" / NAME, [1, 2])
    reader = Reader(tmp_path)
    assert reader.values() == [1.0, 2.0]
    shutil.rmtree(tmp_path / "run")
    assert reader.read().runs == {}
    write(tmp_path / "run" / NAME, [7])
    assert reader.values() == [7.0]


@pytest.mark.parametrize("act", ["file removed", "directory removed", "cut off", "another in its place"])
def test_c74_a_file_that_goes_while_it_is_read_ends_there_and_what_comes_next_is_read(
    tmp_path: Path, act: str
) -> None:
    file, reader = write(tmp_path / "run" / NAME, [1]), Reader(tmp_path)
    file.append(b"".join(frame(scalar_event("loss", step, step, START)) for step in range(1, 200_000)))
    (found,) = LocalDisk(str(tmp_path)).look().runs["run"]
    library, tags = Library(), RunTags()
    loader = FileLoader(str(file.path), tags, library)
    stretches = loader.load(found)
    next(stretches)
    assert 0 < loader.offset < found.size
    if act == "cut off":
        os.truncate(file.path, 1_000)
    elif act == "another in its place":
        write(tmp_path / "other", [5, 6]).path.replace(file.path)
    else:
        file.path.unlink() if act == "file removed" else shutil.rmtree(tmp_path / "run")
    list(stretches)
    list(loader.load())
    data = loader.data()
    assert data.status.state == "waiting" if "removed" in act else data.status.skipped == 0
    write(file.path, [7, 8])
    list(loader.load())
    series = RunData("run", (loader.data(),), library.names, tags.infos).scalars("loss")
    assert series is not None
    assert series.values.tolist() == reader.values() == [7.0, 8.0]


def test_c79_a_run_that_is_renamed_goes_on_under_its_new_name(tmp_path: Path) -> None:
    file = write(tmp_path / "run" / NAME, [1, 2])
    reader = Reader(tmp_path)
    assert reader.values() == [1.0, 2.0]
    (tmp_path / "run").rename(tmp_path / "better")
    EventFile(tmp_path / "better" / file.path.name, version=False).scalar("loss", 3, 3)
    assert reader.values("better") == [1.0, 2.0, 3.0]
    assert list(reader.read().runs) == ["better"]


@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE], ids=["C81-EIO", "C81-ESTALE"])
def test_a_disk_that_fails_is_told_and_read_on_where_it_was_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    bad, good = write(tmp_path / "bad" / NAME, [1, 2]), write(tmp_path / "good" / NAME, [1])
    reader = Reader(tmp_path)
    assert reader.values("bad") == [1.0, 2.0]
    read = LocalFile.read_into

    def fail(self: LocalFile, offset: int, buffer: memoryview) -> int:
        if "bad" in self.path:
            raise OSError(number, os.strerror(number))
        return read(self, offset, buffer)

    bad.scalar("loss", 3, 3)
    good.scalar("loss", 2, 2)
    with monkeypatch.context() as patched:
        patched.setattr(LocalFile, "read_into", fail)
        assert (reader.values("bad"), reader.values("good")) == ([1.0, 2.0], [1.0, 2.0])
        (file,) = reader.read().runs["bad"].files
        assert (file.state, file.reason) == ("waiting", f"cannot be read: {os.strerror(number)}")
    assert reader.values("bad") == [1.0, 2.0, 3.0]
    assert reader.read().runs["bad"].files[0].reason is None


def test_c83_a_logdir_that_is_a_file_or_not_there_is_a_state(tmp_path: Path) -> None:
    place = tmp_path / "logs"
    place.write_text("not yet")
    reader = Reader(place)
    assert reader.read().sources[0].problem == "not a directory"
    place.unlink()
    assert reader.read().sources[0].problem == "missing"
    write(place / "run" / NAME, [1])
    assert (reader.values(), reader.read().sources[0].problem) == ([1.0], None)


GONE = "It is gone. What was read of it is still shown."
ELSEWHERE = "Another file system is in its place. What was read of it is still shown."


def test_c83_a_logdir_that_goes_away_is_told_and_what_was_read_of_it_stays(tmp_path: Path) -> None:
    place, away = tmp_path / "logs", tmp_path / "away"
    write(place / "run" / NAME, [1])
    reader = Reader(place)
    assert reader.values() == [1.0]
    for _ in range(2):
        place.rename(away)
        assert (reader.values(), reader.read().sources[0].reason) == ([1.0], GONE)
        place.write_text("a file in its place")
        assert (reader.values(), reader.read().sources[0].problem) == ([1.0], "not a directory")
        place.unlink()
        away.rename(place)
        assert (reader.values(), reader.read().sources[0]) == ([1.0], SourceState(str(place)))


def test_c83_an_unmounted_logdir_is_told_and_an_emptied_one_is_empty(tmp_path: Path) -> None:
    devices = [1]

    def stamps(path: str) -> Stamps | None:
        found = stamps_of(path)
        return found and (devices[-1], *found[1:])

    disk = LocalDisk(str(tmp_path), stamps_of=stamps)
    run, mounted = tmp_path / "run", disk.look()
    assert mounted.runs == {}
    path = write(run / NAME, [1]).path
    mounted = disk.look()
    content = path.read_bytes()
    shutil.rmtree(run)
    devices.append(2)
    gone = disk.look()
    assert (gone.problem, gone.reason, gone.runs) == ("missing", ELSEWHERE, mounted.runs)
    assert disk.look() is gone
    run.mkdir()
    path.write_bytes(content)
    devices.append(3)
    assert (disk.look().problem, list(disk.look().runs)) == (None, ["run"])
    shutil.rmtree(run)
    assert (disk.look().problem, disk.look().runs) == (None, {})


def test_c84_thousands_of_other_files_beside_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path / "run" / NAME, [1])
    for i in range(20_000):
        (tmp_path / "run" / f"frame{i:05}.png").touch()
    reader = Reader(tmp_path)
    assert reader.values() == [1.0]
    assert len(reader.read().runs["run"].files) == 1


def test_r7_files_killed_moved_and_removed_at_random_leave_what_a_fresh_look_sees(tmp_path: Path) -> None:
    chance, reader = random.Random(8), Reader(tmp_path)
    for i in range(300):
        paths = sorted(tmp_path.rglob("*tfevents*"))
        act = chance.randrange(6)
        if act == 0 and paths:
            chance.choice(paths).unlink()
        elif act == 1 and paths:
            target = tmp_path / f"run{chance.randrange(4)}" / f"tfevents.{i}"
            target.parent.mkdir(exist_ok=True)
            chance.choice(paths).rename(target)
        elif act == 2:
            shutil.rmtree(tmp_path / f"run{chance.randrange(4)}", ignore_errors=True)
        else:
            name = f"run{chance.randrange(4)}/tfevents.{chance.randrange(5)}"
            EventFile(tmp_path / name).scalar("loss", i, i)
        if i % 3 == 0:
            reader.read()
    fresh = Reader(tmp_path)
    assert {run: reader.values(run) for run in reader.read().runs} == {
        run: fresh.values(run) for run in fresh.read().runs
    }


def test_r12_opening_a_logdir_again_and_again_leaves_no_file_open_and_no_thread(tmp_path: Path) -> None:
    for i in range(20):
        write(tmp_path / f"run{i}" / NAME, [1, 2])

    def count() -> tuple[int, int]:
        return len(os.listdir("/dev/fd")), threading.active_count()

    Reader(tmp_path).read()
    files, threads = count()
    for _ in range(50):
        Reader(tmp_path).read()
    now = count()
    assert now[0] <= files + 2
    assert now[1] <= threads + 2

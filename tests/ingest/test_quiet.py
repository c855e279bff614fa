"""Cold directories are not asked, and nothing that happens in one is missed: on a disk and in memory."""

from __future__ import annotations

import gc
import logging
import mmap
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.directory import Stamps, stamps_of
from ingest.local_disk import LocalDisk
from ingest.mounts import is_local
from ingest.storage import Runs
from ingest.watcher import Watcher
from tests.helpers.event_writer import EventFile

NAME = "events.out.tfevents.1.host"
MEMORY = Path("/dev/shm")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux sends word of directories")


@pytest.fixture(params=["disk", "memory"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    if request.param == "disk":
        yield tmp_path
    else:
        with tempfile.TemporaryDirectory(dir=MEMORY) as directory:
            yield Path(directory)


class Looker:
    """A logdir that was looked at until it sleeps, an hour after the last change; counts what it asks."""

    def __init__(self, logdir: Path, watcher: Watcher | None = None) -> None:
        self.seconds = 3600.0
        self.asked: list[str] = []
        self._disk = LocalDisk(str(logdir), self._clock, self._stamps_of, watcher)
        for _ in range(2):
            self.look()

    def look(self, after: float = 5.0) -> Runs:
        """What there is so many seconds later."""
        self.seconds += after
        self.asked.clear()
        return self._disk.look().runs

    def _clock(self) -> int:
        return time.time_ns() + int(self.seconds * 1e9)

    def _stamps_of(self, path: str) -> Stamps | None:
        self.asked.append(path)
        return stamps_of(path)


def make(logdir: Path, count: int) -> list[Path]:
    """So many runs, some of them below others."""
    runs = [logdir / f"group{i % 7}" / f"run{i}" for i in range(count)]
    for run in runs:
        EventFile(run / NAME).scalar("loss", 1, 1)
    return runs


def fresh(logdir: Path) -> Runs:
    """What somebody sees who asks everything."""
    return LocalDisk(str(logdir)).look().runs


def test_only_the_logdir_itself_is_asked_where_nothing_happens(root: Path) -> None:
    assert is_local(root)
    make(root, 300)
    looker = Looker(root)
    before = looker.look()
    assert looker.look() is before
    assert looker.asked == [str(root)]


def test_every_directory_is_asked_within_two_minutes_all_the_same(root: Path) -> None:
    runs = make(root, 300)
    looker = Looker(root)
    asked: set[str] = set()
    most = 0
    for _ in range(24):
        looker.look()
        asked.update(looker.asked)
        most = max(most, len(looker.asked))
    assert asked >= {str(run) for run in runs}
    assert most < 150


def test_what_another_process_appends_to_any_cold_file_is_seen_at_the_next_look(root: Path) -> None:
    runs = make(root, 2000)
    looker = Looker(root)
    for run in random.Random(3).sample(runs, 20):
        subprocess.run(["sh", "-c", 'printf more >> "$1"', "sh", run / NAME], check=True)
        seen = looker.look()
        assert len(looker.asked) < 400
        assert seen[str(run.relative_to(root))][0].size == (run / NAME).stat().st_size
    assert seen == fresh(root)


def test_a_run_that_comes_right_after_a_look_is_seen_at_the_next(root: Path) -> None:
    make(root, 20)
    disks = [LocalDisk(str(root))]
    for i in range(200):
        group = root / f"group{i % 7}"
        EventFile(group / f"new{i}" / NAME).scalar("loss", 1, 1)
        assert f"{group.name}/new{i}" in disks[-1].look().runs
        if i % 10 == 0:
            disks.append(LocalDisk(str(root)))
            disks[-1].recall(disks[-2].remember())


def replace(run: Path) -> None:
    (run / "new").write_bytes((run / NAME).read_bytes())
    (run / "new").replace(run / NAME)


def cut(run: Path) -> None:
    os.truncate(run / NAME, 3)


def set_back(run: Path) -> None:
    os.utime(run / NAME, (1, 1))


def add_file(run: Path) -> None:
    EventFile(run / "another.tfevents").scalar("loss", 1, 1)


def add_run_below(run: Path) -> None:
    EventFile(run / "a/b" / NAME).scalar("loss", 1, 1)


def remove_file(run: Path) -> None:
    (run / NAME).unlink()


def remove(run: Path) -> None:
    shutil.rmtree(run)


def make_again(run: Path) -> None:
    shutil.rmtree(run)
    EventFile(run / NAME).scalars("loss", [1.0, 2.0])


def rename(run: Path) -> None:
    run.rename(run.with_name("renamed"))


def move_in(run: Path) -> None:
    """The directory above becomes another one, in which everything has the same name."""
    group = run.parent
    shutil.copytree(group, group.with_name("beside"))
    cut(group.with_name("beside") / run.name)
    group.rename(group.with_name("old"))
    group.with_name("beside").rename(group)


def link(run: Path) -> None:
    (run / "linked").symlink_to(run.parent.parent / "group1")


def forbid(run: Path) -> None:
    run.chmod(0o500)


@pytest.mark.parametrize(
    "act",
    [
        *(replace, cut, set_back, add_file, add_run_below, remove_file, remove, make_again, rename, move_in),
        *(link, forbid),
    ],
)
def test_whatever_happens_to_a_cold_run_is_seen_at_the_next_look(
    root: Path, act: Callable[[Path], None]
) -> None:
    run = make(root, 60)[14]
    looker = Looker(root)
    before = looker.look()
    act(run)
    assert looker.look() == fresh(root)
    assert (looker.look() == before) == (act in (link, forbid))
    add_file(root / "group1/run1")
    assert looker.look() == fresh(root)


def test_a_logdir_that_is_put_in_the_place_of_another_is_seen_at_the_next_look(root: Path) -> None:
    make(root / "one", 20)
    shutil.copytree(root / "one", root / "two")
    cut(root / "two/group1/run1")
    (root / "logs").symlink_to("one")
    looker = Looker(root / "logs")
    looker.look()
    (root / "new").symlink_to("two")
    (root / "new").rename(root / "logs")
    before = looker.look()
    assert before == fresh(root / "logs")
    shutil.rmtree(root / "two")
    assert looker.look() == before
    (root / "one").rename(root / "two")
    assert looker.look() == fresh(root / "logs")


def test_files_that_have_another_name_elsewhere_are_asked_in_every_cycle(root: Path) -> None:
    make(root / "logs", 20)
    (root / "elsewhere").mkdir()
    (root / "elsewhere/data").write_bytes(b"x")
    (root / "logs/group2/run2/tfevents").symlink_to(root / "elsewhere/data")
    os.link(root / "logs/group3/run3" / NAME, root / "elsewhere/hard")
    looker = Looker(root / "logs")
    looker.look()
    for name in ("data", "hard"):
        with (root / "elsewhere" / name).open("ab") as out:
            out.write(b"more")
        assert looker.look() == fresh(root / "logs")
    os.link(root / "logs/group4/run4" / NAME, root / "elsewhere/later")
    looker.look()
    cut(root / "logs/group4/run4")
    assert looker.look() == fresh(root / "logs")


def test_a_run_that_grows_is_asked_in_every_cycle_until_it_is_cold_again(root: Path) -> None:
    run = make(root, 20)[5]
    looker = Looker(root)
    EventFile(run / NAME).scalar("loss", 2, 2)
    for after in (5, 5, 200):
        looker.look(after)
        assert str(run) in looker.asked
    looker.look(300)
    looker.look()
    assert looker.look() is looker.look()
    assert looker.asked == [str(root)]


def test_a_change_that_the_kernel_does_not_tell_of_is_seen_within_two_minutes(tmp_path: Path) -> None:
    run = make(tmp_path, 20)[5]
    looker = Looker(tmp_path)
    before = looker.look()
    with (run / NAME).open("r+b") as file, mmap.mmap(file.fileno(), 0) as mapped:
        mapped[0] ^= 1
        mapped.flush()
        assert looker.look() is before
        assert looker.look(80) == fresh(tmp_path)
        assert looker.look() != before


def test_more_than_the_kernel_keeps_for_us_is_not_lost(root: Path) -> None:
    runs = make(root, 40)
    looker = Looker(root)
    looker.look()
    with (runs[1] / NAME).open("ab", 0) as one, (runs[2] / NAME).open("ab", 0) as two:
        limit = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())
        for _ in range(limit // 2 + 10):
            one.write(b"x")
            two.write(b"x")
    add_run_below(runs[3])
    remove(runs[4])
    assert looker.look() == fresh(root)


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "ingest.watcher"]


def test_what_cannot_be_watched_is_asked_and_that_is_told_once(
    root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    runs = make(root, 40)
    looker = Looker(root, Watcher(10))
    for run in runs:
        cut(run)
        assert looker.look() == fresh(root)
    assert len(looker.asked) >= 1 + 7 + 40 - 10
    assert told(caplog) == [
        "Not all directories can be watched (half of what a user may watch): 10 are, the others are asked in "
        "every cycle"
    ]


def test_where_the_kernel_has_no_watcher_left_everything_is_asked(
    root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    runs = make(root, 40)
    watcher, before = Watcher(), resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, before[1]))
    try:
        watcher.watch(str(root))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    looker = Looker(root, watcher)
    for run in runs[:5]:
        cut(run)
        assert looker.look() == fresh(root)
    assert len(told(caplog)) == 1


def test_a_logdir_that_is_no_longer_looked_at_leaves_no_handle_open(root: Path) -> None:
    make(root, 20)
    gc.collect()
    handles = Path("/proc/self/fd")
    before = len(list(handles.iterdir()))
    disk = LocalDisk(str(root), lambda: time.time_ns() + 3600 * 10**9)
    for _ in range(3):
        disk.look()
    assert len(list(handles.iterdir())) == before + 1
    del disk
    assert len(list(handles.iterdir())) == before

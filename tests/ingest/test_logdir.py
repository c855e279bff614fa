"""Discovery: every run once, by the name of its real place, whatever links and oddities lie about."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.directory import Stamps
from ingest.local_disk import LocalDisk
from ingest.logdir import Source, discover, sources_from
from tests.helpers.event_writer import EventFile


def add_run(directory: Path, name: str = "events.out.tfevents.1.host") -> None:
    EventFile(directory / name).scalar("loss", 1, 1)


def runs_in(root: Path) -> list[str]:
    return sorted(discover([Source(str(root))]).runs)


def test_every_directory_with_an_event_file_is_a_run(tmp_path: Path) -> None:
    for name in (".", "a", "a/b/c", "with space", "events.out.tfevents.dir"):
        add_run(tmp_path / name)
    (tmp_path / "empty").mkdir()
    assert runs_in(tmp_path) == [".", "a", "a/b/c", "events.out.tfevents.dir", "with space"]


def test_tfevents_may_stand_anywhere_in_the_name(tmp_path: Path) -> None:
    for i, name in enumerate(["events.out.tfevents", "my.tfevents.v2", "tfevents"]):
        add_run(tmp_path / str(i), name)
    (tmp_path / "other").mkdir()
    (tmp_path / "other/model.pt").write_bytes(b"x")
    assert runs_in(tmp_path) == ["0", "1", "2"]


def test_loops_of_links_end_and_each_real_directory_is_one_run(tmp_path: Path) -> None:
    add_run(tmp_path / "logs/run")
    for link, target in {
        "logs/run/up": "..",
        "logs/self": "self",
        "logs/x": "y",
        "logs/y": "x",
        "logs/a": "run",
        "logs/dangling": "nowhere",
        "logs/run/tfevents.dangling": "nowhere",
    }.items():
        (tmp_path / link).symlink_to(target)
    add_run(tmp_path / "elsewhere/other")
    (tmp_path / "logs/linked").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert runs_in(tmp_path / "logs") == ["linked/other", "run"]


def test_deep_trees_are_walked(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(300):
        deep /= "d"
    add_run(deep)
    assert runs_in(tmp_path) == ["/".join("d" * 300)]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_named_like_an_event_file_is_left_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "events.out.tfevents.pipe")
    assert runs_in(tmp_path) == []


def test_a_name_that_is_not_utf8_is_spelled_out(tmp_path: Path) -> None:
    directory = os.fsencode(tmp_path) + b"/run\xff"
    os.mkdir(directory)
    Path(os.fsdecode(directory), "tfevents").write_bytes(b"")
    assert runs_in(tmp_path) == ["run\\xff"]


def test_what_is_wrong_with_a_source_is_a_state(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    found = discover(
        [Source(str(tmp_path / "absent")), Source(str(tmp_path / "file")), Source(str(tmp_path))]
    )
    assert [state.problem for state in found.sources] == ["missing", "not a directory", None]


def test_a_spec_names_its_sources() -> None:
    assert sources_from("", "a:/x,/y, b:rel/z ,C:\\logs,gs://bucket/d") == (
        Source("/x", "a"),
        Source("/y"),
        Source("rel/z", "b"),
        Source("C:\\logs"),
        Source("gs://bucket/d"),
    )


def test_a_named_source_begins_the_names_of_its_runs(tmp_path: Path) -> None:
    add_run(tmp_path / "r")
    add_run(tmp_path)
    assert sorted(discover([Source(str(tmp_path), "exp")]).runs) == ["exp/.", "exp/r"]


def later(seconds: float) -> int:
    """A time after now, in nanoseconds: by then the stamps of what is written now are old."""
    return time.time_ns() + int(seconds * 1e9)


def test_what_comes_and_goes_is_seen_at_the_next_look(tmp_path: Path) -> None:
    disk = LocalDisk(str(tmp_path), lambda: later(10))
    seen = []
    for name in ("a/b", "c", "a"):
        add_run(tmp_path / name)
        seen.append(sorted(disk.look().runs))
    (tmp_path / "c/events.out.tfevents.1.host").unlink()
    (tmp_path / "a/b").rename(tmp_path / "moved")
    assert seen == [["a/b"], ["a/b", "c"], ["a", "a/b", "c"]]
    assert sorted(disk.look().runs) == ["a", "moved"]


def test_a_quiet_run_is_the_same_value_and_a_growing_one_is_not(tmp_path: Path) -> None:
    for name in ("quiet", "growing"):
        add_run(tmp_path / name)
    disk = LocalDisk(str(tmp_path), lambda: later(10))
    before = disk.look().runs
    add_run(tmp_path / "growing")
    after = disk.look().runs
    assert after["quiet"] is before["quiet"]
    assert after["growing"][0].size == 2 * before["growing"][0].size


def test_a_link_that_is_pointed_elsewhere_is_followed(tmp_path: Path) -> None:
    for name in ("one/a", "two/b"):
        add_run(tmp_path / "elsewhere" / name)
    logs = tmp_path / "logs"
    logs.mkdir()
    (tmp_path / "current").symlink_to("elsewhere/one")
    (logs / "link").symlink_to("../current")
    disk = LocalDisk(str(logs), lambda: later(10))
    assert list(disk.look().runs) == ["link/a"]
    (tmp_path / "new").symlink_to("elsewhere/two")
    (tmp_path / "new").rename(tmp_path / "current")
    assert list(disk.look().runs) == ["link/b"]


def test_a_linked_event_file_is_looked_at_anew(tmp_path: Path) -> None:
    add_run(tmp_path / "data", "one")
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs/tfevents").symlink_to("../data/two")
    disk = LocalDisk(str(tmp_path / "logs"), lambda: later(10))
    assert list(disk.look().runs) == []
    (tmp_path / "data/one").rename(tmp_path / "data/two")
    assert list(disk.look().runs) == ["."]


def test_a_change_within_one_tick_of_the_file_system_is_seen(tmp_path: Path) -> None:
    frozen = (1, 1, time.time_ns(), time.time_ns())
    disk = LocalDisk(str(tmp_path), lambda: later(1), lambda _: frozen)
    add_run(tmp_path, "tfevents.1")
    assert len(disk.look().runs["."]) == 1
    add_run(tmp_path, "tfevents.2")
    assert len(disk.look().runs["."]) == 2


@pytest.mark.parametrize("tick_ns", [1, 10**7, 10**9, 2 * 10**9])
def test_what_is_new_is_seen_at_the_next_look_however_coarse_the_stamps(tmp_path: Path, tick_ns: int) -> None:
    chance, now, changed = random.Random(tick_ns), [10**18], [10**18]

    def stamps(path: str) -> Stamps:
        stamp = changed[0] // tick_ns * tick_ns
        return (1, 1, stamp, stamp)

    disk = LocalDisk(str(tmp_path), lambda: now[0], stamps)
    memory = disk.remember()
    for i in range(120):
        if chance.random() < 0.5:
            disk = LocalDisk(str(tmp_path), lambda: now[0], stamps)
            disk.recall(memory)
        add_run(tmp_path, f"tfevents.{i:03}")
        changed[0] = now[0]
        for _ in range(chance.randrange(1, 4)):
            assert len(disk.look().runs["."]) == i + 1
            now[0] += int(chance.choice([0, 1e3, 1e6, 1e8, 5e8, 1e9, 1.5e9, 2e9, 3e9, 5e9]))
        memory = disk.remember()


def test_a_file_system_that_keeps_no_stamps_is_found_out(tmp_path: Path) -> None:
    now = [time.time_ns()]
    disk = LocalDisk(str(tmp_path), lambda: now[0], lambda _: (1, 1, 0, 0))
    counts = []
    for i, seconds in enumerate([0, 5, 80, 5, 5]):
        now[0] += seconds * 10**9
        add_run(tmp_path, f"tfevents.{i}")
        counts.append(len(disk.look().runs["."]))
    assert counts == [1, 1, 3, 4, 5]


CHANGES: dict[str, Callable[[Path], object]] = {
    "a new run": lambda root: add_run(root / "a/new"),
    "a new file": lambda root: add_run(root / "c", "another.tfevents"),
    "a run that went": lambda root: (root / "a/b").rename(root / "a/moved"),
    "a link that leads somewhere now": lambda root: add_run(root / "later"),
    "a link that leads elsewhere": lambda root: ((root / "link").unlink(), (root / "link").symlink_to("a")),
}


def test_another_process_goes_on_from_what_was_listed(tmp_path: Path) -> None:
    for name in ("a/b", "c", "gone", "."):
        add_run(tmp_path / name)
    (tmp_path / "link").symlink_to("c")
    before = LocalDisk(str(tmp_path), lambda: later(10))
    before.look()
    memory = json.loads(json.dumps(before.remember()))
    assert len(memory["directories"]) == 5
    add_run(tmp_path / "c", "another.tfevents")
    add_run(tmp_path / "a/new")
    (tmp_path / "gone").rename(tmp_path / "a/moved")
    after = LocalDisk(str(tmp_path), lambda: later(10))
    after.recall(memory)
    assert after.look() == LocalDisk(str(tmp_path)).look()
    assert after.look() == LocalDisk(str(tmp_path)).look()


def linked(root: Path) -> LocalDisk:
    """What was seen of a logdir with links, one of which leads nowhere."""
    for name in ("a/b", "c", "."):
        add_run(root / name)
    (root / "nowhere").symlink_to("later")
    (root / "link").symlink_to("c")
    disk = LocalDisk(str(root), lambda: later(10))
    disk.look()
    return disk


def recalled(before: LocalDisk, root: Path) -> LocalDisk:
    after = LocalDisk(str(root), lambda: later(10))
    after.recall(json.loads(json.dumps(before.remember())))
    return after


def test_what_was_seen_of_a_whole_logdir_is_not_listed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    after = recalled(linked(tmp_path), tmp_path)
    expected = LocalDisk(str(tmp_path)).look()
    monkeypatch.setattr(os, "scandir", lambda path: pytest.fail(f"{path} is listed"))
    assert after.look() == expected
    assert after.look() == expected


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_changed_since_a_logdir_was_seen_is_seen(
    tmp_path: Path, change: Callable[[Path], object]
) -> None:
    before = linked(tmp_path)
    change(tmp_path)
    assert recalled(before, tmp_path).look() == LocalDisk(str(tmp_path)).look()


def test_a_listing_is_believed_for_a_minute_as_long_as_stamps_stand_still(tmp_path: Path) -> None:
    now = [later(10)]
    stamps = {str(tmp_path): (1, 1, 0, 0)}
    before = LocalDisk(str(tmp_path), lambda: now[0], stamps.get)
    add_run(tmp_path, "tfevents.1")
    before.look()
    add_run(tmp_path, "tfevents.2")
    after = LocalDisk(str(tmp_path), lambda: now[0], stamps.get)
    after.recall(before.remember())
    assert len(after.look().runs["."]) == 1
    now[0] += 90 * 10**9
    assert len(after.look().runs["."]) == 2
    assert after.remember() == {}


def test_what_changed_just_now_is_not_remembered(tmp_path: Path) -> None:
    add_run(tmp_path / "run")
    disk = LocalDisk(str(tmp_path))
    disk.look()
    assert disk.remember() == {}

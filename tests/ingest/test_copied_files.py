"""Event files that programs copy to where we read: rsync, scp, Syncthing, Dropbox, object stores, editors.

What a copy is made of is never shown beside what it is a copy of, and nothing goes from the page meanwhile.
"""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from ingest import local_disk
from ingest.command import report_of
from ingest.library import Library
from ingest.run_loader import RunLoader
from ingest.store import Snapshot
from tests.helpers.event_writer import START, EventFile, event, field, frame, scalar_event
from tests.helpers.opened import NAME, Opened, age, facts, fresh
from tests.helpers.reader import Reader, write
from tests.helpers.sampled import legacy_image

BESIDE = {
    "rsync": f".{NAME}.aB3xYz",
    "rsync --delay-updates": f".~tmp~/{NAME}",
    "rsync --partial-dir": f".rsync-partial/{NAME}",
    "rsync --backup": f"{NAME}~",
    "Syncthing": f".syncthing.{NAME}.tmp",
    "Syncthing on Windows": f"~syncthing~{NAME}.tmp",
    "Syncthing's versions": f".stversions/{NAME}",
    "Unison": f".unison.{NAME}.4f2a.unison.tmp",
    "Nextcloud": f".{NAME}.~3fa1b2",
    "Mutagen": f".mutagen-temporary-1-{NAME}",
    "rclone": f"{NAME}.1f2e3d4c.partial",
    "gsutil": f"{NAME}_.gstmp",
    "WinSCP": f"{NAME}.filepart",
    "vim": f".{NAME}.swp",
    "macOS": f"._{NAME}",
}


@pytest.mark.parametrize("beside", BESIDE.values(), ids=BESIDE)
def test_what_programs_keep_beside_an_event_file_is_no_event_file(tmp_path: Path, beside: str) -> None:
    run = tmp_path / "run"
    write(run / NAME, [0, 1, 2])
    write(run / beside, [0, 1, 2, 3])
    reader = Reader(tmp_path)
    assert reader.values() == [0.0, 1.0, 2.0]
    assert list(reader.read().runs) == ["run"]
    assert [file.path for file in reader.read().runs["run"].files] == [str(run / NAME)]
    assert list(local_disk.directories(str(tmp_path))) == [(str(run), [str(run / NAME)])]
    (run / beside).replace(run / NAME)
    assert reader.values() == [0.0, 1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    "name", ["my.tfevents", f"{NAME}.v2", f"{NAME}.tmp.0", "tfevents~1", f"{NAME}.part2"]
)
def test_names_that_programs_give_are_read(tmp_path: Path, name: str) -> None:
    write(tmp_path / "run" / name, [1])
    assert Reader(tmp_path).values() == [1.0]


@pytest.mark.parametrize("values", [[], [1.0, 2.0]], ids=["new", "known"])
def test_a_file_that_goes_between_the_look_and_the_reading_is_no_trouble(
    tmp_path: Path, values: list[float]
) -> None:
    file = write(tmp_path / "run" / NAME, values)
    library = Library()
    loader, disk = RunLoader("run", library), local_disk.LocalDisk(str(tmp_path))
    if values:
        assert loader.synchronize(disk.look().runs["run"])
        assert loader.load(lambda: False)
        file.scalar("loss", 3, 3)
    assert loader.synchronize(disk.look().runs["run"])
    file.path.unlink()
    assert loader.load(lambda: False)
    run = loader.data()
    found = run and run.scalars("loss")
    assert (found.values.tolist() if found else []) == values
    assert run is None or [file.reason for file in run.files] == [None]
    assert disk.look().runs == {}


SIZES = [0, 1, 40, 200, 1_000]


def curves(logdir: Path, found: Snapshot | None = None) -> dict[str, Any]:
    """The points of each run and the state of its files, as found or else as a fresh look finds them."""
    runs = fresh(logdir) if found is None else facts(found)
    return {name: (run["series"], run["files"]) for name, run in runs.items()}


def shown(found: dict[str, Any]) -> list[tuple[str, object]]:
    """What a page shows of the run, without what stands in its files besides."""
    kinds = found["run"]["series"], found["run"]["samples"]
    return sorted((tag, without_void) for kind in kinds for tag, (_raw, without_void) in kind.items())


def stamp(path: Path, age: float) -> None:
    """Let a file look as if it was changed so many seconds ago."""
    os.utime(path, (time.time() - age,) * 2)


@pytest.mark.parametrize("opened", ["first", "again"])
def test_a_file_that_is_emptied_and_copied_again_is_shown_whole_all_the_time(
    tmp_path: Path, opened: str
) -> None:
    logdir = tmp_path / "logs"
    file = write(logdir / "run" / NAME, [float(i) for i in range(40)])
    file.append(legacy_image("picture", b"a picture", 8, 8, 40))
    path, whole = file.path, file.path.read_bytes() + frame(scalar_event("loss", 41, 41, START))
    age(logdir)
    Opened(logdir, tmp_path / "cache")
    reader = Opened(logdir, tmp_path / "cache" if opened == "again" else None)
    before = facts(reader.store.snapshot())
    for size in [*SIZES, len(whole) - 100]:
        path.write_bytes(whole[:size])
        stamp(path, 0)
        for _ in range(2):
            now = facts(reader.read())
            assert now["run"]["series"] == before["run"]["series"]
            assert now["run"]["samples"] == before["run"]["samples"]
            assert [(file.state, file.reason) for file in now["run"]["files"]] == [("waiting", None)]
    path.write_bytes(whole)
    assert facts(reader.read()) == fresh(logdir)


@pytest.mark.parametrize("size", SIZES)
def test_a_file_that_stays_shorter_is_shown_as_it_is(tmp_path: Path, size: int) -> None:
    path, reader = write(tmp_path / "run" / NAME, [1.0] * 60).path, Reader(tmp_path)
    assert len(reader.values()) == 60
    os.truncate(path, size)
    assert len(reader.values()) == 60
    stamp(path, 11)
    reader.read()
    assert curves(tmp_path, reader.read()) == curves(tmp_path)
    version = reader.read().version
    assert reader.read().version == version


def test_a_shorter_file_that_holds_something_else_is_shown_at_once(tmp_path: Path) -> None:
    path, reader = write(tmp_path / "run" / NAME, [1.0] * 60).path, Reader(tmp_path)
    assert len(reader.values()) == 60
    for tag, value, step, began in [
        ("loss", 1, 9, START),
        ("loss", 2, 0, START),
        ("other", 1, 0, START),
        ("loss", 1, 0, 5),
    ]:
        path.unlink()
        file = EventFile(path, began=began)
        file.scalar(tag, value, step)
        assert curves(tmp_path, reader.read()) == curves(tmp_path)
        path.unlink()
        write(path, [1.0] * 60)
        assert len(reader.values()) == 60


def test_a_copy_that_takes_another_turn_is_shown_from_there_on(tmp_path: Path) -> None:
    path, reader = write(tmp_path / "run" / NAME, [1.0] * 60).path, Reader(tmp_path)
    assert len(reader.values()) == 60
    file = write(path, [1.0] * 10)
    assert len(reader.values()) == 60
    file.scalars("loss", [2.0], 10)
    assert reader.values() == [1.0] * 10 + [2.0]


COPIES = [
    f"{NAME} (sarah's conflicted copy 2024-01-01)",
    f"{NAME}.sync-conflict-20240101-101010-ABCDEFG",
    f"{NAME}.bak",
    f"Copy of {NAME}",
    f"{NAME}.6eF3BaC1",
]


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_beside_a_file_shows_nothing_twice(tmp_path: Path, name: str) -> None:
    logdir, values = tmp_path / "logs", [float(i) for i in range(20)]
    file = write(logdir / "run" / NAME, values)
    file.append(legacy_image("picture", b"a picture", 8, 8, 40))
    alone = shown(fresh(logdir))
    shutil.copy(file.path, file.path.with_name(name))
    assert shown(fresh(logdir)) == alone
    reader = Reader(logdir)
    assert reader.values() == values
    file.scalars("loss", [20.0, 21.0], 20)
    assert reader.values() == [*values, 20.0, 21.0]
    file.path.unlink()
    assert reader.values() == values


def test_a_copy_that_takes_its_place_when_it_is_whole_shows_every_point_once(tmp_path: Path) -> None:
    content = b"".join(frame(scalar_event("loss", i, i, START + i)) for i in range(60))
    path = tmp_path / "run" / NAME
    path.parent.mkdir()
    path.write_bytes(content[: len(content) // 2])
    reader, half = Reader(tmp_path), path.with_name(f"{NAME}.6eF3BaC1")
    for end in range(0, len(content) + 1, 100):
        half.write_bytes(content[:end])
        values = reader.values()
        assert values == [float(i) for i in range(len(values))]
        assert len(values) >= 30
    half.write_bytes(content)
    half.replace(path)
    assert reader.values() == [float(i) for i in range(60)]


def test_a_copy_is_one_as_well_where_everything_is_kept(tmp_path: Path) -> None:
    logdir = tmp_path / "logs"
    file = write(logdir / "run" / NAME, [1, 2, 3])
    shutil.copy(file.path, logdir / "run" / COPIES[0])
    age(logdir)
    for _ in range(2):
        found = Opened(logdir, tmp_path / "cache").store.snapshot()
        assert curves(logdir, found) == curves(logdir)
        assert found.runs["run"].copies == {str(logdir / "run" / COPIES[0])}


def test_a_copy_is_counted_and_there_for_who_asks_for_files_as_they_stand(tmp_path: Path) -> None:
    write(tmp_path / "run" / NAME, [1, 2, 3, 4])
    write(tmp_path / "run" / COPIES[0], [1, 2])
    found = Reader(tmp_path).read()
    raw = found.runs["run"].scalars("loss", raw=True)
    assert raw is not None
    assert raw.values.tolist() == [1.0, 2.0, 3.0, 4.0, 1.0, 2.0]
    assert report_of(found, 0.0).points == 6
    assert len(found.runs["run"].files) == 2


@pytest.mark.parametrize("other", [[1.0, 2.0, 9.0], [1.0, 9.0], [2.0]])
def test_files_that_begin_alike_and_go_on_differently_are_both_shown(
    tmp_path: Path, other: list[float]
) -> None:
    write(tmp_path / "run" / NAME, [1, 2, 3, 4])
    beside = write(tmp_path / "run" / f"{NAME}.2", other[:1])
    reader = Reader(tmp_path)
    reader.read()
    beside.scalars("loss", other[1:], 1)
    run = reader.read().runs["run"]
    series = run.scalars("loss", raw=True)
    assert series is not None
    assert series.values.tolist() == [1.0, 2.0, 3.0, 4.0, *other]


def test_a_restart_that_wrote_nothing_yet_is_no_copy(tmp_path: Path) -> None:
    write(tmp_path / "run" / NAME, [1, 2, 3, 4])
    again = EventFile(tmp_path / "run" / f"{NAME}.2")
    again.append(frame(event(START, 2, field(7, b"\x08\x01"))))
    assert Reader(tmp_path).values() == [1.0, 2.0]

"""Event files that programs copy to where we read: rsync, scp, Syncthing, Dropbox, object stores, editors.

What a copy is made of is never shown beside what it is a copy of, and nothing goes from the page meanwhile.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest import local_disk
from ingest.library import Library
from ingest.run_loader import RunLoader
from tests.helpers.opened import NAME
from tests.helpers.reader import Reader, write

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

"""Other bytes in the place of an event file: written over, renamed over, copied slowly or into zeros.

The ids are those of the list of bad inputs in the project's reliability notes, section C.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.helpers.opened import NAME
from tests.helpers.reader import Reader, write


@pytest.mark.parametrize("values", [[9], [9, 8, 7], [9, 8, 7, 6, 5]], ids=["smaller", "equal", "bigger"])
@pytest.mark.parametrize("in_place", [True, False], ids=["C75-rewritten", "C76-renamed"])
def test_another_file_in_its_place_is_read_as_another(
    tmp_path: Path, values: list[float], in_place: bool
) -> None:
    path = tmp_path / "run" / NAME
    write(path, [1, 2, 3])
    reader = Reader(tmp_path)
    assert reader.values() == [1.0, 2.0, 3.0]
    other = write(tmp_path / "other", values).path
    if in_place:
        path.write_bytes(other.read_bytes())
        os.utime(path, ns=(path.stat().st_mtime_ns + 10**9,) * 2)
        other.unlink()
    else:
        other.replace(path)
    assert reader.values() == [float(value) for value in values]


def test_c75_200_rewrites_at_random_are_never_spliced(tmp_path: Path) -> None:
    path, chance = tmp_path / "run" / NAME, random.Random(5)
    reader = Reader(tmp_path)
    for i in range(200):
        values = [float(i)] * chance.randrange(1, 6)
        if chance.random() < 0.5:
            write(tmp_path / "other", values).path.replace(path) if i else write(path, values)
        else:
            write(tmp_path / "copy", values)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes((tmp_path / "copy").read_bytes())
            os.utime(path, ns=(10**18 + i * 10**9,) * 2)
        assert reader.values() == values


def test_c77_a_slow_copy_with_an_old_time_stamp_is_followed(tmp_path: Path) -> None:
    source = write(tmp_path / "source", [float(i) for i in range(40)]).path.read_bytes()
    path, chance, reader = tmp_path / "run" / NAME, random.Random(6), Reader(tmp_path)
    path.parent.mkdir()
    at, seen = 0, 0
    while at < len(source):
        size = chance.randrange(1, 200)
        with path.open("ab") as out:
            out.write(source[at : at + size])
        os.utime(path, (1e9, 1e9))
        at += size
        now = len(reader.values())
        assert now >= seen
        seen = now
    assert reader.values() == [float(i) for i in range(40)]


@pytest.mark.parametrize("copied", [0, 40, 500])
def test_a_copy_into_a_place_of_zeros_is_read_when_its_bytes_come(tmp_path: Path, copied: int) -> None:
    source = write(tmp_path / "source", [float(i) for i in range(40)]).path.read_bytes()
    path, reader = tmp_path / "run" / NAME, Reader(tmp_path)
    path.parent.mkdir()
    path.write_bytes(source[:copied] + bytes(len(source) - copied))
    reader.read()
    (file,) = reader.store.snapshot().runs["run"].files
    assert file.state == "dead"
    with path.open("r+b") as out:
        out.write(source)
    os.utime(path, ns=(10**18,) * 2)
    assert reader.values() == [float(i) for i in range(40)]
    (file,) = reader.store.snapshot().runs["run"].files
    assert (file.state, file.reason) == ("active", None)

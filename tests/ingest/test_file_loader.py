"""One file to columns: every writer's scalars come out as they went in, whatever happens to the file."""

from __future__ import annotations

import math
import os
import struct
from pathlib import Path

import numpy as np
import pytest

from ingest.file_loader import FileLoader
from ingest.library import Library
from ingest.run_tags import RunTags
from ingest.store import FileData, RunData, TagInfo
from tests.helpers.event_writer import (
    START,
    EventFile,
    event,
    field,
    float_tensor,
    frame,
    scalar_event,
    tensor_event,
)

Points = list[tuple[int, float]]

LIBRARY = Library()
"""One for all tests: what one file taught must never change what another one says."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.out.tfevents.1.host"


def load(loader: FileLoader) -> FileData:
    for _ in loader.load():
        pass
    return loader.data()


def fresh(path: Path) -> FileData:
    return load(FileLoader(str(path), RunTags(), LIBRARY))


def run_of(data: FileData) -> RunData:
    return RunData("run", (data,), LIBRARY.names)


def points(data: FileData, tag: str, library: Library = LIBRARY) -> Points:
    series = RunData("run", (data,), library.names).scalars(tag)
    return [] if series is None else list(zip(series.steps.tolist(), series.values.tolist(), strict=True))


def test_a_record_cut_at_any_byte_is_read_when_the_rest_arrives(path: Path) -> None:
    content = b"".join(frame(scalar_event("loss", step, step, START)) for step in range(4))
    for cut in range(len(content) + 1):
        path.write_bytes(content[:cut])
        loader = FileLoader(str(path), RunTags(), LIBRARY)
        before = points(load(loader), "loss")
        assert before == [(step, step) for step in range(len(before))]
        with path.open("ab") as out:
            out.write(content[cut:])
        assert points(load(loader), "loss") == [(0, 0), (1, 1), (2, 2), (3, 3)]


def test_a_half_written_record_is_waited_for_not_damage(path: Path) -> None:
    path.write_bytes(frame(scalar_event("loss", 1, 1, START)) + frame(scalar_event("loss", 2, 2, START))[:-1])
    status = fresh(path).status
    assert (status.state, status.reason) == ("waiting", None)


@pytest.mark.parametrize("step", [0, 1, 127, 128, 16384, 2**28, 2**31, 2**56, 2**63 - 1, -5])
def test_steps_of_every_size_survive(path: Path, step: int) -> None:
    file = EventFile(path)
    file.scalar("loss", 0.5, step, START)
    file.scalar("loss", 1.5, 3, START)
    assert points(fresh(path), "loss") == [(step, 0.5), (3, 1.5)]


def test_non_finite_values_and_wall_times_are_points_like_others(path: Path) -> None:
    file = EventFile(path)
    for step, value in enumerate([math.nan, math.inf, -math.inf, -0.0, 1e-45]):
        file.scalar("loss", value, step, math.nan if step == 1 else START)
    data = fresh(path)
    series = run_of(data).scalars("loss")
    assert series is not None
    assert series.values.tobytes() == np.array([math.nan, math.inf, -math.inf, -0.0, 1e-45], "<f4").tobytes()
    assert math.isnan(series.wall_times[1])


DTYPES: dict[int, tuple[str, float]] = {
    1: ("<f4", 0.5),
    2: ("<f8", 1 / 3),
    3: ("<i4", -7),
    4: ("<u1", 200),
    5: ("<i2", -300),
    6: ("<i1", -3),
    9: ("<i8", 2**40),
    10: ("<u1", 1),
    17: ("<u2", 60000),
    19: ("<f2", 0.25),
    22: ("<u4", 2**31),
    23: ("<u8", 2**50),
}


@pytest.mark.parametrize(("dtype", "kind"), DTYPES.items())
def test_scalar_tensors_of_any_dtype_are_read(path: Path, dtype: int, kind: tuple[str, float]) -> None:
    content = np.array(kind[1], kind[0]).tobytes()
    tensor = bytes([8, dtype]) + field(2, b"") + field(4, content)
    EventFile(path).append(frame(tensor_event("loss", tensor, 3, START)))
    assert points(fresh(path), "loss") == [(3, kind[1])]


def test_bfloat16_is_read(path: Path) -> None:
    tensor = b"\x08\x0e" + field(2, b"") + field(4, struct.pack("<f", 1.5)[2:])
    EventFile(path).append(frame(tensor_event("loss", tensor, 3, START)))
    assert points(fresh(path), "loss") == [(3, 1.5)]


def test_doubles_keep_their_digits_beside_floats(path: Path) -> None:
    double = b"\x08\x02" + field(2, b"") + field(4, struct.pack("<d", 1 / 3))
    file = EventFile(path)
    file.append(frame(tensor_event("exact", double, 1, START)))
    file.scalar("loss", 0.1, 1)
    data = fresh(path)
    assert points(data, "exact") == [(1, 1 / 3)]
    assert points(data, "loss") == [(1, float(np.float32(0.1)))]


@pytest.mark.parametrize("described_always", [True, False])
def test_tf2_scalars_are_read_with_metadata_on_every_or_only_the_first_event(
    path: Path, described_always: bool
) -> None:
    file = EventFile(path)
    for step in range(300):
        plugin = "scalars" if described_always or not step else None
        file.append(frame(tensor_event("loss", float_tensor(step), step, START, plugin)))
    assert points(fresh(path), "loss") == [(step, step) for step in range(300)]


def test_a_tensor_that_nobody_called_a_scalar_is_none(path: Path) -> None:
    file = EventFile(path)
    file.append(frame(tensor_event("x", float_tensor(1), 1, START, None)))
    file.append(frame(tensor_event("y", float_tensor(1), 1, START, "mine")))
    assert run_of(fresh(path)).scalar_tags == ()


@pytest.mark.parametrize("described_at", [0, 1, 40, 199])
def test_tensors_before_their_tag_was_described_are_none_however_the_file_comes(
    path: Path, described_at: int
) -> None:
    records = [
        frame(tensor_event("loss", float_tensor(i), i, START, "scalars" if i == described_at else None))
        for i in range(200)
    ]
    expected = [(i, float(i)) for i in range(described_at, 200)]
    path.write_bytes(b"".join(records))
    assert points(fresh(path), "loss") == expected
    path.write_bytes(b"")
    loader = FileLoader(str(path), RunTags(), LIBRARY)
    for record in records:
        with path.open("ab") as out:
            out.write(record)
        data = load(loader)
    assert points(data, "loss") == expected


def test_fast_and_slow_events_keep_file_order(path: Path) -> None:
    file = EventFile(path)
    expected = []
    for step in range(50):
        slow = step % 3 == 0
        unknown = b"\x9a\x06\x00" if slow else b""  # an unknown field makes the shape uncommon
        file.append(frame(scalar_event("loss", step, step % 7, START) + unknown))
        expected.append((step % 7, float(step)))
    assert points(fresh(path), "loss") == expected


def test_several_values_in_one_event_are_all_read(path: Path) -> None:
    values = b"".join(field(1, field(1, tag) + b"\x15" + struct.pack("<f", 2)) for tag in (b"a", b"b", b"c"))
    EventFile(path).append(frame(event(START, 4, field(5, values))))
    assert [points(fresh(path), tag) for tag in "abc"] == [[(4, 2.0)]] * 3


@pytest.mark.parametrize("image_first", [True, False])
def test_what_a_tags_first_event_says_counts(path: Path, image_first: bool) -> None:
    image = frame(event(START, 1, field(5, field(1, field(1, b"x") + field(4, b"")))))
    scalars = b"".join(frame(scalar_event("x", step, step, START)) for step in (1, 2))
    EventFile(path).append(image + scalars if image_first else scalars + image)
    data = fresh(path)
    assert points(data, "x") == ([] if image_first else [(1, 1.0), (2, 2.0)])
    assert data.status.skipped == (2 if image_first else 1)
    assert "contradicts" in str(data.status.reason) or "first event" in str(data.status.reason)


def test_display_name_and_description_come_from_the_first_event(path: Path) -> None:
    metadata = field(9, field(1, field(1, b"scalars")) + field(2, b"Loss") + field(3, b"*falls*"))
    value = field(1, field(1, b"loss") + field(8, float_tensor(1)) + metadata)
    EventFile(path).append(frame(event(START, 1, field(5, value))))
    tags = RunTags()
    data = load(FileLoader(str(path), tags, LIBRARY))
    assert [tags.infos[number] for number in data.tag_ids] == [TagInfo("scalars", "Loss", "*falls*")]
    assert points(data, "loss") == [(1, 1.0)]


def test_a_tag_that_is_not_utf8_is_counted_and_the_rest_is_shown(path: Path) -> None:
    file = EventFile(path)
    file.append(frame(scalar_event(b"bad\xff", 1, 1, START)))
    file.scalar("loss", 2, 2)
    data = fresh(path)
    assert (points(data, "loss"), data.status.skipped) == ([(2, 2.0)], 1)
    assert "not UTF-8" in str(data.status.reason)


@pytest.mark.parametrize("payload", [b"\xff" * 40, b"\x0a\xff", b"\x2a\x10\x0a"])
def test_a_record_that_is_no_event_is_counted_and_the_next_is_read(path: Path, payload: bytes) -> None:
    file = EventFile(path)
    file.append(frame(payload))
    file.scalar("loss", 2, 2)
    data = fresh(path)
    assert (points(data, "loss"), data.status.skipped, data.status.state) == ([(2, 2.0)], 1, "active")
    assert data.status.reason == "the record at byte 40 is no event"


def test_a_damaged_length_ends_the_file_and_keeps_what_came_before(path: Path) -> None:
    file = EventFile(path)
    file.scalar("loss", 1, 1)
    end = path.stat().st_size
    file.append(b"\x05" + bytes(60))
    status = fresh(path).status
    assert (status.state, status.offset) == ("dead", end)
    assert f"damaged at byte {end:,}" in str(status.reason)
    assert points(fresh(path), "loss") == [(1, 1.0)]


def test_a_file_that_shrank_is_read_again_from_the_start(path: Path) -> None:
    EventFile(path).scalars("loss", [1, 2, 3, 4])
    loader = FileLoader(str(path), RunTags(), LIBRARY)
    generation = load(loader).generation
    path.unlink()
    EventFile(path).scalars("loss", [7])
    data = load(loader)
    assert points(data, "loss") == [(0, 7.0)]
    assert data.generation != generation


@pytest.mark.parametrize("in_place", [True, False])
def test_a_file_replaced_by_a_longer_one_is_never_spliced(path: Path, in_place: bool) -> None:
    EventFile(path).scalars("loss", [1, 2, 3])
    loader = FileLoader(str(path), RunTags(), LIBRARY)
    load(loader)
    other = path.with_name("other")
    file = EventFile(other, version=False)
    file.scalars("loss", [10, 20, 30, 40, 50, 60])
    if in_place:
        path.write_bytes(other.read_bytes())
    else:
        other.replace(path)
    assert points(load(loader), "loss") == [(step, 10.0 * (step + 1)) for step in range(6)]


def test_a_file_written_anew_in_its_place_is_read_anew_though_it_has_the_size_and_ends_it_had(
    path: Path,
) -> None:
    def written(middle: float, mtime: int) -> None:
        values = [0.0] * 10 + [middle] * 10 + [0.0] * 10
        path.write_bytes(b"".join(frame(scalar_event("a", v, i, START)) for i, v in enumerate(values)))
        os.utime(path, (mtime, mtime))

    written(1.0, 1_000)
    loader = FileLoader(str(path), RunTags(), LIBRARY)
    load(loader)
    written(2.0, 2_000)
    assert points(load(loader), "a") == points(fresh(path), "a")
    assert points(loader.data(), "a")[10] == (10, 2.0)


def test_a_copy_that_only_grew_goes_on_where_it_was(path: Path) -> None:
    EventFile(path).scalars("loss", [1, 2, 3])
    loader = FileLoader(str(path), RunTags(), LIBRARY)
    generation = load(loader).generation
    copy = path.with_name("copy")
    copy.write_bytes(path.read_bytes())
    EventFile(copy, version=False).scalars("loss", [4], first_step=3)
    copy.replace(path)
    data = load(loader)
    assert points(data, "loss") == [(0, 1.0), (1, 2.0), (2, 3.0), (3, 4.0)]
    assert data.generation == generation


def test_a_record_longer_than_a_block_is_read_to_its_end(path: Path) -> None:
    file = EventFile(path)
    file.append(frame(event(START, 1, field(5, field(1, field(1, b"image") + field(4, bytes(9_000_000)))))))
    file.scalar("loss", 2, 2)
    data = fresh(path)
    assert (points(data, "loss"), data.status.offset) == ([(2, 2.0)], path.stat().st_size)


def test_thousands_of_tags_are_all_kept(path: Path) -> None:
    tags = [f"layer/{i}/weight" for i in range(3000)]
    path.write_bytes(b"".join(frame(scalar_event(tag, i, 1, START)) for i, tag in enumerate(tags)))
    data = fresh(path)
    assert sorted(run_of(data).scalar_tags) == sorted(tags)
    assert points(data, "layer/2999/weight") == [(1, 2999.0)]


def test_columns_take_at_most_24_bytes_a_point(path: Path) -> None:
    path.write_bytes(
        b"".join(
            frame(scalar_event(f"t/{i}", 1, step, START + step)) for step in range(2000) for i in range(10)
        )
    )
    data = fresh(path)
    assert sum(block.nbytes for block in data.blocks) / data.counts.sum() <= 24


@pytest.mark.parametrize("place", range(-24, 0))
def test_metadata_that_contradicts_itself_is_damage_among_others_as_it_is_alone(
    path: Path, place: int
) -> None:
    record = frame(tensor_event("loss", float_tensor(1), 7, START))
    bent = bytearray(record)
    bent[place - 4] ^= 0x64

    def count(content: bytes, library: Library) -> int:
        path.write_bytes(content)
        return len(points(load(FileLoader(str(path), RunTags(), library)), "loss", library))

    alone = count(record + bytes(bent), Library()) - 1
    library = Library()
    assert count(record * 12 + bytes(bent) + record * 30, library) == 42 + alone
    assert count(record * 12 + bytes(bent) + record * 30, library) == 42 + alone

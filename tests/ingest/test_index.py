"""The index of what is no scalar: the same however a file is read, and never more than places."""

from __future__ import annotations

import struct
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.crc import length_crc
from ingest.decoder import Decoder
from ingest.event_file import EventFile as Reader
from ingest.event_file import Stop
from ingest.file_loader import FileLoader
from ingest.index import DTYPES, Entries, append, block_of, count, of_tag
from ingest.library import Library
from ingest.local_file import open_file
from ingest.records import Bytes
from ingest.run_tags import RunTags
from ingest.store import FileData, FileState, RunData
from tests.helpers.event_writer import (
    START,
    EventFile,
    event,
    field,
    float_tensor,
    frame,
    scalar_event,
    tensor_event,
    version_event,
)

Index = dict[str, list[tuple[object, ...]]]

HISTO, IMAGE, AUDIO, TENSOR = 5, 4, 6, 8


def value_event(tag: str, kind: int, content: bytes, step: int, metadata: bytes = b"") -> bytes:
    """An event of one value of any kind."""
    value = field(1, tag.encode()) + field(kind, content) + metadata
    return event(START + step, step, field(5, field(1, value)))


def described(plugin: str, content: bytes = b"") -> bytes:
    return field(9, field(1, field(1, plugin.encode()) + field(2, content)))


def strings_tensor(*sizes: int) -> bytes:
    shape = b"".join(field(2, b"\x08" + bytes([size])) for size in sizes)
    return b"\x08\x07" + field(2, shape) + field(8, b"x") * max(1, sum(sizes))


def index_of(data: FileData, library: Library, tags: RunTags) -> Index:
    run = RunData("run", (data,), library.names, tags.infos)
    numbers = sorted({int(tag) for block in data.index_blocks for tag in block.tag_ids})
    found = {library.names.text(number): of_tag(data.index_blocks, number) for number in numbers}
    assert set(run.plugins) <= {info.plugin for info in tags.infos.values()}
    return {
        tag: list(zip(*(column.tolist() for column in entries.columns()), strict=True))
        for tag, entries in found.items()
    }


def read_in_portions(records: list[bytes], portion: int) -> tuple[Index, Index, object]:
    """The index, the scalars and what was skipped, of a file that grows by so many records at a time."""
    library, tags = Library(), RunTags()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.out.tfevents.1"
        path.touch()
        loader = FileLoader(str(path), tags, library)
        for first in range(0, len(records), portion):
            with path.open("ab") as out:
                out.writelines(map(frame, records[first : first + portion]))
            for _ in loader.load():
                pass
        data = loader.data()
    run = RunData("run", (data,), library.names, tags.infos)
    series = {tag: run.scalars(tag) for tag in run.scalar_tags}
    points = {
        tag: list(zip(found.steps.tolist(), found.values.tolist(), strict=True))
        for tag, found in series.items()
        if found
    }
    infos = {library.names.text(number): info for number, info in tags.infos.items()}
    return index_of(data, library, tags), points, (data.status.skipped, infos)


TAGS = ["a", "loss", "layer/weight", "x" * 130, "übung/1"]
tags = st.sampled_from(TAGS)
steps = st.integers(0, 300)
tensors = st.sampled_from(
    [float_tensor(1.5), strings_tensor(), strings_tensor(3), strings_tensor(2, 2), b"\x08\x01\x22\x04abcd"]
)
metadata = st.sampled_from(
    [b"", described("scalars"), described("text"), described("mine", b"content"), described("m" * 300)]
)


def telling(tag: str) -> st.SearchStrategy[bytes]:
    """The first event of a tag, which says what it is."""
    return st.one_of(
        st.builds(value_event, st.just(tag), st.sampled_from([HISTO, IMAGE, AUDIO]), st.just(b""), steps),
        st.builds(value_event, st.just(tag), st.just(TENSOR), tensors, steps, metadata.filter(bool)),
        st.builds(scalar_event, st.just(tag), st.just(0.5), steps, st.just(START)),
    )


records = st.one_of(
    st.builds(value_event, tags, st.sampled_from([HISTO, IMAGE, AUDIO]), st.binary(max_size=300), steps),
    st.builds(value_event, tags, st.just(TENSOR), tensors, steps, metadata),
    st.builds(lambda tag, step: scalar_event(tag, step, step, START), tags, steps),
    st.builds(lambda step, graph: event(START, step, field(4, graph)), steps, st.binary(max_size=9)),
    st.builds(lambda step: event(START, step, field(7, b"\x08\x01")), steps),
    st.builds(lambda step: event(START, step, b"\x2a\x03\x0a\x09"), steps),
)


@given(st.data(), st.lists(records, max_size=60), st.integers(1, 4))
def test_a_file_gives_the_same_however_it_comes(
    data: st.DataObject, events: list[bytes], portion: int
) -> None:
    events = [version_event(), *(data.draw(telling(tag)) for tag in TAGS), *events]
    assert read_in_portions(events, len(events)) == read_in_portions(events, portion)


def read_leaping(path: Path, leap: int) -> tuple[Index, object, object]:
    """The index and the rest of a file, of which records of so many bytes are leapt over."""
    library, tags = Library(), RunTags()
    decoder, reader = Decoder(tags, library), Reader(str(path))

    def take(buffer: Bytes, filled: int) -> Stop:
        return decoder.take(buffer, filled, reader.offset)

    with open_file(str(path)) as handle:
        handle.leap = leap
        for _ in reader.blocks(handle, take, decoder.take_block):
            pass
    status = FileState(str(path), skipped=decoder.skipped)
    data = FileData(status, decoder.tag_ids, decoder.counts, decoder.blocks, index_blocks=decoder.index)
    infos = {library.names.text(number): info for number, info in tags.infos.items()}
    counts = {library.names.text(tag): data.points(tag) for tag in decoder.tag_ids.tolist()}
    return index_of(data, library, tags), (infos, counts, status), reader.offset


long_records = st.builds(
    value_event,
    tags,
    st.sampled_from([HISTO, IMAGE, TENSOR]),
    st.integers(1000, 9000).map(
        lambda size: b"\x08\x07" + field(2, field(2, b"\x08\x01")) + field(8, bytes(size))
    ),
    steps,
    st.sampled_from([b"", described("mine"), described("text", b"c" * 900)]),
)


@settings(max_examples=50)
@given(st.lists(st.one_of(long_records, records), min_size=1, max_size=40))
def test_leaping_over_long_records_changes_nothing(events: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.out.tfevents.1"
        path.write_bytes(b"".join(map(frame, [value_event("first", IMAGE, bytes(1 << 17), 1), *events])))
        assert read_leaping(path, 1 << 10) == read_leaping(path, 1 << 30)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.out.tfevents.1"


def fresh(path: Path) -> tuple[FileData, RunData]:
    library, tags = Library(), RunTags()
    loader = FileLoader(str(path), tags, library)
    for _ in loader.load():
        pass
    return loader.data(), RunData("run", (loader.data(),), library.names, tags.infos)


def test_a_file_of_nine_terabytes_is_read_by_its_headers(path: Path) -> None:
    head = event(START, 7, b"")
    length = 9 << 40
    size = length - len(head) - 16
    start = head + b"\x2a" + _varint8(size) + b"\x0a" + _varint8(size - 9) + field(1, b"huge")
    with path.open("wb") as out:
        out.write(frame(version_event()))
        out.write(struct.pack("<QI", length, length_crc(length)) + start)
        out.truncate(out.tell() - len(start) + length)
    data, _ = fresh(path)
    assert data.status.state == "waiting"  # the checksum behind it is not there yet


def _varint8(number: int) -> bytes:
    return bytes([number >> 7 * i & 0x7F | 0x80 for i in range(7)]) + bytes([number >> 49])


def test_a_record_beyond_all_measure_costs_no_memory(path: Path) -> None:
    content = 5 << 30
    value = field(1, b"huge") + b"\x22" + _varint8(content)
    summary = b"\x0a" + _varint8(content + len(value)) + value
    start = event(START, 7, b"\x2a" + _varint8(content + len(summary)) + summary)
    length = len(start) + content
    with path.open("wb") as out:
        out.write(struct.pack("<QI", length, length_crc(length)) + start)
        out.truncate(12 + length + 4)
        out.seek(0, 2)
        out.write(frame(scalar_event("loss", 1, 2, START)))
    data, run = fresh(path)
    assert run.tags("images") == ("huge",)
    assert (run.scalar_tags, data.status.state, data.status.skipped) == (("loss",), "active", 0)
    found = run.samples("huge")
    assert found is not None
    assert (found.steps.tolist(), found.entries.lengths.tolist()) == ([7], [length])


def test_a_file_of_long_records_that_was_copied_and_grew_goes_on_where_it_was(path: Path) -> None:
    library, tags = Library(), RunTags()
    images = [frame(value_event("image", IMAGE, bytes([step]) * 70_000, step)) for step in range(1, 40)]
    path.write_bytes(b"".join(images[:30]))
    loader = FileLoader(str(path), tags, library)
    for _ in loader.load():
        pass
    copy = path.with_name("copy")
    copy.write_bytes(b"".join(images))
    copy.replace(path)
    for _ in loader.load():
        pass
    data = loader.data()
    assert (data.generation, count(data.index_blocks)) == (0, 39)


def test_another_file_of_long_records_in_its_place_is_read_anew(path: Path) -> None:
    library, tags = Library(), RunTags()
    images = [frame(value_event("image", IMAGE, bytes([step]) * 70_000, step)) for step in range(1, 40)]
    path.write_bytes(b"".join(images[:30]))
    loader = FileLoader(str(path), tags, library)
    for _ in loader.load():
        pass
    other = path.with_name("other")
    images[3] = frame(value_event("image", IMAGE, b"\xff" * 70_000, 4))
    other.write_bytes(b"".join(images))
    other.replace(path)
    for _ in loader.load():
        pass
    assert (loader.data().generation, count(loader.data().index_blocks)) == (1, 39)


def test_damage_behind_a_long_record_ends_the_file_there(path: Path) -> None:
    images = b"".join(frame(value_event("image", IMAGE, bytes(70_000), step)) for step in range(1, 9))
    path.write_bytes(images + b"\x05" + bytes(60))
    data, run = fresh(path)
    assert (data.status.state, data.status.offset) == ("dead", len(images))
    assert run.count("image") == 8


def test_an_entry_takes_at_most_40_bytes(path: Path) -> None:
    images = [frame(value_event(f"t/{step % 9}", IMAGE, b"png", step)) for step in range(9000)]
    path.write_bytes(b"".join(images))
    data, _ = fresh(path)
    assert count(data.index_blocks) == 9000
    assert sum(block.nbytes for block in data.index_blocks) <= 40 * 9000


@given(st.lists(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), min_size=1), max_size=30))
def test_appending_keeps_the_order_of_each_tag(stretches: list[list[tuple[int, int]]]) -> None:
    blocks: tuple[object, ...] = ()
    for stretch in stretches:
        ids, values = zip(*stretch, strict=True)
        columns = (np.array(values).astype(dtype) for dtype in DTYPES)
        blocks = append(blocks, block_of(np.array(ids), Entries(*columns)))
    flat = [item for stretch in stretches for item in stretch]
    for tag in range(4):
        assert of_tag(blocks, tag).steps.tolist() == [value for owner, value in flat if owner == tag]


def test_what_a_tags_first_event_says_counts_for_samples_too(path: Path) -> None:
    file = EventFile(path)
    file.append(frame(value_event("x", IMAGE, b"one", 1)))
    file.append(frame(value_event("x", HISTO, b"two", 2)))
    file.append(frame(tensor_event("x", strings_tensor(3), 3, START, None)))
    file.append(frame(tensor_event("x", strings_tensor(3), 4, START, "text")))
    data, run = fresh(path)
    found = run.samples("x")
    assert found is not None
    assert (found.info.plugin, found.steps.tolist(), found.extent) == ("images", [1, 3], 3)
    assert data.status.skipped == 2


def test_a_tag_that_nobody_spoke_of_belongs_to_no_plugin(path: Path) -> None:
    EventFile(path).append(frame(tensor_event("x", strings_tensor(3), 3, START, None)))
    _, run = fresh(path)
    assert (run.plugins, run.tags("")) == ((), ("x",))


def test_a_tensor_of_many_numbers_in_a_tag_of_scalars_is_skipped_and_told(path: Path) -> None:
    file = EventFile(path)
    file.scalar("loss", 1, 1)
    file.append(
        frame(
            tensor_event("loss", b"\x08\x01" + field(2, field(2, b"\x08\x02")) + field(4, bytes(8)), 2, START)
        )
    )
    data, run = fresh(path)
    assert (run.count("loss"), data.status.skipped) == (1, 1)
    assert "not a single number" in str(data.status.reason)


def test_a_restart_hides_the_samples_that_it_overtakes(path: Path) -> None:
    file = EventFile(path)
    file.append(b"".join(frame(value_event("image", IMAGE, b"png", step)) for step in range(1, 9)))
    file.append(frame(event(START + 9, 5, field(7, b"\x08\x01"))))
    file.append(b"".join(frame(value_event("image", IMAGE, b"png", step)) for step in (5, 6)))
    _, run = fresh(path)
    found, raw = run.samples("image"), run.samples("image", raw=True)
    assert found is not None
    assert raw is not None
    assert (found.steps.tolist(), found.orphaned, len(raw)) == ([1, 2, 3, 4, 5, 6], 4, 10)

"""Samples are read when somebody looks: exactly what was written, or one sentence that says why not."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from ingest import kinds, samples
from ingest.ingester import Ingester
from ingest.kinds import Unreadable
from ingest.logdir import Source
from ingest.store import RunData, Store
from tests.helpers.event_writer import START, EventFile, event, field, frame, varint

HISTO, IMAGE, AUDIO, TENSOR = 5, 4, 6, 8


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.out.tfevents.1"


def load(path: Path) -> RunData:
    store = Store()
    Ingester([Source(str(path.parent))], store).run_once()
    return store.snapshot().runs["."]


def metadata(plugin: str, content: bytes = b"") -> bytes:
    return field(9, field(1, field(1, plugin.encode()) + field(2, content)))


def tensor(dtype: int, sides: list[int], content: bytes) -> bytes:
    shape = b"".join(field(2, b"\x08" + varint(side)) for side in sides)
    return b"\x08" + bytes([dtype]) + field(2, shape) + content


def strings(sides: list[int], *values: bytes) -> bytes:
    return tensor(7, sides, b"".join(field(8, value) for value in values))


def value(tag: str, kind: int, content: bytes, said: bytes = b"") -> bytes:
    return field(1, field(1, tag.encode()) + field(kind, content) + said)


def written(path: Path, plugin: str, content: bytes, said: bytes = b"") -> kinds.Value:
    """A tensor of a plugin, written and read."""
    summary = field(5, value("tag", TENSOR, content, metadata(plugin, said)))
    EventFile(path).append(frame(event(START, 3, summary)))
    return first(load(path), "tag")


def first(run: RunData, tag: str) -> kinds.Value:
    found = run.samples(tag)
    assert found is not None
    return samples.read(found, 0)


DTYPES = {
    1: ("<f4", [0.5, np.nan, -1e30]),
    2: ("<f8", [1 / 3, np.inf, 2]),
    3: ("<i4", [-7, 0, 2**31 - 1]),
    4: ("<u1", [0, 200, 255]),
    5: ("<i2", [-300, 0, 300]),
    6: ("<i1", [-3, 0, 127]),
    8: ("<c8", [1 + 2j, 0, -1j]),
    9: ("<i8", [2**62, -(2**62), 1]),
    10: ("?", [True, False, True]),
    17: ("<u2", [0, 1, 60000]),
    18: ("<c16", [1 / 3 + 2j, 0, -1j]),
    19: ("<f2", [0.25, -1, 65504]),
    22: ("<u4", [0, 2**31, 2**32 - 1]),
    23: ("<u8", [0, 2**63, 1]),
}


@pytest.mark.parametrize(("dtype", "kind"), DTYPES.items())
def test_tensors_of_any_dtype_come_out_as_they_went_in(
    path: Path, dtype: int, kind: tuple[str, list[object]]
) -> None:
    expected = np.array([kind[1]], kind[0])
    found = written(path, "mine", tensor(dtype, [1, 3], field(4, expected.tobytes())))
    assert isinstance(found, kinds.Tensor)
    assert (found.values.dtype, found.values.shape) == (expected.dtype, (1, 3))
    np.testing.assert_array_equal(found.values, expected)


LISTED = {
    1: (5, struct.pack("<2f", 1.5, 2), [1.5, 2, 2]),
    2: (6, struct.pack("<2d", 1.5, 2), [1.5, 2, 2]),
    3: (7, varint(5) + varint(-6), [5, -6, -6]),
    9: (10, varint(5) + varint(-6), [5, -6, -6]),
    10: (11, b"\x01\x00", [True, False, False]),
    14: (13, varint(0x3F80) + varint(0x4000), [1, 2, 2]),
    19: (13, varint(0x3C00) + varint(0x4000), [1, 2, 2]),
    22: (16, varint(7) + varint(2**32 - 1), [7, 2**32 - 1, 2**32 - 1]),
    8: (9, struct.pack("<4f", 1, 2, 3, 4), [1 + 2j, 3 + 4j, 3 + 4j]),
}


@pytest.mark.parametrize(("dtype", "listed"), LISTED.items())
def test_the_last_of_listed_values_is_repeated(
    path: Path, dtype: int, listed: tuple[int, bytes, list[object]]
) -> None:
    number, content, expected = listed
    found = written(path, "mine", tensor(dtype, [3], field(number, content)))
    assert isinstance(found, kinds.Tensor)
    assert found.values.tolist() == expected


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (tensor(1, [1 << 40], b""), "shape is 1,099,511,627,776"),
        (tensor(1, [1 << 20, 1 << 20], field(5, bytes(4))), "shape is 1,048,576×1,048,576"),
        (tensor(1, [-2], field(5, bytes(4))), "shape is -2"),
        (tensor(1, [4], field(4, bytes(20))), "has 5 values"),
        (tensor(1, [4], field(4, bytes(3))), "3 bytes, of 4 each"),
        (tensor(1, [4], b""), "has 0 values"),
        (tensor(21, [1], b""), "not known here"),
        (tensor(99, [1], b""), "not known here"),
    ],
)
def test_a_tensor_that_contradicts_itself_says_so(path: Path, content: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        written(path, "mine", content)


def test_a_tensor_of_unknown_rank_and_one_without_elements_are_read(path: Path) -> None:
    unknown = b"\x08\x01" + field(2, b"\x18\x01") + field(5, bytes(8))
    assert written(path, "mine", unknown).values.tolist() == [0, 0]  # type: ignore[union-attr]
    path.unlink()
    empty = written(path, "mine", tensor(1, [0, 3], b""))
    assert empty.values.shape == (0, 3)  # type: ignore[union-attr]


def image(width: int, height: int, content: bytes) -> bytes:
    return b"\x08" + varint(height) + b"\x10" + varint(width) + field(4, content)


def test_old_images_and_sounds_are_read_as_todays(path: Path) -> None:
    sound = b"\x0d" + struct.pack("<f", 44100) + field(4, b"RIFF") + field(5, b"audio/wav")
    file = EventFile(path)
    file.append(frame(event(START, 1, field(5, value("i", IMAGE, image(3, 4, b"png"))))))
    file.append(frame(event(START, 1, field(5, value("a", AUDIO, sound)))))
    run = load(path)
    assert first(run, "i") == kinds.Image(3, 4, (b"png",))
    assert first(run, "a") == kinds.Audio((b"RIFF",), ("",), "audio/wav", 44100)


def test_several_images_of_a_step_are_all_there(path: Path) -> None:
    found = written(path, "images", strings([4], b"3", b"four", b"one", b"two"))
    assert found == kinds.Image(3, 0, (b"one", b"two"))
    described = load(path).samples("tag")
    assert described is not None
    assert described.extent - 2 == 2


def test_sounds_with_and_without_labels_are_read(path: Path) -> None:
    labelled = written(path, "audio", strings([2, 2], b"one", b"**1**", b"two", b"\xff"), b"\x10\x0b")
    assert labelled == kinds.Audio((b"one", b"two"), ("**1**", "\ufffd"))
    path.unlink()
    plain = written(path, "audio", strings([2], b"one", b"two"), b"\x08\x00\x10\x00\x18\x01")
    assert plain == kinds.Audio((b"one", b"two"), ("", ""), "application/octet-stream")


HISTOGRAMS = [
    ([], []),
    ([5.0], [0.0]),
    ([-1.0, 0.0, 1.8e308], [0.0, 2.0, 3.0]),
    ([1.0, 2.0, 3.0, 4.0], [0.0, 1.0, 0.0, 0.0]),
]


@pytest.mark.parametrize(("limits", "counts"), HISTOGRAMS)
def test_old_histograms_lose_their_empty_ends(path: Path, limits: list[float], counts: list[float]) -> None:
    columns = struct.pack(f"<{len(limits)}d", *limits), struct.pack(f"<{len(counts)}d", *counts)
    proto = b"\x09" + struct.pack("<d", -0.5) + b"\x11" + struct.pack("<d", 9.5)
    EventFile(path).append(
        frame(
            event(START, 1, field(5, value("h", HISTO, proto + field(6, columns[0]) + field(7, columns[1]))))
        )
    )
    found = first(load(path), "h")
    assert isinstance(found, kinds.Histogram)
    assert found.buckets.shape == (found.buckets.shape[0], 3)
    assert found.buckets[:, 2].sum() == sum(counts)
    if sum(counts):
        assert (found.buckets[0, 0], found.buckets[-1, 1]) == (-0.5, 9.5)


def test_an_old_histogram_whose_columns_differ_in_length_is_unreadable(path: Path) -> None:
    proto = field(6, struct.pack("<d", 1)) + field(7, struct.pack("<3d", 1, 1, 1))
    EventFile(path).append(frame(event(START, 1, field(5, value("h", HISTO, proto)))))
    with pytest.raises(Unreadable, match="3 counts and 1 limits"):
        first(load(path), "h")


def test_histograms_of_zero_buckets_or_strange_numbers_are_read_as_they_are(path: Path) -> None:
    strange = np.array([[3, 1, -1], [np.nan, 2, np.nan]], np.float32)
    found = written(path, "histograms", tensor(1, [2, 3], field(4, strange.tobytes())))
    assert isinstance(found, kinds.Histogram)
    np.testing.assert_array_equal(found.buckets, strange)
    path.unlink()
    assert written(path, "histograms", tensor(1, [0, 3], b"")).buckets.shape == (0, 3)  # type: ignore[union-attr]


@pytest.mark.parametrize("sides", [[], [1], [2, 2], [1, 2, 2]])
def test_texts_of_any_rank_keep_their_shape(path: Path, sides: list[int]) -> None:
    count = int(np.prod(sides))
    found = written(path, "text", strings(sides, *[b"<b>%d\xff" % place for place in range(count)]))
    assert isinstance(found, kinds.Text)
    assert found.values.shape == tuple(sides)
    assert found.values.reshape(-1).tolist() == [f"<b>{place}\ufffd" for place in range(count)]


@pytest.mark.parametrize(
    ("plugin", "content", "why"),
    [
        ("images", strings([], b"3"), "not a list"),
        ("images", tensor(1, [3], field(4, bytes(12))), "not of strings"),
        ("audio", strings([1, 3], b"a", b"b", b"c"), "neither a list"),
        ("histograms", tensor(1, [3], field(4, bytes(12))), "not a list of left edge"),
        ("histograms", strings([1, 3], b"a", b"b", b"c"), "not a list of left edge"),
        ("pr_curves", tensor(1, [5, 1], field(4, bytes(20))), "six rows"),
        ("mesh", tensor(1, [1, 2], field(4, bytes(8))), "list of triples"),
        ("text", tensor(1, [1], field(4, bytes(4))), "not of strings"),
        ("custom_scalars", strings([2], b"a", b"b"), "2 strings, not one"),
    ],
)
def test_what_a_plugin_cannot_show_is_said(path: Path, plugin: str, content: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        written(path, plugin, content)


def test_meshes_know_what_they_are_part_of(path: Path) -> None:
    said = field(2, b"bunny") + b"\x18\x03" + field(5, b'{"camera": {')
    found = written(path, "mesh", tensor(4, [1, 0, 3], b""), said)
    assert isinstance(found, kinds.Mesh)
    assert (found.name, found.content_type, found.config) == ("bunny", 3, '{"camera": {')
    assert found.values.shape == (1, 0, 3)


def test_hyperparameters_are_read_without_any_tensor(path: Path) -> None:
    said = field(1, field(1, b"_hparams_/session_start_info") + metadata("hparams", b"\x08\x00\x1a\x00"))
    EventFile(path).append(frame(event(START, 0, field(5, said))))
    run = load(path)
    assert run.info("_hparams_/session_start_info").content == b"\x08\x00\x1a\x00"
    assert first(run, "_hparams_/session_start_info") == kinds.HParams(b"\x08\x00\x1a\x00")


def test_graphs_and_run_metadata_outside_of_summaries_have_their_tags(path: Path) -> None:
    file = EventFile(path)
    file.append(frame(event(START, 0, field(9, field(2, b"from the meta graph")))))
    assert first(load(path), "__run_graph__") == kinds.Graph(b"from the meta graph")
    file.append(frame(event(START, 0, field(4, b"graph"))))
    file.append(frame(event(START, 7, field(8, field(1, b"step1") + field(2, b"times")))))
    file.append(frame(event(START, 8, field(8, field(1, b"step1") + field(2, b"more")))))
    run = load(path)
    assert run.tags("graphs") == ("__run_graph__",)
    assert first(run, "__run_graph__") == kinds.Graph(b"graph")
    metadata = run.samples("step1")
    assert metadata is not None
    assert [samples.read(metadata, place) for place in range(2)] == [
        kinds.Graph(b"times"),
        kinds.Graph(b"more"),
    ]


def test_of_several_values_of_one_tag_in_one_event_each_is_itself(path: Path) -> None:
    values = [value("t", TENSOR, strings([1], text), metadata("text")) for text in (b"one", b"two", b"three")]
    other = value("u", TENSOR, strings([1], b"other"), metadata("text"))
    EventFile(path).append(frame(event(START, 3, field(5, values[0] + other + values[1] + values[2]))))
    found = load(path).samples("t")
    assert found is not None
    texts = [samples.read(found, place) for place in range(3)]
    assert [text.values.tolist() for text in texts if isinstance(text, kinds.Text)] == [
        ["one"],
        ["two"],
        ["three"],
    ]


def test_a_file_that_was_replaced_gives_one_clear_error(path: Path) -> None:
    file = EventFile(path)
    file.append(frame(event(START, 3, field(5, value("i", IMAGE, image(3, 4, b"png"))))))
    run = load(path)
    path.unlink()
    EventFile(path).scalars("loss", [1.0] * 50)
    with pytest.raises(Unreadable, match="replaced since"):
        first(run, "i")
    path.unlink()
    with pytest.raises(Unreadable, match="cannot be read"):
        first(run, "i")


def test_a_damaged_sample_says_so_and_the_next_one_is_read(path: Path) -> None:
    records = [
        frame(event(START, step, field(5, value("i", IMAGE, image(3, 4, b"png%d" % step)))))
        for step in (1, 2)
    ]
    damaged = bytearray(records[0])
    damaged[-6] ^= 1
    path.write_bytes(bytes(damaged) + records[1])
    found = load(path).samples("i")
    assert found is not None
    with pytest.raises(Unreadable, match="does not match its checksum"):
        samples.read(found, 0)
    assert samples.read(found, 1) == samples.read(found, -1) == kinds.Image(3, 4, (b"png2",))
    with pytest.raises(IndexError):
        samples.read(found, 2)


ODD_NAMES = [
    "",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "a\0b",
    "e\u0301",
    "\u202egnp",
    "x" * (1 << 20),
]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_tags_and_plugins_may_be_called_anything(path: Path, name: str) -> None:
    said = metadata(name or "mine")
    summary = field(5, value(name, TENSOR, strings([1], b"x"), said))
    EventFile(path).append(frame(event(START, 3, summary)))
    run = load(path)
    assert run.tags(name or "mine") == (name,)
    found = first(run, name)
    assert isinstance(found, kinds.Tensor)
    assert found.values.tolist() == [b"x"]


def test_metadata_only_in_the_first_event_holds_for_all_files_of_a_run(path: Path) -> None:
    EventFile(path).append(
        frame(event(START, 1, field(5, value("t", TENSOR, strings([1], b"a"), metadata("text")))))
    )
    other = EventFile(path.with_name("events.out.tfevents.2"))
    other.append(frame(event(START, 2, field(5, value("t", TENSOR, strings([1], b"b"))))))
    other.append(frame(event(START, 3, field(5, value("t", TENSOR, strings([1], b"c"), metadata("images"))))))
    run = load(path)
    found = run.samples("t")
    assert found is not None
    assert (found.info.plugin, found.steps.tolist(), found.files.tolist()) == ("text", [1, 2], [0, 1])
    assert isinstance(samples.read(found, 1), kinds.Text)
    assert sum(file.skipped for file in run.files) == 1


def test_a_tag_deep_in_a_large_record_is_found(path: Path) -> None:
    big = [value(f"image/{place}", IMAGE, image(1, 1, bytes(400_000))) for place in range(5)]
    EventFile(path).append(frame(event(START, 3, field(5, b"".join(big)))))
    EventFile(path).scalar("loss", 1, 4)
    run = load(path)
    assert (len(run.tags("images")), run.scalar_tags) == (5, ("loss",))
    assert first(run, "image/4") == kinds.Image(1, 1, (bytes(400_000),))


def test_metadata_behind_a_large_tensor_is_found(path: Path) -> None:
    file = EventFile(path)
    for step in range(1, 30):
        large = strings([3], b"1", b"1", bytes(100_000))
        file.append(
            frame(event(START, step, field(5, value("i", TENSOR, large, metadata("images", b"\x08\x00")))))
        )
        file.append(
            frame(event(START, step, field(5, value("t", TENSOR, large, metadata("text", bytes(2000))))))
        )
    run = load(path)
    assert (run.plugins, run.count("i"), run.count("t")) == (("images", "text"), 29, 29)
    assert len(run.info("t").content) == 2000

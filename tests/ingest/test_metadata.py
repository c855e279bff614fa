"""What a tag is and what its values are, by its first event: in today's form, in old forms, in unknown ones.

R14 and R15 of the project's reliability notes; the cases are those that TensorBoard's data server tests.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ingest import kinds, samples
from tests.helpers.event_writer import START, event, varint
from tests.ingest.test_bad_events import (
    doubles,
    floats,
    image,
    load,
    part,
    points,
    strings,
    tensor,
)

FLOAT, DOUBLE, INT32, STRING = 1, 2, 3, 7
SCALAR, TENSOR, BLOBS = 1, 2, 3
SIMPLE = b"\x15" + floats(0.125)
ONE = part(8, tensor(FLOAT, [], values=b"\x2d" + floats(0.125)))
TEXT = strings([], b"foo")
SOUND = part(6, b"\x0d" + floats(44100) + part(4, b"RIFFabcd"))
GRAPH, RUN_METADATA = part(4, b"\1\2\3\4"), part(8, part(1, b"x") + part(2, b"\1\2\3\4"))


def told(plugin: str, content: bytes = b"", data_class: int = 0) -> bytes:
    """Metadata."""
    plugin_data = part(1, part(1, plugin.encode()) + part(2, content))
    return part(9, plugin_data + (b"\x20" + varint(data_class) if data_class else b""))


def of(value: bytes, step: int = 1) -> bytes:
    """An event of one value of the tag x."""
    return event(START, step, part(5, part(1, part(1, b"x") + value)))


KEPT = b"preserved!"
TAGS: dict[str, tuple[bytes, str, bytes, int]] = {
    "old scalar": (of(SIMPLE + told("ignored", b"ignored")), "scalars", b"", SCALAR),
    "old scalar of a plugin with a data class": (
        of(SIMPLE + told("mine", KEPT, TENSOR)),
        "scalars",
        b"",
        SCALAR,
    ),
    "scalar": (of(ONE + told("scalars", KEPT)), "scalars", KEPT, SCALAR),
    "tensor with a data class": (of(TEXT + told("rando", KEPT, TENSOR)), "rando", KEPT, TENSOR),
    **{
        f"{plugin} without a data class": (of(TEXT + told(plugin, KEPT)), plugin, KEPT, TENSOR)
        for plugin in ("histograms", "text", "pr_curves", "hparams", "mesh", "custom_scalars")
    },
    "graph": (event(START, 1, GRAPH), "graphs", b"", BLOBS),
    "run metadata": (event(START, 1, RUN_METADATA), "graph_tagged_run_metadata", b"", BLOBS),
    "old image": (of(image(b"\x89PNGabc", 640, 480)), "images", b"", BLOBS),
    "image": (of(strings([2], b"1", b"1") + told("images", KEPT)), "images", KEPT, BLOBS),
    "old sound": (of(SOUND), "audio", b"", BLOBS),
    "sound": (of(strings([1, 2], b"RIFF", b"label") + told("audio", KEPT)), "audio", KEPT, BLOBS),
    **{
        plugin: (of(TEXT + told(plugin, b"1")), plugin, b"1", BLOBS)
        for plugin in ("graph_run_metadata", "graph_run_metadata_graph", "graph_keras_model")
    },
    "R15-unknown plugin": (of(part(8, b"") + told("mine", KEPT)), "mine", KEPT, 0),
    "R15-unknown data class": (of(TEXT + told("mine", KEPT, 99)), "mine", KEPT, 99),
    "known plugin of another data class": (of(TEXT + told("text", KEPT, 99)), "text", KEPT, TENSOR),
    "R15-newer version of a plugin": (of(ONE + told("scalars", b"\x08\x63")), "scalars", b"\x08\x63", SCALAR),
    "nothing, which decides nothing": (of(part(8, b"")), "late", b"late", SCALAR),
}


@pytest.mark.parametrize("name", TAGS)
def test_r14_the_first_event_of_a_tag_says_what_it_is(tmp_path: Path, name: str) -> None:
    first, plugin, content, data_class = TAGS[name]
    run = load(tmp_path, [first, of(TEXT + told("late", b"late", 1), 2)])
    (tag,) = run.tags(plugin)
    info = run.info(tag)
    assert (info.plugin, info.content, info.data_class) == (plugin, content, data_class)
    assert run.files[0].state == "active"


SCALARS: dict[str, tuple[bytes, float | None]] = {
    "old": (SIMPLE, 0.125),
    "listed": (ONE, 0.125),
    "content": (part(8, tensor(FLOAT, [], floats(0.125))), 0.125),
    "no shape": (part(8, bytes([8, FLOAT]) + part(4, floats(0.125))), 0.125),
    "short, listed": (part(8, tensor(FLOAT, [])), 0),
    "short, content": (part(8, tensor(FLOAT, [], floats(0.125)[:2])), None),
    "long, listed": (part(8, tensor(FLOAT, [], values=part(5, floats(0.125, 9.99)))), None),
    "long, content": (part(8, tensor(FLOAT, [], floats(0.125, 9.99))), None),
    "rank 2": (part(8, tensor(FLOAT, [2, 2], values=part(5, floats(0.125, 9.99, 1, 2)))), None),
    "rank 3 of one": (part(8, tensor(FLOAT, [1, 1, 1], values=part(5, floats(0.125)))), 0.125),
    "string": (part(8, bytes([8, STRING]) + part(8, b"abc")), None),
    "int32": (part(8, bytes([8, INT32]) + b"\x38\x7b"), 123),
    "double": (part(8, bytes([8, DOUBLE]) + part(6, struct.pack("<d", 123))), 123),
    "double, content": (part(8, bytes([8, DOUBLE]) + part(4, struct.pack("<d", 123))), 123),
    "empty": (part(8, b""), None),
    "image": (image(b"png"), None),
}
"""TensorBoard's data server takes floats of rank 0 only; like its Python reader we take any one number, and
for what has none the zero that TensorFlow takes it for.
"""


@pytest.mark.parametrize("name", SCALARS)
def test_r14_a_value_of_a_tag_of_scalars_is_a_number_or_left_out(tmp_path: Path, name: str) -> None:
    value, number = SCALARS[name]
    run = load(tmp_path, [of(ONE + told("scalars"), 0), of(value, 1), of(ONE, 2)])
    middle = [] if number is None else [(1, number)]
    assert points(run, "x") == [(0, 0.125), *middle, (2, 0.125)]
    assert run.files[0].skipped == (number is None)
    assert (run.files[0].reason is None) == (number is not None)


def histogram(limits: list[float], counts: list[float], low: float = 0, high: float = 0) -> bytes:
    ends = b"\x09" + struct.pack("<d", low) + b"\x11" + struct.pack("<d", high)
    return part(5, ends + doubles(6, *limits) + doubles(7, *counts))


LARGEST = float(np.finfo(np.float64).max)
ROWS = [[-1.999, -1, 10], [-1, 0, 20], [0, 1, 20], [1, 1.999, 10]]
SAMPLES: dict[str, tuple[bytes, Any]] = {
    "tensor": (of(TEXT + told("mine", b"", TENSOR)), b"foo"),
    "old histogram": (
        of(histogram([-2, -1, 0, 1, 2, LARGEST], [0, 10, 20, 20, 10, 0], -1.999, 1.999)),
        ROWS,
    ),
    "old histogram of one bucket": (of(histogram([LARGEST], [2], -1, 1)), [[-1, 1, 2]]),
    "old histogram of none": (of(part(5, b"")), []),
    **{
        f"old histogram of {limits} limits and {counts} counts": (
            of(histogram([0] * limits, [number] * counts)),
            kinds.Unreadable,
        )
        for limits, counts in ((0, 1), (1, 0), (1, 2), (2, 1))
        for number in (0, 1)
    },
    "graph": (event(START, 1, GRAPH), kinds.Graph(b"\1\2\3\4")),
    "run metadata": (event(START, 1, RUN_METADATA), kinds.Graph(b"\1\2\3\4")),
    **{
        plugin: (of(strings([], b"some") + told(plugin, b"1")), kinds.Graph(b"some"))
        for plugin in ("graph_run_metadata", "graph_run_metadata_graph", "graph_keras_model")
    },
    "old image": (of(image(b"\x89PNGabc", 640, 480)), kinds.Image(640, 480, (b"\x89PNGabc",))),
    "blobs": (of(strings([2], b"abc", b"defghi") + told("mine", b"", BLOBS)), [b"abc", b"defghi"]),
    "blobs, none": (of(strings([0]) + told("mine", b"", BLOBS)), []),
    "blobs, none of rank 2": (of(strings([0, 3]) + told("images", b"", BLOBS)), kinds.Unreadable),
    "blobs of rank 0": (of(strings([], b"x") + told("images", b"", BLOBS)), kinds.Unreadable),
    "blobs of rank 2": (
        of(strings([2, 2], b"ab", b"cd", b"ef", b"gh") + told("images", b"", BLOBS)),
        kinds.Unreadable,
    ),
    "blobs of numbers": (
        of(part(8, tensor(FLOAT, [2], floats(1, 2))) + told("images", b"", BLOBS)),
        kinds.Unreadable,
    ),
    "old sound": (of(SOUND), kinds.Audio((b"RIFFabcd",), ("",), "audio/wav", 44100)),
    "sounds without labels": (
        of(strings([3], b"R0", b"R1", b"R2") + told("audio")),
        kinds.Audio((b"R0", b"R1", b"R2"), ("", "", "")),
    ),
    "sounds with labels": (
        of(strings([2, 2], b"R0", b"label 0", b"R1", b"label 1") + told("audio")),
        kinds.Audio((b"R0", b"R1"), ("label 0", "label 1")),
    ),
    "R15-unknown data class": (of(TEXT + told("mine", b"", 99)), b"foo"),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_r14_a_sample_is_what_was_written_or_says_why_it_is_none(tmp_path: Path, name: str) -> None:
    written, expected = SAMPLES[name]
    run = load(tmp_path, [written])
    (plugin,) = run.plugins
    found = run.samples(run.tags(plugin)[0])
    assert found is not None
    if expected is kinds.Unreadable:
        with pytest.raises(kinds.Unreadable):
            samples.read(found, 0)
        return
    value = samples.read(found, 0)
    if isinstance(value, kinds.Tensor | kinds.Histogram):
        assert (value.values if isinstance(value, kinds.Tensor) else value.buckets).tolist() == expected
    else:
        assert value == expected

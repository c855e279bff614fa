"""A corpus of odd events in sound files: what can be shown is, to the last bit, and the rest is counted.

The ids are those of the list of bad inputs in the project's reliability notes, section B.
"""

from __future__ import annotations

import math
import struct
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from ingest import kinds, samples
from ingest.ingester import Ingester
from ingest.logdir import Source
from ingest.store import RunData, Store
from tests.helpers import event_writer
from tests.helpers.event_writer import (
    START,
    event,
    float_tensor,
    frame,
    scalar_event,
    tensor_event,
    varint,
    version_event,
)
from tests.helpers.opened import NAME

part = event_writer.field
"""A length-delimited protobuf field."""


def simple(tag: str | bytes, value: float = 1, step: int = 1, at: float = START) -> bytes:
    return scalar_event(tag, value, step, at)


def value_event(tag: str, value: bytes, step: int = 1, plugin: str = "", content: bytes = b"") -> bytes:
    """An event of one value, with metadata where a plugin is named."""
    about = part(9, part(1, part(1, plugin.encode()) + (part(2, content) if content else b"")))
    return event(START, step, part(5, part(1, part(1, tag.encode()) + value + (about if plugin else b""))))


def tensor(dtype: int, shape: list[int], content: bytes = b"", values: bytes = b"") -> bytes:
    dims = b"".join(part(2, b"\x08" + varint(size)) for size in shape)
    return bytes([8, dtype]) + part(2, dims) + (part(4, content) if content else b"") + values


def floats(*numbers: float) -> bytes:
    return struct.pack(f"<{len(numbers)}f", *numbers)


Points = list[tuple[int, float]]


@dataclass(frozen=True)
class Case:
    """Events; the scalars they make, by tag; how many records are counted as skipped, and why."""

    events: list[bytes]
    scalars: dict[str, Points] = field(default_factory=dict)
    skipped: int = 0
    reason: str = ""
    tags: dict[str, list[str]] = field(default_factory=dict)


HOSTILE = [
    "<script>alert(1)</script>",
    "\u202eevil",
    "zero\u200bwidth",
    "e\u0301\u0301\u0301",
    "two\nlines",
    "' onload='x",
]
MIXED = [simple("x", 1, 1), value_event("x", part(4, part(4, b"png")), 2), simple("x", 3, 3)]
NO_NUMBER = "not a single number"

CASES = {
    "B31-tag-not-utf8": Case([simple(b"a\xff"), simple("a")], {"a": [(1, 1.0)]}, 1, "not UTF-8"),
    "B32-empty-tag": Case([simple(""), simple("a")], {"": [(1, 1.0)], "a": [(1, 1.0)]}),
    "B33-tag-with-nul": Case([simple("a\0b")], {"a\0b": [(1, 1.0)]}),
    "B34-tag-of-1-MiB": Case([simple("t" * (1 << 20))], {"t" * (1 << 20): [(1, 1.0)]}),
    "B35-tag-like-a-path": Case([simple("../../etc/passwd")], {"../../etc/passwd": [(1, 1.0)]}),
    "B36-hostile-tags": Case([simple(tag) for tag in HOSTILE], {tag: [(1, 1.0)] for tag in HOSTILE}),
    "B37-tags-alike": Case(
        [simple(tag) for tag in ("Loss", "loss", "caf\u00e9", unicodedata.normalize("NFD", "caf\u00e9"))],
        {tag: [(1, 1.0)] for tag in ("Loss", "loss", "caf\u00e9", "cafe\u0301")},
    ),
    "B40-negative-step": Case([simple("a", 1, -5), simple("a", 2, 4)], {"a": [(-5, 1.0), (4, 2.0)]}),
    "B41-largest-step-then-4": Case(
        [simple("a", 1, 2**63 - 1), simple("a", 2, 4)], {"a": [(2**63 - 1, 1.0), (4, 2.0)]}
    ),
    "B42-steps-go-back": Case(
        [simple("a", step, step) for step in (1, 2, 3, 2, 3, 4)],
        {"a": [(step, float(step)) for step in (1, 2, 3, 2, 3, 4)]},
    ),
    "B43-one-step-1000-times": Case(
        [simple("a", i, 7) for i in range(1000)], {"a": [(7, float(i)) for i in range(1000)]}
    ),
    "B44-wall-time-nan": Case([simple("a", 1, 1, math.nan), simple("a", 2, 2)], {"a": [(1, 1.0), (2, 2.0)]}),
    "B45-odd-wall-times": Case(
        [simple("a", i, i, at) for i, at in enumerate((0, 1e18, -1, math.inf))],
        {"a": [(i, float(i)) for i in range(4)]},
    ),
    "B46-wall-time-goes-back": Case(
        [simple("a", i, i, START - 3600 * i) for i in range(4)], {"a": [(i, float(i)) for i in range(4)]}
    ),
    "B47-rank-1": Case(
        [
            tensor_event("a", tensor(1, [1], floats(5)), 1, START),
            tensor_event("a", tensor(1, [3], floats(1, 2, 3)), 2, START),
        ],
        {"a": [(1, 5.0)]},
        1,
        NO_NUMBER,
    ),
    "B48-shape-2^40": Case(
        [tensor_event("a", tensor(1, [2**40]), 1, START), simple("a", 2, 2)], {"a": [(2, 2.0)]}, 1, NO_NUMBER
    ),
    "B49-negative-dimension": Case(
        [tensor_event("a", tensor(1, [-1], floats(1)), 1, START), simple("a", 2, 2)],
        {"a": [(2, 2.0)]}, 1, NO_NUMBER,
    ),
    "B50-content-too-short": Case(
        [tensor_event("a", tensor(1, [], b"\0\0"), 1, START), simple("a", 2, 2)],
        {"a": [(2, 2.0)]}, 1, NO_NUMBER,
    ),
    "B50-content-too-long": Case(
        [tensor_event("a", tensor(1, [], floats(1, 2)), 1, START), simple("a", 2, 2)],
        {"a": [(2, 2.0)]}, 1, NO_NUMBER,
    ),
    "B51-string": Case(
        [tensor_event("a", tensor(7, [], values=part(8, b"1.5")), 1, START), simple("a", 2, 2)],
        {"a": [(2, 2.0)]}, 1, NO_NUMBER,
    ),
    "B51-other-dtypes": Case(
        [
            tensor_event("half", tensor(19, [], np.float16(0.5).tobytes()), 1, START),
            tensor_event("bfloat16", tensor(14, [], floats(1.5)[2:]), 1, START),
            tensor_event("int64", tensor(9, [], struct.pack("<q", 2**53 + 2)), 1, START),
            tensor_event("bool", tensor(10, [], b"\x01"), 1, START),
        ],
        {"half": [(1, 0.5)], "bfloat16": [(1, 1.5)], "int64": [(1, 2.0**53 + 2)], "bool": [(1, 1.0)]},
    ),
    "B60-plugins-nobody-knows": Case(
        [
            tensor_event(name[:9], float_tensor(1), 1, START, name)
            for name in ("unknown", "../x", "p" * (1 << 20))
        ],
        tags={"unknown": ["unknown"], "../x": ["../x"], "p" * (1 << 20): ["p" * 9]},
    ),
    "B60-plugin-without-a-name": Case([tensor_event("a", float_tensor(1), 1, START, "")], tags={"": ["a"]}),
    "B61-scalars-then-image": Case(MIXED, {"x": [(1, 1.0), (3, 3.0)]}, 1, "what its first event said counts"),
    "B63-metadata-on-the-first-only": Case(
        [tensor_event("a", float_tensor(i), i, START, None if i else "scalars") for i in range(50)],
        {"a": [(i, float(i)) for i in range(50)]},
    ),
    "B64-1000-starts": Case(
        [event(START, i, part(7, b"\x08\x01")) for i in range(1000)] + [simple("a", 1, 1)], {"a": [(1, 1.0)]}
    ),
    "B65-one-run-metadata-twice": Case(
        [event(START, i, part(8, part(1, b"step") + part(2, b"\x0a\x00"))) for i in (1, 2)],
        tags={"graph_tagged_run_metadata": ["step"]},
    ),
}  # fmt: skip


def load(directory: Path, *files: list[bytes]) -> RunData:
    for number, events in enumerate(files):
        path = directory / f"{NAME}.{number}"
        path.write_bytes(b"".join(map(frame, [version_event(), *events])))
    store = Store()
    Ingester([Source(str(directory))], store).run_once()
    return store.snapshot().runs["."]


def points(run: RunData, tag: str) -> Points:
    series = run.scalars(tag)
    assert series is not None
    return list(zip(series.steps.tolist(), series.values.tolist(), strict=True))


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("among", [0, 50], ids=["alone", "among others"])
def test_odd_events_are_shown_or_counted(tmp_path: Path, name: str, among: int) -> None:
    case = CASES[name]
    others = [simple("other", i, i) for i in range(among)]
    run = load(tmp_path, others + case.events + others)
    (file,) = run.files
    assert {tag: points(run, tag) for tag in run.scalar_tags if tag != "other"} == case.scalars
    assert (file.state, file.skipped) == ("active", case.skipped)
    assert case.reason in (file.reason or "")
    assert {plugin: list(run.tags(plugin)) for plugin in case.tags} == case.tags
    other = run.scalars("other", raw=True)
    assert (len(other) if other else 0) == 2 * among


@pytest.mark.parametrize(
    "values",
    [[math.nan] * 3, [math.nan, math.inf, -math.inf, -0.0, 1e-45, 3e38]],
    ids=["B39-all-nan", "B38-numbers-of-all-sorts"],
)
def test_every_bit_of_every_number_is_kept(tmp_path: Path, values: list[float]) -> None:
    series = load(tmp_path, [simple("a", value, step) for step, value in enumerate(values)]).scalars("a")
    assert series is not None
    assert series.values.tobytes() == np.array(values, "<f4").tobytes()


def test_b38_doubles_are_doubles(tmp_path: Path) -> None:
    numbers = [1e308, 5e-324, 1 / 3]
    events = [tensor_event("a", tensor(2, [], struct.pack("<d", x)), i, START) for i, x in enumerate(numbers)]
    assert points(load(tmp_path, events), "a") == list(enumerate(numbers))


def test_b46_two_hosts_with_an_hour_between_their_clocks_are_one_run(tmp_path: Path) -> None:
    hosts = [[simple(tag, step, step, START + step + skew) for step in range(9)] for tag, skew in SKEWS]
    run = load(tmp_path, *hosts, [simple("ahead", 9, 9, START + 9)])
    assert points(run, "ahead") == [(step, float(step)) for step in range(10)]
    assert points(run, "behind") == [(step, float(step)) for step in range(9)]
    series = run.scalars("behind")
    assert series is not None
    assert series.wall_times[0] == START - 3600


SKEWS = (("ahead", 0), ("behind", -3600))


def test_b62_of_two_files_the_first_says_what_a_tag_is(tmp_path: Path) -> None:
    def told(name: str, value: float, step: int) -> bytes:
        about = part(9, part(1, part(1, b"scalars")) + part(2, name.encode()))
        inner = part(1, b"a") + part(8, float_tensor(value)) + about
        return event(START, step, part(5, part(1, inner)))

    run = load(tmp_path, [told("first", 1, 1)], [told("second", 2, 2)])
    assert (run.info("a").display_name, points(run, "a")) == ("first", [(1, 1.0), (2, 2.0)])


def image(content: bytes, width: int = 1, height: int = 1) -> bytes:
    return part(4, b"\x08" + varint(height) + b"\x10" + varint(width) + b"\x18\x03" + part(4, content))


def strings(shape: list[int], *texts: bytes) -> bytes:
    return part(8, tensor(7, shape, values=b"".join(part(8, text) for text in texts)))


def doubles(number: int, *values: float) -> bytes:
    return part(number, struct.pack(f"<{len(values)}d", *values))


def node(name: bytes, source: bytes) -> bytes:
    """A node of a graph, with what it takes its input from."""
    return part(1, part(1, name) + part(2, name) + part(3, source))


def nested_lists(depth: int) -> bytes:
    """A google.protobuf.Value: lists within lists."""
    content = b""
    for _ in range(depth):
        content = part(6, part(1, content))
    return content


PNG = b"\x89PNG\r\n\x1a\n"
SAMPLES = {
    "B52-no-buckets": value_event("x", part(5, b"")),
    "B52-lengths-differ": value_event("x", part(5, doubles(6, 1, 2, 3) + doubles(7, 1))),
    "B52-unsorted-negative-nan": value_event("x", part(5, doubles(6, 3, 1, 2) + doubles(7, -1, math.nan, 5))),
    "B52-a-million-buckets": value_event(
        "x", part(8, tensor(2, [10**6, 3], np.zeros(3 * 10**6).tobytes())), plugin="histograms"
    ),
    "B52-wrong-shape": value_event("x", part(8, tensor(2, [7], bytes(56))), plugin="histograms"),
    "B53-image-0x0": value_event("x", image(PNG, 0, 0)),
    "B53-svg": value_event("x", image(b"<svg onload=alert(1)></svg>")),
    "B53-html": value_event("x", image(b"GIF89a<html><script>alert(1)</script>")),
    "B53-50000x50000": value_event("x", image(PNG, 50_000, 50_000)),
    "B53-size-not-a-number": value_event("x", strings([3], b"wide", b"high", PNG), plugin="images"),
    "B53-no-pictures": value_event("x", strings([0]), plugin="images"),
    "B54-sound-empty": value_event("x", part(6, b"")),
    "B54-sound-is-html": value_event("x", part(6, part(4, b"<html>") + part(5, b"text/html"))),
    "B54-wav-of-4-GiB": value_event("x", part(6, part(4, b"RIFF\xff\xff\xff\xffWAVEfmt "))),
    "B55-text-of-rank-3": value_event("x", strings([1, 1, 2], b"a", b"b"), plugin="text"),
    "B55-text-not-utf8": value_event("x", strings([], b"\xff\xfe"), plugin="text"),
    "B56-pr-curve-nan": value_event(
        "x", part(8, tensor(1, [6, 1], floats(*[math.nan] * 6))), plugin="pr_curves"
    ),
    "B56-pr-curve-of-5-rows": value_event("x", part(8, tensor(1, [5, 2], bytes(40))), plugin="pr_curves"),
    "B57-faces-out-of-range": value_event(
        "x",
        part(8, tensor(3, [1, 1, 3], struct.pack("<3i", 0, -1, 2**31 - 1))),
        plugin="mesh",
        content=b"\x18\x02",
    ),
    "B57-broken-config": value_event(
        "x", part(8, tensor(1, [1, 1, 3], bytes(12))), plugin="mesh", content=part(5, b'{"camera":')
    ),
    "B57-a-million-vertices": value_event(
        "x", part(8, tensor(1, [1, 10**6, 3], bytes(12 * 10**6))), plugin="mesh", content=b"\x18\x01"
    ),
    "B57-mesh-without-vertices": value_event(
        "x", part(8, tensor(1, [1, 0, 3])), plugin="mesh", content=b"\xff\xff"
    ),
    "B58-session-end-alone": value_event("x", b"", plugin="hparams", content=b"\x2a\x02\x08\x01"),
    "B58-nested-1000": value_event("x", b"", plugin="hparams", content=b"\x12\x7f" * 1000),
    "B58-values-nested-1000": value_event(
        "x", b"", plugin="hparams", content=part(3, part(1, part(1, b"a") + part(2, nested_lists(1_000))))
    ),
    "B58-a-number-and-a-string": value_event(
        "x",
        b"",
        plugin="hparams",
        content=part(
            3,
            part(1, part(1, b"<b>") + part(2, b"\x11" + struct.pack("<d", math.nan)))
            + part(1, part(1, b"<b>") + part(2, part(3, b"<i>"))),
        ),
    ),
    "B59-cycles-and-edges-to-nowhere": event(
        START, 1, part(4, node(b"a", b"b") + node(b"b", b"a") + node(b"__proto__", b"missing"))
    ),
    "B59-a-million-nodes": event(START, 1, part(4, node(b"n", b"n") * 10**6)),
    "B59-a-function-that-calls-itself": event(
        START, 1, part(4, part(2, part(1, part(1, part(1, b"f")) + part(3, node(b"f", b"f")))))
    ),
    "B59-graph-is-rubbish": event(START, 1, part(4, b"\xff" * 100)),
    "B66-layout-with-a-regex": value_event(
        "x",
        strings([], part(2, part(2, part(1, b"t") + part(2, part(1, b"(a+)+$"))))),
        plugin="custom_scalars",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_a_value_or_says_why_it_is_none(tmp_path: Path, name: str) -> None:
    run = load(tmp_path, [SAMPLES[name], simple("other")])
    plugins = [plugin for plugin in run.plugins if plugin != "scalars"]
    seen = [_looked_at(run, tag) for plugin in plugins for tag in run.tags(plugin)]
    assert len(seen) == 1
    assert seen[0]
    assert points(run, "other") == [(1, 1.0)]
    assert run.files[0].state == "active"


def _looked_at(run: RunData, tag: str) -> str:
    """The kind of the first sample of a tag, or why there is none."""
    found = run.samples(tag)
    assert found is not None
    try:
        return type(samples.read(found, 0)).__name__
    except kinds.Unreadable as reason:
        return str(reason)

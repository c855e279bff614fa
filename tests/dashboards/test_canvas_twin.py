"""What the canvas draws and what matplotlib draws are the same: lines, bands, dashes, and the ranges shown.

The browser's own modules read the body that the server sends, in Node.js; points are compared, not pixels.
"""

from __future__ import annotations

import base64
import json
import subprocess
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboards.curves import body, drawn
from dashboards.figure import Paper, view_of
from dashboards.lines import CurveQuery
from ingest.smoothing import smooth
from ingest.store import Snapshot
from tests.helpers.store_builder import START, snapshot_of
from tests.helpers.wire_reader import read
from tests.test_javascript import node

STATIC = Path(__file__).parents[2] / "static"
SCRIPT = """
import { readFileSync } from "node:fs";
const [lib, chart] = process.argv.slice(1);
const { decode } = await import(`${lib}/wire.js`);
const { SCALES, symlog, valueRange } = await import(`${lib}/scale.js`);
const { linesOf } = await import(`${chart}/lines.js`);
const { viewOf } = await import(`${chart}/view.js`);
const asked = JSON.parse(readFileSync(0));
const named = { ...SCALES, symlog: symlog(asked.threshold) };
const scales = { x: named[asked.xScale], y: named[asked.yScale] };
const bytes = Uint8Array.from(Buffer.from(asked.body, "base64"));
const lines = linesOf(decode(bytes.buffer), asked.weight, scales);
const { x, y } = viewOf(lines, lines, asked.zoom, scales);
const plain = (values, scale) => values && Array.from(values, (value) => String(scale.from(value)));
console.log(JSON.stringify({
  x: valueRange(x, scales.x),
  y: valueRange(y, scales.y),
  lines: lines.map((line) => ({
    run: line.run, tag: line.tag, dash: line.dash, baseline: line.isBaseline, color: line.color[0],
    x: plain(line.x, scales.x), y: plain(line.y, scales.y), raw: plain(line.raw, scales.y),
    low: plain(line.low, scales.y), high: plain(line.high, scales.y),
    restarts: line.restarts.map((restart) => scales.x.from(restart.x)),
  })),
}));
"""
LONG = 4_000


def noisy(seed: int, length: int) -> Any:
    values = np.random.default_rng(seed).normal(size=length).astype(np.float32) + 1
    values[length // 3] = np.nan
    return values


STUDY: dict[str, Any] = {
    "a/long": {"x": noisy(0, LONG), "y": noisy(1, 100), "part": np.linspace(0.1, 1, LONG)},
    "a/short": {"x": noisy(2, 200), "part": np.linspace(0.2, 2, 90)},
    "b": {"x": ([4, 9, 9, 30], [START + 50, START + 52.5, START + 53, START + 59], [-2.0, 0.5, 0.25, 4.0])},
}
CARDS = {"y": ["a/long"], "x": ["a/long", "a/short", "b"]}
GROUPS = {"a": ("a/long", "a/short")}


def on_the_canvas(snapshot: Snapshot, query: CurveQuery) -> Any:
    """What the browser makes of the body."""
    sent = body(snapshot, CARDS, {}, query, GROUPS)
    shown = None if query.start is None and query.end is None else [query.start, query.end]
    asked = {
        "body": base64.b64encode(sent).decode(),
        "weight": query.smoothing,
        "xScale": query.x_scale,
        "yScale": query.y_scale,
        "threshold": query.threshold,
        "zoom": shown and {"x": shown, "y": None},
    }
    folders = [STATIC.joinpath(*parts).as_uri() for parts in (("lib",), ("elements", "line-chart"))]
    command = [node(), "--input-type=module", "-e", SCRIPT, *folders]
    done = subprocess.run(command, input=json.dumps(asked).encode(), capture_output=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    "query",
    [
        CurveQuery(width=100),
        CurveQuery("relative", 0.9, 100, y_scale="symlog", threshold=0.2),
        CurveQuery("wall", 0.0, 100),
        CurveQuery("step", 0.6, 100, start=40.0, end=160.0, baseline="b"),
        CurveQuery("step", 0.3, 100, x_scale="symlog", y_scale="symlog", threshold=30),
        CurveQuery("relative-step", 0.6, 100, x_scale="symlog", partition=True),
        CurveQuery("metric", 0.6, 100, x_tag="part"),
        CurveQuery("step", 0.6, 100, spread="mean", band="sd"),
        CurveQuery("relative-step", 0.0, 100, spread="median", band="ninety", baseline="b"),
    ],
    ids=repr,
)
def test_a_card_is_drawn_alike_on_the_page_and_on_paper(query: CurveQuery) -> None:
    snapshot = snapshot_of(STUDY)
    curves = drawn(snapshot, CARDS, {}, query, GROUPS)
    paper = view_of(curves, tuple(CARDS), query, (None, None), Paper())
    page = on_the_canvas(snapshot, query)
    np.testing.assert_allclose(page["x"], paper.x, rtol=1e-9)
    np.testing.assert_allclose(page["y"], paper.y, rtol=1e-6, atol=1e-9)
    assert len(page["lines"]) == len(paper.lines)
    for canvas, line in zip(page["lines"], paper.lines, strict=True):
        assert (canvas["run"], canvas["tag"], canvas["color"]) == (line.run, line.tag, line.color)
        assert (tuple(canvas["dash"]), canvas["baseline"]) == (line.dash, line.baseline)
        for name in ("x", "y", "raw", "low", "high"):
            expected = getattr(line, name)
            assert (canvas[name] is None) == (expected is None)
            if expected is not None:
                got = np.array([float(number) for number in canvas[name]])
                np.testing.assert_allclose(got, expected, rtol=1e-6, atol=1e-9)
        assert canvas["restarts"] == pytest.approx(list(line.restarts))


_names = count()


@settings(max_examples=40)
@given(
    weight=st.floats(0, 0.999),
    ends=st.tuples(st.integers(-50, 4_050), st.integers(-50, 4_050)),
    width=st.integers(64, 300),
    scale=st.sampled_from(["linear", "log10", "symlog"]),
)
def test_smoothing_is_the_formula_on_the_full_series_at_every_zoom(
    weight: float, ends: tuple[int, int], width: int, scale: Any
) -> None:
    run = f"run {next(_names)}"
    values = noisy(9, LONG)
    snapshot = snapshot_of({run: {"x": values}})
    query = CurveQuery("step", weight, width, *map(float, sorted(ends)), x_scale=scale, y_scale=scale)
    (curve,) = read(body(snapshot, {"x": [run]}, {}, query))["series"]
    at = curve["step"].astype(int)
    sent = curve["smoothed"] if "smoothed" in curve else smooth(curve["value"].astype("f4"), weight)
    np.testing.assert_allclose(sent, smooth(values, weight)[at], rtol=1e-6, atol=1e-6)
    np.testing.assert_array_equal(curve["value"], values[at])

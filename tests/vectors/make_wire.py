"""Writes wire.json, a body and what is in it, for the browser: ``python -m tests.vectors.make_wire``."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import numpy as np

from dashboards.wire import Curve, encode
from tests.helpers.wire_reader import COLUMNS, read
from tests.vectors.make_smoothing import named

TAGS = ("train/loss", "eval/loss")
PATH = Path(__file__).with_name("wire.json")


def curves() -> list[Curve]:
    """One curve for each type of column, and the odd ones: empty, one point, non-finite, back in time."""
    start, count = 1_700_000_000.0, 40
    rng = np.random.default_rng(3)
    even, jitter = np.arange(count), rng.integers(1, 9, count)
    values = rng.normal(size=count)
    values[[3, 4, 9]] = np.nan, np.inf, -np.inf
    kinds = {
        "even": even * 50 + 7,
        "i8": np.cumsum(jitter),
        "i8 by a unit": np.cumsum(jitter) * 1000,
        "i16": np.cumsum(jitter * 1000 + even),
        "i32": np.cumsum(jitter * 100_000 + even),
        "back": np.roll(even, 13),
        "one point": even[:1] + 5,
        "none": even[:0],
        "too far for an integer": even * 2**54,
    }
    return [
        Curve(
            run=f"läuft/{name}",
            tag=TAGS[at % 2],
            color=("#aa0000", "#ff8888"),
            total=1000,
            points=len(steps),
            drawn=len(steps),
            marks=(1, 2),
            orphaned=4,
            off=5,
            restarts=((3, start + 7.5), (9, None)) if at % 2 else (),
            whole=at % 2 == 0,
            origin=start,
            steps=steps.astype(np.int64),
            times=start + steps * 0.31,
            values=values[: len(steps)].astype(np.float32 if at % 3 else np.float64),
            smoothed=None if at % 2 == 0 else (values[: len(steps)] / 2).astype(np.float32),
        )
        for at, (name, steps) in enumerate(kinds.items())
    ]


def body() -> bytes:
    """The body that the browser's reader is tried on."""
    return encode(TAGS, "step", curves())


def main() -> None:
    """Write the body in base64 beside the numbers in it."""
    header = read(body())
    for series in header["series"]:
        series.update({name: named(series[name].tolist()) for name in COLUMNS if name in series})
    text = json.dumps({"body": base64.b64encode(body()).decode(), "expected": header}, ensure_ascii=False)
    PATH.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""Writes smoothing.json from the plain loop of the tests: ``python -m tests.vectors.make_smoothing``."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

from tests.ingest.test_smoothing import plain

NAN, INF = math.nan, math.inf


def main() -> None:
    """Write the cases beside this file."""
    rng = random.Random(7)
    noisy = [round(3 / (1 + i / 20) + rng.gauss(0, 0.2), 4) for i in range(200)]
    cases = [
        ("noisy, default weight", noisy, 0.6),
        ("noisy, heavy weight", noisy, 0.999),
        ("noisy, no weight", noisy, 0.0),
        ("noisy, all weight", noisy[:5], 1.0),
        ("one point", [4.25], 0.6),
        ("constant", [0.1] * 7, 0.9),
        ("constant but for a NaN", [0.1, 0.1, NAN, 0.1], 0.9),
        ("not finite here and there", [NAN, 1.0, INF, 2.0, NAN, -INF, 3.0, 5.0], 0.6),
        ("never finite", [NAN, INF, -INF], 0.6),
        ("huge and tiny", [1e300, -1e300, 1e-300, 5.0, 1e15], 0.8),
    ]
    rows = [{"name": n, "weight": w, "values": named(v), "smoothed": named(plain(v, w))} for n, v, w in cases]
    text = ",\n".join(json.dumps(row) for row in rows)
    Path(__file__).with_name("smoothing.json").write_text(f"[\n{text}\n]\n")


def named(values: list[float]) -> list[float | str]:
    """JSON has no NaN: non-finite values by the names that both languages know."""
    names = {INF: "Infinity", -INF: "-Infinity"}
    return [value if math.isfinite(value) else names.get(value, "NaN") for value in values]


if __name__ == "__main__":
    main()

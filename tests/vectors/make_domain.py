"""Writes domain.json, which both twins are held to: ``python -m tests.vectors.make_domain``.

The ranges come from dashboards/domain.py; where a rule changes, change both twins and write it anew.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import numpy as np

from dashboards.domain import around, extent
from dashboards.scales import SCALES, back, forward


def main() -> None:
    """Write the cases beside this file."""
    rows = [
        {
            "name": f"{name}, {scale} {threshold}",
            "scale": scale,
            "threshold": threshold,
            "values": values,
            "range": shown(values, scale, threshold),
        }
        for name, values in cases().items()
        for scale, threshold in (*((scale, 1.0) for scale in SCALES), ("symlog", 0.001), ("symlog", 30.0))
    ]
    text = ",\n".join(json.dumps(row) for row in rows)
    Path(__file__).with_name("domain.json").write_text(f"[\n{text}\n]\n")


def cases() -> dict[str, list[float]]:
    """Values that somebody might plot."""
    rng = random.Random(3)
    noisy = [round(3 / (1 + i / 20) + rng.gauss(0, 0.2), 4) for i in range(200)]
    return {
        "nothing": [],
        "noisy": noisy,
        "one far above": [*noisy, 1e6],
        "some far below": [*noisy, -50.0, -40.0],
        "many": [round(rng.gauss(-2, 1), 3) for _ in range(400)],
        "one": [4.25],
        "zeros": [0.0] * 30,
        "all the same but one": [1.0] * 30 + [2.0],
        "negative": [-3.0, -3.0],
        "few": [0.001, 0.5, 12.0],
        "small": [1e-12, 3e-12, 2e-12],
        "huge": [1e200, -1e200],
        "around zero": [-0.7, 0.2, 0.9],
        "round": [0.0, 10.0],
    }


def shown(values: list[float], scale: Any, threshold: float) -> list[float]:
    """The range of values that an axis shows."""
    drawn = forward(np.array(values, np.float64), scale, threshold)
    found = around(extent(drawn[np.isfinite(drawn)]), scale, threshold)
    ends: list[float] = back(np.array(found), scale, threshold).tolist()
    return ends


if __name__ == "__main__":
    main()

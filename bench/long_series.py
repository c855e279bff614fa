"""How long the server takes for the curve of one very long series: all of it, at a new smoothing, and zoomed.

Ours alone, for TensorBoard keeps a thousand points of a tag. The series stands in memory as if it had been
read; measured is what an answer costs from the snapshot to its bytes, for a chart 640 pixels wide.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np

from dashboards.curves import body
from dashboards.lines import CurveQuery
from dashboards.squeezed import squeeze
from ingest.store import Snapshot
from tests.helpers.store_builder import START, snapshot_of

POINTS = 10_000_000
WIDTH = 640
RUN, TAG = "run", "loss"
COLORS = {RUN: ("#2f5fd0", "#82a9ff")}
MOST = 100  # milliseconds, for any view
Ask = Callable[[CurveQuery], None]


def series(points: int) -> Snapshot:
    """One series that falls, with noise, in 32 bits as programs write them."""
    random = np.random.default_rng(0)
    values = np.exp(-3 * np.arange(points) / points) + random.normal(0, 0.02, points)
    times = START + np.arange(points) / 100
    return snapshot_of({RUN: {TAG: (np.arange(points), times, values.astype(np.float32))}})


def views(points: int, turn: int) -> Iterator[tuple[str, CurveQuery]]:
    """What somebody looks at, in this order: the weight is new in each turn."""
    query = CurveQuery(smoothing=0.5 + turn / 1000, width=WIDTH)
    yield "all, at a smoothing that nobody had", query
    yield "all again", query
    for name, share in (("a half", 2), ("a hundredth", 100), ("a thousand points", points // 1000)):
        middle, reach = points * 0.6, points / share / 2
        zoomed = CurveQuery(smoothing=query.smoothing, width=WIDTH, start=middle - reach, end=middle + reach)
        yield f"zoomed to {name}", zoomed


def milliseconds(ask: Ask, query: CurveQuery) -> tuple[float, float]:
    """By the clock, and of the processor."""
    begun = time.perf_counter(), time.process_time()
    ask(query)
    return (time.perf_counter() - begun[0]) * 1000, (time.process_time() - begun[1]) * 1000


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=POINTS)
    parser.add_argument(
        "--repeat", type=int, default=9, help="times that each view is asked for (default: 9)"
    )
    options = parser.parse_args()
    snapshot = series(options.points)
    taken: dict[str, list[tuple[float, float]]] = {}

    def ask(query: CurveQuery) -> None:
        squeeze(body(snapshot, {TAG: (RUN,)}, COLORS, query))

    for turn in range(options.repeat + 1):
        for name, query in views(options.points, turn):
            taken.setdefault(name, []).append(milliseconds(ask, query))
    print(f"\n### {options.points:,} points\n\n| view | clock | processor | to reach |\n|---|---|---|---|")
    for name, times in taken.items():
        clock, processor = (statistics.median(column) for column in zip(*times[1:], strict=True))
        print(f"| {name} | {clock:.0f} ms | {processor:.0f} ms | < {MOST} ms |")


if __name__ == "__main__":
    main()

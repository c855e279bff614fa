"""What is known of a run as a whole: how long it took, its hyperparameters, the extremes of a metric.

Exact, on every point that is not void; values that are no numbers are passed over by the least and the
greatest. What was worked out for a run is kept until the run changes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from ingest.hparams import HParam, all_hparams
from ingest.store import RunData, Snapshot
from profiles.latest import Latest
from profiles.run_table import STARTED, Metric, hparam_of, metric_of

TAGS_KEPT = 16


class Statistics(NamedTuple):
    """Of one tag of one run, in the column's own type: NaN where there is no number."""

    last: np.floating
    min: np.floating
    max: np.floating


_statistics: OrderedDict[str, dict[str, tuple[RunData, Statistics | None]]] = OrderedDict()
_hparams: Latest[Mapping[str, Mapping[str, HParam]]] = Latest()
_durations: dict[str, tuple[RunData, float | None]] = {}


def started(run: RunData) -> float | None:
    """Seconds since 1970."""
    return run.start_time


def last_step(run: RunData) -> float | None:
    """The highest step of any scalar."""
    return run.last_step


def duration(run: RunData) -> float | None:
    """Seconds from the first event to the last that is kept; None where there is none."""
    known = _durations.get(run.name)
    if known is None or known[0] is not run:
        known = _durations[run.name] = run, _duration(run)
    return known[1]


def statistic(run: RunData, metric: Metric) -> np.floating | None:
    """None where the run has no such tag."""
    found = statistics(run, metric.tag)
    value: np.floating | None = None if found is None else getattr(found, metric.statistic)
    return value


def statistics(run: RunData, tag: str) -> Statistics | None:
    """All three; None where the run has no such tag."""
    kept = _statistics.setdefault(tag, {})
    known = kept.get(run.name)
    if known is None or known[0] is not run:
        known = kept[run.name] = run, _of_series(run, tag)
        _keep(tag)
    return known[1]


def value_of(run: RunData, column: str) -> float | np.floating | None:
    """What stands in a column of the list of runs; None where nothing does."""
    metric = metric_of(column)
    if metric:
        return statistic(run, metric)
    return FACTS[column](run) if column in FACTS else None


def fact_of(snapshot: Snapshot, name: str, column: str) -> float | np.floating | HParam | None:
    """The same of a run of a snapshot, hyperparameters among it."""
    hparam = hparam_of(column)
    return run_hparams(snapshot)[name].get(hparam) if hparam else value_of(snapshot.runs[name], column)


def compared_fact(snapshot: Snapshot, name: str, column: str) -> float | np.floating | HParam | None:
    """The same as filters compare it: when a run started is told to the second, and so is what they say."""
    value = fact_of(snapshot, name, column)
    return float(np.floor(value)) if column == STARTED and isinstance(value, float) else value


def run_hparams(snapshot: Snapshot) -> Mapping[str, Mapping[str, HParam]]:
    """The hyperparameters that hold for each run, by its name."""
    return _hparams.get(snapshot, None, lambda: all_hparams(snapshot.runs))


def hparam_names(snapshot: Snapshot) -> list[str]:
    """Every hyperparameter that some run has."""
    return sorted({name for hparams in run_hparams(snapshot).values() for name in hparams})


def _keep(tag: str) -> None:
    _statistics.move_to_end(tag)
    while len(_statistics) > TAGS_KEPT:
        _statistics.popitem(last=False)


def _of_series(run: RunData, tag: str) -> Statistics | None:
    series = run.scalars(tag)
    if series is None or not len(series):
        return None
    values = series.values
    return Statistics(values[-1], np.fmin.reduce(values), np.fmax.reduce(values))


def _duration(run: RunData) -> float | None:
    if run.start_time is None:
        return None
    points = [block.points.wall_times for part in run.parts for block in part.blocks]
    samples = [block.entries.wall_times for part in run.parts for block in part.index_blocks]
    latest = [float(np.fmax.reduce(times)) for times in (*points, *samples) if len(times)]
    return max(latest, default=run.start_time) - run.start_time


FACTS: Mapping[str, Callable[[RunData], float | None]] = {
    "started": started,
    "duration": duration,
    "step": last_step,
}

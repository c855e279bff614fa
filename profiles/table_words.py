"""What the columns of the list of runs are called."""

from __future__ import annotations

from dataclasses import dataclass

from profiles.run_table import hparam_of, metric_of

_TITLES = {"name": "Run", "started": "Started", "duration": "Duration", "step": "Step"}
_TIPS = {
    "name": "By name",
    "started": "When the run began",
    "duration": "From the first event to the last",
    "step": "Last step",
}
_STATISTICS = {"last": "Last value", "min": "Smallest value", "max": "Largest value"}


@dataclass(frozen=True)
class Title:
    """A word, the last part of the tag that it is about if any, and what it means."""

    text: str
    tag: str = ""
    tip: str = ""


def title_of(column: str) -> Title:
    """What stands above a column."""
    metric = metric_of(column)
    if hparam_of(column):
        return Title("", hparam_of(column), f"Hyperparameter {hparam_of(column)}")
    if metric is None:
        return Title(_TITLES.get(column, column), tip=_TIPS.get(column, ""))
    last = metric.tag.rpartition("/")[2] or metric.tag
    return Title(metric.statistic, last, f"{_STATISTICS[metric.statistic]} of {metric.tag}")

"""A small study on disk whose every value is known: what journeys through the browser look at.

Curves are straight, so a test can say where on the screen a run must be: `value`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.helpers.event_writer import START, EventFile, frame, scalar_event

RUNS = ("adam/large", "adam/small", "sgd/large", "sgd/small")
LONG = 6_000
SHORT = 100
LOSS = "train/loss"
EXTRA = tuple(f"train/metric-{number:02}" for number in range(14))
TAGS = ("train/accuracy", LOSS, *EXTRA, "valid/accuracy", "valid/loss", "weights/norm")


def value(run: str, step: int) -> float:
    """What every tag of a run is at a step: a line for each run, one above the other."""
    return RUNS.index(run) + step / 1000


def write(logdir: Path) -> Path:
    """The study; `train/loss` is too long to be sent whole."""
    for run in RUNS:
        records = (
            frame(scalar_event(tag, value(run, step), step, START + step))
            for tag in TAGS
            for step in range(LONG if tag == LOSS else SHORT)
        )
        EventFile(logdir / run / "events.out.tfevents.1.host").append(b"".join(records))
    return logdir


def write_names(logdir: Path, runs: Iterable[str], tags: Iterable[str]) -> Path:
    """Three points for each tag of each run, whatever they are called."""
    names = tuple(tags)
    for run in runs:
        records = (frame(scalar_event(tag, step, step, START + step)) for tag in names for step in range(3))
        EventFile(logdir / run / "events.out.tfevents.1.host").append(b"".join(records))
    return logdir


def write_restarted(logdir: Path, run: str, *, before: int, again: int, after: int) -> Path:
    """A run that was killed at ``before`` and, 5,000 seconds later, went on from ``again`` to ``after``."""
    for number, (steps, late) in enumerate(((range(before), 0), (range(again, after), 5_000))):
        records = (frame(scalar_event(LOSS, step / 1000, step, START + late + step)) for step in steps)
        EventFile(logdir / run / f"events.out.tfevents.{number}.host").append(b"".join(records))
    return logdir

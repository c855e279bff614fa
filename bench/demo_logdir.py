"""Write a small logdir that looks like a week of work: a few runs of one model, one of them still training.

`python -m bench.demo_logdir DIR` writes the finished runs and the first part of the live one, in place of an
earlier demo; with `--grow` it trains the live run on, until the process that started it is gone.
"""

from __future__ import annotations

import argparse
import math
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from tests.helpers.event_writer import EventFile, frame, scalar_event

MARK = ".demo"  # in a directory that we made, and may make again
EVERY = 0.5  # seconds between steps of the live run
STEPS = 1200
SECONDS_PER_STEP = 2.5


@dataclass(frozen=True)
class Recipe:
    """What tells one run from the other."""

    name: str
    seed: int
    learning_rate: float
    floor: float  # the loss it will not get below
    pace: float  # steps until a good part is learnt
    noise: float
    steps: int = STEPS


LIVE = Recipe("live/adamw-3e-4-wide", 6, 3e-4, 0.17, 260, 0.050, steps=200)
RECIPES = (
    Recipe("baseline/sgd-1e-1", 1, 1e-1, 0.42, 420, 0.060),
    Recipe("baseline/sgd-1e-2", 2, 1e-2, 0.61, 900, 0.045),
    Recipe("adamw/lr-1e-3", 3, 1e-3, 0.31, 240, 0.055),
    Recipe("adamw/lr-3e-4", 4, 3e-4, 0.24, 330, 0.045),
    Recipe("adamw/lr-3e-3-unstable", 5, 3e-3, 0.55, 160, 0.120),
    LIVE,
)


def scalars(recipe: Recipe, start: int = 0) -> Iterator[tuple[int, dict[str, float]]]:
    """Step after step, without end, the values that a training loop would write."""
    random = np.random.default_rng([recipe.seed, start])
    step = start
    while True:
        learnt = math.exp(-step / recipe.pace)
        loss = recipe.floor + (2.3 - recipe.floor) * learnt
        noise = random.normal(0, recipe.noise, 3)
        spike = 1.5 if "unstable" in recipe.name and random.random() < 0.004 else 0.0
        values = {
            "train/loss": loss * math.exp(noise[0]) + spike,
            "train/accuracy": min(1.0, (1 - loss / 2.6) * (1 + noise[1] / 8)),
            "optimizer/learning_rate": recipe.learning_rate * _schedule(step),
            "optimizer/grad_norm": (0.4 + 3 * learnt) * math.exp(4 * noise[2]) + 20 * spike,
            "system/samples_per_second": 5200 * (1 + noise[0] / 10),
        }
        if step % 20 == 0:
            overfit = 0.08 * step / STEPS
            values["val/loss"] = (loss + overfit) * math.exp(noise[1] / 2) + spike / 2
            values["val/accuracy"] = min(1.0, (1 - (loss + overfit) / 2.6) * (1 + noise[2] / 10))
        yield step, values
        step += 1


def _schedule(step: int, warm_up: int = 60) -> float:
    return step / warm_up if step < warm_up else 0.5 * (1 + math.cos(math.pi * (step % STEPS) / STEPS))


def write_finished(logdir: Path, recipe: Recipe, began: float) -> None:
    """A run's file, from its first step to its last."""
    file = _new_file(logdir, recipe, began)
    steps = islice(scalars(recipe), recipe.steps)
    file.append(b"".join(_records(*each, began + each[0] * SECONDS_PER_STEP) for each in steps))


def _new_file(logdir: Path, recipe: Recipe, began: float) -> EventFile:
    return EventFile(logdir / recipe.name / f"events.out.tfevents.{int(began)}.demo", began=began)


def _records(step: int, values: dict[str, float], wall_time: float) -> bytes:
    return b"".join(frame(scalar_event(tag, value, step, wall_time)) for tag, value in values.items())


def grow(logdir: Path, parent: int) -> None:
    """Train on, a step every now and then, while whoever started us is there."""
    file = _new_file(logdir, LIVE, time.time())
    for step, values in scalars(LIVE, LIVE.steps):
        if os.getppid() != parent:
            return
        file.append(_records(step, values, time.time()))
        time.sleep(EVERY)


def _clear(logdir: Path) -> None:
    """Make room. A directory that is no demo of ours is left alone."""
    mark = logdir / MARK
    if logdir.exists() and not mark.exists():
        raise SystemExit(f"{logdir} is there already and is not a demo: name another directory.")
    shutil.rmtree(logdir, ignore_errors=True)
    logdir.mkdir(parents=True)
    mark.touch()


def main() -> None:
    """As a command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("logdir", type=Path)
    parser.add_argument("--grow", action="store_true", help="go on training the live run")
    options = parser.parse_args()
    if options.grow:
        grow(options.logdir, os.getppid())
        return
    _clear(options.logdir)
    now = time.time()
    for age, recipe in enumerate(reversed(RECIPES)):
        write_finished(options.logdir, recipe, now - (age + 1) * STEPS * SECONDS_PER_STEP * 1.2)


if __name__ == "__main__":
    main()

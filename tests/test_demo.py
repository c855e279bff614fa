"""The logdir of `make demo`."""

from __future__ import annotations

from pathlib import Path

from bench.demo_logdir import RECIPES, write_finished
from tests.helpers.opened import Opened


def test_a_run_began_when_its_first_point_was_written(tmp_path: Path) -> None:
    write_finished(tmp_path, RECIPES[0], 1_800_000_000.0)
    (run,) = Opened(tmp_path).store.snapshot().runs.values()
    series = run.scalars("train/loss")
    assert series is not None
    assert run.start_time == series.wall_times[0] == 1_800_000_000.0

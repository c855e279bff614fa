"""Real files of other people's programs: the same runs, tags, steps and values as TensorBoard's reader."""

from __future__ import annotations

import numpy as np
import pytest

from ingest.ingester import Ingester
from ingest.logdir import Source
from ingest.store import Snapshot, Store
from tests.helpers.real_files import DATA, EXPECTED, digest


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    store = Store()
    Ingester([Source(str(DATA))], store).run_once()
    return store.snapshot()


def scalar_tags(run: str) -> dict[str, dict[str, object]]:
    named = (key.split("\t", 1) for key in EXPECTED[run]["series"])
    return {tag: EXPECTED[run]["series"][f"scalars\t{tag}"] for plugin, tag in named if plugin == "scalars"}


def test_the_runs_are_those_that_tensorboard_finds(snapshot: Snapshot) -> None:
    assert set(snapshot.runs) == set(EXPECTED)


@pytest.mark.parametrize("run", EXPECTED)
def test_every_scalar_equals_tensorboards(snapshot: Snapshot, run: str) -> None:
    expected = scalar_tags(run)
    assert set(snapshot.runs[run].scalar_tags) == set(expected)
    for tag, facts in expected.items():
        series = snapshot.runs[run].scalars(tag, raw=True)
        assert series is not None
        assert len(series) == facts["n"]
        assert digest(series.steps) == facts["steps_sha256"]
        assert digest(series.values.astype(np.float64)) == facts["values_sha256"]
        assert int((~np.isfinite(series.values)).sum()) == facts["nonfinite"]
    assert snapshot.runs[run].start_time == pytest.approx(EXPECTED[run]["first_wall_time"], abs=1e-3)


def test_no_real_file_is_in_trouble(snapshot: Snapshot) -> None:
    assert [file for run in snapshot.runs.values() for file in run.files if file.state != "active"] == []

"""Hyperparameters of real files are read as TensorBoard reads them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.hparams import all_hparams, hparams
from ingest.ingester import Ingester
from ingest.logdir import Source
from ingest.store import Snapshot, Store
from tests.ingest.test_real_files import DATA


def read(logdir: Path) -> Snapshot:
    if not logdir.exists() and not os.environ.get("CI"):
        pytest.skip(f"{logdir} is not there")
    store = Store()
    Ingester([Source(str(logdir))], store).run_once()
    return store.snapshot()


def test_trials_of_keras_and_what_they_trained() -> None:
    runs = read(DATA / "keras-hparams").runs
    trials = {name: said for name, run in runs.items() if (said := hparams(run))}
    assert len(trials) >= 9
    every = all_hparams(runs)
    for name, said in trials.items():
        assert every[f"{name}/train"] == every[f"{name}/validation"] == said


def test_trials_of_torch_are_told_of_the_run_above() -> None:
    runs = read(DATA / "torch-study").runs
    trials = [name for name, run in runs.items() if hparams(run)]
    assert trials
    every = all_hparams(runs)
    assert all(
        every[name.rpartition("/")[0] or "."] for name in trials if (name.rpartition("/")[0] or ".") in runs
    )

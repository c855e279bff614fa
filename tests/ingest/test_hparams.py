"""Hyperparameters of real files are read as TensorBoard reads them."""

from __future__ import annotations

from pathlib import Path

from torch.utils.tensorboard import SummaryWriter

from ingest.hparams import all_hparams, hparams
from ingest.ingester import Ingester
from ingest.logdir import Source
from ingest.store import Snapshot, Store
from tests.helpers.real_files import DATA


def read(logdir: Path) -> Snapshot:
    store = Store()
    Ingester([Source(str(logdir))], store).run_once()
    return store.snapshot()


def test_trials_of_keras_and_what_they_trained() -> None:
    runs = read(DATA).runs
    trials = {name: said for name, run in runs.items() if (said := hparams(run))}
    assert len(trials) >= 9
    every = all_hparams(runs)
    for name, said in trials.items():
        below = [other for other in runs if other.startswith(f"{name}/")]
        assert all(every[other] == said for other in (name, *below))
    assert every["keras-hparams/log/text_hp/hparam_tuning/run-0/train"]["num_units"] == 16


def test_trials_of_torch_are_told_of_the_run_above() -> None:
    every = all_hparams(read(DATA).runs)
    trials = [name for name in every if name.startswith("torch-study/runs/hparams_search_exp_")]
    assert len(trials) >= 6
    assert {every[name]["batch_size"] for name in trials} == {32, 64, 128}


def test_several_scalars_in_one_chart_have_the_hyperparameters_of_the_run_that_wrote_them(
    tmp_path: Path,
) -> None:
    with SummaryWriter(str(tmp_path / "run")) as writer:
        writer.add_scalars("loss", {"train": 1, "test": 2}, 1)
        writer.add_hparams({"lr": 0.5}, {"best": 1.0}, run_name="1700000000.5")
    with SummaryWriter(str(tmp_path / "other")) as writer:
        writer.add_scalar("loss", 1, 1)
    assert {name: dict(said) for name, said in all_hparams(read(tmp_path).runs).items()} == {
        "run": {"lr": 0.5},
        "run/1700000000.5": {"lr": 0.5},
        "run/loss_test": {"lr": 0.5},
        "run/loss_train": {"lr": 0.5},
        "other": {},
    }

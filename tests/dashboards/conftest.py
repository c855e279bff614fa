"""What tests of dashboards share: stores over files that they write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ingest.store import Store
from tensorbored_site import state
from tests.helpers.sample_files import histogram_file, read
from tests.helpers.sampled import opened, write_runs

TAG = "dense/kernel"
EDGES = np.linspace(0, 3, 7)
Use = Callable[[Path], Store]
Shown = Callable[..., Store]


def buckets(step: int) -> np.ndarray:
    """Six buckets between 0 and 3 whose counts rise with the step."""
    return np.stack([EDGES[:-1], EDGES[1:], np.arange(6) + step], axis=1)


@pytest.fixture
def use() -> Iterator[Use]:
    """`use(logdir)` makes what is there what pages show."""
    before = state.store(), state.sources()

    def show(logdir: Path) -> Store:
        store = read(logdir)
        state.use(store)
        return store

    yield show
    state.use(*before)


@pytest.fixture
def two_runs(tmp_path: Path, use: Use) -> Path:
    """A hundred steps of one run, three of another."""
    histogram_file(tmp_path / "long", TAG, ((step, buckets(step)) for step in range(100)))
    histogram_file(tmp_path / "short", TAG, ((step, buckets(step)) for step in range(3)))
    use(tmp_path)
    return tmp_path


@pytest.fixture
def written(tmp_path: Path, show: Shown) -> Shown:
    """`written({run: {tag: Sampled}})` makes these the runs that pages show."""

    def use(runs: Mapping[str, Any]) -> Store:
        store = opened(write_runs(tmp_path, runs))
        state.use(store)
        return store

    return use

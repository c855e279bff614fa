"""Real files of other people's programs: all that is no scalar equals what TensorBoard's reader gives."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.util import tensor_util

from ingest import kinds, samples
from ingest.cache import of_user
from ingest.ingester import Ingester
from ingest.logdir import Source
from ingest.store import Samples, Snapshot, Store
from tests.helpers.real_files import DATA, EXPECTED, digest

Theirs = dict[tuple[str, str], list[tuple[int, float, Any]]]
"""TensorBoard's values: (step, wall time, Summary.Value) by plugin and tag."""


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    store = Store()
    Ingester([Source(str(DATA))], store, purge_orphaned=False).run_once()
    return store.snapshot()


def expected_samples(run: str) -> dict[tuple[str, str], dict[str, Any]]:
    named = {tuple(key.split("\t", 1)): facts for key, facts in EXPECTED[run]["series"].items()}
    return {(plugin, tag): facts for (plugin, tag), facts in named.items() if plugin != "scalars"}


def read_by_tensorboard(run: str) -> Theirs:
    plugins: dict[str, str] = {}
    found: Theirs = {}
    for name in sorted(os.listdir(DATA / run)):
        if "tfevents" not in name:
            continue
        for event in EventFileLoader(str(DATA / run / name)).Load():
            for value in event.summary.value:
                plugin = plugins.setdefault(value.tag, value.metadata.plugin_data.plugin_name)
                found.setdefault((plugin, value.tag), []).append((event.step, event.wall_time, value))
    return found


def all_of(found: Samples) -> list[kinds.Value]:
    return [samples.read(found, place) for place in range(len(found))]


def as_tensorboard_has_it(value: kinds.Value) -> Any:
    """A value of ours in the form that TensorBoard keeps, ready for `make_tensor_proto`."""
    if isinstance(value, kinds.Image):
        return [b"%d" % value.width, b"%d" % value.height, *value.encoded]
    if isinstance(value, kinds.Audio):
        return list(value.encoded)
    if isinstance(value, kinds.Histogram):
        return value.buckets
    if isinstance(value, kinds.PrCurve):
        return value.rows.astype(np.float32)
    if isinstance(value, kinds.Graph):
        return [value.content]
    if isinstance(value, kinds.HParams):
        return np.zeros(0, np.float32)
    assert isinstance(value, kinds.Text)
    return np.vectorize(str.encode, otypes=[object])(value.values)


def serialized(value: kinds.Value, like: Any) -> bytes:
    dtype = tensor_util.make_ndarray(like.tensor).dtype if isinstance(value, kinds.Histogram) else None
    content = as_tensorboard_has_it(value)
    if dtype is not None:
        content = content.astype(dtype)
    tensor = tensor_util.make_tensor_proto(content)
    if like.tensor.float_val:  # torch's writer lists numbers that others write as bytes
        tensor.float_val.extend(np.asarray(content).reshape(-1))
        tensor.ClearField("tensor_content")
    return tensor.SerializeToString()


@pytest.mark.parametrize("run", EXPECTED)
def test_the_tags_of_every_plugin_are_those_that_tensorboard_finds(snapshot: Snapshot, run: str) -> None:
    found = snapshot.runs[run]
    theirs = {tuple(key.split("\t", 1)) for key in EXPECTED[run]["series"]}
    assert {(plugin, tag) for plugin in found.plugins for tag in found.tags(plugin)} == theirs


@pytest.mark.parametrize("run", [run for run in EXPECTED if expected_samples(run)])
def test_every_sample_equals_tensorboards(snapshot: Snapshot, run: str) -> None:
    theirs = read_by_tensorboard(run)
    for (plugin, tag), facts in expected_samples(run).items():
        ours, events = snapshot.samples(run, tag), theirs[plugin, tag]
        assert ours is not None
        assert len(ours) == facts["n"] == len(events)
        assert digest(ours.steps) == facts["steps_sha256"]
        assert ours.wall_times.tolist() == [wall_time for _, wall_time, _ in events]
        values = [serialized(value, event[2]) for value, event in zip(all_of(ours), events, strict=True)]
        assert values == [value.tensor.SerializeToString() for _, _, value in events]
        assert hashlib.sha256(b"".join(values)).hexdigest()[:16] == facts["values_sha256"]


def test_every_scalar_has_the_wall_time_that_tensorboard_reads(snapshot: Snapshot) -> None:
    for run in EXPECTED:
        for (plugin, tag), events in read_by_tensorboard(run).items():
            if plugin == "scalars":
                series = snapshot.runs[run].scalars(tag)
                assert series is not None
                assert series.wall_times.tolist() == [wall_time for _, wall_time, _ in events]


def test_plugins_and_tags_of_all_runs_are_listed(snapshot: Snapshot) -> None:
    named = [(*key.split("\t", 1), run) for run in EXPECTED for key in EXPECTED[run]["series"]]
    assert set(snapshot.plugins) == {plugin for plugin, _, _ in named}
    for plugin in snapshot.plugins:
        owners = [(tag, run) for tag, runs in snapshot.tags(plugin).items() for run in runs]
        assert set(owners) == {(tag, run) for name, tag, run in named if name == plugin}


def test_images_tell_how_many_there_are_a_step(snapshot: Snapshot) -> None:
    for tag, runs in snapshot.tags("images").items():
        found = snapshot.samples(runs[0], tag)
        assert found is not None
        image = samples.read(found, 0)
        assert isinstance(image, kinds.Image)
        assert found.extent == 2 + len(image.encoded) == 3


def test_a_second_open_from_the_cache_gives_the_same_samples(snapshot: Snapshot, tmp_path: Path) -> None:
    for _ in range(2):
        store = Store()
        ingester = Ingester([Source(str(DATA))], store, cache=of_user(str(tmp_path)), purge_orphaned=False)
        ingester.run_once()
        ingester.close(60)
    for plugin in snapshot.plugins:
        assert store.snapshot().tags(plugin) == snapshot.tags(plugin)
        for tag, runs in snapshot.tags(plugin).items() if plugin != "scalars" else ():
            before, after = snapshot.samples(runs[0], tag), store.snapshot().samples(runs[0], tag)
            assert before is not None
            assert after is not None
            assert after.info == before.info
            columns = zip(before.entries.columns(), after.entries.columns(), strict=True)
            assert all(mine.tolist() == theirs.tolist() for mine, theirs in columns)

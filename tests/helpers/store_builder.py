"""A Snapshot in one expression, from plain lists; for tests of everything above ingest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ingest.columns import Points, append, block_from_points
from ingest.names import Names
from ingest.proto.hparams_pb2 import HParamsPluginData
from ingest.states import TagInfo
from ingest.store import FileData, FileState, Progress, RunData, Snapshot, SourceState, Store

if TYPE_CHECKING:
    from collections.abc import Mapping

START = 1_700_000_000.0


def store_of(runs: Mapping[str, Mapping[str, Any]], *, loading: bool = False) -> Store:
    """A store with runs: each ``{tag: values}`` or ``{tag: (steps, wall_times, values)}``."""
    store = Store()
    progress = Progress(
        bytes_read=1, bytes_total=1, files_total=len(runs), loading=loading, finished_at=START
    )
    store.publish(
        [run_of(name, tags, START + 60 * i) for i, (name, tags) in enumerate(runs.items())],
        sources=(SourceState("logs"),),
        progress=progress,
    )
    return store


def snapshot_of(runs: Mapping[str, Mapping[str, Any]], *, loading: bool = False) -> Snapshot:
    """The snapshot of ``store_of``."""
    return store_of(runs, loading=loading).snapshot()


def run_of(name: str, tags: Mapping[str, Any], start: float = START) -> RunData:
    """One run with one file."""
    names = Names()
    ids = np.array(names.numbers(list(tags)), np.int64)
    blocks: tuple[Any, ...] = ()
    doubles: frozenset[int] = frozenset()
    for tag_id, data in zip(ids.tolist(), tags.values(), strict=True):
        points = points_of(data, start)
        blocks = append(blocks, block_from_points(np.full(len(points), tag_id), points))
        doubles |= {tag_id} if points.values.dtype == np.float64 else set()
    counts = np.array([len(points_of(data, start)) for data in tags.values()], np.int64)
    status = FileState(f"{name}/events.out.tfevents.1.host", size=1, offset=1)
    there = counts > 0
    return RunData(
        name, (FileData(status, ids[there], counts[there], blocks, start, doubles=doubles),), names
    )


def trial(name: str, **hparams: float | str | bool) -> RunData:
    """A run that says its hyperparameters, as `_hparams_/session_start_info` does."""
    content = HParamsPluginData(version=0)
    for key, value in hparams.items():
        kind = {bool: "bool_value", str: "string_value"}.get(type(value), "number_value")
        setattr(content.session_start_info.hparams[key], kind, value)
    run = run_of(name, {"loss": [1.0]})
    number = run.names.number("_hparams_/session_start_info")
    return replace(run, infos={number: TagInfo("hparams", content=content.SerializeToString())})


def points_of(data: Any, start: float = START) -> Points:
    """Values at steps 0, 1, 2… a second apart, or the three columns as given."""
    if isinstance(data, tuple):
        steps, wall_times, values = data
    else:
        steps, wall_times, values = range(len(data)), [start + i for i in range(len(data))], data
    values = np.asarray(values)
    kind = values.dtype if values.dtype in (np.float32, np.float64) else np.dtype(np.float32)
    if not isinstance(data, tuple) and not isinstance(data, np.ndarray):
        kind = np.dtype(np.float32)
    return Points(np.array(steps, np.int64), np.array(wall_times, np.float64), values.astype(kind))

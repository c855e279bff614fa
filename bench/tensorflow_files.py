"""What a real TensorFlow writes, read by us and by TensorBoard's own reader: each value compared, bit by bit.

With `--python` a Python that has TensorFlow, Keras and TensorBoard writes a logdir, by the script beside
this; with `--logdir` one that is there is compared. Ends with 1 where anything differs.
"""

from __future__ import annotations

import argparse
import logging
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from tensorboard.backend.event_processing.plugin_event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.plugin_event_multiplexer import EventMultiplexer
from tensorboard.util import tensor_util

from ingest import kinds, samples
from ingest.ingester import Ingester
from ingest.logdir import Source
from ingest.store import RunData, Snapshot, Store

INSTALL = """{python} cannot write this logdir. TensorFlow is large: it is not among what we install.
To have it:
    python -m venv tensorflow && tensorflow/bin/pip install tensorflow tensorboard
    python -m bench.tensorflow_files --python tensorflow/bin/python"""
WIDEST = 200
Point = tuple[int, float, Any]
"""Step, wall time, and the value: an array, bytes, or the exception in its place."""


def written(python: str, logdir: Path) -> None:
    """Have a Python with TensorFlow write."""
    script = Path(__file__).with_name("tensorflow_logdir.py")
    done = subprocess.run([python, script, logdir], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{done.stderr.strip()}\n\n{INSTALL.format(python=python)}")
    print(done.stdout.strip())


def ours(logdir: Path) -> Snapshot:
    """Everything, what restarts made void too."""
    store = Store()
    Ingester([Source(str(logdir))], store, purge_orphaned=False).run_once()
    return store.snapshot()


def theirs(logdir: Path) -> dict[str, EventAccumulator]:
    """The same from TensorBoard's reader."""
    logging.disable()
    multiplexer = EventMultiplexer(size_guidance={"tensors": 0}, purge_orphaned_data=False)
    multiplexer.AddRunsFromDirectory(str(logdir)).Reload()
    return {run: multiplexer.GetAccumulator(run) for run in multiplexer.Runs()}


def our_points(run: RunData, tag: str) -> list[Point]:
    """All of a tag."""
    if tag in run.scalar_tags:
        series = run.scalars(tag)
        assert series is not None
        return list(zip(series.steps.tolist(), series.wall_times.tolist(), series.values, strict=True))
    found = run.samples(tag)
    assert found is not None
    read = dict(samples.read_each(found, range(len(found))))
    values = (read[place] for place in range(len(found)))
    return list(zip(found.steps.tolist(), found.wall_times.tolist(), map(_plain, values), strict=True))


def their_points(run: EventAccumulator, tag: str) -> Iterator[Point]:
    """All of a tag."""
    for event in run.Tensors(tag):
        try:
            value = tensor_util.make_ndarray(event.tensor_proto)
        except (TypeError, ValueError) as error:
            value = error
        yield event.step, event.wall_time, value


def _plain(value: kinds.Value | samples.Unreadable) -> Any:
    """A sample as the array that TensorBoard has of it; of sounds without their labels."""
    match value:
        case kinds.Image(width, height, encoded):
            return np.array([b"%d" % width, b"%d" % height, *encoded], object)
        case kinds.Audio(encoded=encoded):
            return np.array(encoded, object)
        case kinds.Histogram(array) | kinds.PrCurve(array) | kinds.Tensor(array):
            return array
        case kinds.Mesh(values=array):
            return array
        case kinds.Text(array):
            return np.vectorize(str.encode, otypes=[object])(array) if array.size else array
        case kinds.Graph(content) | kinds.Layout(content):
            return np.array([content], object)
        case kinds.HParams():
            return np.zeros(0, np.float32)
    return value


def same(mine: Any, other: Any, plugin: str) -> bool:
    """Whether two values have the same shape and bits; ours may be wider than theirs, texts are decoded."""
    if isinstance(mine, Exception):
        return False
    if plugin == "audio" and other.ndim == 2:
        other = other[:, 0]
    if plugin == "text":
        other = np.vectorize(_decoded, otypes=[object])(other) if other.size else other
    mine = np.asarray(mine)
    if plugin == "scalars" or plugin.startswith(("graph", "custom_scalars")):
        other = other.reshape(mine.shape)
    if mine.dtype == object or other.dtype == object:
        return mine.shape == other.shape and mine.tolist() == other.tolist()
    return mine.shape == other.shape and mine.astype(other.dtype).tobytes() == other.tobytes()


def _decoded(text: bytes) -> bytes:
    return text.decode(errors="replace").encode()


def _agrees(run: RunData, tag: str, plugin: str | None, said: Any) -> bool:
    """Whether the plugin and all else that is said of a tag is the same; old formats say no content."""
    info = run.info(tag)
    content = b"" if plugin in ("images", "audio") and not info.content else said.plugin_data.content
    mine = plugin, info.display_name or tag, info.description, info.content
    other = said.plugin_data.plugin_name, said.display_name or tag, said.summary_description
    return mine == (*other, content)


class Report:
    """``equal``: values by plugin; ``alone``: those that only we could read; ``different``: in words."""

    def __init__(self) -> None:
        self.equal, self.alone = Counter[str](), Counter[str]()
        self.different: list[str] = []

    def add_run(self, name: str, run: RunData, other: EventAccumulator) -> None:
        """Compare one run."""
        mine = {tag: plugin for plugin in run.plugins for tag in run.tags(plugin)}
        for tag in sorted(mine.keys() | other.summary_metadata.keys()):
            said = other.summary_metadata.get(tag)
            plugin = mine.get(tag)
            if said is None or not _agrees(run, tag, plugin, said):
                self.different.append(f"{name}, {tag}: {plugin}, theirs {said}")
                continue
            self._add_tag(f"{name}, {tag} ({plugin})", plugin, run, other, tag)

    def _add_tag(self, where: str, plugin: str, run: RunData, other: EventAccumulator, tag: str) -> None:
        mine, others = our_points(run, tag), list(their_points(other, tag))
        if [point[:2] for point in mine] != [point[:2] for point in others]:
            self.different.append(f"{where}: {len(mine)} values, theirs {len(others)}, or of other steps")
            return
        for (step, _, value), (_, _, expected) in zip(mine, others, strict=True):
            if isinstance(expected, Exception):
                self.alone[plugin] += 1
            elif same(value, expected, plugin):
                self.equal[plugin] += 1
            else:
                self.different.append(
                    f"{where} at step {step}: {value!s:.{WIDEST}}, theirs {expected!s:.{WIDEST}}"
                )

    def __str__(self) -> str:
        told = [f"{self.equal.total():,} values of {len(self.equal)} plugins are the same:"]
        told += [f"  {plugin} {count:,}" for plugin, count in sorted(self.equal.items())]
        told += [f"{count:,} of {plugin} only we can read" for plugin, count in self.alone.items()]
        return "\n".join([*told, f"{len(self.different):,} differ", *self.different])


def compared(logdir: Path) -> Report:
    """All runs of a logdir."""
    report, snapshot, others = Report(), ours(logdir), theirs(logdir)
    if snapshot.runs.keys() != others.keys():
        report.different.append(f"runs: {sorted(snapshot.runs.keys() ^ others.keys())}")
    for name in sorted(snapshot.runs.keys() & others.keys()):
        report.add_run(name, snapshot.runs[name], others[name])
    return report


def main() -> int:
    """Write, compare, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="one that has TensorFlow")
    parser.add_argument("--logdir", type=Path, help="compare this one instead")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        logdir = options.logdir or Path(directory)
        if not options.logdir:
            written(options.python, logdir)
        report = compared(logdir)
    print(report)
    return bool(report.different)


if __name__ == "__main__":
    sys.exit(main())

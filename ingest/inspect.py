"""What is in event files, as text: ``tensorbored --inspect`` prints what TensorBoard prints, line for line.

It reports what stands in the files: old formats are not turned into today's, restarts hide nothing, and the
files of a directory come in the order in which the file system lists them. A file is read up to its first
damaged record; what is wrong with it goes to stderr. Memory holds a block, and eight bytes a distinct step.
"""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from google.protobuf.message import DecodeError

from ingest import logdir
from ingest.crc import masked_crc
from ingest.event_file import EventFile, Stop
from ingest.proto.event_pb2 import Event, SessionLog
from ingest.records import FOOTER, scan
from ingest.storage import MARK, printable

if TYPE_CHECKING:
    from ingest.columns import Ints
    from ingest.records import Bytes

SEPARATOR = "=" * 70 + "\n"
KINDS = {
    "simple_value": "scalars",
    "histo": "histograms",
    "image": "images",
    "audio": "audio",
    "tensor": "tensor",
}
STATUSES = {
    SessionLog.START: "sessionlog:start",
    SessionLog.STOP: "sessionlog:stop",
    SessionLog.CHECKPOINT: "sessionlog:checkpoint",
}
FIELDS = sorted(["graph", *KINDS.values(), *STATUSES.values()])
IN_FULL = ("sessionlog:start", "sessionlog:stop")
_PENDING = 1 << 16


def run(directory: str = "", event_file: str = "", tag: str = "") -> int:
    """Print the report on a logdir or on one file, for one tag or for all; returns the exit code."""
    print(SEPARATOR + "Processing event files... (this can take a few minutes)\n" + SEPARATOR)
    try:
        if not event_file and logdir.is_file(directory):
            return _is_file(directory)
        units = [(event_file, [event_file])] if event_file else _units(directory)
        for name, paths in units:
            _print_unit(printable(name), _survey(paths, tag), tag)
    except BrokenPipeError:
        raise
    except OSError as error:
        return _fail(f"{error.filename or event_file or directory}: {error.strerror or error}")
    return 0


def _units(directory: str) -> list[tuple[str, list[str]]]:
    """The directories with event files, said aloud; or a sentence on why there are none."""
    units = list(logdir.directories(directory))
    if units:
        print("Found event files in:\n" + "\n".join(printable(name) for name, _ in units) + "\n")
    else:
        print(f"No event files found within logdir {directory}")
    return units


def _is_file(path: str) -> int:
    if MARK not in os.path.basename(path):
        return _fail(f"{path}: is a file, not a directory")
    print(
        f"It seems that {path} may be an event file instead of a logdir. If this is the case, "
        "use --event_file instead of --logdir to pass it in."
    )
    return 1


def _fail(message: str) -> int:
    sys.stderr.write(f"Error: {message}\n")
    return 1


class _Steps:
    """Steps as they come, folded together."""

    def __init__(self) -> None:
        self.first: int | None = None
        self.last = 0
        self.backward: list[tuple[int, int]] = []
        self._distinct: Ints = np.empty(0, np.int64)
        self._pending: list[int] = []

    def add(self, step: int) -> None:
        if self.first is None:
            self.first = step
        elif step < self.last:
            self.backward.append((self.last, step))
        self.last = step
        self._pending.append(step)
        if len(self._pending) >= _PENDING:
            self._fold()

    def rows(self) -> dict[str, object]:
        """What is said of a kind of events of which there are many."""
        self._fold()
        return {
            "first_step": self.first,
            "last_step": self.last,
            "max_step": int(self._distinct[-1]),
            "min_step": int(self._distinct[0]),
            "num_steps": len(self._distinct),
            "outoforder_steps": self.backward,
        }

    def _fold(self) -> None:
        self._distinct = np.union1d(self._distinct, np.array(self._pending, np.int64))
        self._pending.clear()


class _Survey:
    """What was found in the files of one directory, or in one file."""

    def __init__(self, tag: str) -> None:
        self.tags: defaultdict[str, set[bytes]] = defaultdict(set)
        self.steps: defaultdict[str, _Steps] = defaultdict(_Steps)
        self.in_full: defaultdict[str, list[int]] = defaultdict(list)
        self._only = os.fsencode(tag)

    def add(self, event: Event) -> None:
        """Take note of an event."""
        what = event.WhichOneof("what")
        if what == "summary":
            self._add_values(event)
        elif what == "graph_def" and not self._only:
            self._observe("graph", event.step)
        elif what == "session_log" and not self._only:
            field = STATUSES.get(event.session_log.status)
            if field:
                self._observe(field, event.step)

    def _add_values(self, event: Event) -> None:
        for value in event.summary.value:
            field = KINDS.get(value.WhichOneof("value") or "")
            if field and (not self._only or value.tag == self._only):
                self.tags[field].add(value.tag)
                self._observe(field, event.step)

    def _observe(self, field: str, step: int) -> None:
        self.steps[field].add(step)
        if field in IN_FULL:
            self.in_full[field].append(step)

    def rows(self, field: str) -> dict[str, object]:
        """The lines about a field, by their first words; none where it did not occur."""
        if field not in self.steps:
            return {}
        if field in IN_FULL:
            return {"outoforder_steps": self.steps[field].backward, "steps": self.in_full[field]}
        return self.steps[field].rows()


class _Broken(Exception):
    """A record's content contradicts its checksum: TensorBoard reads no further, and so do we."""


def _survey(paths: Iterable[str], tag: str) -> _Survey:
    survey = _Survey(tag)
    for path in paths:
        for problem in _read(path, survey):
            sys.stderr.write(f"Warning: {printable(path)}: {problem}\n")
    return survey


def _read(path: str, survey: _Survey) -> Iterator[str]:
    """Add the events of a file; yields what is wrong with it."""
    file = EventFile(path)
    unparsed = 0

    def take(buffer: Bytes, filled: int) -> Stop:
        nonlocal unparsed
        frames = scan(buffer[:filled])
        for start, length in zip(frames.starts.tolist(), frames.lengths.tolist(), strict=True):
            try:
                survey.add(_event(buffer[start : start + length + FOOTER].tobytes()))
            except DecodeError:
                unparsed += 1
        return Stop(frames.end, frames.damaged, frames.wanted)

    with logdir.open_file(path) as handle:
        try:
            for _ in file.blocks(handle, take):
                pass
        except _Broken as damage:
            yield str(damage)
    if file.problem:
        yield file.problem
    if unparsed:
        yield f"{unparsed:,} records are no events"


def _event(record: bytes) -> Event:
    payload, stored = record[:-FOOTER], int.from_bytes(record[-FOOTER:], "little")
    if masked_crc(payload) != stored:
        raise _Broken("read up to a record that does not match its checksum")
    event = Event()
    event.ParseFromString(payload)
    return event


def _print_unit(name: str, survey: _Survey, tag: str) -> None:
    if tag:
        print(f"Event statistics for tag {tag} in {name}:")
    else:
        print(f"These tags are in {name}:")
        for field in sorted(KINDS.values()):
            _print_lines(field, [f"   {_text(one)}" for one in sorted(survey.tags[field])])
        print(SEPARATOR)
        print(f"Event statistics for {name}:")
    for field in FIELDS:
        lines = [f"   {key:<20} {value}" for key, value in survey.rows(field).items()]
        if lines or not tag:
            _print_lines(field, lines)
    print(SEPARATOR)


def _print_lines(title: str, lines: list[str]) -> None:
    print("\n".join([title, *lines]) if lines else f"{title} -")


def _text(tag: bytes) -> str:
    """A tag for a terminal, on which files must not write what they like."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in tag.decode(errors="backslashreplace"))

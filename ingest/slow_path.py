"""Records that fit no common shape, one by one: their values, each with the row of its record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ingest import events, newer

if TYPE_CHECKING:
    from ingest.block import Block
    from ingest.events import Value
    from ingest.names import Names
    from ingest.proto.event_pb2 import Event
    from ingest.records import Offsets


class Loose(NamedTuple):
    """One value: the row of its record, its tag's number, and what its event says of it."""

    row: int
    number: int
    step: int
    wall_time: float
    value: Value


@dataclass(slots=True)
class Slow:
    """What some records hold. ``starts``: events that say that a job began; ``damaged``: records that cannot
    be read, and ``reason``, the first of the reasons. ``newer``: the file's version, as in ``FileState``.
    """

    values: list[Loose] = field(default_factory=list)
    starts: list[tuple[int, Event]] = field(default_factory=list)
    damaged: int = 0
    reason: str = ""
    newer: int = 0

    def take(self, block: Block, rows: Offsets, names: Names) -> None:
        """Take in some records."""
        for row in rows.tolist():
            try:
                self._take(events.parse(block, row), row, names)
            except events.Damaged as damage:
                self.damaged += 1
                self.reason = self.reason or str(damage)

    def _take(self, event: Event, row: int, names: Names) -> None:
        if event.file_version:
            self.newer = newer.of_file(event.file_version) or self.newer
        if events.is_start(event):
            self.starts.append((row, event))
        for value in events.values(event):
            self.values.append(Loose(row, names.number(value.tag), event.step, event.wall_time, value))

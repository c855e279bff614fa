"""How things stand: with logdirs, files, the load, and what is known of tags. Plain values, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Problem = Literal["missing", "not a directory", "unreadable"]
State = Literal["active", "waiting", "dead"]


@dataclass(frozen=True, slots=True)
class SourceState:
    """A logdir as last seen: its path and what is wrong with it, if anything.

    ``reason`` is a sentence that says why it is unreadable, where there is more to say than that, or why
    something below it is.
    """

    path: str
    problem: Problem | None = None
    reason: str = ""


class FileState(NamedTuple):
    """How far an event file was read.

    ``active``: read to its end. ``waiting``: the rest of a half-written record is awaited. ``dead``:
    damaged so that no later record can be found; ``reason`` says where and why. ``skipped`` counts
    records that were damaged by themselves, ``size`` and ``offset`` are bytes. ``newer``: the version that it
    says it is of, where we do not know that one yet, else 0.
    """

    path: str
    size: int = 0
    offset: int = 0
    state: State = "active"
    reason: str | None = None
    skipped: int = 0
    newer: int = 0

    @classmethod
    def of(
        cls,
        path: str,
        size: int,
        offset: int,
        problem: str | None,
        unreadable: str | None,
        skip_reason: str | None,
        skipped: int,
        newer: int = 0,
    ) -> FileState:
        """By what is wrong with it: with all of it, for now ("" is no reason), with some records."""
        waiting = unreadable is not None or offset < size
        state: State = "dead" if problem else "waiting" if waiting else "active"
        return cls(path, size, offset, state, problem or unreadable or skip_reason, skipped, newer)


@dataclass(frozen=True, slots=True)
class Progress:
    """How much has been read. ``loading``: the first load has not finished; times in seconds since 1970."""

    bytes_read: int = 0
    bytes_total: int = 0
    files_total: int = 0
    loading: bool = False
    finished_at: float | None = None


@dataclass(frozen=True, slots=True)
class TagInfo:
    """What the first event of a tag said of it (the first one wins, as in TensorBoard).

    ``content``: what the plugin has to say, a message of its own; ``data_class``: 1 scalars, 2 tensors,
    3 sequences of blobs, 0 where nobody knows.
    """

    plugin: str = "scalars"
    display_name: str = ""
    description: str = ""
    content: bytes = b""
    data_class: int = 1

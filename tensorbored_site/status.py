"""The status line as a value: how fresh the data is, how far the first load is, what is damaged, what is
newer than this program and what nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from dashboards.dashboard import unknown_plugins
from ingest import newer
from ingest.states import Problem, SourceState
from ingest.store import Progress, Snapshot

_MAX_TROUBLES = 100
_MAX_TAGS, _CUT = 10, 80
_PROBLEMS: dict[Problem, str] = {
    "missing": "There is no such directory.",
    "not a directory": "It is not a directory.",
    "unreadable": "It cannot be read.",
}
_UNITS = ((1e9, "GB"), (1e6, "MB"), (1e3, "KB"))


@dataclass(frozen=True)
class Trouble:
    """Something that could not be read, or not all of it, and why."""

    path: str
    reason: str


@dataclass(frozen=True)
class Notes:
    """Some of them under a title, and how many ``more`` there are."""

    title: str
    items: tuple[Trouble, ...]
    more: int

    @classmethod
    def of(cls, title: str, items: Sequence[Trouble]) -> Notes:
        """The first of some."""
        return cls(title, tuple(items[:_MAX_TROUBLES]), max(len(items) - _MAX_TROUBLES, 0))


@dataclass(frozen=True)
class Status:
    """``age`` is in seconds, -1 where nothing was read yet; ``percent`` of the bytes of the first load.

    ``read`` is empty until it is known what there is; ``waiting``: for what, while there is nothing to show.
    """

    version: int
    loading: bool
    percent: int
    read: str
    age: int
    ago: str
    waiting: str
    troubles: Notes
    newer: Notes
    unknown: Notes


def status_of(snapshot: Snapshot, now: float) -> Status:
    """The status line at a time, in seconds since 1970."""
    progress = snapshot.progress
    done = progress.bytes_read / progress.bytes_total if progress.bytes_total else 0.0
    age = -1 if progress.finished_at is None else max(int(now - progress.finished_at), 0)
    return Status(
        version=snapshot.version,
        loading=progress.loading,
        percent=min(int(100 * done), 100),
        read=_read(progress),
        age=age,
        ago=ago_text(age),
        waiting=_waiting(snapshot),
        troubles=Notes.of("Not everything could be read", _troubles(snapshot)),
        newer=Notes.of("Newer than this TensorBored", _newer(snapshot)),
        unknown=Notes.of("Other data, which no page shows", list(_unknown(snapshot))),
    )


def ago_text(seconds: int) -> str:
    """A duration in its largest unit; static/elements/tb-status.js counts on in the same words."""
    if seconds < 1:
        return "now"
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit} ago"
    return f"{seconds} s ago"


def bytes_text(number: int) -> str:
    """Bytes in the unit that keeps them short."""
    for size, unit in _UNITS:
        if number >= size:
            return f"{number / size:,.1f} {unit}"
    return f"{number} bytes"


def _read(progress: Progress) -> str:
    if not progress.bytes_total:
        return ""
    return f"{bytes_text(progress.bytes_read)} of {bytes_text(progress.bytes_total)}"


def _waiting(snapshot: Snapshot) -> str:
    if snapshot.runs:
        return ""
    is_nowhere = snapshot.sources and all(source.problem for source in snapshot.sources)
    return "waiting for the directory" if is_nowhere else "waiting for event files"


def _troubles(snapshot: Snapshot) -> list[Trouble]:
    """Directories and files; while there is nothing to show, the page itself speaks of directories."""
    is_told = bool(_waiting(snapshot))
    reasons = [(source.path, _why(source, is_told=is_told)) for source in snapshot.sources]
    sources = [Trouble(path, reason) for path, reason in reasons if reason]
    files = [file for run in snapshot.runs.values() for file in run.files if file.reason or file.skipped]
    return sources + [Trouble(file.path, _reason(file.reason, file.skipped)) for file in files]


def _why(source: SourceState, *, is_told: bool) -> str:
    """What is wrong with a directory, unless that is told elsewhere, or else with what is below it."""
    if source.problem is None:
        return source.reason
    return "" if is_told else source.reason or _PROBLEMS[source.problem]


def _reason(reason: str | None, skipped: int) -> str:
    lost = f"{skipped:,} damaged record{'' if skipped == 1 else 's'} left out" if skipped else ""
    return "; ".join(part for part in (reason or "", lost) if part) or "It cannot be read."


def _newer(snapshot: Snapshot) -> list[Trouble]:
    found = chain.from_iterable(map(newer.notices, snapshot.runs.values()))
    return [Trouble(notice.where, notice.sentence) for notice in found]


def _unknown(snapshot: Snapshot) -> Iterable[Trouble]:
    """Plugins that nobody knows, each with some of its tags; at the end the tags that name no plugin."""
    for plugin in (*unknown_plugins(snapshot), ""):
        if tags := tuple(snapshot.tags(plugin)):
            yield Trouble(plugin[:_CUT] or "no plugin", _counted(tags))


def _counted(tags: Sequence[str]) -> str:
    named = ", ".join(tag[:_CUT] for tag in tags[:_MAX_TAGS])
    more = f" and {len(tags) - _MAX_TAGS:,} more" if len(tags) > _MAX_TAGS else ""
    return f"{len(tags):,} tag{'' if len(tags) == 1 else 's'}: {named}{more}"

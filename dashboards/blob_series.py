"""Pictures and sounds as TensorBoard's clients ask for them: steps with keys, and the bytes of a key.

A key is ours alone: it names run, tag, sample and place for good. No step is left out for being one of many.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dashboards.clients import answer, invalid, not_found
from dashboards.described import told
from dashboards.encoded import BESIDE, encoded, encoded_count, encoded_steps
from dashboards.not_shown import NotShown
from dashboards.rows import json_floats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

    from ingest.store import Snapshot
    from profiles.request import Request

LONGEST_KEY = 1 << 16
Told = Callable[["float | str", int, str], "dict[str, Any]"]
"""What a client is told of a step: from its wall time, its step and its key."""


def tags(request: Request, plugin: str) -> HttpResponse:
    """`{run: {tag: {displayName, description, samples}}}`"""
    snapshot = request.snapshot
    found = told(snapshot, request.profile, plugin)
    for run, tags in found.items():
        for tag, said in tags.items():
            said["samples"] = samples(snapshot, plugin, run, tag)
    return answer(found)


def samples(snapshot: Snapshot, plugin: str, run: str, tag: str) -> int:
    """How many files a step of a tag has at most; 0 where all steps have none."""
    extent = snapshot.runs[run].extent(tag)
    return encoded_count(snapshot, plugin, run, tag) if extent < 0 else max(extent - BESIDE[plugin], 0)


def listed(request: Request, plugin: str, name: str, told: Told) -> HttpResponse:
    """The steps of a tag of a run that have a sample of this number. ``name``: of the data, in errors."""
    tag, run, text = request.GET.get("tag"), request.GET.get("run"), request.GET.get("sample", "0")
    digits = text.strip().removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 9):
        return invalid(f"sample must be a whole number: {text!r}")
    if run is None or tag is None or run not in request.snapshot.runs:
        return not_found(f"No {name} data for run={run!r}, tag={tag!r}")
    if tag not in request.snapshot.runs[run].tags(plugin):
        return not_found(f"No {name} data for run={run!r}, tag={tag!r}")
    return answer([told(*point) for point in points(request.snapshot, plugin, run, tag, int(text))])


def points(
    snapshot: Snapshot, plugin: str, run: str, tag: str, sample: int
) -> Iterator[tuple[float | str, int, str]]:
    """Wall time, step and key of each file of a card."""
    steps = encoded_steps(snapshot, plugin, run, tag, sample)
    if steps is None or (samples(snapshot, plugin, run, tag) <= sample):
        return
    times = json_floats(steps.samples.wall_times[steps.places])
    for at, time in enumerate(times):
        yield time, steps.step(at), _key(plugin, run, tag, sample, steps.key(at))


def bytes_of(snapshot: Snapshot, plugin: str, key: str) -> bytes | None:
    """The file that a key names, or None where it names none."""
    named = _named(key)
    if named is None or named[0] != plugin:
        return None
    _, run, tag, sample, place = named
    steps = encoded_steps(snapshot, plugin, run, tag, sample)
    at = steps.position(place) if steps else None
    if steps is None or at is None:
        return None
    try:
        return encoded(steps, at, sample)
    except NotShown:
        return None


def _key(*named: str | int) -> str:
    """A JSON array in the letters that addresses take."""
    text = json.dumps(named, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def _named(key: str) -> tuple[str, str, str, int, str] | None:
    if len(key) > LONGEST_KEY or not key.isascii():
        return None
    try:
        named = json.loads(base64.b64decode(key + "=" * (-len(key) % 4), b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        return None
    kinds = (str, str, str, int, str)
    if not isinstance(named, list) or len(named) != len(kinds):
        return None
    if not all(type(part) is kind for part, kind in zip(named, kinds, strict=True)):
        return None
    plugin, run, tag, sample, place = named
    return plugin, run, tag, sample, place

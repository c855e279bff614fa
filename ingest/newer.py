"""What was written by programs that are newer than this one: kept like all the rest, and said to be newer.

TensorFlow gives event files a version, and TensorBoard gives one to what its plugins write; each knows those
that there were when it was made. Nobody has written another one yet.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from google.protobuf.message import DecodeError

from ingest.proto.plugin_data_pb2 import VersionPluginData

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ingest.states import TagInfo
    from ingest.store import RunData

FILES, DATA = 2, 0
"""The versions that are known: of event files, and of what each plugin writes."""

_OF_FILE = re.compile(rb"brain\.Event:(\d{1,9})")
_VERSIONED = {"scalars", "histograms", "images", "audio", "text", "pr_curves", "mesh", "hparams"}
_CUT = 80


class Newer(NamedTuple):
    """The first tag of a plugin, by its number, that says it is of a version that is not known."""

    tag: int
    version: int


class Notice(NamedTuple):
    """Something newer: what it is, the same wherever it is found; where it is; and a sentence about it."""

    what: str
    where: str
    sentence: str


def of_file(said: bytes) -> int:
    """The version that an event file says it is of, if that is newer than those we know; else 0."""
    found = _OF_FILE.fullmatch(said)
    version = int(found[1]) if found else 0
    return version if version > FILES else 0


def among(infos: Mapping[int, TagInfo]) -> dict[str, Newer]:
    """What is newer in what is said of some tags, by plugin; most tags say nothing of a version."""
    found: dict[str, Newer] = {}
    for number, info in infos.items():
        if info.content and (version := of_data(info.plugin, info.content)):
            found.setdefault(info.plugin, Newer(number, version))
    return found


@lru_cache(1 << 10)
def of_data(plugin: str, content: bytes) -> int:
    """The version that metadata of a plugin speaks of, if that is newer than those we know; else 0."""
    if plugin not in _VERSIONED:
        return 0
    try:
        version = VersionPluginData.FromString(content).version
    except DecodeError:
        return 0
    return version if version > DATA else 0


def notices(run: RunData) -> Iterator[Notice]:
    """All that is newer in a run: its files, then its data."""
    for file in run.files:
        if file.newer:
            yield Notice(f"file {file.newer}", file.path, _sentence("the event file", file.newer, FILES))
    for plugin, (tag, version) in run.newer.items():
        what = f"the {plugin} data (as of the tag {run.names.text(tag)[:_CUT]!r})"
        yield Notice(f"{plugin} {version}", run.name, _sentence(what, version, DATA))


def _sentence(what: str, version: int, known: int) -> str:
    return (
        f"{what} is of version {version}, newer than version {known} that this TensorBored knows; "
        "what it understands is shown, and a newer TensorBored may show more"
    )

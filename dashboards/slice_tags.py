"""The histograms of a snapshot as TensorBoard's clients ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.markdown import html_of
from ingest.store import Samples, Snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.store import RunData

PLUGIN = "histograms"


def described(snapshot: Snapshot) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """`{run: {tag: {displayName, description}}}`"""
    return {run.name: _tags(run) for run in snapshot.runs.values() if run.tags(PLUGIN)}


def _tags(run: RunData) -> Mapping[str, Mapping[str, str]]:
    infos = ((tag, run.info(tag)) for tag in run.tags(PLUGIN))
    return {
        tag: {"displayName": info.display_name or tag, "description": html_of(info.description)}
        for tag, info in infos
    }


def found(snapshot: Snapshot, run: str | None, tag: str | None) -> Samples | None:
    """The histograms of a tag of a run, or None."""
    if run is None or tag is None or run not in snapshot.tags(PLUGIN).get(tag, ()):
        return None
    return snapshot.samples(run, tag)

"""The histograms of a snapshot as TensorBoard's clients ask for them, and the routes of its two plugins.

A step that cannot be read is left out: those clients have no word for it. Our own downloads say why.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.http import StreamingHttpResponse
from django.urls import path

from dashboards.clients import JSON, answer, not_found
from dashboards.described import told
from dashboards.exports import joined
from dashboards.http import private
from dashboards.slice_exports import json_list, steps_of
from ingest.store import Samples, Snapshot

if TYPE_CHECKING:
    from django.http import HttpResponse, HttpResponseBase
    from django.urls import URLPattern

    from dashboards.slice_exports import Value
    from profiles.request import Request

PLUGIN = "histograms"


def found(snapshot: Snapshot, run: str | None, tag: str | None) -> Samples | None:
    """The histograms of a tag of a run, or None."""
    if run is None or tag is None or run not in snapshot.tags(PLUGIN).get(tag, ()):
        return None
    return snapshot.samples(run, tag)


def routes(plugin: str, value: Value) -> list[URLPattern]:
    """Those of a plugin: `tags`, and by its own name what ``value`` makes of the buckets of each step."""
    return [path("tags", _described), path(plugin, partial(_listed, value))]


def _described(request: Request) -> HttpResponse:
    return answer(told(request.snapshot, request.profile, PLUGIN))


def _listed(value: Value, request: Request) -> HttpResponseBase:
    """`[[wall time, step, value], …]` of one run."""
    tag, run = request.GET.get("tag"), request.GET.get("run")
    samples = found(request.snapshot, run, tag)
    if samples is None:
        return not_found(f"No histogram tag {tag!r} for run {run!r}")
    rows = ((time, step, value(buckets)) for time, step, buckets in steps_of(samples))
    return private(StreamingHttpResponse(joined(json_list(rows)), content_type=JSON))

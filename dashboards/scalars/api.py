"""The routes of TensorBoard's scalars plugin: which tags there are, and the points of one tag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from dashboards.cards import card_version, token
from dashboards.clients import CSV, JSON, answer, invalid, not_found, text_of
from dashboards.described import told
from dashboards.http import not_modified, private
from dashboards.recent import Recent
from dashboards.rows import COLUMNS, PIECE, csv_line, csv_lines, json_points, point_rows
from dashboards.squeezed import squeeze, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponseBase

    from ingest.store import ScalarSeries
    from profiles.request import Request

_bodies: Recent[bytes] = Recent(32 << 20, len)
"""Answers that were made last: programs ask for the same series until it grows."""


def tags(request: Request) -> HttpResponse:
    """`{run: {tag: {displayName, description}}}`"""
    return answer(told(request.snapshot, request.profile, "scalars"))


def scalars(request: Request) -> HttpResponseBase:
    """`[[wall time, step, value], …]` of one run, or the same as CSV."""
    tag, run = request.GET.get("tag"), request.GET.get("run")
    if tag is None or run is None:
        return invalid(f"Both run and tag must be specified: tag={tag!r}, run={run!r}")
    series = request.snapshot.scalars(run, tag)
    if series is None:
        return not_found(f"No scalar data for run={run!r}, tag={tag!r}")
    if request.GET.get("format") == "csv":
        return private(StreamingHttpResponse(_csv(series), content_type=CSV))
    if len(series) > PIECE:
        return private(StreamingHttpResponse(json_points(series, widen=True), content_type=JSON))
    return _points(request, series)


def _points(request: Request, series: ScalarSeries) -> HttpResponse:
    run = request.snapshot.runs[series.run]
    etag = f'"{token(card_version(request.snapshot, series.tag, [series.run], {}), len(series))}"'
    if response := not_modified(request, etag):
        return response
    packed = _bodies.get((run.names, etag), lambda: squeeze(text_of(point_rows(series)).encode()))
    return private(squeezed(request, packed, etag, JSON))


@require_POST
def scalars_multirun(request: Request) -> HttpResponse:
    """The points of several runs by name; runs that have none are left out."""
    tags = request.POST.getlist("tag")
    if len(tags) != 1:
        return invalid("tag must be specified exactly once")
    found = ((name, request.snapshot.scalars(name, tags[0])) for name in request.POST.getlist("runs"))
    return answer({name: point_rows(series) for name, series in found if series})


def _csv(series: ScalarSeries) -> Iterator[str]:
    yield csv_line(COLUMNS)
    yield from csv_lines(series, widen=True)


urlpatterns = [
    path("tags", tags),
    path("scalars", scalars),
    path("scalars_multirun", scalars_multirun),
]

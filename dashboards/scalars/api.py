"""The routes of TensorBoard's scalars plugin: which tags there are, and the points of one tag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from dashboards.clients import CSV, JSON, answer, invalid, not_found
from dashboards.described import told
from dashboards.http import private
from dashboards.rows import COLUMNS, csv_line, csv_lines, json_floats, json_points

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponseBase

    from ingest.store import ScalarSeries
    from profiles.request import Request


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
    return private(StreamingHttpResponse(json_points(series, widen=True), content_type=JSON))


@require_POST
def scalars_multirun(request: Request) -> HttpResponse:
    """The points of several runs by name; runs that have none are left out."""
    tags = request.POST.getlist("tag")
    if len(tags) != 1:
        return invalid("tag must be specified exactly once")
    found = ((name, request.snapshot.scalars(name, tags[0])) for name in request.POST.getlist("runs"))
    return answer({name: _points(series) for name, series in found if series})


def _csv(series: ScalarSeries) -> Iterator[str]:
    yield csv_line(COLUMNS)
    yield from csv_lines(series, widen=True)


def _points(series: ScalarSeries) -> list[tuple[float | str, int, float | str]]:
    columns = json_floats(series.wall_times), series.steps.tolist(), json_floats(series.values)
    return list(zip(*columns, strict=True))


urlpatterns = [
    path("tags", tags),
    path("scalars", scalars),
    path("scalars_multirun", scalars_multirun),
]

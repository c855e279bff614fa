"""The routes of TensorBoard's distributions plugin: which tags there are, and the percentiles of one tag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import StreamingHttpResponse
from django.urls import path

from dashboards.clients import JSON, answer, not_found
from dashboards.distributions import tables
from dashboards.exports import joined
from dashboards.http import private
from dashboards.slice_tags import described, found

if TYPE_CHECKING:
    from django.http import HttpResponse, HttpResponseBase

    from profiles.request import Request


def tags(request: Request) -> HttpResponse:
    """`{run: {tag: {displayName, description}}}`"""
    return answer(described(request.snapshot))


def distributions(request: Request) -> HttpResponseBase:
    """`[[wall time, step, [[basis point, value], …]], …]` of one run, all steps."""
    tag, run = request.GET.get("tag"), request.GET.get("run")
    samples = found(request.snapshot, run, tag)
    if samples is None:
        return not_found(f"No histogram tag {tag!r} for run {run!r}")
    pieces = joined(tables.json([samples], is_card=True))
    return private(StreamingHttpResponse(pieces, content_type=JSON))


urlpatterns = [
    path("tags", tags),
    path("distributions", distributions),
]

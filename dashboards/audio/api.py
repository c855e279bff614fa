"""The routes of TensorBoard's audio plugin: which tags there are, the steps of one, and a sound."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import path

from dashboards import blob_series
from dashboards.audio.sounds import PLUGIN, told_type
from dashboards.blobs import UNKNOWN, blob
from dashboards.clients import invalid

if TYPE_CHECKING:
    from django.http import HttpResponse

    from profiles.request import Request

WAV = "audio/wav"


def tags(request: Request) -> HttpResponse:
    """`{run: {tag: {displayName, description, samples}}}`"""
    return blob_series.tags(request, PLUGIN)


def audio(request: Request) -> HttpResponse:
    """`[{wall_time, label, step, contentType, query}, …]` of one sample of a tag of a run."""
    run, tag = request.GET.get("run", ""), request.GET.get("tag", "")
    kind = told_type(request.snapshot, run, tag)
    return blob_series.listed(request, PLUGIN, "audio", partial(_told, kind))


def individual_audio(request: Request) -> HttpResponse:
    """The bytes of a sound; the type is one of two that may be asked for, if the bytes are of it."""
    kind = request.GET.get("content_type", "")
    if kind not in (WAV, UNKNOWN):
        return invalid(f"Illegal mime type {kind!r}")
    content = blob_series.bytes_of(request.snapshot, PLUGIN, request.GET.get("blob_key", ""))
    if content is None:
        return invalid("Invalid run, tag, index, or sample")
    return blob(request, content, "audio", cached=True)


def _told(kind: str, wall_time: float | str, step: int, key: str) -> dict[str, Any]:
    query = urlencode({"blob_key": key, "content_type": kind})
    return {"wall_time": wall_time, "label": "", "step": step, "contentType": kind, "query": query}


urlpatterns = [
    path("tags", tags),
    path("audio", audio),
    path("individualAudio", individual_audio),
]

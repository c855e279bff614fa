"""The routes of TensorBoard's images plugin: which tags there are, the steps of one, and a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import path

from dashboards import blob_series
from dashboards.blobs import blob
from dashboards.clients import invalid
from dashboards.images.pictures import PLUGIN

if TYPE_CHECKING:
    from django.http import HttpResponse

    from profiles.request import Request


def tags(request: Request) -> HttpResponse:
    """`{run: {tag: {displayName, description, samples}}}`"""
    return blob_series.tags(request, PLUGIN)


def images(request: Request) -> HttpResponse:
    """`[{wall_time, step, query}, …]` of one sample of a tag of a run."""
    return blob_series.listed(request, PLUGIN, "image", _told)


def individual_image(request: Request) -> HttpResponse:
    """The bytes of a picture, with the type that they have."""
    content = blob_series.bytes_of(request.snapshot, PLUGIN, request.GET.get("blob_key", ""))
    if content is None:
        return invalid("Invalid run, tag, index, or sample")
    return blob(request, content, "image", cached=True)


def _told(wall_time: float | str, step: int, key: str) -> dict[str, Any]:
    return {"wall_time": wall_time, "step": step, "query": urlencode({"blob_key": key})}


urlpatterns = [
    path("tags", tags),
    path("images", images),
    path("individualImage", individual_image),
]

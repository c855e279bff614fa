"""The routes of TensorBoard's timeseries plugin, for scalars, histograms and images."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
from django.urls import path

from dashboards import blob_series
from dashboards.blobs import blob
from dashboards.clients import answer, invalid
from dashboards.markdown import html_of
from dashboards.rows import json_floats, point_rows
from dashboards.slice_api import PLUGIN as HISTOGRAMS
from dashboards.slice_api import found
from dashboards.slice_exports import json_rows, steps_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse
    from numpy.typing import NDArray

    from ingest.store import ScalarSeries, Snapshot
    from profiles.request import Request

IMAGES = "images"
PLUGINS = ("scalars", HISTOGRAMS, IMAGES)


def tags(request: Request) -> HttpResponse:
    """Which runs have which tags, and what is said of them."""
    runs = request.snapshot.runs.values()
    scalars = {
        "runTagInfo": {run.name: sorted(run.scalar_tags) for run in runs if run.scalar_tags},
        "tagDescriptions": _descriptions(request, "scalars"),
    }
    histograms = {
        "runTagInfo": {run.name: sorted(run.tags(HISTOGRAMS)) for run in runs if run.tags(HISTOGRAMS)},
        "tagDescriptions": _descriptions(request, HISTOGRAMS),
    }
    images = {
        "tagDescriptions": _descriptions(request, IMAGES),
        "tagRunSampledInfo": _sampled(request.snapshot),
    }
    return answer({"scalars": scalars, "histograms": histograms, "images": images})


def time_series(request: Request) -> HttpResponse:
    """The series that a list of requests asks for, or for each what is wrong with it."""
    text = request.POST.get("requests") if request.method == "POST" else request.GET.get("requests")
    if text is None:
        return invalid("Missing 'requests' field")
    try:
        asked = json.loads(text)
    except (ValueError, RecursionError):
        return invalid("Unable to parse 'requests' as JSON")
    if not isinstance(asked, list) or not all(isinstance(each, dict) for each in asked):
        return invalid("'requests' must be a list of objects")
    return answer([_answered(request.snapshot, each) for each in asked])


def _answered(snapshot: Snapshot, asked: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: asked.get(name) for name in ("plugin", "tag")}
    said |= {name: asked[name] for name in ("run", "sample") if asked.get(name) is not None}
    error = _problem(asked)
    return said | ({"error": error} if error else {"runToSeries": _series(snapshot, asked)})


def _problem(asked: Mapping[str, Any]) -> str:
    if asked.get("tag") is None:
        return "Missing tag"
    plugin = asked.get("plugin")
    if plugin not in PLUGINS:
        return "Invalid plugin"
    if plugin != "scalars" and asked.get("run") is None:
        return "Missing run"
    return "Missing sample" if plugin == "images" and asked.get("sample") is None else ""


def _series(snapshot: Snapshot, asked: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    if asked["plugin"] == HISTOGRAMS:
        return _histograms(snapshot, str(asked["run"]), str(asked["tag"]))
    if asked["plugin"] == IMAGES:
        return _images(snapshot, str(asked["run"]), str(asked["tag"]), asked["sample"])
    tag, run = str(asked["tag"]), asked.get("run") or None
    names = snapshot.scalar_tags.get(tag, ()) if run is None else (str(run),)
    there = ((name, snapshot.scalars(name, tag)) for name in names)
    return {name: _points(series) for name, series in there if series}


def _points(series: ScalarSeries) -> list[dict[str, Any]]:
    return [{"wallTime": time, "step": step, "value": value} for time, step, value in point_rows(series)]


def _histograms(snapshot: Snapshot, run: str, tag: str) -> dict[str, list[dict[str, Any]]]:
    samples = found(snapshot, run, tag)
    if samples is None:
        return {}
    return {
        run: [
            {"wallTime": json_floats(np.array([time]))[0], "step": step, "bins": _bins(buckets)}
            for time, step, buckets in steps_of(samples)
        ]
    }


def _images(snapshot: Snapshot, run: str, tag: str, sample: object) -> dict[str, list[dict[str, Any]]]:
    if type(sample) is not int:
        return {}
    told = blob_series.points(snapshot, IMAGES, run, tag, sample)
    series = [{"wallTime": time, "step": step, "imageId": key} for time, step, key in told]
    return {run: series} if series else {}


def _sampled(snapshot: Snapshot) -> dict[str, dict[str, dict[str, int]]]:
    """How many images a step has at most, by tag and run."""
    return {
        tag: {run: {"maxSamplesPerStep": blob_series.samples(snapshot, IMAGES, run, tag)} for run in runs}
        for tag, runs in snapshot.tags(IMAGES).items()
    }


def _bins(buckets: NDArray[np.float64]) -> list[dict[str, Any]]:
    return [{"min": left, "max": right, "count": count} for left, right, count in json_rows(buckets)]


def _descriptions(request: Request, plugin: str) -> dict[str, str]:
    """What the runs say of each tag, under their names where they differ; else what the profile says."""
    said, snapshot = request.profile.metric_descriptions, request.snapshot
    found: dict[str, dict[str, list[str]]] = {}
    for run in snapshot.runs.values():
        for tag in run.tags(plugin):
            if text := run.info(tag).description:
                found.setdefault(tag, {}).setdefault(text, []).append(run.name)
    texts = {tag: said[tag] for tag in snapshot.tags(plugin) if tag in said}
    texts |= {tag: _merged(each) for tag, each in found.items()}
    return {tag: html_of(text) for tag, text in texts.items()}


def _merged(texts: Mapping[str, list[str]]) -> str:
    if len(texts) == 1:
        return next(iter(texts))
    parts = (
        f"## For run{'s' * (len(runs) > 1)}: {', '.join(sorted(runs))}\n{text}"
        for text, runs in texts.items()
    )
    return "\n".join(("# Multiple descriptions", *parts))


def image_data(request: Request) -> HttpResponse:
    """The bytes of an image, with the type that they have."""
    key = request.GET.get("imageId", "")
    if not key:
        return invalid("Missing 'imageId' field")
    content = blob_series.bytes_of(request.snapshot, IMAGES, key)
    if content is None:
        return invalid(f"Malformed imageId {key[:99]!r}")
    return blob(request, content, "image", cached=True)


urlpatterns = [
    path("tags", tags),
    path("timeSeries", time_series),
    path("imageData", image_data),
]

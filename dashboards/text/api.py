"""The routes of TensorBoard's text plugin: which tags there are, and all steps of one as HTML."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
from django.http import StreamingHttpResponse
from django.urls import path
from django.utils.html import escape

from dashboards.clients import JSON, answer
from dashboards.exports import joined
from dashboards.http import private
from dashboards.markdown import Budget, TooMuch, clean, set_text
from dashboards.rows import json_floats
from dashboards.text.cards import PLUGIN
from dashboards.text.setting import first_slice, table
from ingest import samples
from ingest.kinds import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse, HttpResponseBase
    from numpy.typing import NDArray

    from ingest.store import Samples
    from profiles.request import Request

LONGEST = 200_000  # characters
WARNING = (
    "**Warning:** This text summary contained data of dimensionality %d, but only   2d tables are supported. "
    "Showing a 2d slice of the data instead."
)


def tags(request: Request) -> HttpResponse:
    """`{run: [tag, …]}`"""
    runs = request.snapshot.runs.values()
    return answer({run.name: list(run.tags(PLUGIN)) for run in runs if run.tags(PLUGIN)})


def text(request: Request) -> HttpResponseBase:
    """`[{wall_time, step, text}, …]` of one run; nothing where there is none."""
    tag, run = request.GET.get("tag", ""), request.GET.get("run", "")
    there = run in request.snapshot.tags(PLUGIN).get(tag, ())
    found = request.snapshot.samples(run, tag) if there else None
    if found is None:
        return answer([])
    pieces = joined(_steps(found, markdown=request.GET.get("markdown") != "false"))
    return private(StreamingHttpResponse(pieces, content_type=JSON))


def _steps(found: Samples, *, markdown: bool) -> Iterator[str]:
    before = "["
    for place, value in samples.read_each(found, range(len(found))):
        if not isinstance(value, Text):
            continue
        (time,) = json_floats(found.wall_times[place : place + 1])
        html = html_of_values(value.values, markdown=markdown)
        yield before + json.dumps({"wall_time": time, "step": int(found.steps[place]), "text": html})
        before = ","
    yield "[]" if before == "[" else "]"


def html_of_values(values: NDArray[Any], *, markdown: bool) -> str:
    """As TensorBoard sets a text, but for pictures; what would take long stays as it is."""
    warning = ""
    if values.ndim > 2:
        warning = clean(set_text(WARNING % values.ndim, Budget()))
        values = first_slice(values)
    texts = values.reshape(-1).tolist()
    if not markdown:
        made = texts[0] if not values.ndim else table(texts, values.shape)
        return warning + (clean(made) if len(made) <= LONGEST else escape(made))
    nul = sum(each.count("\0") for each in texts)
    texts = [each.replace("\0", "") for each in texts]
    told = (
        f"<!-- WARNING: discarded {nul} null bytes in markdown string after UTF-8 decoding -->\n"
        if nul
        else ""
    )
    return warning + told + _set(np.array(texts, np.object_).reshape(values.shape))


def _set(values: NDArray[Any]) -> str:
    texts, budget = values.reshape(-1).tolist(), Budget()
    try:
        if sum(map(len, texts)) > LONGEST:
            raise TooMuch
        cells = [set_text(each, budget) for each in texts]
    except TooMuch:
        cells = [str(escape(each)) for each in texts]
    return clean(cells[0] if not values.ndim else table(cells, values.shape))


urlpatterns = [
    path("tags", tags),
    path("text", text),
]

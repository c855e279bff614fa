"""The runs of a tag beside one another at the same step, and two of them on top of one another."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import numpy as np
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from dashboards.asked_samples import asked_runs, asked_sample
from dashboards.cards import element_id, path_of, title, token
from dashboards.clients import JSON
from dashboards.empty import Empty
from dashboards.encoded import encoded_steps
from dashboards.http import fragment, not_modified, private, unchanged
from dashboards.images.cards import FIT
from dashboards.images.pictures import PLUGIN
from dashboards.query import RUNS, colored_query
from dashboards.refusals import NotThere, refusal
from dashboards.sample_cards import Slider
from dashboards.steps import EXACT
from profiles.colors import run_colors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dashboards.steps import Steps
    from profiles.colors import Color
    from profiles.request import Request

MOST = 48
"""Runs that are compared at once."""


NOTHING = Empty(
    "runs",
    "No runs to compare",
    "None of the runs that are selected, and let through by the filter, has this tag and sample.",
    offers_all_runs=True,
)


@dataclass(frozen=True)
class Side:
    """One run. ``src``: where its steps are told; ``version``: of those; ``step``: which is shown first."""

    id: str
    run: str
    head: str
    last: str
    color: Color
    src: str
    version: str
    base: str
    key: str
    step: int
    is_asked: bool

    @property
    def picture_url(self) -> str:
        """The picture that is shown first."""
        return f"{self.base}&key={self.key}&fit={FIT}"


@dataclass(frozen=True)
class Comparison:
    """All sides, and one slider for them; or why there are none. ``total``: runs that could be compared."""

    tag: str
    head: str
    last: str
    sides: Sequence[Side]
    total: int
    slider: Slider | None
    step: int | None
    url: str
    asked: Sequence[tuple[str, str]]
    empty: Empty = NOTHING

    @property
    def seen(self) -> str:
        """Equal where the page is, at whichever step."""
        sides = ((side.run, side.color, side.version) for side in self.sides)
        return token(self.asked, self.total, *sides)


@dataclass(frozen=True)
class _Asked:
    tag: str
    sample: int
    found: Sequence[tuple[str, Steps]]
    total: int


@require_safe
def page(request: Request) -> HttpResponse:
    """The page of a tag and sample, at a step or the newest."""
    try:
        asked = _asked(request)
        step = _step(request.GET.get("step", ""))
    except NotThere as error:
        return refusal(error)
    colors = run_colors(request.snapshot, request.profile)
    head, last = title(asked.tag)
    names = ("tag", "sample", *RUNS)
    said = [(name, request.GET[name]) for name in names if request.GET.get(name)]
    said += colored_query(request.profile, request.GET).colored()
    compared = Comparison(
        tag=asked.tag,
        head=head,
        last=last,
        sides=[_side(asked, run, steps, step, colors[run]) for run, steps in asked.found],
        total=asked.total,
        slider=_slider(asked, f"{reverse('images:compare-steps')}?{urlencode(said)}")
        if asked.found
        else None,
        step=step,
        url=f"{reverse('images:compare')}?{urlencode([pair for pair in said if pair[0] not in RUNS])}",
        asked=said,
    )
    known = {"page": compared}
    return unchanged(request, compared.seen) or fragment(
        request, "images/compare.html", known, parts=("compare",)
    )


@require_safe
def steps(request: Request) -> HttpResponse:
    """Every step that any of the runs has."""
    try:
        asked = _asked(request)
        if not asked.found:
            raise NotThere("runFilter: none of the selected runs has this tag and sample.")
    except NotThere as error:
        return refusal(error)
    etag = f'"{_version(asked)}"'
    if response := not_modified(request, etag):
        return response
    union = _union(asked).tolist()
    names = [str(step) for step in union]
    is_exact = max(-union[0], union[-1]) <= EXACT
    told = {"steps": union if is_exact else names, "times": ["NaN"] * len(union), "keys": names}
    text = json.dumps(told, separators=(",", ":"))
    return private(HttpResponse(text, content_type=JSON, headers={"ETag": etag}))


def _asked(request: Request) -> _Asked:
    tag, runs = asked_runs(request, PLUGIN)
    sample = asked_sample(request)
    found = [
        (run, steps) for run in runs if (steps := encoded_steps(request.snapshot, PLUGIN, run, tag, sample))
    ]
    return _Asked(tag, sample, found[:MOST], len(found))


def _step(text: str) -> int | None:
    digits = text.removeprefix("-")
    if not text:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) < 20):
        raise NotThere("step: a whole number is expected.")
    return min(max(int(text), -(1 << 63)), (1 << 63) - 1)


def _side(asked: _Asked, run: str, steps: Steps, step: int | None, color: Color) -> Side:
    at = len(steps) - 1 if step is None else steps.near(step)
    named = urlencode({"run": run, "tag": asked.tag, "sample": asked.sample})
    head, last = path_of(run)
    return Side(
        id=element_id("side", run),
        run=run,
        head=head,
        last=last,
        color=color,
        src=f"{reverse('images:steps')}?{named}",
        version=steps.version,
        base=f"{reverse('images:picture')}?{named}",
        key=steps.key(at),
        step=steps.step(at),
        is_asked=step is None or steps.step(at) == step,
    )


def _union(asked: _Asked) -> NDArray[np.int64]:
    """int64[n], ascending."""
    return np.unique(np.concatenate([steps.samples.steps[steps.places] for _, steps in asked.found]))


def _version(asked: _Asked) -> str:
    return token(*((run, steps.version) for run, steps in asked.found))


def _slider(asked: _Asked, src: str) -> Slider:
    union = _union(asked)
    first, last = str(union[0]), str(union[-1])
    return Slider(
        "compare-steps", "compare", src, _version(asked), len(union), first, last, float("nan"), last
    )

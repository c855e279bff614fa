"""Colours, chosen: of a run, of a group, and what runs are coloured by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from ingest.store import Snapshot
from profiles import edits, parts, typed
from profiles.addressed import address_with, addressed
from profiles.answers import Refused, Toast, changed, refusal, refused_aloud
from profiles.color_group import NAME, text_of
from profiles.colors import group_colors, run_colors
from profiles.drafts import sight_of
from profiles.grouping import grouping
from profiles.here import here_of
from profiles.palette import Color, chosen, number_of, palette
from profiles.panels import named_run, panel
from profiles.parts import GroupBy
from profiles.regex import BadPattern
from profiles.request import Request
from profiles.run_facts import hparam_names
from profiles.run_views import SHOWN
from profiles.schema import BadProfile, ProfileData

SWATCHES = 48  # of the palette: the vivid ones and the dark ones
GROUPS_SHOWN, RUNS_SHOWN = 24, 5
KEYS = {
    "run": "Run",
    "folder": "Folder",
    "experiment": "First folder",
    "regex": "Regular expression",
    "hparam": "Hyperparameter",
}


# --- of one run -------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def run_color(request: Request) -> HttpResponse:
    """The panel in which the colour of `run` is chosen; or its new `color`, empty for its own."""
    try:
        if request.method == "POST":
            return _colored(request, named_run(request, request.POST.get("run")))
        name = named_run(request, request.GET.get("run"))
    except (Refused, BadProfile) as error:
        return refused_aloud(request, error) if request.method == "POST" else refusal(error)
    said = request.profile.run_colors.get(name)
    now = run_colors(request.snapshot, request.profile)[name]
    context = {
        "name": name,
        "color": said.color if said else now.light,
        "is_chosen": said is not None,
        "is_adapted": said is not None and now != (said.color, said.color),
        "swatches": [(color.light, chosen(color.light)) for color in palette()[:SWATCHES]],
    }
    return panel(request, "shell/_run_color.html", context)


def _colored(request: Request, name: str) -> HttpResponse:
    text = request.POST.get("color", "").strip()
    color = _color(text) if text else None
    before = request.profile.run_colors.get(name)
    fields = (("run", name), ("color", before.color if before else ""))
    toast = Toast(
        "New colour:" if color else "Its own colour again:", name, reverse("profiles:run-color"), fields
    )
    return changed(request, lambda profile: edits.set_run_color(profile, name, color), SHOWN, toast)


def _color(text: str) -> str:
    """People leave out the number sign."""
    return parts.color(text if text.startswith("#") else f"#{text}", "color")


# --- of groups --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class GroupShown:
    """A group as the panel shows it: its key, its first runs, and how many there are."""

    key: str
    label: str
    color: Color
    runs: tuple[str, ...]
    count: int


@dataclass(frozen=True)
class Preview:
    """What a way of colouring would do. ``error``: why it can do nothing; ``alone``: runs in no group."""

    groups: tuple[GroupShown, ...] = ()
    count: int = 0
    alone: int = 0
    error: str = ""

    @property
    def more(self) -> int:
        """Groups that are not among the first."""
        return self.count - len(self.groups)


@require_http_methods(["GET", "HEAD", "POST"])
def color_by(request: Request) -> HttpResponse:
    """The panel that shows what `key`, `regex` and `hparam` would do; a POST does it."""
    try:
        if request.method == "POST":
            return _colored_by(request)
        asked = _asked(request.GET, addressed(request, sight_of(request).profile))
    except (Refused, BadProfile, BadPattern) as error:
        return refused_aloud(request, error) if request.method == "POST" else refusal(error)
    by = asked.group_by or GroupBy("run")
    context = {
        "by": by,
        "keys": _keys(by.key),
        "hparams": _hparams(request.snapshot, by),
        "preview": preview(request.snapshot, asked),
        "is_applied": request.profile.group_by == asked.group_by
        or (by.key == "run" and not request.profile.group_by),
    }
    return panel(request, "shell/_color_by.html", context)


def preview(snapshot: Snapshot, profile: ProfileData) -> Preview:
    """The first groups in the colours that they would have."""
    try:
        groups = grouping(snapshot, profile.group_by)
    except BadPattern as error:
        return Preview(error=str(error))
    colors = group_colors(snapshot, profile)
    shown = (
        GroupShown(group.key, group.label, colors[group.label], group.runs[:RUNS_SHOWN], len(group.runs))
        for group in islice(groups, GROUPS_SHOWN)
    )
    grouped = sum(len(group.runs) for group in groups)
    return Preview(tuple(shown), len(groups), len(snapshot.runs) - grouped)


def _colored_by(request: Request) -> HttpResponse:
    asked = _asked(request.POST, sight_of(request).profile).group_by
    if asked and asked.key.startswith("regex") and not asked.regex:
        raise Refused("regex: an expression is expected, for example (train|eval).")
    if asked:
        grouping(request.snapshot, asked)  # an expression that cannot be used is refused
    before = sight_of(request).profile.group_by
    back = (
        (("key", before.key), ("regex", before.regex), ("hparam", before.hparam))
        if before
        else (("key", "run"),)
    )
    toast = Toast("Runs are coloured anew", undo=reverse("profiles:color-by"), fields=back)
    response = changed(request, lambda profile: replace(profile, group_by=asked), SHOWN, toast)
    if request.htmx:
        response["HX-Replace-Url"] = address_with(here_of(request), NAME, text_of(asked))
    return response


def _asked(said: Mapping[str, str], profile: ProfileData) -> ProfileData:
    """The profile as it would be; what is not said is as it is. By run is no grouping at all."""
    now = profile.group_by or GroupBy("run")
    key = said.get("key", now.key)
    field = "regex_by_exp" if key == "regex_by_exp" and "regex_by_exp" in said else "regex"
    return edits.set_group_by(
        profile,
        None if key == "run" else key,
        said.get(field, now.regex),
        said.get("hparam", now.hparam),
    )


def _keys(current: str) -> list[tuple[str, str, bool]]:
    named = KEYS if current in KEYS else KEYS | {current: "Regular expression in each first folder"}
    return [(key, text, key == current) for key, text in named.items()]


def _hparams(snapshot: Snapshot, by: GroupBy) -> list[str]:
    return sorted({*hparam_names(snapshot), *filter(None, [by.hparam])})


@require_POST
def group_color(request: Request) -> HttpResponse:
    """The group of this `key` gets the hue of `color`, or of a `number`; of neither, a colour of its own."""
    try:
        key, text = request.POST.get("key", ""), request.POST.get("color", "").strip()
        number = number_of(_color(text)) if text else _number(request.POST.get("number", ""))
        before = request.profile.group_colors.get(key)
        fields = (("key", key), ("number", str(before.color_id) if before else ""))
        toast = Toast("New colour of a group", undo=reverse("profiles:group-color"), fields=fields)
        return changed(request, lambda profile: edits.set_group_color(profile, key, number), SHOWN, toast)
    except (Refused, BadProfile) as error:
        return refused_aloud(request, error)


def _number(text: str) -> int | None:
    return typed.whole(text, "number", signed=True) if text else None

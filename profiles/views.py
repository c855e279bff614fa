"""Changes to the draft. Each answers 204 and says what changed; without htmx it leads back to the page."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from profiles import edits
from profiles.answers import Change, Refused, changed, refusal
from profiles.regex import BadPattern
from profiles.request import Request
from profiles.schema import BadProfile, ProfileData
from profiles.selection import filtered_runs, shown_runs


@require_POST
def runs(request: Request) -> HttpResponse:
    """Show or hide runs: `action` is toggle, only, all, none or range."""
    try:
        change = _run_change(request)
    except (Refused, BadPattern) as error:
        return refusal(error)
    return changed(request, change, "runs-changed")


@require_POST
def settings(request: Request) -> HttpResponse:
    """Keep a setting: `pageSize`, the cards on a page."""
    try:
        change = _setting(request.POST.get("pageSize", ""))
    except (Refused, BadProfile) as error:
        return refusal(error)
    return changed(request, change, "settings-changed")


def _run_change(request: Request) -> Change:
    action = request.POST.get("action", "")
    if action in {"all", "none"}:
        return _all_or_none(request, shown=action == "all")
    named = request.POST.getlist("run")
    unknown = next((name for name in named if name not in request.snapshot.runs), None)
    if unknown is not None:
        raise Refused(f"run: there is no run named {unknown!r}.", 404)
    if action not in {"toggle", "only", "range"}:
        raise Refused("action: toggle, only, all, none or range is expected.")
    if not named:
        raise Refused("run: the name of a run is expected.")
    if action == "only":
        return lambda profile: edits.show_only(profile, named[-1])
    if action == "toggle":
        return _toggled(request, named)
    return _ranged(request, named)


def _all_or_none(request: Request, *, shown: bool) -> Change:
    """With a filter typed, the runs that it lets through; else all, those to come included."""
    run_filter = request.POST.get("runFilter", "")
    if not run_filter:
        return lambda profile: edits.show_every(profile, shown)
    names = filtered_runs(request.snapshot, run_filter)
    return lambda profile: edits.show(profile, names, shown)


def _toggled(request: Request, names: list[str]) -> Change:
    def change(profile: ProfileData) -> ProfileData:
        shown = set(shown_runs(request.snapshot, profile))
        return edits.show(edits.show(profile, names, True), shown.intersection(names), False)

    return change


def _ranged(request: Request, ends: list[str]) -> Change:
    """All runs from the first named to the last, as they are listed, become what `shown` says."""
    shown = request.POST.get("shown", "")
    if shown not in {"true", "false"}:
        raise Refused("shown: true or false is expected.")
    listed = filtered_runs(request.snapshot, request.POST.get("runFilter", ""))
    positions = sorted(listed.index(name) for name in ends if name in listed)
    if not positions:
        raise Refused("run: the range is not in the list.", 404)
    return lambda profile: edits.show(profile, listed[positions[0] : positions[-1] + 1], shown == "true")


def _setting(text: str) -> Change:
    try:
        size = int(text)
    except ValueError:
        raise Refused("pageSize: a whole number is expected.") from None
    edits.set_page_size(ProfileData(), size)
    return lambda profile: edits.set_page_size(profile, size)

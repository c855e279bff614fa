"""The list of runs, changed: which are shown, in what order and columns; and what can be done with one."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from profiles import edits, filter_text, selection_text, typed
from profiles.addressed import address_with, said_of
from profiles.answers import Change, Refused, Toast, back_of, changed, one_of, refusal, refused_aloud
from profiles.drafts import sight_of
from profiles.here import here_of
from profiles.panels import named_run, panel
from profiles.regex import MAX_LENGTH, BadPattern
from profiles.request import Request
from profiles.run_facts import hparam_names
from profiles.run_filter import filtered_runs
from profiles.run_order import listed_runs, sorting
from profiles.run_table import FACTS, HPARAM, MAX_COLUMNS, STATISTICS, is_known
from profiles.schema import BadProfile, ProfileData
from profiles.selection import choose, shown_runs
from profiles.table_words import title_of

SHOWN, LISTED, SORTED = "runs-changed", "run-list-changed", "runs-sorted"
MOST_SUGGESTED = 200
ORDERS = {
    "started": "Oldest first",
    "-started": "Newest first",
    "selected": "Selected first",
    "name": "By name",
    "-name": "By name, backwards",
}


# --- which are shown --------------------------------------------------------------------------------------


@require_POST
def runs(request: Request) -> HttpResponse:
    """Show or hide runs: `action` is toggle, only, all, none, range or folder."""
    try:
        change = _run_change(request)
    except (Refused, BadPattern) as error:
        return refusal(error)
    text = said_of(request, selection_text.NAME)

    def chosen(profile: ProfileData) -> ProfileData:
        return choose(request.snapshot, selection_text.selected(profile, text), change)

    return _with_address(request, changed(request, chosen, SHOWN), selection_text.NAME, "")


def _run_change(request: Request) -> Change:
    action = one_of(request.POST.get("action", ""), ("toggle", "only", "all", "none", "range", "folder"))
    if action in {"all", "none"}:
        return _all_or_none(request, shown=action == "all")
    if action == "folder":
        return _toggled(request, _below(request, request.POST.get("folder", "")))
    named = [named_run(request, name) for name in request.POST.getlist("run")]
    if not named:
        raise Refused("run: the name of a run is expected.")
    if action == "only":
        return lambda profile: edits.show_only(profile, named[-1])
    return _toggled(request, named) if action == "toggle" else _ranged(request, named)


def _all_or_none(request: Request, *, shown: bool) -> Change:
    """With a filter, the runs that it lets through; else all, those to come included."""
    run_filter = request.POST.get("runFilter", "")
    if not (run_filter or request.profile.run_table.filtering):
        return lambda profile: edits.show_every(profile, shown)
    names = filtered_runs(request.snapshot, request.profile, run_filter)
    return lambda profile: edits.show(profile, names, shown)


def _toggled(request: Request, names: list[str]) -> Change:
    """One run the other way; of several those that are hidden are shown, or all are hidden."""

    def change(profile: ProfileData) -> ProfileData:
        shown = set(shown_runs(request.snapshot, profile))
        return edits.show(profile, names, not shown.issuperset(names))

    return change


def _below(request: Request, folder: str) -> list[str]:
    """The listed runs of a folder, and the one that has its name."""
    listed = filtered_runs(request.snapshot, request.profile, request.POST.get("runFilter", ""))
    names = [name for name in listed if name == folder or name.startswith(f"{folder}/")]
    if not names:
        raise Refused(f"folder: no run is listed in {folder!r}.", 404)
    return names


def _ranged(request: Request, ends: list[str]) -> Change:
    """All runs from the first named to the last, as they are listed, become what `shown` says."""
    shown = request.POST.get("shown", "")
    if shown not in {"true", "false"}:
        raise Refused("shown: true or false is expected.")
    listed = listed_runs(request.snapshot, request.profile, request.POST.get("runFilter", ""))
    positions = sorted(listed.index(name) for name in ends if name in listed)
    if not positions:
        raise Refused("run: the range is not in the list.", 404)
    return lambda profile: edits.show(profile, listed[positions[0] : positions[-1] + 1], shown == "true")


# --- how they are listed ----------------------------------------------------------------------------------


@require_POST
def table(request: Request) -> HttpResponse:
    """The look of the list: `action` is sort, order, tree, open, add, remove, move, width or
    unfilter.
    """
    try:
        action = one_of(request.POST.get("action", ""), _TABLE_CHANGES)
        change = _TABLE_CHANGES[action](request)
        if action in {"remove", "unfilter"}:
            return filtered_anew(request, change, *([SORTED] if action == "remove" else []))
        return changed(request, change, LISTED if action in {"open", "width"} else SORTED)
    except (Refused, BadProfile) as error:
        return refused_aloud(request, error)


def _sort(request: Request) -> Change:
    """By a column; once more and it is the other way round."""
    by = request.POST.get("sort", "")

    def change(profile: ProfileData) -> ProfileData:
        now, descending = sorting(request.snapshot, profile)
        return edits.sort_runs(profile, by, by == now and not descending)

    return change


def _order(request: Request) -> Change:
    by = request.POST.get("order", "")
    return lambda profile: edits.sort_runs(profile, by.removeprefix("-"), by.startswith("-"))


def _tree(request: Request) -> Change:
    tree = _flag(request, "tree")
    return lambda profile: edits.show_run_tree(profile, tree)


def _open(request: Request) -> Change:
    folder, is_open = request.POST.get("folder", ""), _flag(request, "open")
    return lambda profile: edits.open_run_folder(profile, folder, is_open)


def _add(request: Request) -> Change:
    column = request.POST.get("column", "")
    if request.POST.get("hparam"):
        column = f"{HPARAM}{request.POST['hparam']}"
    elif not column:
        column = f"{request.POST.get('statistic', '')}:{_tag(request)}"
    if not is_known(column):
        raise Refused(f"column: there is no column named {column!r}.")

    beside, side = request.POST.get("beside", ""), request.POST.get("side", "")

    def change(profile: ProfileData) -> ProfileData:
        columns = list(profile.run_table.columns)
        if len(columns) >= MAX_COLUMNS:
            raise Refused(f"runTable.columns: at most {MAX_COLUMNS} columns are possible. Remove one first.")
        if column not in columns:
            columns.insert(_place(columns, beside, side), column)
        return edits.set_run_columns(profile, columns)

    return change


def _place(columns: list[str], beside: str, side: str) -> int:
    """Where a column comes: to this side of another, after all where that is not there; names are first."""
    if beside == "name":
        return 0
    return columns.index(beside) + (side == "right") if beside in columns else len(columns)


def _remove(request: Request) -> Change:
    """What it lets through goes with it, and how wide it is."""
    column = request.POST.get("column", "")

    def change(profile: ProfileData) -> ProfileData:
        rest = (kept for kept in profile.run_table.columns if kept != column)
        profile = edits.set_run_column_width(edits.set_run_columns(profile, rest), column, None)
        return edits.filter_runs(profile, column, None)

    return change


def _move(request: Request) -> Change:
    """To where the column `to` is, or one place to the left."""
    column, target = request.POST.get("column", ""), request.POST.get("to", "")

    def change(profile: ProfileData) -> ProfileData:
        columns = list(profile.run_table.columns)
        if column not in columns or (target and target not in columns):
            return profile
        at = columns.index(target) if target else max(columns.index(column) - 1, 0)
        columns.remove(column)
        columns.insert(at, column)
        return edits.set_run_columns(profile, columns)

    return change


def _width(request: Request) -> Change:
    """So many pixels; nothing for as wide as what stands in it."""
    column, text = request.POST.get("column", ""), request.POST.get("width", "")
    if not is_known(column):
        raise Refused(f"column: there is no column named {column!r}.", 404)
    width = typed.whole(text, "width") if text else None
    return lambda profile: edits.set_run_column_width(profile, column, width)


def _unfilter(request: Request) -> Change:
    """Of one column, or of all."""
    column = request.POST.get("column")
    return lambda profile: (
        edits.filter_runs(profile, column, None) if column else edits.unfilter_runs(profile)
    )


_TABLE_CHANGES = {
    "sort": _sort,
    "order": _order,
    "tree": _tree,
    "open": _open,
    "add": _add,
    "remove": _remove,
    "move": _move,
    "width": _width,
    "unfilter": _unfilter,
}


def filtered_anew(request: Request, change: Change, *events: str) -> HttpResponse:
    """Keep a change of what columns let through. It begins with what the address says, which follows."""
    said = filter_text.text_of(request.profile.run_table)
    is_said = bool(said_of(request, filter_text.NAME))
    response = changed(request, lambda p: change(filter_text.filtered(p, said) if is_said else p), SHOWN)
    text = filter_text.text_of(sight_of(request).profile.run_table)
    for event in events if request.htmx else ():
        trigger_client_event(response, event)
    return _with_address(request, response, filter_text.NAME, text)


def _with_address(request: Request, response: HttpResponse, name: str, text: str) -> HttpResponse:
    """With an address of the page that says something else, where it says something else."""
    here = here_of(request) if request.htmx else back_of(request)
    address = address_with(here, name, text)
    if address != here.url:
        response["HX-Replace-Url" if request.htmx else "Location"] = address
    return response


def _flag(request: Request, field: str) -> bool:
    text = request.POST.get(field, "")
    if text not in {"true", "false"}:
        raise Refused(f"{field}: true or false is expected.")
    return text == "true"


def _tag(request: Request) -> str:
    tag = request.POST.get("tag", "")
    if tag not in request.snapshot.scalar_tags:
        raise Refused(f"tag: there is no scalar tag named {tag!r}.", 404)
    return tag


@require_safe
def columns(request: Request) -> HttpResponse:
    """The panel in which order and columns are chosen; `tag` narrows the tags that are suggested.

    With `beside` and `side` only what can become a column there.
    """
    chosen = [column for column in request.profile.run_table.columns if is_known(column)]
    by, descending = sorting(request.snapshot, request.profile)
    order = f"-{by}" if descending else by
    needle = request.GET.get("tag", "").lower()
    tags = [tag for tag in request.snapshot.scalar_tags if needle in tag.lower()]
    context = {
        "columns": [(column, title_of(column)) for column in chosen],
        "facts": [(column, title_of(column)) for column in FACTS if column not in chosen],
        "hparams": [name for name in hparam_names(request.snapshot) if f"{HPARAM}{name}" not in chosen],
        "statistics": STATISTICS,
        "tags": tags[:MOST_SUGGESTED],
        "orders": [(name, text, name == order) for name, text in ORDERS.items()],
        "other_order": None if order in ORDERS else title_of(by),
        "tree": request.profile.run_table.tree,
    }
    beside, side = request.GET.get("beside", ""), request.GET.get("side", "")
    if beside in (*chosen, "name") and side in {"left", "right"}:
        inserted = {"beside": beside, "side": side, "of": title_of(beside)}
        return panel(request, "shell/_run_insert.html", context | inserted)
    return panel(request, "shell/_run_columns.html", context)


@require_safe
def heading(request: Request) -> HttpResponse:
    """What can be done with the column `column`; `name` is that of names."""
    table, column = request.profile.run_table, request.GET.get("column", "")
    chosen = [known for known in table.columns if is_known(known)]
    if column not in (*chosen, "name"):
        return refusal(Refused(f"column: there is no column named {column!r}.", 404))
    by, descending = sorting(request.snapshot, request.profile)
    at = chosen.index(column) if column in chosen else None
    context = {
        "column": column,
        "title": title_of(column),
        "sort": descending if by == column else None,
        "is_filtered": column in table.filtering,
        "left": chosen[at - 1] if at else "",
        "right": chosen[at + 1] if at is not None and at + 1 < len(chosen) else "",
    }
    return panel(request, "shell/_run_heading.html", context)


# --- one of them ------------------------------------------------------------------------------------------


@require_safe
def menu(request: Request) -> HttpResponse:
    """What can be done with the run `run`."""
    try:
        name = named_run(request, request.GET.get("run"))
    except Refused as error:
        return refusal(error)
    pattern = f"^{re.escape(name)}$"
    context = {
        "name": name,
        "is_shown": name in shown_runs(request.snapshot, request.profile),
        "is_baseline": name == request.profile.baseline_run,
        "pattern": pattern if len(pattern) <= MAX_LENGTH else "",
        "filter_url": f"{reverse('index')}?{urlencode({'runFilter': pattern})}",
    }
    return panel(request, "shell/_run_menu.html", context)


@require_POST
def baseline(request: Request) -> HttpResponse:
    """`run` becomes what others are compared with; empty for none."""
    try:
        name = request.POST.get("run", "")
        chosen = named_run(request, name) if name else None
    except Refused as error:
        return refused_aloud(request, error)
    before = request.profile.baseline_run
    toast = Toast(
        "Baseline:" if chosen else "No baseline any more",
        chosen or "",
        reverse("profiles:baseline"),
        (("run", before or ""),),
    )
    return changed(request, lambda profile: edits.set_baseline(profile, chosen), SHOWN, toast)

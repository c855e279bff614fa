"""What is kept of a page and of the settings: what an address says, cards a page, how large cards are, pins.

Nothing but what is named changes. Settings answer with the news of it; the page keeps itself in silence.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from profiles import edits, parts, typed
from profiles.address import with_address
from profiles.answers import Change, Refused, Toast, changed, one_of, refusal, refused_aloud
from profiles.card_sizes import card_size
from profiles.drafts import edit
from profiles.regex import BadPattern, matcher
from profiles.request import Request
from profiles.schema import BadProfile, ProfileData

EVENT = "settings-changed"


@require_POST
def page(request: Request) -> HttpResponse:
    """Keep what these parameters of an address say."""
    response = HttpResponse(status=204)
    edit(request, lambda profile: with_address(profile, request.POST), response)
    return response


@require_POST
def settings(request: Request) -> HttpResponse:
    """Keep a setting: one or several of `SETTINGS`."""
    named = [name for name in SETTINGS if name in request.POST]
    try:
        if not named:
            raise Refused(f"{next(iter(SETTINGS))}: a setting is expected.")
        changes = [SETTINGS[name](request.POST.getlist(name)[-1]) for name in named]
        for change in changes:
            change(ProfileData())
    except (Refused, BadProfile) as error:
        return refusal(error)
    return changed(request, lambda profile: _all(profile, changes), EVENT, _toast(request, named))


@require_POST
def categories(request: Request) -> HttpResponse:
    """Make a category of the tags that match `pattern` (`action` is add), or do without it (remove)."""
    action, pattern = request.POST.get("action", ""), request.POST.get("pattern", "").strip()
    try:
        one_of(action, ("add", "remove"))
        matcher(pattern)
        if not pattern:
            raise Refused("pattern: an expression is expected.")
        kept = tuple(each for each in request.profile.tag_categories if each != pattern)
        wanted = (*kept, pattern) if action == "add" else kept
        other = "remove" if action == "add" else "add"
        text = "Kept as a category:" if action == "add" else "No longer a category:"
        fields = (("action", other), ("pattern", pattern))
        toast = Toast(text, pattern, reverse("profiles:categories"), fields)
        return changed(request, lambda p: edits.set_tag_categories(p, wanted), "cards-changed", toast)
    except BadPattern as error:
        return refused_aloud(request, Refused(f"pattern: {error}"))
    except (Refused, BadProfile) as error:
        return refused_aloud(request, error)


@require_POST
def size(request: Request) -> HttpResponse:
    """Keep the size of a card: `card`, its name; `columns` and `height`, each empty for as others are."""
    card, fields = request.POST.get("card", ""), ("columns", "height")
    try:
        said = {name: typed.whole(request.POST[name], name) for name in fields if request.POST.get(name)}
        chosen = card_size(said, "cardSizes")
        return changed(request, lambda profile: edits.set_card_size(profile, card, chosen), "cards-changed")
    except (Refused, BadProfile) as error:
        return refusal(error)


def _all(profile: ProfileData, changes: list[Change]) -> ProfileData:
    for change in changes:
        profile = change(profile)
    return profile


def _page_size(text: str) -> Change:
    number = typed.whole(text, "pageSize")
    return lambda profile: edits.set_page_size(profile, number)


def _card_width(text: str) -> Change:
    number = typed.whole(text, "cardWidth") if text else None
    return lambda profile: edits.set_card_width(profile, number)


def _save_pins(text: str) -> Change:
    return lambda profile: edits.set_save_pins(profile, text == "1")


def _hide_empty_cards(text: str) -> Change:
    return lambda profile: edits.set_hide_empty_cards(profile, text == "1")


def _symlog_threshold(text: str) -> Change:
    try:
        number = float(text)
    except ValueError:
        raise Refused("symlogLinearThreshold: a number is expected.") from None
    return lambda profile: edits.set_symlog_threshold(profile, number)


SETTINGS: dict[str, Callable[[str], Change]] = {
    "pageSize": _page_size,
    "cardWidth": _card_width,
    "savePins": _save_pins,
    "hideEmptyCards": _hide_empty_cards,
    "symlogLinearThreshold": _symlog_threshold,
}


def _toast(request: Request, named: list[str]) -> Toast | None:
    """Pins that go with the setting can be brought back."""
    kept = request.profile.pins
    if "savePins" not in named or request.POST.getlist("savePins")[-1] == "1" or not kept:
        return None
    fields: list[tuple[str, Any]] = [("action", "restore"), ("to", "0")]
    pins = json.dumps([parts.json_from_pin(pin) for pin in kept])
    text = "Pins are no longer saved; those that were are gone."
    return Toast(text, undo=reverse("profiles:pins"), fields=(*fields, ("pins", pins)))

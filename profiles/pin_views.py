"""Cards that are kept at the top: pin, unpin, move, clear, each with its undoing.

A card is named as a profile names it: `card={"plugin": "images", "tag": "samples", "runId": "a"}`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from profiles import edits, parts, typed
from profiles.answers import Refused, Toast, changed, one_of, refused_aloud
from profiles.parts import Pin
from profiles.request import Request
from profiles.schema import BadProfile
from tensorbored.plugins.core import checks

EVENT = "cards-changed"


@require_POST
def pins(request: Request) -> HttpResponse:
    """Change the pins: `action` is pin, unpin, move, clear or restore."""
    try:
        return ACTIONS[one_of(request.POST.get("action", ""), ACTIONS)](request)
    except (Refused, BadProfile) as error:
        return refused_aloud(request, error)


def _pin(request: Request) -> HttpResponse:
    card = _card(request)
    if len(request.profile.pins) >= checks.MAX_PINS:
        raise Refused(
            f"pinnedCards: {checks.MAX_PINS:,} cards are pinned, which is the most. Unpin one first."
        )
    toast = _toast("Pinned", card, action="unpin", card=pin_text(card))
    return changed(request, lambda profile: edits.pin(profile, card), EVENT, toast)


def _unpin(request: Request) -> HttpResponse:
    card = _card(request)
    kept = [pin for pin in request.profile.pins if pin.card == card.card]
    back = {"action": "restore", "pins": _list_text(kept), "to": str(_position(request, card))}
    return changed(
        request, lambda profile: edits.unpin(profile, card), EVENT, _toast("Unpinned", card, **back)
    )


def _move(request: Request) -> HttpResponse:
    """To where `to` others are before it, or `by` places on."""
    card = _card(request)
    before = _position(request, card)
    to = before + _number(request, "by") if "by" in request.POST else _number(request, "to")
    to = min(max(to, 0), max(len(request.profile.pins) - 1, 0))
    back = {"action": "move", "card": pin_text(card), "to": str(before)}
    text = f"Moved to place {to + 1:,}:"
    return changed(
        request, lambda profile: edits.move_pin(profile, card, to), EVENT, _toast(text, card, **back)
    )


def _clear(request: Request) -> HttpResponse:
    kept = request.profile.pins
    text = f"{len(kept):,} card{'' if len(kept) == 1 else 's'} unpinned"
    fields = (("action", "restore"), ("pins", _list_text(kept)), ("to", "0"))
    return changed(request, edits.unpin_all, EVENT, Toast(text, undo=_address(), fields=fields))


def _restore(request: Request) -> HttpResponse:
    """Pins that were there before, from where `to` others are before them."""
    kept, to = _pins(request.POST.get("pins", "")), _number(request, "to")
    return changed(request, lambda profile: edits.pin_at(profile, kept, to), EVENT, Toast("Pinned again"))


ACTIONS = {"pin": _pin, "unpin": _unpin, "move": _move, "clear": _clear, "restore": _restore}


def _toast(text: str, pin: Pin, **fields: str) -> Toast:
    return Toast(text, pin.title or pin.tag, _address(), tuple(fields.items()))


def _address() -> str:
    return reverse("profiles:pins")


def _position(request: Request, card: Pin) -> int:
    found = (i for i, pin in enumerate(request.profile.pins) if pin.card == card.card)
    position = next(found, None)
    if position is None:
        raise Refused("card: it is not pinned.", 404)
    return position


def _card(request: Request) -> Pin:
    return parts.pin(_json(request.POST.get("card", ""), "card"), "card")


def _pins(text: str) -> tuple[Pin, ...]:
    return parts.listed(checks.MAX_PINS, parts.pin)(_json(text, "pins"), "pins")


def pin_text(pin: Pin) -> str:
    """A pin as the field `card` has it."""
    return json.dumps(parts.json_from_pin(pin))


def _list_text(pins: Iterable[Pin]) -> str:
    return json.dumps([parts.json_from_pin(pin) for pin in pins])


def _json(text: str, field: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Refused(f"{field}: JSON is expected.") from None


def _number(request: Request, field: str) -> int:
    return typed.whole(request.POST.get(field, ""), field, signed=True)

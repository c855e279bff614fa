"""Cards of several tags: made, added to, renamed, narrowed to one run, deleted; each can be undone.

A card is named by its `id`. Its title follows its tags until somebody gives it another.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from profiles import edits, parts
from profiles.answers import Refused, Toast, changed, one_of, refused_aloud
from profiles.parts import SuperimposedCard
from profiles.request import Request
from profiles.schema import BadProfile
from profiles.words import shortened
from tensorbored.plugins.core import checks

EVENT = "cards-changed"


@require_POST
def superimposed(request: Request) -> HttpResponse:
    """Change the cards: `action` is create, add, remove, rename, run, delete, restore or replace."""
    try:
        return ACTIONS[one_of(request.POST.get("action", ""), ACTIONS)](request)
    except (Refused, BadProfile) as error:
        return refused_aloud(request, error)


def title_of(tags: Iterable[str]) -> str:
    """The title of a card that nobody has named."""
    named = list(tags)
    return shortened(f"Superimposed: {named[0]}" if len(named) == 1 else " + ".join(named))


def _create(request: Request) -> HttpResponse:
    tag = _text(request, "tag")
    card = SuperimposedCard(f"superimposed-{secrets.token_hex(6)}", title_of([tag]), (tag,))
    if len(request.profile.superimposed) >= checks.MAX_CARDS:
        raise Refused(
            f"superimposedCards: there are {checks.MAX_CARDS:,}, which is the most. Delete one first."
        )
    same = next(
        (kept for kept in request.profile.superimposed if (kept.tags, kept.run) == ((tag,), None)), None
    )
    if same:
        return changed(request, lambda profile: profile, EVENT, Toast("There is such a card:", same.title))
    toast = _toast("Made", card, action="delete", id=card.id)
    return changed(request, lambda profile: edits.superimpose(profile, card), EVENT, toast)


def _add(request: Request) -> HttpResponse:
    card, tag = _card(request), _text(request, "tag")
    if tag in card.tags:
        return changed(request, lambda profile: profile, EVENT, Toast("It is there already:", tag))
    return _replaced(request, card, _retitled(card, (*card.tags, tag)), f"Added {tag} to")


def _remove(request: Request) -> HttpResponse:
    card, tag = _card(request), _text(request, "tag")
    left = tuple(name for name in card.tags if name != tag)
    if not left:
        return _delete(request)
    return _replaced(request, card, _retitled(card, left), f"Took {tag} out of")


def _rename(request: Request) -> HttpResponse:
    card, title = _card(request), request.POST.get("title", "").strip()
    return _replaced(request, card, replace(card, title=title or title_of(card.tags)), "Renamed")


def _run(request: Request) -> HttpResponse:
    """Only this run, or with none all that are shown."""
    card, run = _card(request), request.POST.get("run") or None
    text = f"Only {run} in" if run else "All runs in"
    return _replaced(request, card, replace(card, run=run), text)


def _delete(request: Request) -> HttpResponse:
    card = _card(request)
    place = str(request.profile.superimposed.index(card))
    toast = _toast("Deleted", card, action="restore", card=_json_text(card), to=place)
    return changed(request, lambda profile: edits.remove_card(profile, card.id), EVENT, toast)


def _restore(request: Request) -> HttpResponse:
    card, to = _said(request), request.POST.get("to", "")
    place = int(to) if to.isdecimal() and len(to) < 9 else checks.MAX_CARDS
    return changed(
        request, lambda profile: edits.superimpose_at(profile, card, place), EVENT, Toast("Back:", card.title)
    )


def _replace(request: Request) -> HttpResponse:
    card = _said(request)
    return changed(
        request, lambda profile: edits.replace_card(profile, card), EVENT, Toast("As before:", card.title)
    )


ACTIONS = {
    "create": _create,
    "add": _add,
    "remove": _remove,
    "rename": _rename,
    "run": _run,
    "delete": _delete,
    "restore": _restore,
    "replace": _replace,
}


def _replaced(request: Request, before: SuperimposedCard, after: SuperimposedCard, text: str) -> HttpResponse:
    toast = _toast(text, before, action="replace", card=_json_text(before))
    return changed(request, lambda profile: edits.replace_card(profile, after), EVENT, toast)


def _retitled(card: SuperimposedCard, tags: tuple[str, ...]) -> SuperimposedCard:
    follows = card.title == title_of(card.tags)
    return replace(card, tags=tags, title=title_of(tags) if follows else card.title)


def _toast(text: str, named: SuperimposedCard, **fields: str) -> Toast:
    return Toast(text, named.title, reverse("profiles:superimposed"), tuple(fields.items()))


def _card(request: Request) -> SuperimposedCard:
    asked = request.POST.get("id", "")
    found = next((card for card in request.profile.superimposed if card.id == asked), None)
    if found is None:
        raise Refused("id: there is no such card.", 404)
    return found


def _said(request: Request) -> SuperimposedCard:
    try:
        said: Any = json.loads(request.POST.get("card", ""))
    except (ValueError, RecursionError):
        raise Refused("card: JSON is expected.") from None
    return parts.superimposed(said, "card")


def _json_text(card: SuperimposedCard) -> str:
    return json.dumps(parts.json_from_superimposed(card))


def _text(request: Request, field: str) -> str:
    text = request.POST.get(field, "")
    if field not in request.POST:
        raise Refused(f"{field}: it is missing.")
    return text

"""What a browser keeps a copy of, and what it gives back to a server that has forgotten it.

For browsers without an account only: who signs in may not be the one who signed in before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from profiles import edits, library, parts, people
from profiles.drafts import edit, parsed, seen_anew, sight_of, source_key
from profiles.library import MAX_BYTES
from profiles.models import Draft, Saved
from profiles.parts import Pin
from profiles.request import Request
from profiles.schema import BadProfile, ProfileData, profile_from_json
from tensorbored.plugins.core import checks

MAX_BODY = 4 * MAX_BYTES
MAX_MIRRORED = 50
TEXT = "text/plain; charset=utf-8"


@require_safe
def mirror(request: Request) -> HttpResponse:
    """The pins of the draft, if there is one, and the newest profiles."""
    person, sight = people.person_of(request), sight_of(request)
    if not is_mirrored(request):
        return _json({"mirrored": False})
    draft, saved = (
        sight.draft,
        [each.data for each in library.listed(person, source_key(request.snapshot))[:MAX_MIRRORED]],
    )
    return _json(
        {
            "mirrored": draft is not None or bool(saved),
            "pins": [parts.json_from_pin(pin) for pin in sight.profile.pins] if draft else None,
            "profiles": saved,
            "active": draft.active.name if draft and draft.active else None,
        }
    )


@require_POST
def restore(request: Request) -> HttpResponse:
    """Take back what a browser kept: `pins` of the draft, `profiles`, the `active` one, and `more` pins.

    Each is taken by itself; what is refused is told and stays where it was.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MAX_BODY:
        return _refusal(f"More than {MAX_BODY // 1024**2} MiB is not taken back.", 413)
    try:
        kept = checks.mapping(json.loads(request.read(MAX_BODY).decode()), "body")
        lists = {name: checks.items(kept.get(name, []), name, checks.MAX_PINS) for name in LISTS}
    except BadProfile as error:
        return _refusal(str(error), 422)
    except (ValueError, RecursionError):
        return _refusal("This is not JSON.", 400)
    if not is_mirrored(request):
        return _json({"restored": 0, "refused": []})
    return _taken(request, lists, kept.get("active"))


LISTS = ("pins", "profiles", "more")


def is_mirrored(request: Request) -> bool:
    """Whether the browser keeps a copy: it is no account's, and what it sees is its own."""
    return people.person_of(request).user_id is None and getattr(request, "share", None) is None


def _taken(request: Request, lists: dict[str, list[Any]], active: Any) -> HttpResponse:
    refused: list[str] = []
    jar = HttpResponse()
    with transaction.atomic():
        person = people.remember(request, jar)
        profiles = _profiles(lists["profiles"], refused)
        added = [_added(person, profile, refused) for profile in profiles]
        pins, more = (_pins(lists[name], name, refused) for name in ("pins", "more"))
        had_draft = sight_of(request).draft is not None
        restored = len(list(filter(None, added))) + len(more) + (0 if had_draft else len(pins))
        if not had_draft and (pins or active):
            _begin(request, jar, pins, active)
        if more:
            edit(request, lambda profile: _with_pins(profile, more), jar, "Pins from before")
    response = _json({"restored": restored, "refused": refused})
    response.cookies.update(jar.cookies)
    return response


def _begin(request: Request, jar: HttpResponse, pins: tuple[Pin, ...], active: Any) -> None:
    """A draft from the profile that was active, else from what a newcomer sees; with the kept pins."""
    owner = people.person_of(request).owner
    saved = Saved.objects.filter(**owner, name=active).first() if isinstance(active, str) else None
    base = parsed(saved.data) if saved else None
    if saved is None and not pins:
        return

    def change(seen: ProfileData) -> ProfileData:
        return replace(base or seen, pins=pins) if pins else base or seen

    edit(request, change, jar, "As this browser had it")
    Draft.objects.filter(**owner, active=None).update(active=saved)
    seen_anew(request)


def _profiles(documents: Iterable[Any], refused: list[str]) -> list[ProfileData]:
    found = []
    for number, document in enumerate(documents):
        try:
            found.append(profile_from_json(document))
        except BadProfile as error:
            refused.append(f"profiles[{number}].{error}")
    return found


def _added(person: people.Person, profile: ProfileData, refused: list[str]) -> Saved | None:
    """Saved, unless there is one of that name: what the server has is newer."""
    if profile.name in library.names(person):
        return None
    try:
        return library.add(person, profile, profile.name, profile.modified)
    except BadProfile as error:
        refused.append(f"{profile.name}: {error}")
        return None


def _pins(entries: Iterable[Any], where: str, refused: list[str]) -> tuple[Pin, ...]:
    found = []
    for number, entry in enumerate(entries):
        try:
            found.append(parts.pin(entry, f"{where}[{number}]"))
        except BadProfile as error:
            refused.append(str(error))
    return tuple({pin.card: pin for pin in reversed(found)}.values())[::-1]


def _with_pins(profile: ProfileData, pins: Iterable[Pin]) -> ProfileData:
    """As many as there is room for."""
    for pin in pins:
        if len(profile.pins) < checks.MAX_PINS:
            profile = edits.pin(profile, pin)
    return profile


def _json(answer: dict[str, Any]) -> HttpResponse:
    response: HttpResponse = JsonResponse(answer, json_dumps_params={"separators": (",", ":")})
    response["Cache-Control"] = "private, no-cache"
    return response


def _refusal(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=status, content_type=TEXT)

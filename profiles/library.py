"""Named profiles: those of a person and those of their teams, for any logdir.

What is somebody else's does not exist here: whoever asks for it by its number gets `NotThere`.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from profiles import edits
from profiles.access import teams_of
from profiles.documents import profiles_in
from profiles.models import Saved
from profiles.people import Person
from profiles.schema import BadProfile, ProfileData, json_from_profile, profile_from_json, title
from tensorbored.plugins.core.checks import MAX_TITLE

MAX_BYTES = 2 * 1024 * 1024
MAX_SAVED = 500
_A_WEEK = 7


class NotThere(Exception):
    """There is no such profile, or it is not for whoever asks."""


class Taken(BadProfile):
    """A name that another profile has."""


def listed(person: Person, source: str) -> QuerySet[Saved]:
    """What a person can load over a logdir, what was saved last first."""
    return _loadable(person).filter(source__in=("", source)).order_by("-updated", "-id")


def _loadable(person: Person) -> QuerySet[Saved]:
    if person.is_newcomer:
        return Saved.objects.none()
    theirs = Q(**person.owner, group=None) | Q(group__in=teams_of(person))
    found = Saved.objects.filter(theirs)
    return found.select_related("group")


def find(person: Person, number: str) -> Saved:
    """One of them, by its number."""
    found = _loadable(person).filter(pk=int(number)).first() if _is_number(number) else None
    if found is None:
        raise NotThere("There is no such profile.")
    return found


def add(person: Person, profile: ProfileData, name: str, now: int) -> Saved:
    """Save under a name that no other of theirs has; raises `BadProfile`. `now`: milliseconds since 1970."""
    named = edits.touch(edits.rename(profile, name), now)
    mine = Saved.objects.filter(**person.owner, group=None)
    if mine.filter(name=named.name).exists():
        raise Taken(f"name: there is a profile called {named.name!r} already.")
    if mine.count() >= MAX_SAVED:
        raise BadProfile(f"name: {MAX_SAVED} profiles are saved, which is the most. Delete one first.")
    return Saved.objects.create(**person.owner, name=named.name, data=json_from_profile(named))


def replace(saved: Saved, profile: ProfileData, now: int) -> None:
    """Save under the name that it has."""
    saved.data = json_from_profile(edits.touch(edits.rename(profile, saved.name), now))
    saved.save(update_fields=["data", "updated"])


def rename(saved: Saved, name: str) -> None:
    """Another name for it; when it was saved stays."""
    named = edits.rename(profile_from_json(saved.data), name)
    whose = {"user_id": saved.user_id, "key": saved.key, "group_id": saved.group_id}
    others = Saved.objects.filter(**whose).exclude(pk=saved.pk)
    if others.filter(name=named.name).exists():
        raise Taken(f"name: there is a profile called {named.name!r} already.")
    saved.name, saved.data = named.name, json_from_profile(named)
    saved.save(update_fields=["name", "data"])


def names(person: Person) -> set[str]:
    """The names that a person has given."""
    if person.is_newcomer:
        return set()
    return set(Saved.objects.filter(**person.owner, group=None).values_list("name", flat=True))


def free_name(name: str, taken: Collection[str]) -> str:
    """The name, or where it is taken the first of `X (1)`, `X (2)`, … that is not."""
    number, found = 0, name
    while found in taken:
        number += 1
        ending = f" ({number})"
        found = name[: MAX_TITLE - len(ending)] + ending
    return found


def read(content: bytes) -> list[ProfileData]:
    """The profiles that a file holds, flat or wrapped; `BadProfile` names the field that is bad."""
    if len(content) > MAX_BYTES:
        raise BadProfile(f"The file is larger than {MAX_BYTES // 1024**2} MiB.")
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadProfile("This is not text in UTF-8.") from None
    except (ValueError, RecursionError) as error:
        raise BadProfile(f"This is not JSON{_place(error)}.") from None
    return profiles_in(document)


def text_of(profile: ProfileData) -> str:
    """A profile as a file to give to others."""
    return json.dumps(json_from_profile(profile), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def file_name(name: str) -> str:
    """What the file is called: everything but letters and digits of ASCII is an underscore."""
    return "".join(char if char.isascii() and char.isalnum() else "_" for char in name) + ".json"


def day_text(then: date, today: date) -> str:
    """Today, Yesterday, `3 days ago`; from a week on the date."""
    days = (today - then).days
    if days <= 0:
        return "Today"
    if days == 1:
        return "Yesterday"
    return f"{days} days ago" if days < _A_WEEK else f"{then:%Y-%m-%d}"


def checked_name(value: Any) -> str:
    """A name as a form has it, or `BadProfile`."""
    return edits.rename(ProfileData(), title(value, "name")).name


def _place(error: Exception) -> str:
    return f": line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16

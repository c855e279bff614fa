"""Who may do what with the logdir that is looked at.

Without accounts (`--auth none` and `token`) whoever is let in may do everything. With them a person has the
highest of their own role, their groups' roles, and the one that everybody has.
"""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from profiles.drafts import source_key
from profiles.models import Grant, Role, Saved, Source
from profiles.people import Person, person_of
from profiles.request import Request


def role_of(user: Any, source: str) -> Role:
    """What a user may do with a source; a source that nobody has spoken about is open to all who sign in."""
    if not user.is_authenticated or not user.is_active:
        return Role.NONE
    if user.is_superuser:
        return Role.ADMIN
    known = Source.objects.filter(key=source).first()
    if known is None:
        return Role.VIEWER
    theirs = Q(user=user) | Q(group__in=user.groups.all())
    granted = Grant.objects.filter(theirs, source=known).values_list("role", flat=True)
    return Role(max(known.everyone, *granted, 0))


def may(request: HttpRequest, least: Role, source: str) -> bool:
    """Whether who asks has at least this role; the answer is looked up once a request."""
    if settings.AUTH != "login":
        return True
    known = getattr(request, "_role", None)
    if known is None or known[0] != source:
        known = source, role_of(cast(Any, request).user, source)
        cast(Any, request)._role = known
    return bool(known[1] >= least)


def grant(request: HttpRequest, role: Role, source: str) -> None:
    """Give a role to a request that no user makes."""
    cast(Any, request)._role = source, role


def may_edit(request: Request) -> bool:
    """Whether who asks may change what others see of this logdir."""
    return may(request, Role.EDITOR, source_key(request.snapshot))


def may_change(request: Request, saved: Saved) -> bool:
    """Whether who asks may change a named profile: their own, or their team's as an editor of its logdir."""
    person = person_of(request)
    if saved.group_id is None:
        return not person.is_newcomer and (saved.user_id, saved.key) == (person.user_id, person.key)
    user = cast(Any, request.user)
    if user.is_superuser:
        return True
    source = saved.source or source_key(request.snapshot)
    return teams_of(person).filter(pk=saved.group_id).exists() and may(request, Role.EDITOR, source)


def teams_of(person: Person) -> QuerySet[Group]:
    """The groups whose profiles a person sees."""
    return Group.objects.filter(user=person.user_id) if person.user_id else Group.objects.none()


def team_profiles(person: Person) -> QuerySet[Saved]:
    """The profiles of a person's teams."""
    return Saved.objects.filter(group__in=teams_of(person)).select_related("group")


def register(key: str, name: str) -> None:
    """Make a source known, so that the admin can give roles for it."""
    shown = name.encode("utf-8", "replace").decode()
    Source.objects.get_or_create(key=key, defaults={"name": shown})

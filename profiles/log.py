"""The admin's log: who has changed what others see.

Django's log asks for a user. Where no account did it, a stand-in is named there: a user with whom nobody can
sign in, and whose name no form accepts.
"""

from __future__ import annotations

import getpass
from pathlib import Path

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.db.models import Model
from django.http import HttpRequest

from profiles.drafts import keys_of, source_key
from profiles.models import Saved, Source
from profiles.people import person_of
from profiles.request import Request

WORDS = {"added": ADDITION, "changed": CHANGE, "deleted": DELETION}
TERMINAL, NO_ACCOUNT = "(terminal)", "(no account)"


def log(request: HttpRequest, word: str, changed: Model, message: str = "") -> None:
    """Write that whoever asks has added, changed or deleted something. Nobody's own profile is written of."""
    if not _is_private(changed):
        _write(person_of(request).user_id or stand_in(NO_ACCOUNT), word, changed, message)


def log_default(request: Request, name: str) -> None:
    """The same of the default profile, which is a part of the logdir."""
    for source in Source.objects.filter(key=source_key(request.snapshot)):
        log(request, "changed", source, _default(name))


def log_at_terminal(word: str, changed: Model, message: str) -> None:
    """Write what has been done there, and the account of the operating system that did it."""
    if not _is_private(changed):
        _write(stand_in(TERMINAL), word, changed, f"{message} At the terminal, by {_operator()}.")


def log_default_at_terminal(logdir: Path, name: str) -> None:
    """The same of the default profile, where a server has ever looked at this directory alone."""
    for source in Source.objects.filter(key__in=keys_of(logdir)):
        log_at_terminal("changed", source, _default(name))


def stand_in(name: str) -> int:
    """The user that stands for those who have no account."""
    unusable = {"is_active": False, "password": make_password(None)}
    return User.objects.get_or_create(username=name, defaults=unusable)[0].pk


def _write(user: int, word: str, changed: Model, message: str) -> None:
    LogEntry.objects.log_actions(user, [changed], WORDS[word], change_message=message, single_object=True)


def _is_private(changed: Model) -> bool:
    return isinstance(changed, Saved) and changed.group_id is None


def _default(name: str) -> str:
    return f"The default profile is now “{name}”."


def _operator() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account that the machine has no name for, as in containers
        return "somebody without a name"

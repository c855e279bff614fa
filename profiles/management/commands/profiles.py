"""`tensorbored profiles list|export|import|set-default`: named profiles on the terminal."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import QuerySet

from profiles import kept_default
from profiles.documents import document_of, profiles_of, text_of
from profiles.drafts import keys_of, parsed
from profiles.log import log_at_terminal, log_default_at_terminal
from profiles.models import Saved
from profiles.saved_form import add
from profiles.schema import BadProfile
from profiles.typed import whole_or

COLUMNS = "{:>6}  {:<24}  {:>5}  {:<16}  {}"


class Command(BaseCommand):
    """Profiles are named by their number, or by a name that only one has."""

    help = "List, export and import named profiles, and make one the default of a log directory."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One parser for each of the four; whose profiles are meant can be said to all."""
        owner = ArgumentParser(add_help=False)
        whose = owner.add_mutually_exclusive_group()
        whose.add_argument("--user", metavar="NAME", default="", help="profiles of this user")
        whose.add_argument("--team", metavar="NAME", default="", help="profiles of this group")
        four = parser.add_subparsers(dest="what", required=True)
        four.add_parser("list", parents=[owner], help="number, owner, pins, time and name of each")
        export = four.add_parser("export", parents=[owner], help="write profiles as JSON")
        export.add_argument("profile", nargs="*", help="numbers or names (default: all)")
        export.add_argument("--out", metavar="FILE", default="-", help="where to (default: stdout)")
        bring = four.add_parser(
            "import", parents=[owner], help="read profiles from JSON, for --user or --team"
        )
        bring.add_argument("file", help="what was exported, or what a training script wrote; - is stdin")
        default = four.add_parser("set-default", parents=[owner], help="write one into a log directory")
        default.add_argument("profile", help="its number or name")
        default.add_argument("--logdir", metavar="PATH", required=True, help="whose default it becomes")

    def handle(self, *_: Any, **said: Any) -> None:
        """What is wrong is one sentence, and exit code 1."""
        what = {
            "list": self._list,
            "export": self._export,
            "import": self._import,
            "set-default": self._set_default,
        }
        try:
            what[said["what"]](said)
        except BadProfile as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from None

    def _list(self, said: dict[str, Any]) -> None:
        self.stdout.write(COLUMNS.format("NUMBER", "OWNER", "PINS", "SAVED", "NAME"))
        for saved in _owned(said):
            pins, when = len(parsed(saved.data).pins), f"{saved.updated:%Y-%m-%d %H:%M}"
            self.stdout.write(COLUMNS.format(saved.pk, _owner(saved), pins, when, _plain(saved.name)))

    def _export(self, said: dict[str, Any]) -> None:
        chosen = [_found(_owned(said), named) for named in said["profile"]] or list(_owned(said))
        if said["out"] == "-":
            self.stdout.write(text_of(chosen), ending="")
            return
        Path(said["out"]).write_text(text_of(chosen), encoding="utf-8")
        self.stderr.write(f"Exported {len(chosen)} to {said['out']}.")

    def _import(self, said: dict[str, Any]) -> None:
        user, team = _person(said["user"]), _team(said["team"])
        if not user and not team:
            raise CommandError("Say whose they are: --user NAME or --team NAME.")
        with transaction.atomic():
            added = [add(profile, user, team) for profile in profiles_of(_text(said["file"]))]
            for saved in added:
                log_at_terminal("added", saved, "Imported.")
        for saved in added:
            self.stdout.write(f"Imported {saved.pk} {_plain(saved.name)}")

    def _set_default(self, said: dict[str, Any]) -> None:
        saved, logdir = _found(_owned(said), said["profile"]), Path(said["logdir"])
        if not logdir.is_dir():
            raise CommandError(f"{logdir}: there is no such directory.")
        problem = kept_default.replace_everywhere(keys_of(logdir), logdir, document_of(saved))
        if problem:
            self.stderr.write(f"WARNING: {problem}")
        log_default_at_terminal(logdir, saved.name)
        self.stdout.write(f"{_plain(saved.name)} is the default of {logdir} now.")


def _owned(said: dict[str, Any]) -> QuerySet[Saved]:
    every = Saved.objects.select_related("user", "group").order_by("id")
    if said["user"]:
        return every.filter(user=_person(said["user"]))
    return every.filter(group=_team(said["team"])) if said["team"] else every


def _found(among: QuerySet[Saved], named: str) -> Saved:
    """By number first: a name may look like one."""
    number = whole_or(named, 0, 15)
    found = list(among.filter(pk=number) or among.filter(name=named)[:2])
    if not found:
        raise CommandError(f"There is no profile {named!r}.")
    if len(found) > 1:
        raise CommandError(f"Several profiles are called {named!r}: name one by its number, or its owner.")
    return found[0]


def _person(name: str) -> User | None:
    user = User.objects.filter(username=name).first() if name else None
    if name and user is None:
        raise CommandError(f"There is no user {name!r}.")
    return user


def _team(name: str) -> Group | None:
    team = Group.objects.filter(name=name).first() if name else None
    if name and team is None:
        raise CommandError(f"There is no group {name!r}.")
    return team


def _owner(saved: Saved) -> str:
    if saved.group:
        return f"team {saved.group.name}"
    return saved.user.get_username() if saved.user else "a browser"


def _text(file: str) -> str:
    content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadProfile(f"{file}: this is not text in UTF-8.") from None


def _plain(name: str) -> str:
    """A name may hold what moves a terminal's cursor."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in name)

"""Profiles on the terminal: listed, carried about, made the default of a log directory."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.test import Client

from profiles import defaults, drafts
from profiles.kept_default import token_of
from profiles.log import TERMINAL, stand_in
from profiles.models import KeptDefault, Saved, Source

DOCUMENT = {"version": 1, "name": "x", "pinnedCards": [{"plugin": "scalars", "tag": "loss"}], "new": [1, 2]}


@pytest.fixture(autouse=True)
def kept(db: None) -> None:
    """Three of one name, of different owners, and one more."""
    ada, team = User.objects.create_user("ada"), Group.objects.create(name="vision")
    owners: list[dict[str, Any]] = [{"user": ada}, {"group": team}, {"key": "k" * 48}]
    for owner in owners:
        Saved.objects.create(name="night", data=DOCUMENT, **owner)
    Saved.objects.create(name="day\x1b[2J", data=DOCUMENT, user=ada)


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("profiles", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_they_are_listed_with_their_owners() -> None:
    lines = run("list").splitlines()
    assert [line.split()[1] for line in lines] == ["OWNER", "ada", "team", "a", "ada"]
    assert "\x1b" not in run("list")
    assert len(run("list", "--user", "ada").splitlines()) == 3
    assert len(run("list", "--team", "vision").splitlines()) == 2


def test_what_is_exported_can_be_imported(tmp_path: Path) -> None:
    file = str(tmp_path / "profiles.json")
    run("export", "--user", "ada", "--out", file)
    eve = User.objects.create_user("eve")
    assert run("import", file, "--user", "eve").count("Imported") == 2
    run("import", file, "--user", "eve")
    saved = Saved.objects.filter(user=eve).order_by("id")
    assert [each.name for each in saved] == ["night", "day\x1b[2J", "night 2", "day\x1b[2J 2"]
    assert saved[0].data["pinnedCards"] == DOCUMENT["pinnedCards"]
    assert saved[0].data["new"] == [1, 2]
    one = json.loads(run("export", "night", "--team", "vision"))
    assert (one["name"], one["new"]) == ("night", [1, 2])


def test_one_becomes_the_default_of_a_log_directory(tmp_path: Path) -> None:
    run("set-default", "night", "--team", "vision", "--logdir", str(tmp_path))
    found = defaults.look(tmp_path).default
    assert found
    assert (found.profile.name, found.profile.pins[0].tag) == ("night", "loss")


def test_what_is_changed_for_others_is_in_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "grace")
    monkeypatch.chdir(tmp_path)
    source = Source.objects.create(key=drafts.key_of_paths([str(tmp_path)]), name=str(tmp_path))
    run("export", "night", "--team", "vision", "--out", "profile.json")
    run("import", "profile.json", "--user", "ada")
    run("import", "profile.json", "--team", "vision")
    run("set-default", "night 2", "--team", "vision", "--logdir", ".")
    imported = Saved.objects.get(name="night 2", group__name="vision")
    assert [
        (entry.user.username, entry.object_id, entry.get_change_message())
        for entry in LogEntry.objects.select_related("user").order_by("id")
    ] == [
        ("(terminal)", str(imported.pk), "Imported. At the terminal, by grace."),
        (
            "(terminal)",
            str(source.pk),
            "The default profile is now “night 2”. At the terminal, by grace.",
        ),
    ]


def test_nobody_can_sign_in_as_the_terminal(client: Client) -> None:
    stranger = User.objects.get(pk=stand_in(TERMINAL))
    assert (stranger.is_active, stranger.has_usable_password(), stranger.is_staff) == (False, False, False)
    assert not client.login(username=TERMINAL, password="")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["export", "dusk"], "There is no profile 'dusk'."),
        (["export", "night"], "Several profiles are called 'night'"),
        (["list", "--user", "eve"], "There is no user 'eve'."),
        (["list", "--team", "audio"], "There is no group 'audio'."),
        (["import", "-"], "Say whose they are"),
        (["import", "/no/such/file", "--user", "ada"], "/no/such/file: No such file or directory"),
        (["set-default", "night", "--user", "ada", "--logdir", "/no/such"], "/no/such: there is no such"),
        (["list", "--user", "ada", "--team", "vision"], "not allowed with argument"),
        ([], "arguments are required"),
    ],
)
def test_what_is_wrong_is_one_sentence(arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError) as raised:
        run(*arguments)
    assert sentence in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_bad_field_is_named_and_nothing_is_imported(tmp_path: Path) -> None:
    file = tmp_path / "profiles.json"
    file.write_text(json.dumps({"profiles": [DOCUMENT, {"version": 1, "smoothing": 7}]}))
    before = Saved.objects.count()
    with pytest.raises(CommandError, match=r"profiles\[1\]\.smoothing: "):
        run("import", str(file), "--user", "ada")
    assert Saved.objects.count() == before


@pytest.mark.parametrize("path", ["logs", "./logs/", "{cwd}/logs"])
def test_the_default_of_a_logdir_that_takes_no_file_is_kept_with_a_warning(
    path: str,
    logdir: Path,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (logdir / ".tensorboard").write_text("in the way")
    monkeypatch.chdir(logdir.parent)
    said = path.format(cwd=logdir.parent)
    call_command("profiles", "set-default", "night", "--user", "ada", "--logdir", said)
    out, warned = capsys.readouterr()
    assert out.startswith("night is the default of ")
    assert warned.startswith("WARNING: The profile was not written: ")
    assert "It is kept in the database" in warned
    assert client.get("/data/profile").json()["data"]["name"] == "night"


def test_what_the_terminal_writes_comes_before_what_was_kept(logdir: Path, client: Client) -> None:
    def set_default(name: str) -> None:
        run("set-default", name, "--user", "ada", "--logdir", str(logdir))

    set_default("night")
    written = token_of(defaults.look(logdir).default)
    source = drafts.key_of_paths([str(logdir)])
    KeptDefault.objects.create(source=source, data={"version": 1, "name": "kept"}, over=written)
    assert client.get("/data/profile").json()["name"] == "kept"
    set_default("night")
    assert client.get("/data/profile").json()["data"]["name"] == "night"

"""Whose a profile is: a browser's, a user's in every browser, a team's; and who may change it."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.test import Client, override_settings

from profiles.drafts import source_key
from profiles.models import Draft, Grant, Role, Saved, Source
from tensorbored_site import state
from tests.helpers.menu import do, draft, panel, save

pytestmark = pytest.mark.usefixtures("logdir")


def test_nobody_sees_or_touches_what_is_somebody_elses(client: Client, other: Client) -> None:
    saved = save(client)
    revision = Draft.objects.get().revisions.last()
    assert revision
    save(other, "theirs")
    assert "mine" not in panel(other)
    assert other.get(f"/profiles/export/{saved.pk}/").status_code == 404
    for action in ("load", "rename", "delete"):
        assert do(other, action, profile=saved.pk, name="x").status_code == 404
    assert do(other, "go", revision=revision.pk).status_code == 404
    saved.refresh_from_db()
    assert (saved.name, Saved.objects.count()) == ("mine", 2)


def test_a_users_profiles_are_theirs_in_every_browser(db: None) -> None:
    user = User.objects.create_user("ada")
    first, second = Client(headers={"host": "localhost"}), Client(headers={"host": "localhost"})
    for browser in (first, second):
        browser.force_login(user)
    save(first)
    assert "mine" in panel(second)


def test_a_team_sees_its_profiles_and_others_do_not(other: Client) -> None:
    team = Group.objects.create(name="vision")
    ada = User.objects.create_user("ada")
    ada.groups.add(team)
    member = Client(headers={"host": "localhost"})
    member.force_login(ada)
    saved = Saved.objects.create(group=team, name="standard", data={"version": 1, "smoothing": 0.3})
    assert "standard vision" in panel(member)
    do(member, "load", profile=saved.pk)
    assert draft().smoothing == 0.3
    save(other, "theirs")
    assert "standard" not in panel(other)
    assert do(other, "load", profile=saved.pk).status_code == 404


@pytest.fixture
def team(db: None) -> Group:
    """A team with two profiles."""
    made = Group.objects.create(name="vision")
    for name in ("standard", "other"):
        Saved.objects.create(group=made, name=name, data={"version": 1, "name": name, "smoothing": 0.3})
    return made


def member(team: Group, name: str) -> Client:
    user = User.objects.create_user(name)
    user.groups.add(team)
    browser = Client(headers={"host": "localhost"})
    browser.force_login(user)
    return browser


@override_settings(AUTH="login")
def test_who_may_only_look_changes_nothing_of_a_team(team: Group) -> None:
    viewer, saved = member(team, "ada"), Saved.objects.get(name="standard")
    assert do(viewer, "load", profile=saved.pk).status_code == 302
    for action in ("save", "rename", "delete", "set-default"):
        assert do(viewer, action, profile=saved.pk, name="x").status_code == 403
    assert [each.data["smoothing"] for each in Saved.objects.all()] == [0.3, 0.3]
    assert "Set as default" not in panel(viewer)
    assert do(viewer, "save-as", name="standard").status_code == 200


@override_settings(AUTH="login")
def test_what_editors_change_of_a_team_is_in_the_log(team: Group) -> None:
    editor, saved = member(team, "grace"), Saved.objects.get(name="standard")
    source = Source.objects.create(key=source_key(state.store().snapshot()), name="logs")
    Grant.objects.create(source=source, group=team, role=Role.EDITOR)
    do(editor, "load", profile=saved.pk)
    assert do(editor, "save").status_code == 200
    assert do(editor, "rename", profile=saved.pk, name="other").status_code == 422
    assert do(editor, "rename", profile=saved.pk, name="new").status_code == 200
    assert do(editor, "delete", profile=saved.pk).status_code == 200
    told = [(entry.user.username, entry.object_repr) for entry in LogEntry.objects.order_by("id")]
    assert told == [("grace", "standard"), ("grace", "new"), ("grace", "new")]

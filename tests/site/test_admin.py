"""The admin: profiles checked, shown, carried about and given to teams; nobody's private ones among them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ingest.store import SourceState, Store
from profiles import defaults
from profiles.drafts import source_key
from profiles.models import Grant, Role, Saved, Session, Share, Source
from tensorbored_site import state
from tests.helpers import html

LIST = "/admin/profiles/saved/"
GOOD = {"version": 1, "name": "other", "pinnedCards": [{"plugin": "scalars", "tag": "<b>loss</b>"}]}
HOSTILE = {
    "version": 1,
    "pinnedCards": [{"plugin": "scalars", "tag": "<script>alert(1)</script>"}],
    "runColors": [{"runId": '"><img src=x>', "color": "#ff0000"}],
    "__proto__": {"x": 1},
}


@pytest.fixture
def logdir(tmp_path: Path, show: Callable[..., Store]) -> Path:
    show({"a": {"x": [1.0]}}).publish(sources=(SourceState(str(tmp_path)),))
    return tmp_path


@pytest.fixture
def source(logdir: Path, settings: Any, db: None) -> Source:
    settings.AUTH = "login"
    return Source.objects.create(key=source_key(state.store().snapshot()), name=str(logdir))


@pytest.fixture
def team(db: None) -> Group:
    return Group.objects.create(name="vision")


def browser_of(user: User) -> Client:
    browser = Client(headers={"host": "localhost"})
    browser.force_login(user)
    return browser


@pytest.fixture
def boss(source: Source) -> Client:
    return browser_of(User.objects.create_superuser("boss"))


@pytest.fixture
def ada(source: Source, team: Group) -> User:
    """Staff of a team, and an editor."""
    user = User.objects.create_user("ada", is_staff=True)
    user.groups.add(team)
    Grant.objects.create(source=source, group=team, role=Role.EDITOR)
    return user


def fields(name: str, document: Any = GOOD, **others: Any) -> dict[str, Any]:
    text = document if isinstance(document, str) else json.dumps(document)
    return {"name": name, "group": "", "source": "", "document": text} | others


def act(browser: Client, action: str, *chosen: Saved, **others: Any) -> str:
    said = {"action": action, "_selected_action": [saved.pk for saved in chosen], "index": 0} | others
    response = browser.post(LIST, said, follow=True)
    assert response.status_code in {200, 403}
    return str(response.content.decode())


def test_a_profile_is_checked_and_shown(boss: Client) -> None:
    assert boss.post(f"{LIST}add/", fields("night", HOSTILE)).status_code == 302
    saved = Saved.objects.get()
    assert (saved.user, saved.data["name"], saved.data["__proto__"]) == (
        User.objects.get(),
        "night",
        {"x": 1},
    )
    page = boss.get(f"{LIST}{saved.pk}/change/").content.decode()
    tree = html.document(page)
    assert not html.duplicate_ids(tree)
    (preview,) = html.with_class(tree, "preview")
    assert "<script>alert(1)</script>" in html.text_of(preview)
    assert html.with_class(tree, "preview-color")
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (GOOD | {"smoothing": 2}, "smoothing: "),
        (GOOD | {"pinnedCards": [{"plugin": "scalars", "tag": 3}]}, "pinnedCards[0].tag: text is expected"),
        ({"version": 1, "data": {"runColors": [{"runId": "a", "color": "red"}]}}, "data.runColors[0].color"),
        ("{", "This is not JSON: "),
        ("[" * 100_000, "This is not JSON"),
        ('{"version": 1, "x": "' + "a" * 300_000 + '"}', "A profile may have 256 KiB."),
        ("null", "profile: "),
    ],
)
def test_what_is_wrong_is_said_by_its_path(document: Any, sentence: str, boss: Client) -> None:
    response = boss.post(f"{LIST}add/", fields("night", document))
    assert response.status_code == 200
    (errors,) = html.with_class(html.document(response.content.decode()), "errorlist")
    assert sentence in html.text_of(errors)
    assert not Saved.objects.exists()


def test_a_name_is_taken_once(boss: Client, team: Group) -> None:
    for others in ({}, {"group": team.pk}):
        assert boss.post(f"{LIST}add/", fields("night", **others)).status_code == 302
        again = boss.post(f"{LIST}add/", fields("night", **others))
        assert "There is a profile of this name already." in again.content.decode()
    assert Saved.objects.count() == 2


def test_every_change_of_a_teams_profile_is_in_the_log(ada: User, team: Group) -> None:
    browser = browser_of(ada)
    browser.post(f"{LIST}add/", fields("night", group=team.pk))
    saved = Saved.objects.get()
    browser.post(f"{LIST}{saved.pk}/change/", fields("day", group=team.pk))
    act(browser, "set_as_default", saved)
    browser.post(f"{LIST}{saved.pk}/delete/", {"post": "yes"})
    assert [entry.get_change_message() for entry in LogEntry.objects.order_by("id")] == [
        "Added.",
        "Changed Name and document.",
        "The default profile is now “day”.",
        "",
    ]
    assert {entry.user for entry in LogEntry.objects.all()} == {ada}
    User.objects.update(is_superuser=True)
    assert "The default profile is now" in browser.get("/admin/admin/logentry/").content.decode()


# --- whose -----------------------------------------------------------------------------------------


def test_private_profiles_are_nobody_elses(boss: Client, ada: User) -> None:
    hidden = [
        Saved.objects.create(name="private one", user=ada),
        Saved.objects.create(name="private two", key="k" * 48),
    ]
    assert "private" not in boss.get(LIST).content.decode()
    for saved in hidden:
        for page in ("change", "delete", "history"):
            url = f"{LIST}{saved.pk}/{page}/"
            assert boss.get(url).status_code == 302, page
            assert boss.post(url, fields("stolen") | {"post": "yes"}).status_code in {302, 403}
        act(boss, "set_as_default", saved)
        act(boss, "delete_selected", saved, post="yes")
        assert "private" not in act(boss, "export", saved)
    assert sorted(Saved.objects.values_list("name", flat=True)) == ["private one", "private two"]


def test_another_teams_profiles_are_not_there(ada: User) -> None:
    others = Saved.objects.create(name="theirs", group=Group.objects.create(name="audio"))
    browser = browser_of(ada)
    assert "theirs" not in browser.get(LIST).content.decode()
    assert browser.post(f"{LIST}{others.pk}/change/", fields("ours")).status_code == 302
    group = others.group_id
    assert "Select a valid choice" in browser.post(f"{LIST}add/", fields("x", group=group)).content.decode()
    assert Saved.objects.get().name == "theirs"


@pytest.mark.parametrize("role", [Role.NONE, Role.VIEWER])
def test_without_being_an_editor_a_team_is_only_looked_at(role: Role, ada: User, team: Group) -> None:
    Grant.objects.update(role=role)
    saved = Saved.objects.create(name="ours", group=team, data=GOOD)
    mine = Saved.objects.create(name="mine", user=ada, data=GOOD)
    browser = browser_of(ada)
    assert "ours" in browser.get(LIST).content.decode()
    assert browser.get(f"{LIST}{saved.pk}/change/").status_code == 200
    assert browser.post(f"{LIST}{saved.pk}/change/", fields("stolen", group=team.pk)).status_code == 403
    assert browser.post(f"{LIST}{saved.pk}/delete/", {"post": "yes"}).status_code == 403
    act(browser, "delete_selected", saved, post="yes")
    assert browser.post(f"{LIST}add/", fields("new", group=team.pk)).status_code == 200
    said = {"text": json.dumps(GOOD), "group": team.pk}
    assert browser.post(f"{LIST}import/", said).status_code == 422
    assert "Only editors" in act(browser, "copy_to_team", mine, team=team.pk)
    assert "Only editors" in act(browser, "set_as_default", mine)
    assert sorted(Saved.objects.values_list("name", flat=True)) == ["mine", "ours"]


# --- carried about ----------------------------------------------------------------------------------


def test_what_is_exported_can_be_imported(boss: Client, team: Group) -> None:
    user = User.objects.get(username="boss")
    first = Saved.objects.create(name="one", user=user, data=GOOD | {"x-later": [1e300, "\u202e"]})
    second = Saved.objects.create(name="two", user=user, data=GOOD)
    for chosen in ((first,), (first, second)):
        said = {"action": "export", "_selected_action": [saved.pk for saved in chosen]}
        response = boss.post(LIST, said)
        assert response["Content-Disposition"] == 'attachment; filename="profiles.json"'
        file = SimpleUploadedFile("profiles.json", response.content)
        assert boss.post(f"{LIST}import/", {"file": file, "group": team.pk}).status_code == 302
    assert sorted(team.profiles.values_list("name", flat=True)) == ["one", "one 2", "two"]
    assert team.profiles.get(name="one").data == first.data | {"name": "one"} | {
        key: value for key, value in team.profiles.get(name="one").data.items() if key not in first.data
    }


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe", "This file is not text in UTF-8."),
        (b"{", "This is not JSON"),
        (b'{"profiles": [{"version": 1}, {"smoothing": 7}]}', "profiles[1].smoothing"),
    ],
)
def test_what_is_no_profile_is_not_imported(content: bytes, sentence: str, boss: Client) -> None:
    response = boss.post(f"{LIST}import/", {"file": SimpleUploadedFile("x.json", content)})
    assert response.status_code == 422
    assert sentence in html.text_of(html.document(response.content.decode()))
    assert not Saved.objects.exists()


def test_shared_views_are_listed_without_what_they_show_and_ended(
    boss: Client, source: Source, ada: User
) -> None:
    share = Share.objects.create(
        user=ada, slug="abcdef123456", source=source.key, path="/timeseries/", query="x=hush", data=GOOD
    )
    page = boss.get("/admin/profiles/share/").content.decode()
    assert all(word in page for word in ("abcdef123456", "ada", source.name, "/timeseries/"))
    assert "hush" not in page
    boss.post(f"/admin/profiles/share/{share.pk}/delete/", {"post": "yes"})
    assert not Share.objects.exists()
    assert LogEntry.objects.get().object_repr == "abcdef123456"


def test_a_profile_becomes_the_default_of_the_logdir(boss: Client, logdir: Path) -> None:
    user = User.objects.get(username="boss")
    saved = Saved.objects.create(name="night", user=user, data=GOOD)
    other = Saved.objects.create(name="day", user=user, data=GOOD)
    assert "Choose one profile" in act(boss, "set_as_default", saved, other)
    assert "is the default of" in act(boss, "set_as_default", saved)
    found = defaults.look(logdir).default
    assert found
    assert (found.profile.name, found.profile.pins[0].tag) == ("night", "<b>loss</b>")


def test_where_it_cannot_be_written_it_is_kept_and_that_is_said(boss: Client, logdir: Path) -> None:
    (logdir / ".tensorboard").write_text("in the way")
    saved = Saved.objects.create(name="night", user=User.objects.get(username="boss"), data=GOOD)
    page = act(boss, "set_as_default", saved)
    assert "The profile was not written" in page
    assert "It is kept in the database" in page


def test_a_profile_is_copied_to_a_team(ada: User, team: Group) -> None:
    saved = Saved.objects.create(name="night", user=ada, data=GOOD)
    browser = browser_of(ada)
    asked = act(browser, "copy_to_team", saved)
    html.document(asked)
    assert "vision" in asked
    act(browser, "copy_to_team", saved, team=team.pk)
    (copy,) = team.profiles.all()
    assert (copy.name, copy.data["pinnedCards"], saved.user) == ("night", GOOD["pinnedCards"], ada)


# --- logdirs, sessions --------------------------------------------------------------------------------


def inline(source: Source, **row: Any) -> dict[str, Any]:
    forms = {"grants-TOTAL_FORMS": 1, "grants-INITIAL_FORMS": 0, "everyone": Role.NONE}
    return forms | {f"grants-0-{name}": value for name, value in row.items()}


def test_roles_are_given_in_the_admin(boss: Client, source: Source, team: Group) -> None:
    url = f"/admin/profiles/source/{source.pk}/change/"
    assert boss.get(url).status_code == 200
    eve = User.objects.create_user("eve")
    for row in ({"role": 3}, {"role": 2, "user": eve.pk, "group": team.pk}):
        page = boss.post(url, inline(source, **row))
        assert "A role is for a user or for a group: choose one of them." in page.content.decode()
    assert boss.post(url, inline(source, role=2, user=eve.pk)).status_code == 302
    assert Source.objects.get().everyone == Role.NONE
    assert (Grant.objects.get().user, Grant.objects.get().role) == (eve, Role.EDITOR)


def test_an_admin_of_a_logdir_gives_roles_for_it_and_no_other(ada: User, source: Source) -> None:
    other = Source.objects.create(key="other", name="/other")
    browser = browser_of(ada)
    own, foreign = (f"/admin/profiles/source/{each.pk}/change/" for each in (source, other))
    assert browser.get(own).status_code == 403
    Grant.objects.update(role=Role.ADMIN)
    assert browser.get(own).status_code == 200
    assert browser.post(foreign, inline(other, role=3, user=ada.pk)).status_code == 302
    assert Grant.objects.filter(source=other).count() == 0
    assert "/other" not in browser.get("/admin/profiles/source/").content.decode()


def test_ending_a_session_signs_its_browser_out(boss: Client, ada: User) -> None:
    browser = browser_of(ada)
    assert "ada" in boss.get("/admin/profiles/session/").content.decode()
    said = {
        "action": "delete_selected",
        "_selected_action": [Session.objects.get(user=ada).pk],
        "post": "yes",
    }
    assert boss.post("/admin/profiles/session/", said).status_code == 302
    assert browser.get("/timeseries/").status_code == 401
    assert boss.get("/timeseries/").status_code == 200


PAGES = ("", "profiles/saved/", "profiles/source/", "profiles/session/", "admin/logentry/", "auth/user/")
FORMS = ("profiles/saved/add/", "profiles/saved/import/", "auth/user/add/", "auth/group/add/")


@pytest.mark.parametrize("name", PAGES + FORMS)
def test_every_page_of_the_admin_is_there_for_a_superuser(name: str, boss: Client) -> None:
    assert boss.get(f"/admin/{name}").status_code == 200

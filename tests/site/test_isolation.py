"""Nobody reads or changes what another keeps for themselves: on no route, with no number, with no cookie.

Each thief walks all routes with the numbers of what is Ada's, and says them wherever something is said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from ingest.store import Store
from profiles import people
from profiles.drafts import source_key
from profiles.menu_actions import ACTIONS
from profiles.models import Draft, Grant, Revision, Role, Saved, Session, Source
from profiles.people import Person
from tensorbored_site import state
from tests.helpers.routes import every_route

SECRET = "ada-keeps-this"
PRIVATE = {"version": 1, "name": SECRET, "metricDescriptions": {"x": SECRET}, "tagFilter": SECRET}
COOKIE = "ada's-cookie-which-nobody-knows"
GOOD = {"version": 1, "name": "stolen"}
# These end what a thief has, and change nothing of Ada's.
ENDING = {"/sign-out/", "/admin/logout/"}


@dataclass
class Kept:
    """What is Ada's, and what may stand in its place nowhere."""

    saved: Saved
    draft: Draft
    revision: Revision

    @property
    def rows(self) -> list[Any]:
        return [
            list(model.objects.filter(pk=row.pk).values())
            for model, row in ((Saved, self.saved), (Draft, self.draft), (Revision, self.revision))
        ]


def keep(owner: dict[str, Any], source: str) -> Kept:
    saved = Saved.objects.create(name=SECRET, data=PRIVATE, **owner)
    draft = Draft.objects.create(data=PRIVATE, source=source, active=saved, **owner)
    revision = draft.revisions.create(data=PRIVATE, label=SECRET)
    return Kept(saved, draft, revision)


@pytest.fixture
def source(show: Callable[..., Store], db: None) -> Source:
    show({"a": {"x": [1.0]}})
    return Source.objects.create(key=source_key(state.store().snapshot()), name="/logs")


@pytest.fixture
def team(db: None) -> Group:
    return Group.objects.create(name="vision")


def browser(user: User | None = None, cookie: str = "") -> Client:
    made = Client(headers={"host": "localhost"}, raise_request_exception=False)
    if user:
        made.force_login(user)
    if cookie:
        made.cookies[people.COOKIE] = cookie
    return made


def walk(thief: Client, kept: Kept) -> None:
    """Ask for everything by every number, and say every action."""
    numbers = {str(kept.saved.pk), str(kept.draft.pk), str(kept.revision.pk)}
    for route in every_route():
        if route in ENDING:
            continue
        for number in numbers if "1" in route else {"1"}:
            url = route.replace("1", number)
            said = {"profile": kept.saved.pk, "revision": kept.revision.pk, "page": "/timeseries/"}
            answers = [thief.get(url, said), thief.post(url, said | {"name": "stolen", "post": "yes"})]
            for answer in answers:
                assert SECRET not in content(answer), url
                assert answer.status_code < 500, url
    for action in ACTIONS:
        said = {
            "action": action,
            "profile": kept.saved.pk,
            "revision": kept.revision.pk,
            "name": SECRET[::-1],
        }
        answer = thief.post("/profiles/do/", said | {"page": "/timeseries/"}, follow=True)
        assert SECRET not in content(answer), action


def content(answer: Any) -> str:
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return text.decode("utf-8", "replace") + str(answer.headers)


# Who might be after it: (staff, superuser, in a team, role)
THIEVES = [
    (False, False, False, None),
    (False, False, True, Role.VIEWER),
    (False, False, True, Role.EDITOR),
    (False, False, True, Role.ADMIN),
    (True, False, True, Role.ADMIN),
    (True, True, True, None),
]


@pytest.mark.parametrize("thief", THIEVES, ids=str)
def test_with_accounts(thief: Any, source: Source, team: Group, settings: Any) -> None:
    settings.AUTH = "login"
    ada = User.objects.create_user("ada")
    ada.groups.add(team)
    kept = keep({"user": ada}, source.key)
    staff, superuser, is_member, role = thief
    eve = User.objects.create_user("eve", is_staff=staff, is_superuser=superuser)
    if is_member:
        eve.groups.add(team)
    if role:
        Grant.objects.create(source=source, user=eve, role=role)
    before = kept.rows
    if not superuser:  # whose pages of users offer to delete them, with what is theirs
        walk(browser(eve), kept)
    for cookie in ("", COOKIE, ada.username, str(ada.pk), kept.draft.key or "x" * 48):
        answer = browser(eve, cookie).get("/profiles/")
        assert SECRET not in content(answer)
    assert kept.rows == before


def test_a_superuser_sees_that_somebody_has_a_profile_and_not_what_it_says(
    source: Source, settings: Any
) -> None:
    settings.AUTH = "login"
    ada = User.objects.create_user("ada")
    kept = keep({"user": ada}, source.key)
    boss = browser(User.objects.create_superuser("boss"))
    for route in every_route():
        if route.startswith("/admin/profiles/"):
            assert SECRET not in content(boss.get(route.replace("1", str(kept.saved.pk)))), route
    assert SECRET not in content(boss.get(f"/profiles/export/{kept.saved.pk}/"))


@pytest.mark.parametrize("auth", ["none", "token"])
def test_without_accounts(auth: str, source: Source, settings: Any) -> None:
    settings.AUTH, settings.TOKEN = auth, "0123456789abcdef0123456789abcdef"
    key = people.digest(COOKIE)
    kept = keep({"key": key}, source.key)
    before = kept.rows
    for cookie in ("", key, COOKIE[:-1], COOKIE + "x", COOKIE.upper(), "%", "' OR 1=1 --" + "x" * 16):
        thief = browser(None, cookie)
        thief.get("/", {"token": settings.TOKEN})
        assert SECRET not in content(thief.get("/timeseries/"))
        assert SECRET not in content(thief.get(f"/profiles/export/{kept.saved.pk}/"))
    thief = browser()
    thief.get("/", {"token": settings.TOKEN})
    walk(thief, kept)
    assert kept.rows == before
    assert SECRET in content(rightful(auth, settings).get(f"/profiles/export/{kept.saved.pk}/"))


def rightful(auth: str, settings: Any) -> Client:
    made = browser(None, COOKIE)
    made.get("/", {"token": settings.TOKEN})
    return made


def test_a_team_is_seen_by_its_members_and_changed_by_its_editors(
    source: Source, team: Group, settings: Any
) -> None:
    settings.AUTH = "login"
    saved = Saved.objects.create(name=SECRET, data=PRIVATE, group=team)
    url = f"/profiles/export/{saved.pk}/"
    outsider, viewer, editor = (User.objects.create_user(name) for name in ("out", "view", "edit"))
    Grant.objects.create(source=source, user=editor, role=Role.EDITOR)
    Grant.objects.create(source=source, user=outsider, role=Role.ADMIN)
    for user in (viewer, editor):
        user.groups.add(team)
    assert browser(outsider).get(url).status_code == 404
    change = {"action": "rename", "profile": saved.pk, "name": "ours", "page": "/timeseries/"}
    for user, status in ((outsider, 404), (viewer, 403)):
        assert browser(user).post("/profiles/do/", change).status_code == status
        assert browser(user).post("/profiles/do/", change | {"action": "delete"}).status_code == status
    assert SECRET in content(browser(viewer).get(url))
    assert browser(editor).post("/profiles/do/", change).status_code in {200, 302}
    assert Saved.objects.get().name == "ours"


def test_who_leaves_a_team_can_save_to_it_no_more(source: Source, team: Group, settings: Any) -> None:
    settings.AUTH = "login"
    saved = Saved.objects.create(name=SECRET, data=PRIVATE, group=team)
    eve = User.objects.create_user("eve")
    eve.groups.add(team)
    Grant.objects.create(source=source, user=eve, role=Role.EDITOR)
    thief = browser(eve)
    say = {"profile": saved.pk, "page": "/timeseries/"}
    assert thief.post("/profiles/do/", say | {"action": "load"}).status_code == 302
    assert thief.post("/profiles/do/", say | {"action": "save"}).status_code in {200, 302}
    eve.groups.clear()
    assert thief.post("/profiles/do/", say | {"action": "save"}).status_code == 403


def test_what_editors_do_to_a_team_is_in_the_log(source: Source, team: Group, settings: Any) -> None:
    from django.contrib.admin.models import LogEntry

    settings.AUTH = "login"
    saved = Saved.objects.create(name="night", data=GOOD, group=team)
    eve = User.objects.create_user("eve")
    eve.groups.add(team)
    Grant.objects.create(source=source, user=eve, role=Role.EDITOR)
    editor = browser(eve)
    say = {"profile": saved.pk, "page": "/timeseries/", "name": "day"}
    for action in ("load", "save", "rename", "delete"):
        assert editor.post("/profiles/do/", say | {"action": action}).status_code < 400
    editor.post("/profiles/do/", say | {"action": "save-as"})
    assert [(entry.user, entry.get_change_message()) for entry in LogEntry.objects.order_by("id")] == [
        (eve, "Saved from a dashboard."),
        (eve, "Renamed from “night”."),
        (eve, ""),
    ]


def test_a_shared_view_leads_out_to_what_is_about_people(source: Source, settings: Any) -> None:
    settings.AUTH = "login"
    eve = browser(User.objects.create_user("eve"))
    said = {"action": "share", "page": "/timeseries/"}
    assert eve.post("/profiles/do/", said).status_code == 200
    from profiles.models import Share

    slug = Share.objects.get().slug
    assert eve.get(f"/s/{slug}/admin/?a=b")["Location"] == "/admin/?a=b"
    out = eve.post(f"/s/{slug}/sign-out/")
    assert (out.status_code, out["Location"]) == (307, "/sign-out/")
    assert browser().get(f"/s/{slug}/timeseries/").status_code == 401
    assert Session.objects.count() == 1


def test_a_newcomer_has_nothing_to_be_found(source: Source) -> None:
    keep({"key": people.digest(COOKIE)}, source.key)
    with pytest.raises(ValueError, match="newcomer"):
        _ = Person().owner
    assert SECRET not in content(browser().get("/profiles/"))

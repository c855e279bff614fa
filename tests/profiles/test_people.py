"""Whose a draft is: a user's once they have signed in, before that the browser's that made it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory

from ingest.store import Store
from profiles import people
from profiles.models import Draft, Saved
from profiles.people import Person, person_of, remember

URL = "/profiles/runs/"


@pytest.fixture(autouse=True)
def runs(show: Callable[..., Store]) -> None:
    show({name: {"x": [1.0]} for name in ("a", "b")})


def test_a_newcomer_owns_nothing_until_remembered(db: None) -> None:
    request, response = RequestFactory().get("/"), HttpResponse()
    assert person_of(request).is_newcomer
    with pytest.raises(ValueError, match="newcomer"):
        _ = person_of(request).owner
    assert remember(request, response).owner == {
        "user_id": None,
        "key": people.digest(response.cookies[people.COOKIE].value),
    }


def test_what_the_database_holds_opens_nothing(client: Client) -> None:
    client.post(URL, {"action": "none"})
    stored = Draft.objects.get().key
    assert stored != client.cookies[people.COOKIE].value
    thief = Client(headers={"host": "localhost"})
    thief.cookies[people.COOKIE] = stored
    thief.post(URL, {"action": "all"})
    assert Draft.objects.count() == 2


def test_a_user_has_one_draft_in_all_browsers(client: Client) -> None:
    user = User.objects.create_user("ada")
    for _ in range(2):
        browser = Client(headers={"host": "localhost"})
        browser.force_login(user)
        assert browser.post(URL, {"action": "toggle", "run": "a"}).status_code == 302
        assert people.COOKIE not in browser.cookies
    (draft,) = Draft.objects.all()
    assert (draft.user_id, draft.key) == (user.pk, "")


@pytest.mark.parametrize("owner", [{}, {"user_id": 1, "key": "k"}], ids=["nobody", "two"])
def test_a_draft_is_somebodys_and_only_theirs(owner: dict[str, object], db: None) -> None:
    User.objects.create_user("ada", pk=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.create(source="s", **owner)


def test_an_owner_has_a_name_once(db: None) -> None:
    owners = [Person(user_id=User.objects.create_user("ada").pk), Person(key="k"), Person(key="l")]
    for person in owners:
        Saved.objects.create(name="mine", **person.owner)
    for person in owners:
        with pytest.raises(IntegrityError), transaction.atomic():
            Saved.objects.create(name="mine", **person.owner)


def test_what_a_browser_kept_becomes_the_users_who_signs_in_there(client: Client) -> None:
    ada = User.objects.create_user("ada", password="correct horse")
    Saved.objects.create(user=ada, name="mine", data={"smoothing": 0.1})
    client.post(URL, {"action": "toggle", "run": "a"})
    browser = Person(key=people.digest(client.cookies[people.COOKIE].value))
    for name in ("mine", "other"):
        Saved.objects.create(name=name, **browser.owner)
    client.post("/sign-in/", {"username": "ada", "password": "correct horse"})
    assert Draft.objects.get().user == ada
    assert list(Saved.objects.filter(user=ada).values_list("name", "data")) == [
        ("mine", {"smoothing": 0.1}),
        ("other", {}),
    ]
    assert [saved.name for saved in Saved.objects.filter(**browser.owner)] == ["mine"]

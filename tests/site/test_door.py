"""Signing in and out: where it leads, how often one may guess, what becomes of the session."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from profiles.models import Attempt, Session
from profiles.sessions import digest
from tensorbored_site import brake
from tests.helpers import html

GOOD = {"username": "ada", "password": "correct horse"}
BAD = {"username": "ada", "password": "wrong horse"}


@pytest.fixture(autouse=True)
def with_login(settings: Any, db: None) -> None:
    settings.AUTH = "login"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    User.objects.create_user("ada", password="correct horse")


def test_the_right_password_leads_on(client: Client) -> None:
    response = client.post("/sign-in/", GOOD | {"next": "/timeseries/?tagFilter=a%26b"})
    assert (response.status_code, response["Location"]) == (302, "/timeseries/?tagFilter=a%26b")
    assert client.get("/timeseries/").status_code == 200
    cookie = client.cookies["tb_session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert client.get("/sign-in/", {"next": "/runs/"})["Location"] == "/runs/"


@pytest.mark.parametrize(
    "said", [BAD, {"username": "nobody", "password": "correct horse"}, {}, {"username": "a" * 10_000}]
)
def test_a_wrong_one_says_no_more_than_that(said: dict[str, str], client: Client) -> None:
    response = client.post("/sign-in/", said)
    assert response.status_code == 401
    tree = html.document(response.content.decode())
    assert html.text_of(html.by_id(tree, "door-error")) == (
        "This name and this password do not belong together."
    )
    assert not Session.objects.exists()


def test_nobody_who_is_inactive_comes_in(client: Client) -> None:
    User.objects.update(is_active=False)
    assert client.post("/sign-in/", GOOD).status_code == 401


ELSEWHERE = [
    "http://evil.example/",
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "https:evil.example",
    "https:///evil.example",
    "http:/evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/\n/evil.example",
    "/%09/../..//evil.example\n",
    "evil.example",
    "@evil.example",
    "/sign-in/?next=//evil.example",
    "",
]


@pytest.mark.parametrize("there", ELSEWHERE)
def test_it_leads_nowhere_else(there: str, client: Client) -> None:
    assert client.post("/sign-in/", GOOD | {"next": there})["Location"] == "/"
    assert client.get("/sign-in/", {"next": there})["Location"] == "/"


def test_the_session_has_a_new_name_after_signing_in_and_none_after_signing_out(client: Client) -> None:
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["tb_session"] = planted = session.session_key
    client.post("/sign-in/", GOOD)
    assert client.cookies["tb_session"].value != planted
    assert [row.session_key for row in Session.objects.all()] == [digest(client.cookies["tb_session"].value)]
    client.post("/sign-out/")
    assert not Session.objects.exists()
    assert client.get("/timeseries/").status_code == 401


def test_what_stands_in_the_table_of_sessions_opens_none(client: Client) -> None:
    client.post("/sign-in/", GOOD)
    (row,) = Session.objects.all()
    assert row.user == User.objects.get()
    thief = Client(headers={"host": "localhost"})
    thief.cookies["tb_session"] = row.session_key
    assert thief.get("/timeseries/").status_code == 401
    row.delete()
    assert client.get("/timeseries/").status_code == 401


def test_signing_out_takes_a_post(client: Client) -> None:
    client.post("/sign-in/", GOOD)
    assert client.get("/sign-out/").status_code == 405
    assert client.get("/timeseries/").status_code == 200


def test_a_form_without_its_token_is_refused() -> None:
    careful = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)
    assert careful.post("/sign-in/", GOOD).status_code == 403
    page = html.document(careful.get("/sign-in/").content.decode())
    (field,) = [e for e in html.elements(page) if e.get("name") == "csrfmiddlewaretoken"]
    assert careful.post("/sign-in/", GOOD | {"csrfmiddlewaretoken": field.get("value")}).status_code == 302


def test_five_tries_in_five_minutes(client: Client) -> None:
    for _ in range(5):
        assert client.post("/sign-in/", BAD).status_code == 401
    response = client.post("/sign-in/", GOOD)
    assert (response.status_code, response["Retry-After"]) == (429, "300")
    assert "Wait 5 minutes" in response.content.decode()
    assert client.post("/sign-in/", GOOD | {"username": "ADA"}).status_code == 429
    assert client.post("/sign-in/", GOOD, REMOTE_ADDR="10.0.0.7").status_code == 302
    Attempt.objects.update(made=timezone.now() - timedelta(minutes=5, seconds=1))
    assert client.post("/sign-in/", GOOD).status_code == 302
    assert not Attempt.objects.exists()


def test_a_success_forgets_the_failures(client: Client) -> None:
    for _ in range(3):
        for _ in range(4):
            client.post("/sign-in/", BAD)
        assert client.post("/sign-in/", GOOD).status_code == 302


def test_a_new_password_ends_the_other_sessions(client: Client) -> None:
    other = Client(headers={"host": "localhost"})
    for browser in (client, other):
        browser.post("/sign-in/", GOOD)
    page = html.document(client.get("/password/").content.decode())
    assert not html.duplicate_ids(page)
    new = {"old_password": "wrong", "new_password1": "staple battery", "new_password2": "staple battery"}
    assert client.post("/password/", new).status_code == 422
    assert client.post("/password/", new | {"old_password": "correct horse"}).status_code == 302
    assert client.get("/timeseries/").status_code == 200
    assert other.get("/timeseries/").status_code == 401


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_no_more_than_five() -> None:
    passed: list[bool] = []

    def guess() -> None:
        try:
            brake.take("key")
        except brake.Braked:
            return
        finally:
            connection.close()
        passed.append(True)

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) <= 5

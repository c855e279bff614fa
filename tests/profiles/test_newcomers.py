"""Newcomers: a page gives them a cookie and stores nothing, so that what they begin at once is one draft."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from threading import Barrier
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from ingest.store import Store
from profiles.models import Draft
from profiles.people import COOKIE, MAX_AGE
from profiles.schema import profile_from_json

PAGE = "/timeseries/"
KEEP, SETTINGS = "/profiles/page/", "/profiles/settings/"
HTMX = {"HX-Request": "true"}
NEWCOMERS = 5


@pytest.fixture(autouse=True)
def runs(show: Callable[..., Store]) -> None:
    show({"a": {"loss": [1.0]}})


@pytest.fixture
def address(live_server: LiveServer, db: None) -> str:
    """Where a server answers from threads of its own."""
    return live_server.url.removeprefix("http://")


def asked(address: str, method: str, path: str, cookie: str = "", **fields: object) -> str:
    """The cookie that a real request leaves a browser with."""
    connection = HTTPConnection(address, timeout=30)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"{COOKIE}={cookie}"}
    if not cookie:
        del headers["Cookie"]
    connection.request(method, path, urlencode(fields) or None, headers | (HTMX if fields else {}))
    answer = connection.getresponse()
    assert answer.status in {200, 204}, answer.read()
    answer.read()
    said = answer.headers.get("Set-Cookie", f"{COOKIE}={cookie}")
    connection.close()
    return said.partition(";")[0].removeprefix(f"{COOKIE}=")


def at_once(*works: Callable[[], str]) -> set[str]:
    start = Barrier(len(works))

    def work(number: int) -> str:
        start.wait()
        return works[number]()

    with ThreadPoolExecutor(len(works)) as pool:
        return set(pool.map(work, range(len(works))))


def test_two_first_changes_at_once_are_of_one_draft(address: str) -> None:
    for _ in range(NEWCOMERS):
        cookie = asked(address, "GET", PAGE)
        assert not Draft.objects.exists()
        assert at_once(
            lambda cookie=cookie: asked(address, "POST", KEEP, cookie, smoothing="0.25"),
            lambda cookie=cookie: asked(address, "POST", SETTINGS, cookie, pageSize=7),
        ) == {cookie}
        (draft,) = Draft.objects.all()
        profile = profile_from_json(draft.data)
        assert (profile.smoothing, profile.page_size) == (0.25, 7)
        draft.delete()


def test_all_tabs_that_begin_at_once_have_one_draft(address: str) -> None:
    cookie = asked(address, "GET", PAGE)
    sizes = range(1, 9)
    tabs = (lambda size=size: asked(address, "POST", SETTINGS, cookie, pageSize=size) for size in sizes)
    assert at_once(*tabs) == {cookie}
    assert profile_from_json(Draft.objects.get().data).page_size in sizes


def test_the_cookie_of_a_page_goes_with_the_browser_until_something_is_kept(client: Client) -> None:
    page = client.get(PAGE)
    given = page.cookies[COOKIE]
    assert (given["max-age"], given["expires"], given["httponly"], given["samesite"]) == ("", "", True, "Lax")
    assert page["Cache-Control"] == "private, no-cache"
    assert "Cookie" in page["Vary"]
    kept = client.post(SETTINGS, {"pageSize": 7}, headers=HTMX).cookies[COOKIE]
    assert (kept.value, kept["max-age"]) == (given.value, MAX_AGE)


def test_who_has_a_cookie_is_given_no_other_by_a_page(client: Client) -> None:
    for cookie in ("", "of-another-server-of-this-machine"):
        if cookie:
            client.cookies[COOKIE] = cookie
        client.get(PAGE)
        assert COOKIE not in client.get(PAGE).cookies


@pytest.mark.parametrize("sent", ["x" * 76, "x" * 32 + ":" + "y" * 43])
def test_a_cookie_that_is_not_signed_by_us_is_nobodys(sent: str, client: Client) -> None:
    client.cookies[COOKIE] = sent
    assert client.post(SETTINGS, {"pageSize": 7}, headers=HTMX).cookies[COOKIE].value != sent


@pytest.mark.parametrize(
    "path",
    ["/data/runs", "/data/profile", "/profiles/mirror/", "/sign-in/", "/admin/login/", "/static/app.css"],
)
def test_only_pages_give_one(path: str, client: Client) -> None:
    assert COOKIE not in client.get(path).cookies


def test_nor_does_a_part_of_a_page(client: Client) -> None:
    assert COOKIE not in client.get(PAGE, headers=HTMX | {"HX-Target": "div#cards"}).cookies


def test_who_has_signed_in_gets_none(client: Client) -> None:
    client.force_login(User.objects.create_user("ada"))
    assert COOKIE not in client.get(PAGE).cookies

"""Who is let in: strangers get nothing, on any route; the token, or an account with a role, opens them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.test import Client
from django.urls import reverse

from ingest.store import Store
from profiles.drafts import source_key
from profiles.models import Grant, Role, Source
from tensorbored_site import state
from tensorbored_site.gate import OPEN_FILES
from tests.helpers.html import document, elements
from tests.helpers.routes import every_route

TOKEN = "0123456789abcdef0123456789abcdef0123456789abcdef"
PAGE = {"accept": "text/html"}
DOORS = {"login": {"/sign-in/", "/sign-out/", "/token/"}, "token": {"/token/"}}
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
ROUTES = every_route()


@pytest.fixture(params=["token", "login"])
def closed(request: pytest.FixtureRequest, settings: Any, db: None) -> str:
    """A server that lets nobody in unasked."""
    settings.AUTH, settings.TOKEN = request.param, TOKEN
    return str(request.param)


@pytest.fixture
def with_token(settings: Any, db: None) -> None:
    settings.AUTH, settings.TOKEN = "token", TOKEN


@pytest.fixture
def source(settings: Any, db: None) -> Source:
    """With logins: what is looked at, and who may."""
    settings.AUTH = "login"
    return Source.objects.create(key=source_key(state.store().snapshot()), name="/logs")


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_user("ada", password="correct horse")


@pytest.fixture
def stranger(db: None) -> Client:
    return Client(headers={"host": "localhost"}, raise_request_exception=False)


@pytest.mark.parametrize("route", [*ROUTES, "/no/such/page", "/runs"])
def test_a_stranger_gets_nothing(route: str, closed: str, stranger: Client) -> None:
    if route in DOORS[closed]:
        return
    for method in METHODS:
        for accept in (PAGE, {"accept": "*/*"}, {"HX-Request": "true", **PAGE}):
            response = stranger.generic(method, route, headers=accept)
            assert response.status_code in {302, 401, 403}, (method, accept)
            assert response.headers.get("Location", "/sign-in/").startswith(("/sign-in/", "/token/"))
            assert response["X-Content-Type-Options"] == "nosniff"
            assert response["Content-Security-Policy"]


def test_the_door_itself_is_open(closed: str, stranger: Client) -> None:
    page = stranger.get("/token/" if closed == "token" else "/sign-in/", headers=PAGE)
    assert page.status_code == 200
    tree = document(page.content.decode())
    named = [e.get("href") or e.get("src") or "" for e in elements(tree)]
    asked = {name for name in named if name.startswith(settings.STATIC_URL)}
    assert asked == {static(file) for file in OPEN_FILES}
    for file in asked:
        response = stranger.get(file)
        assert response.status_code == 200
        response.close()


def test_other_files_are_not_for_strangers(closed: str, stranger: Client) -> None:
    for file in ("shell.js", "css/shell.css", "vendor/htmx.org/htmx.min.js", "admin/css/base.css"):
        assert finders.find(file)
        assert stranger.get(static(file)).status_code == 401


def test_a_page_that_is_let_in_no_longer_is_loaded_anew(closed: str, stranger: Client) -> None:
    response = stranger.get("/runs/", headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Refresh"]) == (401, "true")


# --- token -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("with_token")
def test_the_address_of_the_start_lets_in_and_loses_its_token(stranger: Client) -> None:
    response = stranger.get(f"/timeseries/?a=%2f+b&token={TOKEN}&tagFilter=x%20y", headers=PAGE)
    assert (response.status_code, response["Location"]) == (302, "/timeseries/?a=%2f+b&tagFilter=x%20y")
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "no-store"
    (cookie,) = response.cookies.values()
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert TOKEN not in str(response.headers) + str(response.cookies)
    assert stranger.get("/timeseries/").status_code == 200


@pytest.mark.usefixtures("with_token")
@pytest.mark.parametrize("scheme", ["token", "Bearer", "bearer"])
def test_scripts_send_it_each_time(scheme: str, stranger: Client) -> None:
    response = stranger.get("/data/runs", headers={"authorization": f"{scheme} {TOKEN}"})
    assert response.status_code == 200
    assert not response.cookies
    assert stranger.get("/data/runs").status_code == 401


@pytest.mark.usefixtures("with_token")
@pytest.mark.parametrize("wrong", ["", "x", TOKEN[:-1], TOKEN + "0", TOKEN.upper(), "é", "\udc80", "\0"])
def test_another_token_does_not(wrong: str, stranger: Client) -> None:
    for scheme in ("token", "Bearer", "Basic", ""):
        headers = {"authorization": f"{scheme} {wrong}".encode("utf-8", "replace").decode("latin-1")}
        assert stranger.get("/data/runs", headers=headers).status_code == 401
    offered = {"token": wrong.encode("utf-8", "replace")}
    response = stranger.get("/timeseries/", offered | {"a": "1"}, headers=PAGE)
    assert response["Location"] == "/token/?next=%2Ftimeseries%2F%3Fa%3D1"
    response = stranger.post("/token/", offered | {"next": "/timeseries/"})
    assert response.status_code == 401
    assert not response.cookies
    stranger.cookies["tb_token_80"] = TOKEN
    assert stranger.get("/data/runs").status_code == 401


@pytest.mark.usefixtures("with_token")
def test_it_can_be_typed(stranger: Client) -> None:
    response = stranger.post("/token/", {"token": f" {TOKEN}\n", "next": "/timeseries/?a=1"})
    assert response["Location"] == "/timeseries/?a=1"
    assert stranger.get("/timeseries/").status_code == 200


@pytest.mark.usefixtures("with_token")
def test_a_token_does_not_open_the_admin(stranger: Client) -> None:
    stranger.get(f"/?token={TOKEN}")
    assert stranger.get("/admin/", headers=PAGE)["Location"].startswith("/admin/login/")
    assert stranger.get("/sign-in/").status_code == 200


@pytest.mark.usefixtures("with_token")
def test_a_cookie_is_for_the_token_of_this_start(stranger: Client, settings: Any) -> None:
    stranger.get(f"/?token={TOKEN}")
    settings.TOKEN = TOKEN[::-1]
    assert stranger.get("/timeseries/").status_code == 401


# --- roles -----------------------------------------------------------------------------------------


def test_everybody_who_signs_in_may_look_and_not_change_the_default(source: Source, ada: User) -> None:
    browser = signed_in(ada)
    assert browser.get("/timeseries/").status_code == 200
    assert browser.post("/profiles/runs/", {"action": "all"}).status_code == 302
    for shared in ("/data/profile", "/data/run_colors"):
        assert browser.post(shared, "{}", "application/json").status_code == 403


def signed_in(user: User) -> Client:
    browser = Client(headers={"host": "localhost"})
    browser.force_login(user)
    return browser


def grants(user: User) -> Iterator[dict[str, object]]:
    """Two ways to have a role."""
    group = Group.objects.create(name="team")
    user.groups.add(group)
    yield {"user": user}
    yield {"group": group}


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMIN])
def test_editors_may_change_the_default(role: Role, source: Source, ada: User) -> None:
    for whose in grants(ada):
        grant = Grant.objects.create(source=source, role=role, **whose)
        assert signed_in(ada).post("/data/profile", "{}", "application/json").status_code == 400
        grant.delete()
        assert signed_in(ada).post("/data/profile", "{}", "application/json").status_code == 403


def test_a_source_can_be_for_those_only_who_have_a_role(source: Source, ada: User) -> None:
    Source.objects.update(everyone=Role.NONE)
    browser = signed_in(ada)
    page = browser.get("/timeseries/", headers=PAGE)
    assert (page.status_code, "ada may not look at this logdir" in page.content.decode()) == (403, True)
    document(page.content.decode())
    for route in ROUTES:
        if not route.startswith(("/admin/", "/sign-", "/token/", "/password/")):
            assert browser.get(route).status_code == 403, route
            assert browser.post(route).status_code == 403, route
    for whose in grants(ada):
        grant = Grant.objects.create(source=source, role=Role.VIEWER, **whose)
        assert browser.get("/timeseries/").status_code == 200
        grant.delete()
        assert browser.get("/timeseries/").status_code == 403


def test_an_address_that_is_none_tells_nothing_to_who_may_not_look(
    source: Source, ada: User, show: Callable[..., Store]
) -> None:
    show({"secret-run": {"loss": [1.0]}})
    Source.objects.update(key=source_key(state.store().snapshot()), everyone=Role.NONE)
    browser = signed_in(ada)
    page = browser.get("/password/no/such", headers=PAGE)
    assert page.status_code == 404
    assert "secret-run" not in page.content.decode()
    Source.objects.update(everyone=Role.VIEWER)
    assert "secret-run" in browser.get("/password/no/such", headers=PAGE).content.decode()


def test_a_role_for_another_source_says_nothing(source: Source, ada: User) -> None:
    Source.objects.update(everyone=Role.NONE)
    other = Source.objects.create(key="other", name="/other")
    Grant.objects.create(source=other, role=Role.ADMIN, user=ada)
    assert signed_in(ada).get("/timeseries/").status_code == 403


def test_who_was_locked_out_is_out_at_once(source: Source, ada: User) -> None:
    browser = signed_in(ada)
    assert browser.get("/timeseries/").status_code == 200
    User.objects.update(is_active=False)
    assert browser.get("/timeseries/").status_code == 401


def test_the_header_tells_who_one_is_and_leads_out(source: Source, ada: User, show: object) -> None:
    assert isinstance(state.store(), Store)
    browser = signed_in(ada)
    page = browser.get("/timeseries/").content.decode()
    assert "viewer of this logdir" in page
    assert reverse("admin:index") not in page
    assert browser.post("/sign-out/")["Location"] == "/sign-in/"
    assert browser.get("/timeseries/").status_code == 401


def test_scripts_send_the_token_that_was_chosen_and_may_what_editors_may(
    source: Source, stranger: Client, settings: Any
) -> None:
    headers = {"authorization": f"Bearer {TOKEN}"}
    settings.TOKEN = TOKEN
    assert stranger.get("/data/runs", headers=headers).status_code == 401
    settings.TOKEN_IS_CHOSEN = True
    assert stranger.get("/data/runs", headers=headers).status_code == 200
    assert stranger.post("/data/profile", "{}", "application/json", headers=headers).status_code == 400
    assert stranger.get("/data/runs", headers={"authorization": "Bearer x"}).status_code == 401
    assert stranger.get("/data/runs", {"token": TOKEN}).status_code == 401
    assert stranger.get("/admin/", headers=headers)["Location"].startswith("/admin/login/")


# --- the admin -------------------------------------------------------------------------------------


@pytest.mark.parametrize("auth", ["none", "token", "login"])
def test_the_admin_is_for_staff_whatever_the_rest_is(
    auth: str, settings: Any, ada: User, stranger: Client
) -> None:
    settings.AUTH, settings.TOKEN = auth, TOKEN
    stranger.get("/", {"token": TOKEN})
    routes = [route for route in ROUTES if route.startswith("/admin/")]
    assert len(routes) > 20
    for browser in (stranger, signed_in(ada)):
        browser.get("/", {"token": TOKEN})
        for route in routes:
            for method in ("GET", "POST"):
                response = browser.generic(method, route, headers=PAGE)
                assert response.status_code in {302, 401, 403}, (route, method)


def test_the_admin_is_never_framed(stranger: Client) -> None:
    assert "frame-ancestors 'none'" in stranger.get("/admin/")["Content-Security-Policy"]

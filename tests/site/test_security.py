"""Every route is held to the same rules: who may ask, who may write, what browsers may do with the answer.

The routes are read from the URLconf, so that a new view cannot forget them.
"""

from __future__ import annotations

from itertools import product
from socket import gethostname
from typing import Any

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.test import Client

from tensorbored_site.middleware import CONTENT_SECURITY_POLICY
from tests.helpers.routes import every_route

UNSAFE_METHODS = ["POST", "PUT", "PATCH", "DELETE"]
PROMISED = {
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
}


ROUTES = [
    *every_route(),
    "/no/such/page",
    pytest.param(f"{settings.STATIC_URL}vendor/htmx.org/LICENSE", id="a static file"),
]


@pytest.fixture
def anyone(db: None) -> Client:
    """A client that says nothing of itself; errors in views are answers."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("route", ROUTES)
def test_each_answer_tells_browsers_to_keep_others_out(route: str, anyone: Client) -> None:
    response = anyone.get(route, headers={"host": "localhost:6006"})
    response.close()  # a static file
    assert set(response.headers) >= PROMISED
    assert response.status_code < 500
    assert response.headers.get("Content-Type") or response.status_code in {204, 301, 302, 304}
    assert "Server" not in response.headers


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "a, localhost", "127.0.0.1.nip.io", "["]
)
@pytest.mark.parametrize("route", ROUTES)
def test_a_foreign_host_gets_nothing(route: str, host: str, anyone: Client) -> None:
    response = anyone.get(route, headers={"host": host})
    assert response.status_code == 400
    assert set(response.headers) >= PROMISED


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:80", "127.0.0.1:6006", "[::1]:6006", "tb.localhost"]
)
def test_names_of_this_machine_are_answered(host: str, anyone: Client) -> None:
    assert anyone.get("/", headers={"host": host}).status_code == 302


@pytest.fixture
def everywhere(settings: Any) -> Any:
    """A server that listens on all interfaces."""
    settings.ALLOWED_HOSTS, settings.OTHER_HOSTS = ["*"], []
    return settings


MACHINE = gethostname()
ITS_OWN = ["localhost:80", "192.0.2.7:6006", "[2001:db8::1]:6006", MACHINE.upper(), f"{MACHINE}.local:1"]
OTHERS = ["evil.example", "127.0.0.1.nip.io", "localhost.evil.example", f"{MACHINE}.evil.example"]


@pytest.mark.usefixtures("everywhere")
@pytest.mark.parametrize("route", ROUTES)
def test_who_listens_everywhere_and_asks_for_no_secret_is_not_led_to_by_foreign_names(
    route: str, anyone: Client
) -> None:
    for host in OTHERS:
        assert anyone.get(route, headers={"host": host}).status_code == 400, host


def test_who_listens_everywhere_answers_to_addresses_and_names_of_this_machine(
    everywhere: Any, anyone: Client
) -> None:
    for host in ITS_OWN:
        assert anyone.get("/", headers={"host": host}).status_code == 302, host
    everywhere.OTHER_HOSTS = [".example.org"]
    assert anyone.get("/", headers={"host": "tb.example.org"}).status_code == 302


def test_where_a_secret_is_asked_for_any_name_leads_to_the_door_unless_names_are_chosen(
    everywhere: Any, anyone: Client
) -> None:
    everywhere.AUTH, everywhere.TOKEN = "token", "0" * 48
    assert anyone.get("/data/runs", headers={"host": "evil.example"}).status_code == 401
    everywhere.OTHER_HOSTS = ["tb.example.org"]
    assert anyone.get("/data/runs", headers={"host": "evil.example"}).status_code == 400
    assert anyone.get("/data/runs", headers={"host": "tb.example.org"}).status_code == 401


def test_a_forwarded_host_is_not_believed(anyone: Client) -> None:
    headers = {"host": "evil.example", "x-forwarded-host": "localhost"}
    assert anyone.get("/", headers=headers).status_code == 400


def test_a_second_host_in_the_request_line_is_refused(anyone: Client) -> None:
    response = anyone.get("/", headers={"host": "localhost"}, REQUEST_URI="http://evil.example/")
    assert response.status_code == 400


FOREIGN = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site", "origin": "http://localhost:8888"},
    {"origin": "http://evil.example"},
    {"origin": "http://localhost:8888"},
    {"origin": "https://localhost"},
    {"origin": "null"},
    {"origin": "]["},
    {"sec-fetch-site": "cross-site", "origin": "http://localhost"},
]


@pytest.mark.parametrize("route", ROUTES)
def test_other_sites_write_nothing(route: str, anyone: Client) -> None:
    for method, sent in product(UNSAFE_METHODS, FOREIGN):
        headers = {"host": "localhost"} | sent
        response = anyone.generic(method, route, "action=all", "text/plain", headers=headers)
        assert response.status_code == 403, (method, sent)
        assert set(response.headers) >= PROMISED


OWN = [
    {},
    {"origin": "http://localhost"},
    {"sec-fetch-site": "same-origin", "origin": "http://localhost"},
    {"sec-fetch-site": "same-origin", "origin": "https://proxy.example"},
    {"sec-fetch-site": "none"},
]


@pytest.mark.parametrize("headers", OWN, ids=str)
def test_our_own_pages_and_scripts_may_write(headers: dict[str, str], anyone: Client) -> None:
    response = anyone.post("/profiles/runs/", {"action": "all"}, headers={"host": "localhost"} | headers)
    assert response.status_code in {204, 302, 303}


def test_the_policy_allows_nothing_unsafe_and_frames_by_notebooks_only() -> None:
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "*;" not in CONTENT_SECURITY_POLICY.replace(":*", "")
    assert "frame-ancestors 'self' http://localhost:* http://127.0.0.1:*" in CONTENT_SECURITY_POLICY


def test_an_answer_may_bring_a_stricter_policy(anyone: Client) -> None:
    from django.http import HttpRequest, HttpResponse

    from tensorbored_site.middleware import security

    request = HttpRequest()
    request.META["HTTP_HOST"] = "localhost"
    request.method = "GET"
    strict = HttpResponse(headers={"Content-Security-Policy": "sandbox"})
    assert security(lambda _: strict)(request)["Content-Security-Policy"] == "sandbox"


def test_django_has_nothing_to_say_about_a_deployment() -> None:
    said = [message for message in run_checks(include_deployment_checks=True) if not message.is_silenced()]
    assert {message.id for message in said} <= {"async.E001"}  # a variable of the tests, see conftest.py

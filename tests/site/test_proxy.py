"""What proxies say is believed of those that were named, and of nobody else."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory

from tensorbored_site import hosts
from tensorbored_site.proxy import unwrap

PROXY, STRANGER = "10.1.2.3", "10.9.9.9"


@pytest.fixture(autouse=True)
def behind_a_proxy(settings: Any, db: None) -> None:
    settings.AUTH = "login"
    settings.TRUSTED_PROXIES = [ip_network("10.1.0.0/16"), ip_network("::1")]
    settings.REMOTE_USER = "HTTP_REMOTE_USER"
    settings.AUTHENTICATION_BACKENDS = [
        "django.contrib.auth.backends.ModelBackend",
        "tensorbored_site.proxy.RemoteUsers",
    ]


def ask(browser: Client, sender: str, **headers: str) -> int:
    return browser.get("/timeseries/", headers=headers, REMOTE_ADDR=sender).status_code


def test_whom_the_proxy_names_is_signed_in(client: Client) -> None:
    assert ask(client, PROXY) == 401
    assert ask(client, PROXY, **{"remote-user": "ada"}) == 200
    assert ask(client, f"::ffff:{PROXY}", **{"remote-user": "ada"}) == 200
    assert User.objects.get().username == "ada"
    assert not User.objects.get().has_usable_password()


@pytest.mark.parametrize("header", ["remote-user", "x-remote-user", "Remote_User", "x-forwarded-user"])
def test_whom_a_stranger_names_is_not(header: str, client: Client) -> None:
    for sender in (STRANGER, "", "unknown", "10.1.2.3, 10.9.9.9"):
        assert ask(client, sender, **{header: "ada"}) == 401
    assert not User.objects.exists()


def test_a_session_of_the_proxy_is_none_elsewhere(client: Client) -> None:
    assert ask(client, PROXY, **{"remote-user": "ada"}) == 200
    assert ask(client, STRANGER) == 401


def test_whoever_is_named_next_is_somebody_else(client: Client) -> None:
    ask(client, PROXY, **{"remote-user": "ada"})
    page = client.get("/timeseries/", headers={"remote-user": "bob"}, REMOTE_ADDR=PROXY)
    assert "bob" in page.content.decode()
    assert ask(client, PROXY, **{"remote-user": ""}) == 401
    assert ask(client, PROXY) == 401


@pytest.mark.parametrize(
    ("sender", "forwarded", "seen"),
    [
        (PROXY, "1.2.3.4", "1.2.3.4"),
        (PROXY, "6.6.6.6, 1.2.3.4, 10.1.0.9", "1.2.3.4"),
        (PROXY, "10.1.0.9", PROXY),
        (PROXY, "", PROXY),
        (STRANGER, "1.2.3.4", STRANGER),
    ],
)
def test_the_visitor_is_the_last_hop_that_is_no_proxy(sender: str, forwarded: str, seen: str) -> None:
    request = RequestFactory().get("/", headers={"x-forwarded-for": forwarded}, REMOTE_ADDR=sender)
    unwrap(request)
    assert request.META["REMOTE_ADDR"] == seen
    assert "HTTP_X_FORWARDED_FOR" not in request.META


def test_cookies_are_for_tls_where_the_proxy_speaks_it(client: Client) -> None:
    for sender, secure in ((PROXY, True), (STRANGER, "")):
        response = client.get("/sign-in/", headers={"x-forwarded-proto": "https"}, REMOTE_ADDR=sender)
        assert response.cookies["tb_csrf"]["secure"] == secure


def test_by_default_nobody_needs_to_sign_in_where_only_this_machine_can_ask() -> None:
    alone: list[tuple[str, bool, list[str]]] = [
        ("", False, []),
        ("localhost", False, []),
        ("127.0.0.2", False, []),
        ("::1", False, []),
        ("", False, ["tb.localhost"]),
    ]
    reachable = [
        ("", True, []),
        ("0.0.0.0", False, []),
        ("::", False, []),
        ("192.168.1.5", False, []),
        ("node7", False, []),
        ("", False, ["tb.example.org"]),
        ("", False, ["127.0.0.1.evil.example"]),
    ]
    assert [hosts.auth("", hosts.allowed(*how)) for how in alone] == ["none"] * len(alone)
    assert [hosts.auth("", hosts.allowed(*how)) for how in reachable] == ["token"] * len(reachable)


@pytest.mark.parametrize("call", [lambda: hosts.auth("nome", []), lambda: hosts.token("secret")])
def test_a_choice_that_is_none_ends_the_program(call: Any) -> None:
    with pytest.raises(SystemExit, match="ERROR: "):
        call()

"""Whatever is asked, wherever: an answer that is no error of ours, and that tells nothing of this machine."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from ingest.store import Store
from tests.helpers.routes import every_route

EACH = 20  # requests a route and kind of visitor: ten thousand
NAMES = (
    *("run", "tag", "tagFilter", "runFilter", "step", "sample", "smoothing", "page", "runsPage", "v"),
    *("action", "profile", "revision", "name", "next", "token", "username", "password", "text"),
    *(
        "run[]",
        "tag[]",
        "__proto__",
        "tag\0",
        "plugin",
        "format",
        "tags",
        "width",
        "id",
        "kept",
        "pageSize",
        "shown",
        "group",
        "q",
        "o",
    ),
)
VALUES = (
    *("", "0", "-1", "1", "abc", "NaN", "1e309", "99999999999999999999", "１２", "\0", "%00", "\udc80"),
    *("../../etc/passwd", "..%2f..%2fetc", "/etc/passwd", "//evil.example", "<script>alert(1)</script>", "["),
    *("(a+)+$", "{}", "[]", "null", '{"version": 1}', '{"a":' * 2_000, "'; DROP TABLE x; --", "\u202e"),
    *("toggle", "save", "load", "delete", "rename", "all", "a" * 70_000),
)
HTMX = {"HX-Request": "true", "HX-Target": "section#cards"}
HEADERS = (
    {},
    HTMX | {"HX-Current-URL": "javascript:x"},
    HTMX | {"HX-Current-URL": "http://[", "HX-Target": "<b>"},
    HTMX | {"HX-Current-URL": "/s/x/../%ff?%", "HX-History-Restore-Request": "true"},
    {"Accept-Encoding": "gzip;q=0, *;q=x", "Accept": "*/*;q=x", "Range": "bytes=0-0," * 1_000},
    {"If-None-Match": '"' + "x" * 60_000 + '"', "If-Match": "W/", "If-Modified-Since": "never"},
    {
        "Cookie": "tb_draft=" + "x" * 64 + "; tb_session=\x01; tb_token_80=é; tb_csrf=;;",
        "Referer": "http://[",
    },
    {"Authorization": "Bearer \xff", "X-Forwarded-For": "unknown, ;", "X-Forwarded-Proto": "ftp"},
)
TYPES = (
    "application/x-www-form-urlencoded",
    "application/json",
    "text/plain",
    "multipart/form-data",
    "",
    "x",
)
METHODS = ("GET", "GET", "POST", "POST", "HEAD", "OPTIONS", "PUT", "TRACE", "PROPFIND", "get")


def asked(choose: random.Random) -> dict[str, Any]:
    """A request, but for its path: parameters, headers and a body of any kind."""
    said = [(choose.choice(NAMES), choose.choice(VALUES)) for _ in range(choose.randrange(4))]
    query = "&".join(f"{name}={quoted(value)}" for name, value in said)
    return {
        "method": choose.choice(METHODS),
        "data": choose.choice((query, choose.choice(VALUES))).encode("utf-8", "surrogateescape"),
        "content_type": choose.choice(TYPES),
        "QUERY_STRING": choose.choice((query, quoted(choose.choice(VALUES)))),
        "headers": choose.choice(HEADERS) | {"host": "localhost"},
    }


def quoted(text: str) -> str:
    """As it would stand in an address, or as somebody careless has it."""
    return (
        "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "surrogateescape"))
        if len(text) < 99
        else text
    )


@pytest.mark.parametrize("who", ["newcomer", "superuser", "stranger"])
def test_nothing_that_is_asked_is_an_error_of_ours(
    who: str, show: Callable[..., Store], settings: Any, db: None
) -> None:
    show({"a/b": {"x": [1.0, float("nan")], "y/z": [2.0]}, "<b>": {"x": [1.0]}})
    settings.AUTH = "login" if who == "stranger" else "none"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    browser = Client(raise_request_exception=False)
    if who == "superuser":
        browser.force_login(User.objects.create_superuser("boss"))
    choose, home = random.Random(7), str(Path(__file__).parents[2])
    wrong = []
    for route in every_route() * EACH:
        request = asked(choose)
        answer = browser.generic(path=route, **request)
        text = "" if answer.streaming else answer.content.decode("utf-8", "replace")
        if answer.status_code >= 500 or "Traceback" in text or home in text:
            wrong.append(f"{answer.status_code} {route} {str(request)[:400]}")
    assert wrong == []

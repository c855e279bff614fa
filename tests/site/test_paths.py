"""No address, no name and no profile leads to a file outside: whatever is asked for, wherever it is said.

S6 of the project's reliability notes. Every route is asked with every spelling of the way to a canary.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client

from ingest.store import Store
from tests.helpers.routes import every_route
from tests.site.test_fuzz import NAMES

CANARY = "a-canary-that-nobody-may-hear"
HTMX = {"HX-Request": "true", "HX-Target": "section#cards"}
RAW = "/.-_~%;\\"
"""What a spelling says as it stands."""


def spellings(canary: Path, logdir: Path) -> Iterator[str]:
    """Ways to write where it lies."""
    places = [logdir, Path(settings.BASE_DIR), Path(settings.BASE_DIR) / "static" / "vendor", Path.home()]
    direct = str(canary)
    for path in [direct, *(os.path.relpath(direct, place) for place in places), "../" * 12 + direct[1:]]:
        yield path
        yield path.replace("..", "%2e%2e")
        yield path.replace("/", "%2f")
        yield path.replace("%", "%25").replace("..", "%252e%252e").replace("/", "%252f")
        yield path.replace("/", "\\")
        yield path.replace("/", "%5c")
        yield path.replace("../", "....//")
        yield path.replace("../", "..;/")
        yield path.replace("..", "．．").replace("/", "／")
        yield path.replace("..", "%c0%ae%c0%ae").replace("/", "%c0%af")
    for before, after in (
        *(
            ("file://", ""),
            ("file:", ""),
            ("//localhost", ""),
            ("/proc/self/root", ""),
            ("/dev/fd/../..", ""),
        ),
        *(
            ("file:///", ""),
            ("jar:file://", "!/x"),
            ("~/../..", ""),
            ("\\\\localhost", ""),
            ("\0", ""),
            ("./", ""),
        ),
        *(("", "\0.png"), ("", "%00"), ("", "#.png"), ("", "?.png"), ("", "/."), (" ", " "), ("x/../..", "")),
    ):
        yield f"{before}{direct}{after}"


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    path = tmp_path / "outside" / "canary.json"
    path.parent.mkdir()
    path.write_text(f'{{"version": 1, "name": "{CANARY}"}}')
    return path


def is_heard(answer: object) -> bool:
    parts = answer.streaming_content if answer.streaming else [answer.content]  # type: ignore[attr-defined]
    text = b"".join(parts)
    return CANARY.encode() in text or b"root:x:0:0" in text


@pytest.mark.parametrize("where", ["in the query", "in the path", "in a form"])
def test_s6_no_spelling_of_a_path_leads_out(
    where: str, canary: Path, tmp_path: Path, show: Callable[..., Store], db: None
) -> None:
    ways = list(spellings(canary, tmp_path / "logs"))
    assert len(set(ways)) >= 60
    ways = ways[::4] if where == "in a form" else ways  # forms are read as queries are
    show({way: {way: [1.0]} for way in [str(canary), "../../etc/passwd"]})
    browser = Client(raise_request_exception=False, headers={"host": "localhost", **HTMX})
    heard = []
    for route in every_route():
        if route.startswith("/admin/") or (where == "in the path" and "1" not in route):
            continue
        for way in ways:
            said = "&".join(f"{name}={quote(way)}" for name in NAMES)
            if where == "in the query":
                answer = browser.get(f"{route}?{said}")
            elif where == "in the path":
                answer = browser.get(route.replace("1", quote(way, RAW)))
            else:
                answer = browser.post(route, said, "application/x-www-form-urlencoded")
            if is_heard(answer) or answer.status_code >= 500:
                heard.append((answer.status_code, route, way))
    assert heard == []


@pytest.mark.parametrize(
    "prefix", ["", "static/", "static/vendor/app/", "s/1/", "data/", "data/plugin/images/"]
)
def test_s6_no_address_leads_to_a_file_that_is_not_ours(
    prefix: str, canary: Path, tmp_path: Path, show: Callable[..., Store], db: None
) -> None:
    show({"run": {"loss": [1.0]}})
    browser = Client(raise_request_exception=False, headers={"host": "localhost"})
    for way in [
        *spellings(canary, tmp_path / "logs"),
        "../settings.py",
        "../../manage.py",
        "../../etc/passwd",
    ]:
        answer = browser.get(f"/{prefix}{quote(way, RAW)}")
        assert not is_heard(answer), way
        assert answer.status_code in {302, 400, 404}, way

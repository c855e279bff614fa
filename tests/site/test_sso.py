"""Single sign-on: from our door to a provider and back, for who may have an account."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest

from tensorbored_site import sso
from tests.helpers.event_writer import EventFile
from tests.helpers.program import Program, running

# allauth's provider for tests: it believes what is typed.
CHOSEN = {"providers": {"dummy": {}}, "domains": ["Example.org"]}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    place = tmp_path_factory.mktemp("sso")
    (place / "sso.json").write_text(json.dumps(CHOSEN))
    EventFile(place / "logs" / "run" / "events.out.tfevents.1.host").scalar("loss", 1.0, 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TENSORBORED_SSO", str(place / "sso.json"))
        flags = ("--logdir", str(place / "logs"), "--auth", "login", "--db", str(place / "people.sqlite3"))
        with running(*flags) as made:
            yield made


@pytest.fixture
def browser() -> OpenerDirector:
    return build_opener(HTTPCookieProcessor(CookieJar()))


def ask(browser: OpenerDirector, url: str, **said: str) -> tuple[int, str, str]:
    """Status, text and address of what one is led to."""
    body = urlencode(said).encode() if said else None
    try:
        answer = browser.open(Request(url, body, {"Accept": "text/html"}), timeout=30)
    except HTTPError as error:
        answer = error  # type: ignore[assignment]
    with answer:
        return answer.status or 0, answer.read().decode(), answer.url


def sign_in(program: Program, browser: OpenerDirector, email: str, **said: str) -> tuple[int, str, str]:
    """From the page that is asked for, by the button at the door, to the provider and back."""
    _, door, _ = ask(browser, f"{program.url}timeseries/?tagFilter=loss")
    link = re.search(r'href="/(sso/[^"]*)">Continue with Dummy', door)
    assert link, door
    _, form, there = ask(browser, program.url + link[1].replace("&amp;", "&"))
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token, form
    return ask(browser, there, csrfmiddlewaretoken=token[1], id=str(abs(hash(email))), email=email, **said)


def test_an_address_of_ours_gets_an_account_and_the_page_it_asked_for(
    program: Program, browser: OpenerDirector
) -> None:
    for _ in range(2):
        status, page, there = sign_in(
            program, browser, "ada@example.org", email_verified="on", username="ada"
        )
        assert (status, there) == (200, f"{program.url}timeseries/?tagFilter=loss")
        assert "viewer of this logdir" in page
        ask(browser, f"{program.url}sign-out/", a="b")


@pytest.mark.parametrize(
    ("email", "verified"),
    [("eve@evil.example", "on"), ("ada@example.org.evil.example", "on"), ("eve@example.org", "")],
)
def test_a_stranger_gets_none(email: str, verified: str, program: Program, browser: OpenerDirector) -> None:
    said = {"email_verified": verified} if verified else {}
    status, page, _ = sign_in(program, browser, email, username="eve", **said)
    assert status == 403
    assert "There is no account for you here." in page
    assert ask(browser, f"{program.url}timeseries/")[2].startswith(f"{program.url}sign-in/")


def test_its_own_pages_to_sign_in_and_out_lead_to_ours(program: Program, browser: OpenerDirector) -> None:
    assert ask(browser, f"{program.url}sso/login/", login="a", password="b")[2] == f"{program.url}sign-in/"
    assert ask(browser, f"{program.url}sso/logout/")[2].startswith(f"{program.url}sign-in/")
    for path in ("sso/signup/", "sso/password/reset/", "sso/3rdparty/", "sso/no/such/"):
        status, page, there = ask(browser, program.url + path)
        assert status in {404, 200}
        assert "run" not in page or there.startswith(f"{program.url}sign-in/")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"providers": 3}'])
def test_a_file_that_says_nothing_ends_the_program(content: str, tmp_path: Path) -> None:
    path = tmp_path / "sso.json"
    path.write_text(content)
    with pytest.raises(SystemExit, match=r"sso\.json does not say with whom"):
        sso.load(str(path))
    with pytest.raises(SystemExit, match="nowhere"):
        sso.load("nowhere")

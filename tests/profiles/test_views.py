"""Changing the draft over HTTP: kept for whoever changed it, refused by name where it makes no sense."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from ingest.store import SourceState, Store
from profiles.models import Draft
from tests.helpers import html

URL = "/profiles/runs/"
HTMX = {"HX-Request": "true"}
Show = Callable[..., Store]


@pytest.fixture
def runs(show: Show) -> Store:
    """Five runs, each with the same tag."""
    return show({name: {"x": [1.0]} for name in ("a", "b", "c", "d", "e")})


def shown(client: Client) -> str:
    """Names of the runs whose box is checked, in order."""
    tree = html.document(client.get("/timeseries/").content.decode())
    boxes = html.with_class(tree, "run-check")
    return "".join(str(box.get("value")) for box in boxes if box.get("aria-checked") == "true")


def test_a_change_is_answered_with_nothing_but_the_news(client: Client, runs: Store) -> None:
    response = client.post(URL, {"action": "toggle", "run": "b"}, headers=HTMX)
    assert (response.status_code, response.content) == (204, b"")
    assert "runs-changed" in json.loads(response["HX-Trigger"])
    assert shown(client) == "acde"


def test_without_scripts_it_leads_back_to_the_page(client: Client, runs: Store) -> None:
    there = "http://localhost/timeseries/?tagFilter=x"
    response = client.post(URL, {"action": "toggle", "run": "b"}, headers={"Referer": there})
    assert (response.status_code, response["Location"]) == (302, there.removeprefix("http://localhost"))
    foreign = client.post(URL, {"action": "toggle", "run": "b"}, headers={"Referer": "http://evil.example/"})
    assert foreign["Location"] == "/"


@pytest.mark.parametrize(
    ("posts", "left"),
    [
        ([{"action": "toggle", "run": "b"}, {"action": "toggle", "run": "b"}], "abcde"),
        ([{"action": "toggle", "run": ["a", "b"]}], "cde"),
        ([{"action": "only", "run": "c"}], "c"),
        ([{"action": "none"}], ""),
        ([{"action": "none"}, {"action": "all"}], "abcde"),
        ([{"action": "range", "run": ["d", "b"], "shown": "false"}], "ae"),
        ([{"action": "none"}, {"action": "range", "run": ["b", "d"], "shown": "true"}], "bcd"),
        ([{"action": "range", "run": ["a", "c"], "shown": "false", "runFilter": "a|c"}], "bde"),
        ([{"action": "none", "runFilter": "a|b"}], "cde"),
        ([{"action": "none"}, {"action": "all", "runFilter": "a|b"}], "ab"),
    ],
)
def test_runs_are_selected(posts: list[dict[str, Any]], left: str, client: Client, runs: Store) -> None:
    for post in posts:
        assert client.post(URL, post, headers=HTMX).status_code == 204
    assert shown(client) == left


@pytest.mark.parametrize(
    ("post", "status", "field"),
    [
        ({}, 400, "action"),
        ({"action": "explode", "run": "a"}, 400, "action"),
        ({"action": "toggle"}, 400, "run"),
        ({"action": "toggle", "run": "zz"}, 404, "run"),
        ({"action": "range", "run": "a"}, 400, "shown"),
        ({"action": "range", "run": "a", "shown": "perhaps"}, 400, "shown"),
        ({"action": "all", "runFilter": "("}, 400, "runFilter"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name_and_nothing_is_kept(
    post: dict[str, str], status: int, field: str, client: Client, runs: Store
) -> None:
    response = client.post(URL, post, headers=HTMX)
    assert response.status_code == status
    assert response.content.decode().startswith(f"{field}: ")
    assert not Draft.objects.exists()


def test_of_two_run_filters_the_one_in_the_field_counts(client: Client, runs: Store) -> None:
    """The form of a page holds the filter it was made with; htmx adds the one that is typed now."""
    client.post(URL, {"action": "none", "runFilter": ["a", "b"]}, headers=HTMX)
    assert shown(client) == "acde"


@pytest.mark.parametrize("url", [URL, "/profiles/settings/"])
def test_looking_changes_nothing(url: str, client: Client) -> None:
    assert client.get(url).status_code == 405


def test_the_cookie_is_kept_from_scripts_and_other_sites(client: Client, runs: Store) -> None:
    cookie = client.post(URL, {"action": "none"}, headers=HTMX).cookies["tb_draft"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert len(cookie.value) >= 32


def test_each_browser_has_its_own_draft(client: Client, runs: Store) -> None:
    other = Client(headers={"host": "localhost"})
    client.post(URL, {"action": "none"}, headers=HTMX)
    assert (shown(client), shown(other)) == ("", "abcde")


def test_a_draft_belongs_to_the_directory_that_was_looked_at(client: Client, runs: Store) -> None:
    client.post(URL, {"action": "none"}, headers=HTMX)
    runs.publish(sources=(SourceState("elsewhere"),))
    assert shown(client) == "abcde"


def test_a_key_that_nobody_gave_out_finds_nothing_and_is_not_taken_over(client: Client, runs: Store) -> None:
    client.cookies["tb_draft"] = "made-up-by-somebody-else"
    assert shown(client) == "abcde"
    cookie = client.post(URL, {"action": "none"}, headers=HTMX).cookies["tb_draft"]
    assert cookie.value != "made-up-by-somebody-else"


def test_a_stored_draft_that_makes_no_sense_is_started_anew(
    client: Client, runs: Store, caplog: pytest.LogCaptureFixture
) -> None:
    client.post(URL, {"action": "none"}, headers=HTMX)
    Draft.objects.update(data={"runSelection": "all of them"})
    assert shown(client) == "abcde"
    assert "runSelection: a list is expected" in caplog.text


def test_what_a_draft_holds_besides_is_kept(client: Client, runs: Store) -> None:
    client.post(URL, {"action": "none"}, headers=HTMX)
    draft = Draft.objects.get()
    draft.data["pinnedCards"] = [{"plugin": "scalars", "tag": "x"}]
    draft.save()
    client.post(URL, {"action": "all"}, headers=HTMX)
    assert Draft.objects.get().data["pinnedCards"] == [{"plugin": "scalars", "tag": "x"}]


def test_the_number_of_cards_is_kept(client: Client, show: Show) -> None:
    show({"a": {f"t/{i}": [1.0] for i in range(20)}})
    response = client.post("/profiles/settings/", {"pageSize": "5"}, headers=HTMX)
    assert "settings-changed" in json.loads(response["HX-Trigger"])
    tree = html.document(client.get("/timeseries/").content.decode())
    assert len(html.with_class(tree, "card")) == 5
    assert html.by_id(tree, "page-size").get("value") == "5"


@pytest.mark.parametrize("size", ["", "x", "0", "-3", "201", "1.5"])
def test_a_senseless_number_of_cards_is_refused(size: str, client: Client) -> None:
    response = client.post("/profiles/settings/", {"pageSize": size}, headers=HTMX)
    assert response.status_code == 400
    assert response.content.startswith(b"pageSize: ")

"""Cards of several tags over HTTP: what becomes of them, what undoes it, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from ingest.store import Store
from profiles.models import Draft
from tests.helpers import html

URL = "/profiles/superimposed/"
HTMX = {"HX-Request": "true"}
Show = Callable[..., Store]


def kept() -> list[dict[str, Any]]:
    """The cards, without their ids."""
    cards = Draft.objects.get().data["superimposedCards"]
    return [{key: value for key, value in card.items() if key != "id"} for card in cards]


def card(title: str, *tags: str, run: str | None = None) -> dict[str, Any]:
    name = None if run is None else f"{run}"
    return {"title": title, "tags": list(tags), "runId": name}


def post(client: Client, **fields: str) -> Any:
    response = client.post(URL, fields, headers=HTMX)
    assert response.status_code == 200
    return response


def undo(client: Client, response: Any) -> None:
    """Press Undo in the toast of an answer."""
    tree = html.part(response.content.decode())
    fields = {
        str(each.get("name")): str(each.get("value")) for each in html.elements(tree) if each.get("name")
    }
    post(client, **fields)


@pytest.fixture
def key(client: Client, show: Show) -> str:
    """The id of a card of two tags."""
    show({"a": {"x": [1.0], "y": [1.0], "z": [1.0]}})
    post(client, action="create", tag="x")
    found = str(Draft.objects.get().data["superimposedCards"][0]["id"])
    post(client, action="add", id=found, tag="y")
    assert kept() == [card("x + y", "x", "y")]
    return found


def test_the_title_follows_the_tags_until_somebody_gives_another(client: Client, show: Show) -> None:
    show({"a": {"x": [1.0]}})
    post(client, action="create", tag="x")
    assert kept() == [card("Superimposed: x", "x")]
    named = str(Draft.objects.get().data["superimposedCards"][0]["id"])
    post(client, action="add", id=named, tag="y" * 300)
    assert len(kept()[0]["title"]) == 200
    post(client, action="remove", id=named, tag="y" * 300)
    assert kept() == [card("Superimposed: x", "x")]
    post(client, action="rename", id=named, title="  Mine ")
    post(client, action="add", id=named, tag="z")
    assert kept() == [card("Mine", "x", "z")]
    post(client, action="rename", id=named, title="")
    assert kept() == [card("x + z", "x", "z")]


@pytest.mark.parametrize(
    ("fields", "after"),
    [
        ({"action": "add", "tag": "z"}, [card("x + y + z", "x", "y", "z")]),
        ({"action": "add", "tag": "y"}, [card("x + y", "x", "y")]),
        ({"action": "remove", "tag": "x"}, [card("Superimposed: y", "y")]),
        ({"action": "rename", "title": "Both"}, [card("Both", "x", "y")]),
        ({"action": "run", "run": "a"}, [card("x + y", "x", "y", run="a")]),
        ({"action": "run", "run": ""}, [card("x + y", "x", "y")]),
        ({"action": "delete"}, []),
    ],
)
def test_every_change_can_be_undone(
    fields: dict[str, str], after: list[dict[str, Any]], key: str, client: Client
) -> None:
    response = post(client, id=key, **fields)
    assert kept() == after
    if b"undo" in response.content:
        undo(client, response)
    assert kept() == [card("x + y", "x", "y")]
    assert Draft.objects.get().data["superimposedCards"][0]["id"] == key


def test_with_its_last_tag_goes_the_card_and_undo_brings_it_back(key: str, client: Client) -> None:
    post(client, action="remove", id=key, tag="x")
    response = post(client, action="remove", id=key, tag="y")
    assert kept() == []
    undo(client, response)
    assert kept() == [card("Superimposed: y", "y")]


def test_the_same_card_is_not_made_twice(client: Client, show: Show) -> None:
    show({"a": {"x": [1.0]}})
    post(client, action="create", tag="x")
    assert "There is such a card" in post(client, action="create", tag="x").content.decode()
    assert len(kept()) == 1


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({}, 400, "action: create, add, remove, rename, run, delete, restore or replace is expected."),
        ({"action": "create"}, 400, "tag: it is missing."),
        ({"action": "add", "id": "none", "tag": "x"}, 404, "id: there is no such card."),
        ({"action": "delete"}, 404, "id: there is no such card."),
        ({"action": "restore", "card": "{"}, 400, "card: JSON is expected."),
        ({"action": "restore", "card": "{}"}, 400, "card.tags: "),
        ({"action": "create", "tag": "x" * 20_000}, 400, "card.tags"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(
    fields: dict[str, str], status: int, sentence: str, client: Client, show: Show
) -> None:
    show({"a": {"x": [1.0]}})
    response = client.post(URL, fields)
    assert response.status_code == status
    assert response.content.decode().startswith(sentence)


def test_looking_changes_nothing(client: Client) -> None:
    assert client.get(URL).status_code == 405

"""Pinning over HTTP: what is kept, what undoes it, and what is refused in one sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from ingest.store import Store
from profiles.models import Draft
from tests.helpers import html

URL = "/profiles/pins/"
HTMX = {"HX-Request": "true"}
Show = Callable[..., Store]


def card(tag: str, **fields: Any) -> str:
    return json.dumps({"plugin": "scalars", "tag": tag, **fields})


def kept() -> list[str]:
    """Tags of the pins, in order."""
    draft = Draft.objects.get()
    return [pin["tag"] for pin in draft.data["pinnedCards"]]


def post(client: Client, **fields: str) -> Any:
    """What a button sends."""
    response = client.post(URL, fields, headers=HTMX)
    assert response.status_code == 200
    return response


def undo(client: Client, response: Any) -> Any:
    """Press Undo in the toast of an answer."""
    tree = html.part(response.content.decode())
    fields = {
        str(each.get("name")): str(each.get("value")) for each in html.elements(tree) if each.get("name")
    }
    return post(client, **fields)


@pytest.fixture
def pinned(client: Client, show: Show) -> Client:
    """Somebody with three pins."""
    show({"a": {"x": [1.0]}})
    for tag in ("x", "y/<b>", "z"):
        post(client, action="pin", card=card(tag))
    return client


def test_a_card_is_pinned_once_and_the_page_is_told(pinned: Client) -> None:
    response = post(pinned, action="pin", card=card("x"))
    assert kept() == ["x", "y/<b>", "z"]
    assert "cards-changed" in json.loads(response["HX-Trigger"])
    assert response["HX-Retarget"] == "#toasts"


@pytest.mark.parametrize(
    ("fields", "after"),
    [
        ({"action": "pin", "card": card("w")}, ["x", "y/<b>", "z", "w"]),
        ({"action": "unpin", "card": card("y/<b>")}, ["x", "z"]),
        ({"action": "move", "card": card("z"), "to": "0"}, ["z", "x", "y/<b>"]),
        ({"action": "move", "card": card("x"), "by": "1"}, ["y/<b>", "x", "z"]),
        ({"action": "move", "card": card("x"), "by": "-1"}, ["x", "y/<b>", "z"]),
        ({"action": "clear"}, []),
    ],
)
def test_every_change_can_be_undone(fields: dict[str, str], after: list[str], pinned: Client) -> None:
    response = post(pinned, **fields)
    assert kept() == after
    undo(pinned, response)
    assert kept() == ["x", "y/<b>", "z"]


def test_undoing_brings_back_all_that_was_known_of_a_pin(client: Client, show: Show) -> None:
    show({"a": {"x": [1.0]}})
    known = card("x", runId="a", sample=2, title="Mine", note="kept")
    post(client, action="restore", pins=f"[{known}]", to="0")
    undo(client, post(client, action="clear"))
    assert json.dumps(Draft.objects.get().data["pinnedCards"], sort_keys=True) == json.dumps(
        [json.loads(known)], sort_keys=True
    )


def test_without_scripts_a_button_leads_back_to_the_page(pinned: Client) -> None:
    there = "http://localhost/timeseries/?tagFilter=x"
    fields = {"action": "unpin", "card": card("x")}
    response = pinned.post(URL, fields, headers={"Referer": there})
    assert (response.status_code, response["Location"]) == (302, there.removeprefix("http://localhost"))
    assert kept() == ["y/<b>", "z"]


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({}, 400, "action: pin, unpin, move, clear or restore is expected."),
        ({"action": "pin"}, 400, "card: JSON is expected."),
        ({"action": "pin", "card": "[" * 9999}, 400, "card: JSON is expected."),
        ({"action": "pin", "card": "[]"}, 400, "card: "),
        ({"action": "pin", "card": "{}"}, 400, "card.plugin: "),
        ({"action": "unpin", "card": card("none")}, 404, "card: it is not pinned."),
        ({"action": "move", "card": card("x")}, 400, "to: a whole number is expected."),
        ({"action": "move", "card": card("x"), "to": "1.5"}, 400, "to: a whole number is expected."),
        ({"action": "restore", "pins": "{}", "to": "0"}, 400, "pins: "),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(
    fields: dict[str, str], status: int, sentence: str, pinned: Client
) -> None:
    response = pinned.post(URL, fields)
    assert response.status_code == status
    assert response.content.decode().startswith(sentence)
    aloud = pinned.post(URL, fields, headers=HTMX)
    assert sentence in html.text_of(html.part(aloud.content.decode()))
    assert kept() == ["x", "y/<b>", "z"]


def test_of_a_thousand_pins_one_more_is_refused_in_one_sentence(client: Client, show: Show) -> None:
    show({"a": {"x": [1.0]}})
    many = [{"plugin": "scalars", "tag": f"t/{i}"} for i in range(1000)]
    post(client, action="restore", pins=json.dumps(many), to="0")
    response = post(client, action="pin", card=card("x"))
    text = html.text_of(html.part(response.content.decode()))
    assert text == "pinnedCards: 1,000 cards are pinned, which is the most. Unpin one first."
    assert len(kept()) == 1000


def test_looking_pins_nothing(client: Client) -> None:
    assert client.get(URL).status_code == 405

"""The section of pinned cards: copies in their order, places for what is missing, pins in old addresses."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client

from dashboards.query import parse_query
from dashboards.timeseries.page import TimeSeriesPage
from ingest.store import Store
from profiles.parts import Pin
from profiles.schema import ProfileData
from tests.helpers import html
from tests.helpers.looking import looking as at
from tests.helpers.store_builder import snapshot_of

RUNS = {"one": {"a/x": [1.0], "a/y": [1.0]}, "two": {"a/x": [2.0]}}


def looking(profile: ProfileData, address: str = "") -> TimeSeriesPage:
    return at(snapshot_of(RUNS), address, profile)


def pins(*tags: str, **fields: Any) -> ProfileData:
    return ProfileData(pins=tuple(Pin("scalars", tag) for tag in tags), **fields)


def test_without_pins_there_is_no_section() -> None:
    assert looking(ProfileData()).pinned is None


def test_where_nothing_is_pinned_the_page_says_what_pins_are_for(
    client: Client, show: Callable[..., Store]
) -> None:
    show(RUNS)
    (told,) = html.with_class(html.document(client.get("/timeseries/").content.decode()), "pinned-none")
    assert html.text_of(told) == "Pin cards for a quick view and comparison"
    for address in ("/timeseries/?tagFilter=nothing", "/scalars/"):
        assert not html.with_class(html.document(client.get(address).content.decode()), "pinned-none")
    client.post("/profiles/pins/", {"action": "pin", "card": json.dumps({"plugin": "scalars", "tag": "a/x"})})
    assert not html.with_class(html.document(client.get("/timeseries/").content.decode()), "pinned-none")


def test_a_pinned_card_is_a_copy_and_its_original_stays() -> None:
    page = looking(pins("a/y", "a/x"))
    assert page.pinned is not None
    copies, originals = page.pinned.group.cards, page.groups[0].cards
    assert [card.tag for card in copies] == ["a/y", "a/x"]
    assert [card.tag for card in originals] == ["a/x", "a/y"]
    assert {card.id for card in copies}.isdisjoint(card.id for card in originals)
    assert copies[1].version == originals[0].version
    assert [card.pin.is_pinned for card in (*copies, *originals)] == [True] * 4
    assert [card.pin.place for card in (*copies, *originals)] == [0, 1, None, None]
    assert [card.pin.is_pinned for card in looking(pins("a/y")).groups[0].cards] == [False, True]


@pytest.mark.parametrize(
    ("pin", "profile", "text"),
    [
        (Pin("scalars", "later"), {}, "Waiting for this tag"),
        (Pin("scalars", "a/x", run="three"), {}, "Waiting for run three."),
        (Pin("scalars", "a/y"), {"run_selection": {"one": False}}, "No selected run has this tag."),
        (Pin("scalars", "a/x", run="two"), {"run_selection": {"two": False}}, "Run two is not selected."),
        (Pin("mystery", "a/x"), {}, "Cards of “mystery” cannot be shown here."),
    ],
)
def test_a_pin_keeps_its_place_while_there_is_nothing_to_show(
    pin: Pin, profile: dict[str, Any], text: str
) -> None:
    page = looking(ProfileData(pins=(pin, Pin("scalars", "a/x")), **profile))
    assert page.pinned is not None
    waiting, card = page.pinned.group.cards
    assert waiting.text.startswith(text)
    assert (waiting.pin.place, card.pin.place) == (0, 1)


def test_a_thousand_pins_are_pages() -> None:
    page = looking(pins(*(f"t/{i}" for i in range(1000))), "page.__pinned__=3")
    assert page.pinned is not None
    assert page.pinned.group.total == 1000
    assert [card.pin.place for card in page.pinned.group.cards] == list(range(24, 36))


def test_pins_of_an_old_address_are_shown_after_ones_own_and_offered_to_be_kept() -> None:
    said = [
        {"plugin": "scalars", "tag": "a/x"},
        {"plugin": "scalars", "tag": "a/y", "runId": "defaultExperimentId/one"},
    ]
    address = urlencode({"pinnedCards": json.dumps(said), "unknown": "kept"})
    page = looking(pins("a/x"), address)
    assert page.pinned is not None
    assert [(card.tag, card.pin.is_pinned) for card in page.pinned.group.cards] == [
        ("a/x", True),
        ("a/y", False),
    ]
    assert page.pinned.lent_count == 1
    assert json.loads(page.pinned.lent)[0]["runId"] == "one"
    assert parse_query(QueryDict(page.url.partition("?")[2])).other == parse_query(QueryDict(address)).other


@pytest.mark.parametrize("said", ["", "{", "[1]", '{"a": 1}', "[" * 9999, '[{"plugin": "scalars"}]'])
def test_an_old_address_that_makes_no_sense_pins_nothing(said: str) -> None:
    assert looking(ProfileData(), urlencode({"pinnedCards": said})).pinned is None


def test_the_page_with_pins_is_valid_and_equals_its_fragment(
    client: Client, show: Callable[..., Store]
) -> None:
    show(RUNS)
    for tag in ("a/x", 'odd/"><b>', "a/y"):
        card = json.dumps({"plugin": "scalars", "tag": tag})
        client.post("/profiles/pins/", {"action": "pin", "card": card})
    text = client.get("/timeseries/").content.decode()
    tree = html.document(text)
    assert not html.duplicate_ids(tree)
    assert len(html.with_class(tree, "card-waiting")) == 1
    asked = {"HX-Request": "true", "HX-Target": "section#cards"}
    assert html.outer(text, "cards") == client.get("/timeseries/", headers=asked).content.decode().strip()

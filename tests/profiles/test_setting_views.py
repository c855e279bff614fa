"""Settings and the state of pages over HTTP: kept one by one, refused by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from ingest.store import Store
from profiles.models import Draft
from tests.helpers import html

HTMX = {"HX-Request": "true"}
Show = Callable[..., Store]


def draft() -> Any:
    return Draft.objects.get().data


def test_what_an_address_says_is_kept_and_nothing_else_changes(client: Client, show: Show) -> None:
    show({"a": {"x": [1.0]}})
    client.post("/profiles/settings/", {"pageSize": "5"}, headers=HTMX)
    said = {"smoothing": "0.8", "tagFilter": "loss", "yScale.a/b": "log10", "open": "a", "partition": "1"}
    response = client.post("/profiles/page/", said, headers=HTMX)
    assert (response.status_code, response.content) == (204, b"")
    kept = draft()
    assert (kept["smoothing"], kept["tagFilter"], kept["pageSize"]) == (0.8, "loss", 5)
    assert (kept["tagAxisScales"], kept["expandedTagGroups"]) == ({"a/b": {"y": "log10"}}, {"a": True})
    client.post("/profiles/page/", {"partition": "0", "closed": "a", "smoothing": "nonsense"}, headers=HTMX)
    kept = draft()
    assert (kept["smoothing"], kept["expandedTagGroups"], "partition" in kept) == (0.8, {"a": False}, False)


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ({"cardWidth": "485"}, "cardWidth", 485),
        ({"cardWidth": "500"}, "cardWidth", 485),
        ({"savePins": ["0"]}, "savePins", False),
        ({"hideEmptyCards": ["0"]}, "hideEmptyCards", False),
        ({"pageSize": "7", "cardWidth": "735"}, "pageSize", 7),
        ({"symlogLinearThreshold": "0.5"}, "symlogLinearThreshold", 0.5),
    ],
)
def test_a_setting_is_kept(
    fields: dict[str, Any], name: str, value: object, client: Client, show: Show
) -> None:
    show({"a": {"x": [1.0]}})
    response = client.post("/profiles/settings/", fields, headers=HTMX)
    assert "settings-changed" in json.loads(response["HX-Trigger"])
    assert draft()[name] == value


def test_a_setting_is_given_back_to_the_page(client: Client, show: Show) -> None:
    show({"a": {"x": [1.0]}})
    client.post("/profiles/settings/", {"cardWidth": "485", "savePins": "0"}, headers=HTMX)
    client.post("/profiles/settings/", {"cardWidth": "", "savePins": ["0", "1"]}, headers=HTMX)
    assert not {"cardWidth", "savePins"} & draft().keys()


def test_pins_that_are_no_longer_saved_can_be_brought_back(client: Client, show: Show) -> None:
    show({"a": {"x": [1.0]}})
    card = json.dumps({"plugin": "scalars", "tag": "x"})
    client.post("/profiles/pins/", {"action": "pin", "card": card}, headers=HTMX)
    response = client.post("/profiles/settings/", {"savePins": "0"}, headers=HTMX)
    assert draft()["pinnedCards"] == []
    tree = html.part(response.content.decode())
    fields = {
        str(each.get("name")): str(each.get("value")) for each in html.elements(tree) if each.get("name")
    }
    client.post("/profiles/pins/", fields, headers=HTMX)
    assert draft()["pinnedCards"] == [json.loads(card)]


def test_a_card_has_a_size_of_its_own_until_it_is_given_back(client: Client, show: Show) -> None:
    show({"a": {"x": [1.0]}})
    url = "/profiles/card-size/"
    client.post(url, {"card": "x", "columns": "2", "height": "400"}, headers=HTMX)
    assert draft()["cardSizes"] == {"x": {"columns": 2, "height": 400}}
    client.post(url, {"card": "x", "columns": "", "height": "300"}, headers=HTMX)
    assert draft()["cardSizes"] == {"x": {"height": 300}}
    client.post(url, {"card": "x"}, headers=HTMX)
    assert "cardSizes" not in draft()


@pytest.mark.parametrize(
    ("url", "fields", "sentence"),
    [
        ("settings", {}, "pageSize: a setting is expected."),
        ("settings", {"cardWidth": "wide"}, "cardWidth: a whole number is expected."),
        ("settings", {"cardWidth": "5"}, "cardWidth: a whole number from 335 to 735"),
        ("settings", {"symlogLinearThreshold": "x"}, "symlogLinearThreshold: a number"),
        ("settings", {"symlogLinearThreshold": "0"}, "symlogLinearThreshold: "),
        ("settings", {"pageSize": "5", "cardWidth": "5"}, "cardWidth: "),
        ("card-size", {"card": "x", "height": "high"}, "height: a whole number is expected."),
        ("card-size", {"card": "x", "columns": "99"}, "cardSizes.columns: a whole number from 1 to 12"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(
    url: str, fields: dict[str, str], sentence: str, client: Client, show: Show
) -> None:
    show({"a": {"x": [1.0]}})
    response = client.post(f"/profiles/{url}/", fields, headers=HTMX)
    assert response.status_code == 400
    assert response.content.decode().startswith(sentence)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("url", ["page", "settings", "card-size"])
def test_looking_keeps_nothing(url: str, client: Client) -> None:
    assert client.get(f"/profiles/{url}/").status_code == 405

"""Cards of several kinds on one page: which there are, one kind alone, pins of cards of other dashboards."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from ingest.store import Store
from tensorbored_site import state
from tests.helpers import html
from tests.helpers.pictures import picture
from tests.helpers.sampled import histograms, images, opened, write_runs

SAMPLES = {
    "one": {
        "train/loss": [1.0, 2.0],
        "train/samples": images([picture(), picture()]),
        "weights": histograms([[0.0, 1.0, 3.0]]),
    },
    "two": {"train/samples": images([picture()])},
}


@pytest.fixture
def page(client: Client, tmp_path: Path, show: Callable[..., Store]) -> Client:
    show({})
    state.use(opened(write_runs(tmp_path, SAMPLES)))
    return client


def cards(client: Client, query: str = "") -> list[str]:
    """Titles of charts, and what slots would fetch."""
    tree = html.document(client.get(f"/timeseries/{query}").content.decode())
    charts = [str(each.get("label")) for each in html.elements(tree) if each.tag == "tb-line-chart"]
    return charts + [str(each.get("src")) for each in html.elements(tree) if each.tag == "tb-slot"]


def test_every_tag_run_and_sample_has_a_card_where_the_tag_belongs(page: Client) -> None:
    assert cards(page) == [
        "train/loss",
        "/histograms/card?tag=weights&run=one",
        "/images/card?tag=train%2Fsamples&run=one",
        "/images/card?tag=train%2Fsamples&run=one&sample=1",
        "/images/card?tag=train%2Fsamples&run=two",
    ]


def test_what_a_slot_fetches_is_a_card(page: Client) -> None:
    for src in cards(page)[1:]:
        answer = page.get(src, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        tree = html.part(answer.content.decode())
        assert len(html.with_class(tree, "card")) == 1


def test_only_scalars_have_empty_cards(page: Client) -> None:
    page.post("/profiles/runs/", {"action": "only", "run": "two"})
    assert cards(page) == ["/images/card?tag=train%2Fsamples&run=two"]
    page.post("/profiles/settings/", {"hideEmptyCards": "0"})
    assert cards(page) == ["/images/card?tag=train%2Fsamples&run=two"]
    tree = html.document(page.get("/timeseries/").content.decode())
    (place,) = html.with_class(tree, "card-waits")[:1]
    assert html.text_of(place) == "No selected run has this tag."
    assert not html.duplicate_ids(tree)


def test_one_kind_is_shown_alone_and_the_toolbar_sends_it_along(page: Client) -> None:
    assert cards(page, "?kind=scalars") == ["train/loss"]
    assert len(cards(page, "?kind=images")) == 3
    assert len(cards(page, "?kind=nonsense")) == 5
    tree = html.document(page.get("/timeseries/?kind=images&tagFilter=samples").content.decode())
    chips = html.with_class(html.with_class(tree, "kinds")[0], "segment")
    assert [html.text_of(chip) for chip in chips] == ["All", "Scalars", "Images", "Histograms"]
    assert [chip.get("aria-current") for chip in chips] == [None, None, "true", None]
    assert chips[1].get("href") == "/timeseries/?tagFilter=samples&kind=scalars"
    hidden = {
        (each.get("name"), each.get("value")) for each in html.elements(tree) if each.get("form") == "toolbar"
    }
    assert ("kind", "images") in hidden


def test_a_card_of_another_dashboard_is_pinned_with_its_run_and_sample(page: Client) -> None:
    card = json.dumps({"plugin": "images", "tag": "train/samples", "runId": "one", "sample": 1})
    page.post("/profiles/pins/", {"action": "pin", "card": card})
    assert cards(page)[1] == "/images/card?tag=train%2Fsamples&run=one&sample=1&slot=pin"
    assert cards(page, "?kind=scalars")[1:] == cards(page)[1:2]
    tree = html.document(page.get("/timeseries/").content.decode())
    assert not html.duplicate_ids(tree)
    pressed = [each.get("value") for each in html.elements(tree) if each.get("aria-pressed") == "true"]
    assert pressed == [card, card]


def test_only_what_is_needed_is_loaded(client: Client, show: Callable[..., Store]) -> None:
    show({"a": {"x": [1.0]}})
    text = client.get("/timeseries/").content.decode()
    assert "tb-picture.js" not in text
    assert 'class="kinds"' not in text

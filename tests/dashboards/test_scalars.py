"""Scalars: folders, categories by expressions above them, download links, and what is kept of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import QueryDict
from django.test import Client

from dashboards.kept import kept_by
from dashboards.pages import Looking
from dashboards.query import parse_query
from dashboards.scalars.page import ScalarsPage, scalars_page
from ingest.store import Store
from profiles.colors import run_colors
from profiles.models import Draft
from profiles.schema import ProfileData
from tests.helpers import html
from tests.helpers.store_builder import snapshot_of

RUNS = {"one": {"train/loss": [1.0], "val/loss": [1.0], "val/acc": [1.0]}, "two": {"val/loss": [2.0]}}
Show = Callable[..., Store]


def looking(address: str = "", **kept: object) -> ScalarsPage:
    snapshot, profile = snapshot_of(RUNS), ProfileData(**kept)  # type: ignore[arg-type]
    query = parse_query(QueryDict(address), kept_by(profile))
    return scalars_page(Looking(snapshot, profile, query, run_colors(snapshot), "/scalars/"))


def categories(page: ScalarsPage) -> dict[str, list[str]]:
    return {each.pattern: [card.tag for card in each.group.cards] for each in page.categories}


def folders(page: ScalarsPage) -> dict[str, list[str]]:
    return {group.label: [card.tag for card in group.cards] for group in page.groups}


def test_every_tag_is_in_its_folder_whatever_is_typed() -> None:
    everything = {"train": ["train/loss"], "val": ["val/acc", "val/loss"]}
    assert folders(looking()) == everything
    assert categories(looking()) == {}
    page = looking("tagFilter=LOSS")
    assert folders(page) == everything
    assert categories(page) == {"LOSS": ["train/loss", "val/loss"]}


def test_categories_are_kept_above_the_folders_in_their_order() -> None:
    page = looking("tagFilter=acc", tag_categories=("loss$", "acc", "none such"))
    assert categories(page) == {
        "acc": ["val/acc"],
        "loss$": ["train/loss", "val/loss"],
        "none such": [],
    }
    assert [each.kept for each in page.categories] == [True, True, True]


def test_categories_hold_what_selected_runs_have_and_open_and_close_as_folders_do() -> None:
    page = looking("closed=__category__loss", tag_categories=("loss",), run_selection={"one": False})
    (category,) = page.categories
    assert (category.group.total, category.group.is_open, category.group.cards) == (1, False, ())
    assert category.group.toggle_url == "/scalars/?open=__category__loss"


def test_cards_of_a_tag_in_several_places_have_ids_of_their_own(client: Client, show: Show) -> None:
    show(RUNS)
    client.post("/profiles/categories/", {"action": "add", "pattern": "loss"})
    text = client.get("/scalars/?tagFilter=val&links=1").content.decode()
    tree = html.document(text)
    assert not html.duplicate_ids(tree)
    assert len(html.with_class(tree, "card")) == 7
    asked = {"HX-Request": "true", "HX-Target": "section#cards"}
    fragment = client.get("/scalars/?tagFilter=val&links=1", headers=asked).content.decode().strip()
    assert html.outer(text, "cards") == fragment


def test_download_links_are_shown_by_a_switch(client: Client, show: Show) -> None:
    show(RUNS)
    assert "card-links" not in client.get("/scalars/").content.decode()
    tree = html.document(client.get("/scalars/?links=1").content.decode())
    links = html.with_class(tree, "card-links")
    assert len(links) == 3
    svg = next(str(each.get("href")) for each in html.elements(links[0]) if each.tag == "a")
    assert client.get(svg).headers["Content-Type"] == "image/svg+xml"
    csv = client.get("/timeseries/points.csv", {"tag": "train/loss", "run": "one"})
    assert b"Wall time,Step,Value" in b"".join(csv)  # type: ignore[arg-type]


def test_a_category_is_kept_and_taken_away_by_post(client: Client, show: Show) -> None:
    show(RUNS)
    url, htmx = "/profiles/categories/", {"HX-Request": "true"}
    for pattern in ("loss", "acc", "loss"):
        client.post(url, {"action": "add", "pattern": pattern}, headers=htmx)
    assert Draft.objects.get().data["tagCategories"] == ["acc", "loss"]
    client.post(url, {"action": "remove", "pattern": "acc"}, headers=htmx)
    assert Draft.objects.get().data["tagCategories"] == ["loss"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "action: add or remove is expected."),
        ({"action": "add"}, "pattern: an expression is expected."),
        ({"action": "add", "pattern": "("}, "pattern: "),
        ({"action": "add", "pattern": "x" * 2000}, "pattern: A filter may have"),
    ],
)
def test_what_is_no_category_is_refused_by_name(
    fields: dict[str, str], sentence: str, client: Client, show: Show
) -> None:
    show(RUNS)
    response = client.post("/profiles/categories/", fields)
    assert response.status_code == 400
    assert response.content.decode().startswith(sentence)


def test_the_directory_is_told_below_the_runs(client: Client, show: Show) -> None:
    show(RUNS)
    tree = html.document(client.get("/scalars/").content.decode())
    assert html.text_of(html.with_class(tree, "runs-logdir")[0]) == "logs"

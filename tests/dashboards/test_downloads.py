"""The menu of downloads: a page by itself or a part of one, that leads to points and pictures."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from ingest.store import Store
from tests.helpers import html

Show = Callable[..., Store]
MENU = "/timeseries/downloads"
HOSTILE = '"><script>alert(1)</script>/x'
RUNS = {"one": {"train/x": [1.0], HOSTILE: [1.0]}, "two": {"train/x": [2.0], "y": [3.0]}}
ASKED = {
    "tag": "train/x",
    "runFilter": "o",
    "smoothing": "0.9",
    "xAxis": "wall",
    "yScale": "log10",
    "open": "z",
}
PART = {"HX-Request": "true", "HX-Target": "tb-downloads#downloads"}


def menu(client: Client, **query: str) -> str:
    response = client.get(MENU, query)
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.parametrize("query", [ASKED, {"tag": HOSTILE}, {"tagFilter": "y"}, {}], ids=len)
def test_the_part_equals_its_part_of_the_page(query: dict[str, str], client: Client, show: Show) -> None:
    show(RUNS)
    page = menu(client, **query)
    tree = html.document(page)
    assert not html.duplicate_ids(tree)
    part = client.get(MENU, query, headers=PART).content.decode()
    assert html.outer(page, "downloads") == part.strip()


def test_every_link_and_button_leads_to_a_file(client: Client, show: Show) -> None:
    show(RUNS)
    tree = html.by_id(html.document(menu(client, **ASKED)), "downloads")
    links = [element.get("href") for element in html.elements(tree) if element.tag == "a"]
    assert [urlsplit(str(link)).path for link in links] == [
        "/timeseries/points.csv",
        "/timeseries/points.json",
    ]
    for link in links:
        assert parse_qs(urlsplit(str(link)).query) == {"tag": ["train/x"], "runFilter": ["o"]}
        assert "attachment" in client.get(str(link))["Content-Disposition"]
    forms = [element for element in html.elements(tree) if element.tag == "form"]
    for form in forms:
        fields = {str(e.get("name")): e.get("value") for e in html.elements(form) if e.tag == "input"}
        for button in html.elements(form):
            if button.tag == "button":
                chosen = {"run": "one"} if form is forms[0] else {}
                response = client.get(str(button.get("formaction")), fields | chosen)
                assert "attachment" in response["Content-Disposition"]
    assert {name: fields[name] for name in ("tag", "smoothing", "xAxis", "yScale")}.items() <= ASKED.items()


def test_without_a_tag_it_is_about_all_cards(client: Client, show: Show) -> None:
    show(RUNS)
    text = html.text_of(html.by_id(html.document(menu(client, tagFilter="x$")), "downloads"))
    assert "Download 2 tags" in text
    assert "All points of 2 runs" in text
    assert "Picture" not in text


def test_what_is_not_there_is_said(client: Client, show: Show) -> None:
    show(RUNS)
    assert client.get(MENU, {"tag": "none"}).status_code == 404
    assert client.get(MENU, {"tagFilter": "("}).status_code == 400


def test_a_card_has_its_menu_and_a_picture_for_who_has_no_scripts(client: Client, show: Show) -> None:
    show(RUNS)
    shown = {
        "open": "train",
        "smoothing": "0.9",
        "runFilter": "o",
        "yScale.train/x": "symlog",
        "xAxis": "relative",
    }
    tree = html.document(client.get("/timeseries/", shown).content.decode())
    card = next(card for card in html.with_class(tree, "card") if "train/" in html.text_of(card))
    opener = next(e for e in html.elements(card) if e.get("data-opens") == "downloads-menu")
    asked = parse_qs(urlsplit(str(opener.get("href"))).query)
    same = {
        "tag": ["train/x"],
        "smoothing": ["0.9"],
        "xAxis": ["relative"],
        "yScale": ["symlog"],
        "runFilter": ["o"],
    }
    assert asked == same
    (picture,) = html.with_class(card, "card-picture")
    assert same.items() <= parse_qs(urlsplit(str(picture.get("src"))).query).items()
    response = client.get(str(picture.get("src")))
    assert response["Content-Type"] == "image/png"
    size = int.from_bytes(response.content[16:20], "big"), int.from_bytes(response.content[20:24], "big")
    assert size == (int(str(picture.get("width"))), int(str(picture.get("height"))))
    dark = next(e for e in html.elements(card) if e.tag == "source")
    assert client.get(str(dark.get("srcset"))).content != response.content


def test_a_card_of_several_tags_has_its_own_files(client: Client, show: Show) -> None:
    show(RUNS)
    asked = {"tag": ["train/x", "y", "gone"]}
    text = html.text_of(html.by_id(html.document(client.get(MENU, asked).content.decode()), "downloads"))
    assert "train/x + y" in text
    table = b"".join(client.get("/timeseries/points.csv", asked)).decode().splitlines()  # type: ignore[call-overload]
    assert table[0] == "Run,Tag,Wall time,Step,Value"
    assert [line.split(",")[:2] for line in table[1:]] == [
        ["one", "train/x"],
        ["two", "train/x"],
        ["two", "y"],
    ]
    response = client.get("/timeseries/figure.svg", asked)
    assert response["Content-Disposition"] == 'attachment; filename="train_x + y + gone.svg"'
    of_run = b"".join(client.get("/timeseries/points.json", asked | {"run": "one"}))  # type: ignore[call-overload]
    assert list(json.loads(of_run)) == ["train/x"]

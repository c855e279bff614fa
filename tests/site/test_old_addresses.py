"""TensorBoard's addresses: the tab and what is looked at stand behind a `#`."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

import pytest
from django.http import QueryDict
from django.test import Client

from ingest.store import Store
from profiles.address import with_address, without_kept
from profiles.models import Draft
from profiles.schema import ProfileData
from profiles.selection import shown_runs
from tensorbored_site.old_addresses import old_address
from tests.helpers import html
from tests.helpers.wire_reader import read

Show = Callable[..., Store]


@pytest.mark.parametrize(
    ("asked", "leads"),
    [
        ({"hash": "#scalars"}, "/scalars/"),
        ({"hash": "#scalars&tagFilter=a%20b%2Bc"}, "/scalars/?tagFilter=a+b%2Bc"),
        ({"hash": "#scalars&_smoothingWeight=0.8&regexInput=sgd"}, "/scalars/?smoothing=0.8&runFilter=sgd"),
        ({"hash": "#images", "tagFilter": "x", "later": "1"}, "/images/?tagFilter=x&later=1"),
        ({"hash": "#text&tagFilter=b", "tagFilter": "a"}, "/text/?tagFilter=b"),
        ({"hash": "#timeseries&runSelectionState=nonsense&odd"}, "/timeseries/"),
    ],
)
def test_an_address_of_tensorboard_leads_to_its_page(
    client: Client, show: Show, asked: dict[str, str], leads: str
) -> None:
    show({"a": {"x": [1.0]}})
    response = client.get("/", asked)
    assert (response.status_code, response["Location"]) == (302, leads)


def chosen(state: Any, encoding: str = "latin-1") -> str:
    """As TensorBoard writes it: what `btoa` makes of JSON."""
    return quote(base64.b64encode(json.dumps(state, ensure_ascii=False).encode(encoding)).decode())


@pytest.mark.parametrize(
    ("state", "count", "said"),
    [
        ({"0": True, "1": False, "2": True}, 3, {"without": ["1"]}),
        ({"0": False, "1": False, "2": True}, 3, {"only": ["2"]}),
        ({"1": False}, 3, {"without": ["1"]}),
        ({"1": True}, 3, {"without": []}),
        ({"1": True}, 41, {"only": ["1"]}),
        ({"0": False, "gone": True}, 2, {"without": ["0"]}),
        ({str(i): False for i in range(3)}, 3, None),
        ({"é": False}, 3, {"without": ["é"]}),
        ({str(i) * 2000: i != 1 for i in range(3)}, 3, {"without": ["1" * 2000]}),
        ({str(i) * 5000: i != 1 for i in range(3)}, 3, None),
        ({"0": "true"}, 3, None),
        (["0"], 3, None),
    ],
)
def test_the_runs_that_an_address_says_are_those_that_tensorboard_would_draw(
    state: Any, count: int, said: Any
) -> None:
    asked = QueryDict(urlencode({"hash": f"#scalars&runSelectionState={chosen(state)}"}))
    found = old_address(asked, [str(i) for i in range(count)])
    assert found is not None
    told = parse_qs(found.query).get("runSelection")
    assert (json.loads(told[0]) if told else None) == said


SELECTED = {"runSelection": '{"only":["a"]}'}


def drawn(page: str) -> set[str]:
    boxes = html.with_class(html.document(page), "run-check")
    return {str(box.get("value")) for box in boxes if box.get("aria-checked") == "true"}


def test_what_an_address_says_is_drawn_and_kept_only_when_somebody_chooses(
    client: Client, show: Show
) -> None:
    show({name: {"x": [1.0]} for name in "abc"})
    for dashboard in ("timeseries", "scalars"):
        page = client.get(f"/{dashboard}/", SELECTED).content.decode()
        assert drawn(page) == {"a"}
        chart = next(each for each in html.elements(html.document(page)) if each.tag == "tb-line-chart")
        header = read(client.get(str(chart.get("src"))).content)
        assert {series["run"] for series in header["series"]} == {"a"}
    assert drawn(client.get("/timeseries/").content.decode()) == {"a", "b", "c"}
    assert not Draft.objects.exists()
    here = f"http://localhost/timeseries/?smoothing=0.3&{urlencode(SELECTED)}"
    answer = client.post(
        "/profiles/runs/",
        {"action": "toggle", "run": "b"},
        headers={"HX-Request": "true", "HX-Current-URL": here},
    )
    assert answer["HX-Replace-Url"] == "/timeseries/?smoothing=0.3"
    assert drawn(client.get("/timeseries/").content.decode()) == {"a", "b"}


@pytest.mark.parametrize("card", [{}, {"tag": "x"}])
def test_what_is_downloaded_has_the_runs_of_the_address(
    client: Client, show: Show, card: dict[str, str]
) -> None:
    show({name: {"x": [1.0]} for name in "abc"})
    menu = html.document(client.get("/timeseries/downloads", SELECTED | card).content.decode())
    link = next(str(each.get("href")) for each in html.elements(menu) if "csv" in str(each.get("href")))
    answer = client.get(link)
    written = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert written.count("\n") == 2, "the head and one point"
    asked = [each for each in html.elements(menu) if each.get("name") == "runSelection"]
    assert bool(asked) == bool(card), "pictures are of one card"


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"only":1}', '{"all":[]}', '{"only":["a"],"without":[]}', "[" * 1900]
)
def test_a_selection_that_makes_no_sense_is_none(client: Client, show: Show, text: str) -> None:
    show({name: {"x": [1.0]} for name in "abc"})
    assert drawn(client.get("/timeseries/", {"runSelection": text}).content.decode()) == {"a", "b", "c"}


def test_a_view_that_is_saved_has_the_runs_that_its_address_says(client: Client, show: Show) -> None:
    profile = with_address(ProfileData(), QueryDict(urlencode(SELECTED)))
    store = show({name: {"x": [1.0]} for name in "abc"})
    assert shown_runs(store.snapshot(), profile) == ("a",)
    assert without_kept(urlencode(SELECTED)) == ""


def test_a_dashboard_that_there_is_not_is_named(client: Client, show: Show) -> None:
    show({"a": {"x": [1.0]}})
    response = client.get("/", {"hash": "#<b>debugger"})
    page = response.content.decode()
    assert response.status_code == 404
    assert "There&#x27;s no dashboard by the name of “&lt;b&gt;debugger”" in page
    assert "/timeseries/" in {link.get("href") for link in html.with_class(html.document(page), "tab")}

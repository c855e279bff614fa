"""The address of Time Series: what it says of a page, and what it leaves to the profile."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from django.test import Client

from dashboards.kept import kept_by
from dashboards.query import PageQuery, parse_query
from ingest.store import Store
from profiles.schema import ProfileData, profile_from_json
from tests.helpers import html
from tests.helpers.looking import looking, shown
from tests.helpers.store_builder import snapshot_of

Show = Callable[..., Store]


def test_what_the_address_does_not_say_is_as_the_profile_has_it() -> None:
    profile = profile_from_json(
        {
            "version": 1,
            "smoothing": 0.8,
            "tagFilter": "loss",
            "yAxisScale": "symlog10",
            "tagAxisScales": {"a/loss": {"y": "log10"}},
            "expandedTagGroups": {"a": False},
        }
    )
    snapshot = snapshot_of({"r": {"a/loss": [1], "b/loss": [1], "b/acc": [1]}})
    page = looking(snapshot, "", profile)
    assert shown(page) == {"Tags matching filter": ["a/loss", "b/loss"]}
    assert (page.smoothing, page.query.y_scale, page.query.scale("y", "a/loss")) == ("0.8", "symlog", "log10")
    other = looking(snapshot, "smoothing=0&tagFilter=&yScale=linear", profile)
    assert shown(other) == {"a": [], "b": ["b/acc", "b/loss"]}
    assert shown(looking(snapshot, "tagFilter=&open=a", profile))["a"] == ["a/loss"]
    assert (other.smoothing, other.query.y_scale) == ("0", "linear")


def test_an_address_says_what_is_shown_whatever_the_profile_of_its_reader() -> None:
    profile = ProfileData(smoothing=0.8, tag_filter="loss")
    kept = kept_by(profile)
    shown_here = parse_query(QueryDict(""), kept)
    assert shown_here.url("/t/") == "/t/?tagFilter=loss&smoothing=0.8"
    back = parse_query(QueryDict("tagFilter=&smoothing=0.6"), kept)
    assert back.url("/t/") == "/t/?tagFilter=&smoothing=0.6"
    assert parse_query(QueryDict("tagFilter=&smoothing=0.6")).url("/t/") == "/t/"


def test_what_was_chosen_and_taken_back_is_said_as_long_as_the_page_stays(client: Client, show: Show) -> None:
    """The choice may be on its way into the profile, and what is not said would be what the profile says."""
    show({"a": {"t/loss": [1.0], "t/acc": [1.0]}})
    here = "http://localhost/timeseries/?tagFilter=loss&xAxis=wall"
    asked = {"HX-Request": "true", "HX-Source": "form#toolbar", "HX-Target": "section#cards"}
    there = {"tagFilter": "", "xAxis": "step", "smoothing": "0.6", "was": "loss"}
    answer = client.get("/timeseries/", there, headers={**asked, "HX-Current-URL": here})
    assert answer["HX-Replace-Url"] == "/timeseries/?tagFilter=&xAxis=step"
    fresh = client.get(
        "/timeseries/", there, headers={**asked, "HX-Current-URL": "http://localhost/timeseries/"}
    )
    assert fresh["HX-Replace-Url"] == "/timeseries/"


def test_selected_steps_are_as_the_address_bar_says_them_and_links_to_one_card_have_none(
    client: Client, show: Show
) -> None:
    show({"a": {"t/loss": [1.0]}})
    here = "http://localhost/timeseries/?steps=5&smoothing=0.2"
    asked = {"HX-Request": "true", "HX-Target": "section#cards", "HX-Current-URL": here}
    text = client.get("/timeseries/?steps=3&steps.x=4&smoothing=0.2", headers=asked).content.decode()
    (cards,) = (each for each in html.elements(html.part(text)) if each.get("id") == "cards")
    assert parse_qs(urlsplit(str(cards.get("hx-get"))).query) == {"smoothing": ["0.2"], "steps": ["5"]}
    alone = looking(snapshot_of({"a": {"x": [1]}}), "steps=3&steps.x=4&other=1").groups[0].cards[0].link_url
    assert parse_qs(urlsplit(alone).query).keys() == {"tagFilter", "expanded", "other"}


def test_the_toolbar_puts_the_short_address_into_the_address_bar(client: Client, show: Show) -> None:
    show({"a": {"x": [1]}})
    asked = {"HX-Request": "true", "HX-Target": "section#cards", "HX-Source": "form#toolbar"}
    query = {
        "tagFilter": "x",
        "runFilter": "",
        "smoothing": "0.6",
        "xAxis": "step",
        "was": "",
        "mine": "kept",
    }
    response = client.get("/timeseries/", query, headers=asked)
    assert response["HX-Replace-Url"] == "/timeseries/?tagFilter=x&mine=kept"
    assert "HX-Replace-Url" not in client.get("/timeseries/", query)


def test_an_address_is_what_it_was_parsed_from() -> None:
    query = PageQuery(
        tag_filter="a|b&c=d",
        run_filter="ü",
        smoothing=0.9,
        x_axis="wall",
        open=("a b", ""),
        closed=("c",),
        expanded=("x/y",),
        pages=(("a b", 2),),
        groups=3,
        other=(("unknown", "1"), ("unknown", "2")),
    )
    assert parse_query(QueryDict(query.url("").removeprefix("?"))) == query
    assert PageQuery().url("/t/") == "/t/"


@pytest.mark.parametrize(
    ("said", "meant"), [("1.5", 0.999), ("-1", 0.0), ("nan", 0.6), ("x", 0.6), ("", 0.6), ("inf", 0.6)]
)
def test_smoothing_in_an_address_is_brought_into_its_range(said: str, meant: float) -> None:
    assert parse_query(QueryDict(f"smoothing={said}")).smoothing == meant


def test_an_expanded_card_is_in_the_address() -> None:
    page = looking(snapshot_of({"a": {"x": [1], "y": [1]}}), "expanded=y")
    x, y = page.groups[0].cards
    assert (x.expanded, y.expanded) == (False, True)
    assert y.toggle_url == "/timeseries/?expanded="
    assert x.toggle_url == "/timeseries/?expanded=y&expanded=x"


def test_the_toolbar_sends_along_the_scales_of_cards() -> None:
    page = looking(snapshot_of({"a": {"x": [1]}}), "yScale.x=log10&xScale.gone=symlog")
    assert ("yScale.x", "log10") in page.hidden
    assert ("xScale.gone", "symlog") in page.hidden


def test_partition_stands_in_the_address_where_it_is_on() -> None:
    snapshot = snapshot_of({"a": {"x": [1]}})
    assert looking(snapshot, "partition=1").url == "/timeseries/?partition=1"
    assert looking(snapshot, "partition=0").url == "/timeseries/"

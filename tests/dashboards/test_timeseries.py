"""Time Series: which cards there are, in which groups, on which pages; and the curves of one card."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from django.test import Client

from dashboards.cards import title
from dashboards.query import parse_query
from ingest.store import Store
from profiles.regex import BadPattern
from profiles.schema import ProfileData
from tests.helpers import html
from tests.helpers.looking import looking, shown
from tests.helpers.store_builder import snapshot_of
from tests.helpers.wire_reader import read

SERIES = "/timeseries/series"
Show = Callable[..., Store]


def test_groups_are_the_first_segments_of_tags_and_the_first_two_are_open() -> None:
    snapshot = snapshot_of({"a": {"train/loss": [1], "val/loss": [1], "val/top/5": [1], "zeta/x": [1]}})
    assert shown(looking(snapshot)) == {"train": ["train/loss"], "val": ["val/loss", "val/top/5"], "zeta": []}


def test_tags_without_a_slash_come_first_and_together() -> None:
    assert shown(looking(snapshot_of({"a": {"a/b": [1], "loss": [1], "accuracy": [1]}}))) == {
        "Top level": ["accuracy", "loss"],
        "a": ["a/b"],
    }


def test_a_group_opens_and_closes_by_its_link_and_the_address_says_only_what_differs() -> None:
    snapshot = snapshot_of({"a": {"a/x": [1], "b/x": [1], "c/x": [1]}})
    page = looking(snapshot)
    assert page.groups[2].toggle_url == "/timeseries/?open=c"
    assert page.groups[0].toggle_url == "/timeseries/?closed=a"
    opened = looking(snapshot, "open=c&closed=a")
    assert [group.is_open for group in opened.groups] == [False, True, True]
    assert opened.groups[0].toggle_url == "/timeseries/?open=c&open=a"
    assert opened.groups[2].toggle_url == "/timeseries/?closed=a&closed=c"


def test_the_title_of_a_card_leaves_out_what_wrote_its_tag() -> None:
    assert title("train/loss") == ("train/", "loss")
    assert title("train/loss/scalar_summary") == ("train/", "loss")
    assert title("loss/scalar_summary") == ("", "loss")
    assert title("scalar_summary") == ("", "scalar_summary")
    assert title("a/scalar_summary/b") == ("a/scalar_summary/", "b")
    card = looking(snapshot_of({"a": {"train/loss/scalar_summary": [1]}})).groups[0].cards[0]
    assert (card.tag, card.head, card.last) == ("train/loss/scalar_summary", "train/", "loss")


def test_a_page_has_as_many_cards_as_the_profile_says() -> None:
    snapshot = snapshot_of({"a": {f"t/{i}": [1] for i in range(30)}})
    first = looking(snapshot).groups[0]
    assert [card.tag for card in first.cards] == [f"t/{i}" for i in range(12)]
    assert first.pager is not None
    assert (first.pager.first, first.pager.last, first.pager.total) == (1, 12, 30)
    assert first.pager.next == "/timeseries/?page.t=2"
    smaller = looking(snapshot, "page.t=2", ProfileData(page_size=5)).groups[0]
    assert [card.tag for card in smaller.cards] == [f"t/{i}" for i in range(5, 10)]


def test_the_page_of_a_group_is_typed_into_a_form_that_says_everything_else() -> None:
    snapshot = snapshot_of({"a": {f"{group}/{i}": [1] for group in "tu" for i in range(30)}})
    pager = looking(snapshot, "smoothing=0.3&page.t=2&page.u=3").groups[0].pager
    assert pager is not None
    assert (pager.path, pager.field, pager.page) == ("/timeseries/", "page.t", 2)
    assert pager.rest == [("smoothing", "0.3"), ("page.u", "3")]


def test_a_page_beyond_the_last_is_the_last() -> None:
    group = looking(snapshot_of({"a": {f"t/{i}": [1] for i in range(14)}}), "page.t=99").groups[0]
    assert [card.tag for card in group.cards] == ["t/12", "t/13"]


def test_another_filter_starts_at_the_first_page() -> None:
    snapshot = snapshot_of({"a": {f"t/{i}": [1] for i in range(40)}})
    assert looking(snapshot, "page.__matching__=3&tagFilter=t&was=t").groups[0].cards[0].tag == "t/24"
    assert looking(snapshot, "page.__matching__=3&tagFilter=t&was=").groups[0].cards[0].tag == "t/0"


def test_a_filter_is_case_insensitive_and_unanchored_and_what_it_finds_is_one_group() -> None:
    snapshot = snapshot_of({"a": {f"{group}/Loss": [1] for group in "abcde"} | {"a/accuracy": [1]}})
    found = {"Tags matching filter": [f"{group}/Loss" for group in "abcde"]}
    assert shown(looking(snapshot, "tagFilter=LOS")) == found


def test_cards_are_only_for_tags_that_a_shown_run_has() -> None:
    snapshot = snapshot_of({"one": {"x": [1], "y": [1]}, "two": {"x": [1]}})
    hidden = ProfileData(run_selection={"one": False})
    assert shown(looking(snapshot, "", hidden)) == {"Top level": ["x"]}
    assert looking(snapshot, "", hidden).groups[0].cards[0].runs == 1


def test_empty_cards_are_there_and_say_why_where_they_are_not_hidden() -> None:
    snapshot = snapshot_of({"one": {"x": [1], "t/y": [1]}, "two": {"x": [1]}})
    profile = ProfileData(run_selection={"one": False}, hide_empty_cards=False)
    page = looking(snapshot, "", profile)
    assert shown(page) == {"Top level": ["x"], "t": ["t/y"]}
    assert page.groups[1].cards[0].text == "No selected run has this tag."
    assert (page.tags, page.groups[0].cards[0].runs) == (2, 1)
    assert shown(looking(snapshot, "tagFilter=y", profile)) == {"Tags matching filter": ["t/y"]}
    none = looking(snapshot, "", ProfileData(run_selection_default=False, hide_empty_cards=False))
    assert none.empty is not None
    assert none.empty.kind == "no-run"
    assert shown(looking(snapshot, "runFilter=two")) == {"Top level": ["x"]}


def test_a_cards_version_changes_with_its_own_data_and_with_nothing_else() -> None:
    runs = {"one": {"x": [1.0], "y": [1.0]}, "two": {"x": [2.0]}}

    def versions(data: dict[str, dict[str, list[float]]], address: str = "") -> list[str]:
        return [card.version for card in looking(snapshot_of(data), address).groups[0].cards]

    x, y = versions(runs)
    assert versions(runs) == [x, y]
    grown_x, same_y = versions({**runs, "two": {"x": [2.0, 3.0]}})
    assert (grown_x != x, same_y == y) == (True, True)
    assert versions(runs, "runFilter=one")[0] != x


@pytest.mark.parametrize(
    ("runs", "address", "profile", "kind"),
    [
        ({"a": {}}, "", ProfileData(), "no-data"),
        ({"a": {"x": [1]}}, "", ProfileData(run_selection_default=False), "no-run"),
        ({"a": {"x": [1]}}, "runFilter=b", ProfileData(), "run-filter"),
        ({"a": {"x": [1]}}, "tagFilter=y", ProfileData(), "tag-filter"),
        ({"a": {"x": [1]}, "b": {}}, "runFilter=b", ProfileData(), "no-tags"),
    ],
)
def test_an_empty_page_says_why(
    runs: dict[str, dict[str, list[float]]], address: str, profile: ProfileData, kind: str
) -> None:
    empty = looking(snapshot_of(runs), address, profile).empty
    assert empty is not None
    assert empty.kind == kind


def test_a_filter_without_matches_offers_the_page_without_it() -> None:
    empty = looking(snapshot_of({"a": {"x": [1]}}), "tagFilter=y&smoothing=0.9").empty
    assert empty is not None
    assert "none of 1 tag." in empty.text
    assert empty.url == "/timeseries/?smoothing=0.9"


def test_a_bad_filter_is_told_beside_its_field_and_nothing_is_lost(client: Client, show: Show) -> None:
    show({"a": {"x": [1]}})
    response = client.get("/timeseries/", {"tagFilter": "los(", "smoothing": "0.3"})
    tree = html.document(response.content.decode())
    assert "missing )" in html.text_of(html.by_id(tree, "tag-filter-error"))
    assert html.by_id(tree, "tag-filter").get("value") == "los("
    assert html.by_id(tree, "smoothing").get("value") == "0.3"
    assert len(html.with_class(tree, "card")) == 1


def test_a_bad_filter_typed_into_a_page_leaves_the_cards_alone(client: Client, show: Show) -> None:
    show({"a": {"x": [1]}})
    asked = {"HX-Request": "true", "HX-Target": "section#cards", "HX-Source": "form#toolbar"}
    response = client.get("/timeseries/", {"tagFilter": "(?=<b>"}, headers=asked)
    assert response["HX-Retarget"] == "#tag-filter-error"
    assert response["HX-Reswap"] == "textContent"
    assert response["Content-Type"].startswith("text/plain")
    assert b"Look-around and back-references are not supported" in response.content
    assert client.get("/timeseries/", {"runFilter": "["}, headers=asked)["HX-Retarget"] == "#run-filter-error"


def test_a_catastrophic_filter_is_answered_like_any_other(client: Client, show: Show) -> None:
    show({"a": {"a" * 20_000 + "b": [1], "x": [1]}})
    start = time.monotonic()
    assert client.get("/timeseries/", {"tagFilter": "(a+)+$"}).status_code == 200
    assert client.get("/timeseries/", {"tagFilter": "(a|aa)+$"}).status_code == 200
    assert time.monotonic() - start < 60


def test_a_filter_of_more_than_a_thousand_characters_is_refused() -> None:
    with pytest.raises(BadPattern, match="1,000 characters"):
        looking(snapshot_of({"a": {"x": [1]}}), "tagFilter=" + "x" * 1001)


def test_curves_come_with_a_tag_of_their_version_and_are_not_sent_twice(client: Client, show: Show) -> None:
    store = show({"a": {"x": [1.0, 2.0]}})
    first = client.get(SERIES, {"tag": "x"})
    assert (first.status_code, first["Content-Type"]) == (200, "application/octet-stream")
    assert first.content.startswith(b"TBW2")
    known = {"If-None-Match": first["ETag"]}
    assert client.get(SERIES, {"tag": "x"}, headers=known).status_code == 304
    assert (
        client.get(SERIES, {"tag": "x"}, headers={"If-None-Match": f"W/{first['ETag']}"}).status_code == 304
    )
    assert client.get(SERIES, {"tag": "x", "xAxis": "wall"}, headers=known).status_code == 200
    grown = snapshot_of({"a": {"x": [1.0, 2.0, 3.0]}})
    store.publish(grown.runs.values())
    assert client.get(SERIES, {"tag": "x"}, headers=known).status_code == 200


def test_curves_come_compressed_to_who_takes_that_and_are_the_same(client: Client, show: Show) -> None:
    show({"a": {"x": [float(i % 7) for i in range(500)]}})
    packed = client.get(SERIES, {"tag": "x"}, headers={"Accept-Encoding": "gzip"})
    plain = client.get(SERIES, {"tag": "x"})
    assert (packed["Content-Encoding"], packed["ETag"]) == ("gzip", f"W/{plain['ETag']}")
    assert "Content-Encoding" not in plain
    assert gzip.decompress(packed.content) == plain.content
    assert "Accept-Encoding" in packed["Vary"]
    assert "Accept-Encoding" in plain["Vary"]
    assert client.get(SERIES, {"tag": "x"}).content == plain.content


def test_curves_that_are_remembered_are_never_those_of_another_logdir(client: Client, show: Show) -> None:
    show({"a": {"x": [1.0, 2.0]}})
    one = client.get(SERIES, {"tag": "x"})
    show({"a": {"x": [3.0, 4.0]}})
    other = client.get(SERIES, {"tag": "x"})
    assert one["ETag"] == other["ETag"]
    assert one.content != other.content


def test_curves_are_of_the_selected_runs(client: Client, show: Show) -> None:
    show({"one": {"x": [1.0]}, "two": {"x": [2.0]}})
    assert b'"one"' in client.get(SERIES, {"tag": "x"}).content
    client.post("/profiles/runs/", {"action": "only", "run": "two"})
    body = client.get(SERIES, {"tag": "x"}).content
    assert b'"one"' not in body
    assert b'"two"' in body
    assert b'"two"' not in client.get(SERIES, {"tag": "x", "runFilter": "one"}).content


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ({}, 404, "tag"),
        ({"tag": "none such"}, 404, "tag"),
        ({"tag": "x", "xAxis": "up"}, 400, "xAxis"),
        ({"tag": "x", "smoothing": "1"}, 400, "smoothing"),
        ({"tag": "x", "smoothing": "nan"}, 400, "smoothing"),
        ({"tag": "x", "width": "0"}, 400, "width"),
        ({"tag": "x", "width": "1e9"}, 400, "width"),
        ({"tag": "x", "from": "here"}, 400, "from"),
        ({"tag": "x", "to": "inf"}, 400, "to"),
        ({"tag": "x", "runFilter": "("}, 400, "runFilter"),
    ],
)
def test_a_bad_question_is_answered_with_the_field_that_is_wrong(
    query: dict[str, str], status: int, field: str, client: Client, show: Show
) -> None:
    show({"a": {"x": [1.0]}})
    response = client.get(SERIES, query)
    assert response.status_code == status
    assert response.content.decode().startswith(f"{field}: ")
    assert response["Content-Type"].startswith("text/plain")


def test_many_tags_make_a_small_page(client: Client, show: Show) -> None:
    show({"a": {f"group{i}/tag": [1.0] for i in range(2000)}})
    response = client.get("/timeseries/")
    assert len(response.content) < 250_000
    assert "1–100 of 2,000" in response.content.decode()


def test_the_same_page_with_other_data_is_another_value() -> None:
    snapshot = snapshot_of({"a": {"x": [1]}})
    assert looking(snapshot) == looking(snapshot)
    assert looking(snapshot) != replace(looking(snapshot), tags=2)


def test_a_card_has_the_scales_of_the_page_or_its_own_and_its_menu_leads_to_each() -> None:
    snapshot = snapshot_of({"a": {"x": [1], "y.z/ä": [1]}})
    page = looking(snapshot, "yScale=log10&yScale.y.z%2F%C3%A4=symlog&xScale.x=nonsense")
    (x,), (other,) = (group.cards for group in page.groups)
    assert [choice.scale for choice in x.scales] == ["log10", "linear"]
    assert [choice.scale for choice in other.scales] == ["symlog", "linear"]
    linear, log10, symlog = (url for _, url, _ in other.scales[0].choices)
    assert parse_query(QueryDict(linear.partition("?")[2])).scale("y", other.tag) == "linear"
    assert log10 == "/timeseries/?yScale=log10", "the page's own scale is not said again"
    assert symlog == page.url
    assert other.scales[0].next_url == linear


def test_curves_are_refused_on_a_scale_that_there_is_not(client: Client, show: Show) -> None:
    show({"a": {"x": [1]}})
    assert client.get(SERIES, {"tag": "x", "yScale": "log10", "xScale": "symlog"}).status_code == 200
    refused = client.get(SERIES, {"tag": "x", "yScale": "log"})
    assert (refused.status_code, refused.content) == (
        400,
        b"yScale: one of linear, log10, symlog is expected.\n",
    )


def test_a_chart_of_several_tags_gets_one_body(client: Client, show: Show) -> None:
    show({"a": {"x": [1.0], "y": [2.0]}, "b": {"x": [3.0]}})
    got = read(client.get(SERIES, {"tag": ["y", "gone", "x"]}).content)
    assert [tag["name"] for tag in got["tags"]] == ["y", "gone", "x"]
    assert [(one["tag"], one["run"]) for one in got["series"]] == [(0, "a"), (2, "a"), (2, "b")]
    only = read(client.get(SERIES, {"tag": ["x", "y"], "run": "b"}).content)
    assert [(one["tag"], one["run"]) for one in only["series"]] == [(0, "b")]
    assert read(client.get(SERIES, {"tag": "x", "run": "gone"}).content)["series"] == []
    assert client.get(SERIES).status_code == client.get(SERIES, {"tag": "gone"}).status_code == 404


def test_symlog_thresholds_are_the_cards_own_the_pages_or_the_profiles(client: Client, show: Show) -> None:
    snapshot = snapshot_of({"a": {"x": [1.0], "y": [1.0], "z": [1.0]}})
    profile = ProfileData(symlog_threshold=5, tag_symlog_thresholds=MappingProxyType({"y": 0.5}))
    page = looking(snapshot, "yScale=symlog&symlogThreshold.x=0.01&symlogThreshold.z=-1", profile)
    texts = {card.tag: card.threshold.text for card in page.groups[0].cards}
    assert texts == {"x": "0.01", "y": "0.5", "z": "5"}
    assert page.url == "/timeseries/?yScale=symlog&symlogThreshold=5&symlogThreshold.x=0.01"
    assert looking(snapshot, "symlogThreshold=5", profile).url == "/timeseries/?symlogThreshold=5"
    assert "symlogThreshold=0.01" in page.groups[0].cards[0].downloads_url
    assert looking(snapshot, "").groups[0].cards[0].threshold is None, "only symlog axes have one"
    show({"a": {"x": [1.0]}})
    assert client.get(SERIES, {"tag": "x", "symlogThreshold": "0"}).status_code == 400


def test_what_a_card_offers_to_download_has_the_run_filter_of_the_page_once() -> None:
    snapshot = snapshot_of({"ab": {"x": [1.0]}})
    for address, said in (("runFilter=b", ["b"]), ("", ["a"]), ("runFilter=", [])):
        page = looking(snapshot, address, ProfileData(run_filter="a", tag_filter="x"))
        (card,) = page.groups[0].cards
        asked = parse_qs(urlsplit(card.downloads_url).query)
        assert asked.get("runFilter", []) == said
        assert "tagFilter" not in asked

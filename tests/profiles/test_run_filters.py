"""Filters of columns: numbers of a range, values but some; kept, and what is drawn follows."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import numpy as np
import pytest
from django.test import Client

from ingest.store import Snapshot, Store
from profiles import edits
from profiles.column_filter import ColumnFilter, column_filter, json_from_column_filter
from profiles.filter_text import NAME, filtered, text_of
from profiles.models import Draft
from profiles.run_filter import filtered_runs
from profiles.run_order import listed_runs
from profiles.schema import BadProfile, ProfileData, json_from_profile, profile_from_json
from profiles.selection import shown_runs
from tensorbored_site import state
from tests.helpers import html
from tests.helpers.store_builder import START, run_of, trial
from tests.helpers.wire_reader import read

Show = Callable[..., Store]
URL, PLAIN = "/profiles/runs/filter/", ProfileData()


def trials() -> Store:
    """Four trials, and a run without hyperparameters whose loss is no number."""
    store = Store()
    runs = [
        trial("a", lr=0.1, optimizer="adam", amsgrad=True),
        trial("b", lr=0.01, optimizer="sgd", amsgrad=False),
        trial("c", lr=0.001, optimizer="adam"),
        trial("d", lr=1.0, optimizer="1.0"),
        run_of("none", {"loss": [math.nan]}),
    ]
    store.publish(runs)
    return store


@pytest.fixture
def snapshot() -> Snapshot:
    return trials().snapshot()


@pytest.mark.parametrize(
    ("column", "only", "passing"),
    [
        ("hparam:lr", ColumnFilter(low=0.01, high=0.1), "a b none"),
        ("hparam:lr", ColumnFilter(low=0.01, missing=False), "a b d"),
        ("hparam:lr", ColumnFilter(missing=False), "a b c d"),
        ("hparam:optimizer", ColumnFilter(without=("adam",)), "b d none"),
        ("hparam:optimizer", ColumnFilter(without=(1.0,)), "a b c d none"),
        ("hparam:amsgrad", ColumnFilter(without=(True,)), "b c d none"),
        ("hparam:amsgrad", ColumnFilter(without=(1.0,)), "a b c d none"),
        ("min:loss", ColumnFilter(low=0, missing=False), "a b c d"),
        ("min:loss", ColumnFilter(high=0), "none"),
        ("started", ColumnFilter(high=START - 1), ""),
        ("started", ColumnFilter(low=START, high=START), "a b c d none"),
    ],
)
def test_a_column_lets_through_what_its_filter_says(
    snapshot: Snapshot, column: str, only: ColumnFilter, passing: str
) -> None:
    profile = edits.filter_runs(PLAIN, column, only)
    assert filtered_runs(snapshot, profile) == tuple(passing.split())
    assert set(listed_runs(snapshot, profile)) == set(passing.split())
    assert shown_runs(snapshot, profile) == tuple(passing.split())


def test_filters_add_to_one_another_and_to_what_is_chosen(snapshot: Snapshot) -> None:
    profile = edits.filter_runs(PLAIN, "hparam:lr", ColumnFilter(high=0.1, missing=False))
    profile = edits.filter_runs(profile, "hparam:optimizer", ColumnFilter(without=("sgd",)))
    assert filtered_runs(snapshot, profile) == ("a", "c")
    assert filtered_runs(snapshot, profile, "A") == ("a",)
    assert shown_runs(snapshot, edits.show(profile, ["a"], False)) == ("c",)
    assert filtered_runs(snapshot, edits.unfilter_runs(profile)) == tuple(snapshot.runs)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ({"min": 2, "max": 1}, r"f: the least, 2, is greater than the greatest, 1\."),
        ({"min": "x"}, r"f\.min: a number"),
        ({"without": [None]}, r"f\.without\[0\]: a number"),
        ({"missing": 1}, r"f\.missing: true or false"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_by_its_place(value: Any, sentence: str) -> None:
    with pytest.raises(BadProfile, match=sentence):
        column_filter(value, "f")


def test_a_filter_comes_back_as_it_was() -> None:
    said = {"min": 0.5, "without": ["adam", True, 3.0], "missing": False, "later": {"x": 1}}
    assert json_from_column_filter(column_filter(said, "f")) == said
    table = {"filters": {"hparam:lr": said, "unheard:of": {"max": 1.0}}}
    document = json_from_profile(profile_from_json({"version": 1, "runTable": table}))
    assert document["runTable"]["filters"] == table["filters"]


@pytest.fixture
def page(client: Client, show: Show) -> Client:
    show({})
    state.use(trials())
    return client


def fields(client: Client, column: str) -> dict[str, list[str]]:
    """What the panel of a column would send as it is."""
    tree = html.part(client.get(URL, {"column": column}, headers={"HX-Request": "true"}).content.decode())
    said: dict[str, list[str]] = {}
    for each in html.elements(html.by_id(tree, "run-filter-form")):
        if each.get("name") and (each.get("type") != "checkbox" or each.get("checked") is not None):
            said.setdefault(str(each.get("name")), []).append(str(each.get("value")))
    return said


def kept() -> Any:
    return Draft.objects.get().data.get("runTable", {}).get("filters")


def test_what_is_not_ticked_does_not_pass_and_is_ticked_again(page: Client) -> None:
    said = fields(page, "hparam:optimizer")
    assert [json.loads(key) for key in said["value"]] == ["1.0", "adam", "sgd"]
    answer = page.post(URL, said | {"value": ['"sgd"']}, headers={"HX-Request": "true"})
    assert "runs-changed" in json.loads(answer["HX-Trigger"])
    assert kept() == {"hparam:optimizer": {"without": ["1.0", "adam"]}}
    again = fields(page, "hparam:optimizer")
    assert again["value"] == ['"sgd"']
    page.post(URL, again | {"missing": "0"})
    assert kept()["hparam:optimizer"]["missing"] is False
    page.post(URL, said)
    assert kept() is None


def test_numbers_pass_from_one_to_another(page: Client) -> None:
    page.post(URL, {"column": "hparam:lr", "low": "0.005", "high": ""})
    assert kept() == {"hparam:lr": {"min": 0.005}}
    assert fields(page, "hparam:lr")["low"] == ["0.005"]
    text = page.get("/timeseries/").content.decode()
    assert "lr: from 0.005" in text
    assert 'title="c"' not in text
    page.post("/profiles/runs/table/", {"action": "unfilter", "column": "hparam:lr"})
    assert kept() is None


def test_runs_pass_that_started_from_one_moment_to_another(client: Client, show: Show) -> None:
    show({})
    store = Store()
    times = {"early": START + 0.25, "late": START + 60.5, "odd": math.inf}
    store.publish([run_of(name, {"loss": [1.0]}, at) for name, at in times.items()])
    state.use(store)
    shown = lambda: set(filtered_runs(store.snapshot(), profile_from_json(Draft.objects.get().data)))  # noqa: E731
    page = client.get(URL, {"column": "started"}).content.decode()
    assert 'data-at=""' in page
    client.post(URL, {"column": "started", "low": "", "high": "1700000000"})  # as scripts send it
    assert shown() == {"early"}
    assert "started: up to " in html.text_of(html.document(client.get("/timeseries/").content.decode()))
    client.post(URL, {"column": "started", "low": "2023-11-14T22:14:20", "high": "2023-11-14 22:14:20"})
    assert shown() == {"late"}, "as it is shown: to the second"
    assert kept() == {"started": {"min": START + 60, "max": START + 60}}
    page = client.get(URL, {"column": "started"}).content.decode()
    assert 'value="2023-11-14T22:14:20"' in page
    assert 'data-at="1700000060"' in page


def test_a_page_on_which_no_run_passes_says_so_and_offers_the_way_back(page: Client) -> None:
    page.post(URL, {"column": "hparam:lr", "low": "50", "missing": "0"})
    tree = html.document(page.get("/timeseries/").content.decode())
    (empty,) = html.with_class(tree, "empty")
    assert html.text_of(empty).startswith("No run passes")
    (button,) = (each for each in html.elements(empty) if each.tag == "button")
    assert button.get("form") == "runs-unfilter"
    page.post("/profiles/runs/table/", {"action": "unfilter"})
    assert kept() is None


def test_the_box_above_all_acts_on_what_passes_and_a_column_takes_its_filter_along(page: Client) -> None:
    page.post("/profiles/runs/table/", {"action": "add", "hparam": "lr"})
    page.post(URL, {"column": "hparam:lr", "high": "0.05", "missing": "0"})
    page.post("/profiles/runs/", {"action": "none"})
    page.post("/profiles/runs/table/", {"action": "remove", "column": "hparam:lr"})
    assert kept() is None
    hidden = {each["value"] for each in Draft.objects.get().data["runSelection"] if not each["selected"]}
    assert hidden == {"b", "c"}


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"column": "name"}, "column: runs cannot be filtered by 'name'."),
        ({"column": "started", "low": "yesterday"}, "low: a date and a time are expected."),
        ({"column": "started", "high": "0001-01-01T00:00:00+24:00"}, "high: a date and a time are expected."),
        (
            {"column": "started", "low": "2023-11-15T00:00", "high": "2023-11-14T00:00"},
            "high: the end lies before the start.",
        ),
        ({"column": "hparam:lr", "low": "x"}, "low: a number is expected."),
        ({"column": "hparam:lr", "low": "nan"}, "low: a number is expected."),
        ({"column": "hparam:lr", "listed": "{"}, "listed: this is no value of a column."),
        ({"column": "hparam:lr", "low": "2", "high": "1"}, "runTable.filters.hparam:lr: the least, 2,"),
    ],
)
def test_what_makes_no_sense_is_refused(page: Client, said: dict[str, str], sentence: str) -> None:
    answer = page.post(URL, said)
    assert answer.status_code in {400, 404}
    assert answer.content.decode().startswith(sentence)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("only", [ColumnFilter(high=0.1), ColumnFilter(low=0.1)])
def test_an_end_lets_through_the_value_that_is_shown_like_it(only: ColumnFilter) -> None:
    assert only.passes(np.float32(0.1))
    assert only.passes(np.float64(0.1))
    assert only.passes(np.float32(math.inf)) is (only.high is None)
    assert ColumnFilter(low=0.5, high=1e300).passes(np.float32(1))
    assert not ColumnFilter(low=0.5).passes(0)


FILTERS = '{"hparam:lr":{"min":0.01,"missing":false}}'
THERE = {"HX-Request": "true", "HX-Current-URL": f"http://localhost/timeseries/?{urlencode({NAME: FILTERS})}"}


def test_an_address_says_what_columns_let_through_and_nobodys_profile_changes(page: Client) -> None:
    def listed(query: dict[str, str]) -> set[str]:
        tree = html.document(page.get("/timeseries/", query).content.decode())
        boxes = (each for each in html.elements(tree) if each.get("class") == "run-check")
        return {str(each.get("value")) for each in boxes}

    everything = {"a", "b", "c", "d", "none"}
    assert listed({NAME: FILTERS}) == {"a", "b", "d"}
    assert listed({}) == everything
    for nonsense in ("{", "[" * 1900, '{"hparam:lr":{"min":2,"max":1}}', "x" * 9000):
        assert listed({NAME: nonsense}) == everything
    assert not Draft.objects.exists()
    page.post(URL, {"column": "hparam:lr", "low": "0.5"})
    assert listed({NAME: "{}"}) == everything
    assert listed({}) == {"d", "none"}
    assert listed({NAME: FILTERS}) == {"a", "b", "d"}


def test_a_change_begins_with_what_the_address_says_and_the_address_follows(page: Client) -> None:
    page.post(URL, {"column": "min:loss", "low": "0.5"})
    answer = page.post(
        URL, {"column": "hparam:lr", "low": "0.01", "high": "0.1", "missing": "0"}, headers=THERE
    )
    kept = Draft.objects.get().data["runTable"]["filters"]
    assert kept == {"hparam:lr": {"min": 0.01, "max": 0.1, "missing": False}}
    said = parse_qs(urlsplit(answer["HX-Replace-Url"]).query)
    assert json.loads(said[NAME][0]) == kept
    answer = page.post("/profiles/runs/table/", {"action": "unfilter"}, headers=THERE)
    assert answer["HX-Replace-Url"] == "/timeseries/"
    assert "filters" not in Draft.objects.get().data.get("runTable", {})


def test_without_scripts_the_page_one_comes_from_says_it_too(page: Client) -> None:
    came = {"Referer": f"http://localhost/timeseries/?smoothing=0.3&{urlencode({NAME: FILTERS})}"}
    answer = page.post("/profiles/runs/table/", {"action": "unfilter"}, headers=came)
    assert answer["Location"] == "/timeseries/?smoothing=0.3"
    elsewhere = page.post("/profiles/runs/table/", {"action": "unfilter"}, headers={"Referer": "http://x/y"})
    assert elsewhere["Location"] == "/"


def test_filters_too_long_for_an_address_are_not_said_and_hold_all_the_same(page: Client) -> None:
    long = edits.filter_runs(PLAIN, "hparam:optimizer", ColumnFilter(without=("x" * 3000, "sgd")))
    assert text_of(long.run_table) == ""
    assert filtered(long, "") is long


def test_a_page_asks_for_curves_of_the_runs_that_its_address_lets_through(page: Client) -> None:
    tree = html.document(page.get("/timeseries/", {NAME: FILTERS}).content.decode())
    chart = next(each for each in html.elements(tree) if each.tag == "tb-line-chart")
    header = read(page.get(str(chart.get("src"))).content)
    assert {series["run"] for series in header["series"]} <= {"a", "b", "d"}
    assert header["series"]


def test_b58_five_thousand_hyperparameters_are_no_endless_page(client: Client, show: Show) -> None:
    show({})
    store = Store()
    store.publish([trial(name, **{f"h{i}": i for i in range(5_000)}) for name in "abc"])
    state.use(store)
    for address in ("/timeseries/", "/timeseries/table?tag=loss", "/profiles/runs/columns/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert len(answer.content) < 250_000

"""The list of runs over HTTP: its order, its columns, its tree, the baseline, and the colours."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from ingest.store import Store
from tests.helpers import html

TABLE, RUNS, COLOR, BY = (
    "/profiles/runs/table/",
    "/profiles/runs/",
    "/profiles/colors/run/",
    "/profiles/colors/by/",
)
GROUP = "/profiles/colors/group/"
HTMX = {"HX-Request": "true"}
Show = Callable[..., Store]


@pytest.fixture
def runs(show: Show) -> Store:
    """Four runs in two folders, with a metric."""
    values = {"a/one": [4.0], "a/two": [1.0], "b/one": [3.0], "b/two": [2.0]}
    return show({name: {"eval/loss": loss} for name, loss in values.items()})


def post(client: Client, url: str, **fields: Any) -> Any:
    return client.post(url, fields, headers=HTMX)


def events(response: Any) -> set[str]:
    return set(json.loads(response.headers.get("HX-Trigger", "{}")))


def undoing(response: Any) -> dict[str, str]:
    """The fields of the form that undoes what was done."""
    fields = html.elements(html.part(response.content.decode()))
    return {str(field.get("name")): str(field.get("value")) for field in fields if field.tag == "input"}


def rows(client: Client, query: str = "") -> list[str]:
    tree = html.document(client.get(f"/timeseries/?{query}").content.decode())
    return [html.text_of(row) for row in html.with_class(tree, "run")]


def listed(client: Client, query: str = "") -> list[str]:
    tree = html.document(client.get(f"/timeseries/?{query}").content.decode())
    return [str(box.get("value")) for box in html.with_class(tree, "run-check")]


def checked(client: Client) -> list[str]:
    tree = html.document(client.get("/timeseries/").content.decode())
    boxes = html.with_class(tree, "run-check")
    return [str(box.get("value")) for box in boxes if box.get("aria-checked") == "true"]


def test_a_header_sorts_and_once_more_the_other_way(client: Client, runs: Store) -> None:
    assert events(post(client, TABLE, action="sort", sort="last:eval/loss")) == {"runs-sorted"}
    assert listed(client) == ["a/two", "b/two", "b/one", "a/one"]
    post(client, TABLE, action="sort", sort="last:eval/loss")
    assert listed(client) == ["a/one", "b/one", "b/two", "a/two"]
    post(client, TABLE, action="order", order="-name")
    assert listed(client) == ["b/two", "b/one", "a/two", "a/one"]


def test_columns_come_go_and_move(client: Client, runs: Store) -> None:
    def heads() -> list[str]:
        tree = html.document(client.get("/timeseries/").content.decode())
        return [html.text_of(head) for head in html.with_class(tree, "run-cell") if head.tag == "th"]

    assert heads() == ["Started↑", "Step"]
    post(client, TABLE, action="add", statistic="min", tag="eval/loss")
    assert heads() == ["Started↑", "Step", "min loss"]
    assert rows(client)[0] == "a/one " + "Nov 2023" + "0" + "4 " + "only⋮"
    post(client, TABLE, action="move", column="min:eval/loss")
    assert heads() == ["Started↑", "min loss", "Step"]
    post(client, TABLE, action="move", column="started", to="step")
    assert heads() == ["min loss", "Step", "Started↑"]
    post(client, TABLE, action="move", column="started", to="min:eval/loss")
    post(client, TABLE, action="move", column="step", to="gone")
    assert heads() == ["Started↑", "min loss", "Step"]
    post(client, TABLE, action="remove", column="started")
    post(client, TABLE, action="add", column="duration")
    assert heads() == ["min loss", "Step", "Duration"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"action": "explode"},
            "action: sort, order, tree, open, add, remove, move, width or unfilter is expected.",
        ),
        ({"action": "add", "statistic": "min", "tag": "no"}, "tag: there is no scalar tag named 'no'."),
        ({"action": "add", "statistic": "mean", "tag": "eval/loss"}, "column: there is no column named"),
        ({"action": "tree", "tree": "perhaps"}, "tree: true or false is expected."),
        ({"action": "width", "column": "name", "width": "90"}, "column: there is no column named 'name'."),
        ({"action": "width", "column": "step", "width": "x"}, "width: a whole number is expected."),
        ({"action": "width", "column": "step", "width": "3"}, "runTable.widths.step: a whole number from 48"),
        ({"action": "open", "open": "true", "folder": "x\0"}, "runTable.open: a key: there are characters"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    client: Client, runs: Store, fields: dict[str, str], sentence: str
) -> None:
    assert client.post(TABLE, fields).content.decode().startswith(sentence)
    assert sentence in html.text_of(html.part(post(client, TABLE, **fields).content.decode()))


def test_there_is_an_end_to_columns(client: Client, show: Show) -> None:
    show({"a": {f"t{i}": [1.0] for i in range(30)}})
    for i in range(30):
        post(client, TABLE, action="add", statistic="last", tag=f"t{i}")
    tree = html.document(client.get("/timeseries/").content.decode())
    assert len([cell for cell in html.with_class(tree, "run-cell") if cell.tag == "th"]) == 20
    answer = post(client, TABLE, action="add", statistic="last", tag="t29").content.decode()
    assert "at most 20 columns" in answer


def test_a_tree_opens_and_closes_and_a_folder_is_ticked_whole(client: Client, runs: Store) -> None:
    post(client, TABLE, action="tree", tree="true")
    assert [row.split()[0] for row in rows(client)] == ["a2", "one", "two", "b2", "one", "two"]
    assert events(post(client, TABLE, action="open", folder="a", open="false")) == {"run-list-changed"}
    assert [row.split()[0] for row in rows(client)] == ["a2", "b2", "one", "two"]
    assert events(post(client, RUNS, action="folder", folder="a")) == {"runs-changed"}
    assert checked(client) == ["b/one", "b/two"]
    post(client, RUNS, action="toggle", run="a/one")
    tree = html.document(client.get("/timeseries/").content.decode())
    boxes = html.with_class(tree, "folder-check")
    assert [box.get("aria-checked") for box in boxes] == ["mixed", "true"]
    post(client, RUNS, action="folder", folder="a")
    post(client, TABLE, action="open", folder="a", open="true")
    assert checked(client) == ["a/one", "a/two", "b/one", "b/two"]
    assert post(client, RUNS, action="folder", folder="none").status_code == 404


def test_a_folder_is_ticked_as_far_as_the_filter_lets_it_through(client: Client, runs: Store) -> None:
    post(client, RUNS, action="folder", folder="a", runFilter="one")
    assert checked(client) == ["a/two", "b/one", "b/two"]


def test_a_range_is_as_the_runs_are_listed(client: Client, runs: Store) -> None:
    post(client, TABLE, action="sort", sort="last:eval/loss")
    post(client, RUNS, action="range", run=["a/two", "b/one"], shown="false")
    assert checked(client) == ["a/one"]


def test_the_box_above_all_says_what_a_click_will_do(client: Client, runs: Store) -> None:
    def box() -> tuple[str | None, str | None]:
        tree = html.document(client.get("/timeseries/").content.decode())
        (found,) = html.with_class(tree, "all-check")
        return found.get("aria-checked"), found.get("value")

    assert box() == ("true", "none")
    post(client, RUNS, action="toggle", run="a/one")
    assert box() == ("mixed", "all")
    post(client, RUNS, action="none")
    assert box() == ("false", "all")


def test_a_baseline_is_marked_and_taken_back(client: Client, runs: Store) -> None:
    assert events(post(client, "/profiles/runs/baseline/", run="a/two")) == {"runs-changed"}
    assert [row for row in rows(client) if "baseline" in row] == [rows(client)[1]]
    post(client, "/profiles/runs/baseline/", run="")
    assert not any("baseline" in row for row in rows(client))
    assert client.post("/profiles/runs/baseline/", {"run": "no"}).status_code == 404


def test_panels_are_parts_for_htmx_and_pages_for_others(client: Client, runs: Store) -> None:
    for url in ("/profiles/runs/menu/?run=a/one", COLOR + "?run=a/one", BY, "/profiles/runs/columns/"):
        part = client.get(url, headers=HTMX)
        html.part(part.content.decode())
        assert "private" in part["Cache-Control"]
        html.document(client.get(url).content.decode())
    assert client.get("/profiles/runs/menu/?run=no").status_code == 404
    assert client.get(COLOR).status_code == 404


# --- colours ----------------------------------------------------------------------------------------------


def fills(client: Client) -> dict[str, str | None]:
    tree = html.document(client.get("/timeseries/").content.decode())
    rows = html.with_class(tree, "run-check")
    return {str(row.get("value")): html.with_class(row, "on-light")[0].get("fill") for row in rows}


def test_a_run_gets_a_colour_and_its_own_again_by_undoing(client: Client, runs: Store) -> None:
    own = fills(client)
    response = post(client, COLOR, run="a/one", color="#2196F3")
    assert events(response) == {"runs-changed"}
    assert fills(client) == own | {"a/one": "#2196f3"}
    post(client, COLOR, **undoing(response))
    assert fills(client) == own


@pytest.mark.parametrize("color", ["#12", "red", "#ggg", "url(x)"])
def test_what_is_no_colour_is_refused(client: Client, runs: Store, color: str) -> None:
    own = fills(client)
    response = client.post(COLOR, {"run": "a/one", "color": color})
    assert response.status_code == 400
    assert response.content.decode().startswith("color: a colour such as")
    assert fills(client) == own


def test_runs_are_coloured_by_expression_after_a_look_at_what_it_would_do(
    client: Client, runs: Store
) -> None:
    own = fills(client)
    asked = {"key": "regex", "regex": "^(a)"}
    text = html.text_of(html.part(client.get(BY, asked, headers=HTMX).content.decode()))
    assert "1 group, 2 runs in none" in text
    assert "a 2 runs: a/one, a/two" in text
    assert fills(client) == own
    assert events(post(client, BY, **asked)) == {"runs-changed"}
    colors = fills(client)
    assert colors["a/one"] == colors["a/two"] != colors["b/one"] == colors["b/two"]
    response = post(client, GROUP, key='regex:^(a)|["a"]', color="#00ff00")
    assert fills(client)["a/one"] != colors["a/one"]
    post(client, GROUP, **undoing(response))
    assert fills(client) == colors
    post(client, GROUP, key='regex:^(a)|["a"]', number="-1")
    assert fills(client)["a/one"] == fills(client)["b/one"]
    assert client.post(GROUP, {"key": "a", "number": "x"}).status_code == 400
    post(client, BY, key="run")
    assert fills(client) == own


def test_an_expression_within_each_first_folder_has_a_field_of_its_own(client: Client, runs: Store) -> None:
    post(client, BY, key="regex_by_exp", regex="(one)")
    part = html.part(client.get(BY, headers=HTMX).content.decode())
    fields = {
        str(field.get("name")): str(field.get("value")) for field in html.with_class(part, "text-field")
    }
    assert fields == {"regex": "(one)", "regex_by_exp": "(one)"}
    asked = {"key": "regex_by_exp", "regex": "(one)", "regex_by_exp": "(one|two)"}
    text = html.text_of(html.part(client.get(BY, asked, headers=HTMX).content.decode()))
    assert "4 groups" in text
    assert "a: one 1 run: a/one" in text


def test_an_expression_that_cannot_be_used_is_said_in_the_preview_and_not_kept(
    client: Client, runs: Store
) -> None:
    asked = {"key": "regex", "regex": "("}
    assert "Not a valid regular expression" in client.get(BY, asked, headers=HTMX).content.decode()
    assert "Not a valid regular expression" in post(client, BY, **asked).content.decode()
    assert "an expression is expected" in post(client, BY, key="regex", regex="").content.decode()
    assert client.post(BY, {"key": "mood"}).status_code == 400


def test_a_column_comes_beside_another(client: Client, runs: Store) -> None:
    def heads() -> list[str]:
        tree = html.document(client.get("/timeseries/").content.decode())
        return [
            str(head.get("data-column")) for head in html.with_class(tree, "run-cell") if head.tag == "th"
        ]

    post(client, TABLE, action="add", column="duration", beside="started", side="right")
    assert heads() == ["started", "duration", "step"]
    post(client, TABLE, action="add", statistic="max", tag="eval/loss", beside="name", side="right")
    assert heads() == ["max:eval/loss", "started", "duration", "step"]
    post(client, TABLE, action="remove", column="duration")
    post(client, TABLE, action="add", column="duration", beside="max:eval/loss", side="left")
    assert heads() == ["duration", "max:eval/loss", "started", "step"]
    post(client, TABLE, action="add", column="duration", beside="step", side="right")  # it is there
    post(client, TABLE, action="remove", column="step")
    post(client, TABLE, action="add", column="step", beside="gone", side="left")
    assert heads() == ["duration", "max:eval/loss", "started", "step"]


def test_a_column_is_as_wide_as_somebody_has_it_until_it_goes(client: Client, runs: Store) -> None:
    def widths() -> Any:
        tree = html.document(client.get("/timeseries/").content.decode())
        return next(each.get("widths") for each in html.elements(tree) if each.tag == "tb-runs")

    assert widths() is None
    answer = post(client, TABLE, action="width", column="step", width="120")
    assert events(answer) == {"run-list-changed"}
    assert widths() == "0,120"
    post(client, TABLE, action="move", column="step")
    assert widths() == "120,0"
    post(client, TABLE, action="width", column="step", width="")
    assert widths() is None
    post(client, TABLE, action="width", column="step", width="90")
    post(client, TABLE, action="remove", column="step")
    post(client, TABLE, action="add", column="step")
    assert widths() is None


def test_the_menu_of_a_heading_offers_what_can_be_done(client: Client, runs: Store) -> None:
    def offered(column: str) -> list[str]:
        answer = client.get("/profiles/runs/heading/", {"column": column}, headers=HTMX)
        tree = html.part(answer.content.decode())
        return [html.text_of(each) for each in html.with_class(tree, "menu-item")]

    plain = ["Sort ascending", "Sort descending"]
    inserts = ["Insert a column to the left…", "Insert a column to the right…"]
    assert offered("started") == [*plain, "Filter…", "Move right", *inserts, "Remove"]
    assert offered("step") == [*plain, "Filter…", "Move left", *inserts, "Remove"]
    assert offered("name") == [*plain, inserts[1]]
    client.post("/profiles/runs/filter/", {"column": "step", "low": "1"})
    assert "Clear the filter" in offered("step")
    assert client.get("/profiles/runs/heading/", {"column": "duration"}).status_code == 404
    page = client.get("/profiles/runs/columns/", {"beside": "step", "side": "left"}).content.decode()
    assert "Column to the left of Step" in page

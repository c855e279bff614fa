"""The table below a chart: exact at any step and in any range, arranged as its address says."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

import numpy as np
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from dashboards.arrangement import arrangement
from dashboards.lines import CurveQuery, lines_of
from dashboards.row_filter import RowFilter, passing
from dashboards.step_table import Row, Selection, nearest, ordered, rows_of
from ingest.smoothing import smooth
from ingest.store import Store
from tensorbored_site import state
from tests.helpers import html
from tests.helpers.store_builder import START, run_of, snapshot_of, trial

Show = Callable[..., Store]
TABLE = "/timeseries/table"
values = st.lists(
    st.floats(-100, 100, width=32) | st.sampled_from([math.nan, math.inf]), min_size=1, max_size=40
)


_counter = count()


def facts(series: Any, selection: Selection, weight: float = 0.6) -> dict[str, Any]:
    """What is said of one series."""
    run = f"run {next(_counter)}"  # what was smoothed before is known by the name of its run
    snapshot = snapshot_of({run: {"x": series}})
    (row,) = rows_of(lines_of(snapshot, {"x": [run]}, CurveQuery()), weight, selection)
    return row.facts


@given(written=values, step=st.integers(-5, 100), weight=st.sampled_from([0.0, 0.6, 0.99]))
def test_at_a_step_stands_the_nearest_point_smoothed_by_the_formula(
    written: list[float], step: int, weight: float
) -> None:
    steps = [3 * at for at in range(len(written))]
    found = facts((steps, [START + 2 * s for s in steps], written), Selection(step), weight)
    at = min(range(len(steps)), key=lambda i: (abs(steps[i] - step), steps[i]))
    smoothed = smooth(np.float32(written), weight)[at]
    np.testing.assert_allclose(found["smoothed"], smoothed, rtol=1e-6, atol=1e-6)
    np.testing.assert_equal(found["value"], float(np.float32(written[at])))
    assert (found["step"], found["relative"]) == (steps[at], 6.0 * at)


@given(written=values, ends=st.tuples(st.integers(-3, 45), st.integers(-3, 45)))
def test_a_range_is_that_of_a_plain_loop(written: list[float], ends: tuple[int, int]) -> None:
    start, end = sorted(ends)
    found = facts(written, Selection(start, end))
    smoothed = smooth(np.float32(written), 0.6).astype(np.float32).tolist()
    inside = [(smoothed[at], at) for at in range(len(written)) if start <= at <= end]
    finite = [pair for pair in inside if math.isfinite(pair[0])]
    least, most = (min(finite), max(finite, key=lambda pair: (pair[0], -pair[1]))) if finite else (None, None)
    assert (found["min"], found["min_step"]) == (least or (None, None))
    assert (found["max"], found["max_step"]) == (most or (None, None))
    raw = [float(np.float32(written[at])) for _, at in inside if math.isfinite(written[at])]
    assert found["mean"] == (pytest.approx(math.fsum(raw) / len(raw), abs=1e-5) if raw else None)
    last = len(written) - 1
    assert (found["start_step"], found["end_step"]) == (min(max(start, 0), last), min(max(end, 0), last))
    np.testing.assert_equal(found["delta"], found["end"] - found["start"])


def test_the_last_of_what_was_written_at_one_step_counts() -> None:
    assert nearest(np.array([0, 5, 5, 9]), 5) == 2
    assert nearest(np.array([0, 4, 2, 9]), 3) == 2, "of two as near the lower"
    assert nearest(np.array([7, 0, 7]), 100) == 2


def test_a_start_of_zero_has_no_percent() -> None:
    assert facts([0.0, 2.0], Selection(0, 1), weight=0)["percent"] is None
    assert facts([2.0, 3.0], Selection(0, 1), weight=0)["percent"] == 0.5


def test_rows_are_sorted_and_what_is_no_number_comes_first() -> None:
    snapshot = snapshot_of({"run10": {"x": [2.0]}, "run9": {"x": [math.nan]}, "run1": {"x": [-3.0]}})
    rows = rows_of(lines_of(snapshot, {"x": list(snapshot.runs)}, CurveQuery()), 0, Selection(0))
    named = lambda column, down: [row.run for row in ordered(rows, column, down=down)]  # noqa: E731
    assert named("run", False) == ["run1", "run9", "run10"]
    assert named("value", False) == ["run9", "run1", "run10"]
    assert named("value", True) == ["run10", "run1", "run9"]


def test_columns_are_arranged_by_addresses_that_say_no_more_than_they_must() -> None:
    known, usual = ["run", "value", "step", "mean"], ["run", "value", "step"]
    plain = arrangement({}, known, usual)
    assert plain.pairs() == ()
    assert plain.toggled("mean").pairs() == (("columns", "run,value,step,mean"),)
    assert plain.moved("step", -1).columns == ("run", "step", "value")
    assert plain.moved("run", -1) == plain
    assert plain.moved("mean", 1) == plain
    assert plain.toggled("step").toggled("step").pairs() == ()
    assert plain.sorted_by("value").sorted_by("value").pairs() == (("sort", "-value"),)
    odd = arrangement({"columns": "step,nonsense,step", "sort": "-nonsense"}, known, usual)
    assert (odd.columns, odd.sort, odd.down) == (("step",), "run", False)
    assert odd.toggled("step").columns == ("step",), "the last column stays"


STUDY = {"a": {"x": [1.0, 3.0], "y": [5.0]}, "<b>": {"x": [2.0, 8.0]}}


def cells(client: Client, **query: Any) -> list[list[str]]:
    """The texts of the table, its head first."""
    response = client.get(TABLE, {"tag": "x", "smoothing": "0", **query})
    assert response.status_code == 200, response.content
    page = html.document(response.content.decode())
    (tree,) = [element for element in html.elements(page) if element.tag == "tb-step-table"]
    rows = [element for element in html.elements(tree) if element.tag == "tr"]
    return [[html.text_of(e).strip() for e in html.elements(row) if e.tag in ("th", "td")] for row in rows]


def test_the_table_says_what_is_selected(client: Client, show: Show) -> None:
    show(STUDY)
    head = ["Run", "Value", "Step", "Relative"]
    assert cells(client, step=0) == [head, ["<b>", "2", "0", "0s"], ["a", "1", "0", "0s"]]
    assert cells(client)[1:] == [["<b>", "8", "1", "1s"], ["a", "3", "1", "1s"]], "the last step unless said"
    assert cells(client, step=0, sort="value")[1][0] == "a"
    assert cells(client, step=0, smoothing="0.5")[0] == ["Run", "Smoothed", *head[1:]]
    assert cells(client, tag=["x", "y"], step=0)[1:] == [
        ["<b>", "x", "2", "0", "0s"], ["a", "x", "1", "0", "0s"], ["a", "y", "5", "0", "0s"],
    ]  # fmt: skip
    assert cells(client, step=1, to=0, columns="run,percent,raw") == [
        ["Run", "%", "Raw"], ["<b>", "300%", "6"], ["a", "200%", "2"],
    ]  # fmt: skip


def test_groups_that_are_drawn_as_one_line_have_one_row(client: Client, show: Show) -> None:
    show(
        {
            "a/1": {"x": [1.0, 3.0, 5.0]},
            "a/2": {"x": ([0, 2], [START, START + 2], [2.0, 8.0])},
            "b/1": {"x": [7.0]},
        }
    )
    client.post("/profiles/colors/by/", {"key": "folder"})
    head = ["Run", "Value", "Step", "Relative", "Low", "High", "Runs"]
    by_folder = cells(client, step=1, spread="mean")
    assert by_folder == [head, ["a", "4", "1", "–", "3", "5", "2"], ["b", "7", "0", "–", "7", "7", "1"]]
    assert cells(client, step=1, spread="mean", xAxis="wall") == by_folder
    alone = cells(client, step=1, spread="mean", baseline="a/1")
    assert [row[0] for row in alone[1:]] == ["a", "a/1", "b"]
    assert alone[2][1:] == ["3", "1", "1s", "–", "–", "–"]
    spans = cells(client, step=0, to=2, spread="median", columns="run,min,max,delta")
    assert spans[1:] == [["a", "1.5", "6.5", "5"], ["b", "7", "7", "0"]]
    client.post("/profiles/colors/by/", {"key": "run"})
    assert [row[0] for row in cells(client, step=1, spread="mean")[1:]] == ["All runs"]
    assert "1 row at step 1" in client.get(TABLE, {"tag": "x", "step": 1, "spread": "mean"}).content.decode()
    smoothed = cells(client, step=1, spread="mean", smoothing="0.5")
    assert smoothed[0][:3] == ["Run", "Smoothed", "Value"]
    assert smoothed[1][1] != smoothed[1][2]


def test_hyperparameters_are_columns_that_can_be_asked_for(client: Client, show: Show) -> None:
    show({})
    store = Store()
    store.publish(
        [
            trial("a/1", lr=0.1, optimizer="sgd", nesterov=True),
            trial("a/2", lr=0.1, optimizer="adam"),
            run_of("b/1", {"loss": [1.0]}),
        ]
    )
    state.use(store)
    columns = "run,hparam:lr,hparam:optimizer,hparam:nesterov"
    head = ["Run", "lr", "optimizer", "nesterov"]
    one, two, none = ["a/1", "0.1", "sgd", "true"], ["a/2", "0.1", "adam", "–"], ["b/1", "–", "–", "–"]
    assert cells(client, tag="loss", columns=columns) == [head, one, two, none]
    assert cells(client, tag="loss", columns=columns, sort="hparam:optimizer")[1:] == [none, two, one]
    assert cells(client, tag="loss")[0] == ["Run", "Value", "Step", "Relative"]
    client.post("/profiles/colors/by/", {"key": "folder"})
    alike = cells(client, tag="loss", columns=columns, spread="mean")
    assert alike[1:] == [["a", "0.1", "–", "–"], ["b", "–", "–", "–"]]


def test_its_links_arrange_it_and_keep_the_question(client: Client, show: Show) -> None:
    show(STUDY)
    page = client.get(TABLE, {"tag": "x", "step": 0, "sort": "-value"}).content.decode()
    tree = html.document(page)
    assert not html.duplicate_ids(tree)
    (heading,) = [e for e in html.elements(tree) if e.get("aria-sort") == "descending"]
    (link,) = [e for e in html.elements(heading) if e.tag == "a"]
    assert link.get("href") == "/timeseries/table?tag=x&step=0&sort=value"
    hide = next(e for e in html.elements(tree) if e.get("aria-label") == "Hide Step")
    assert "Step" not in cells(client, **_query(str(hide.get("href"))))[0]
    part = client.get(TABLE, {"tag": "x", "step": 0, "sort": "-value"}, headers=PART).content.decode()
    root = next(e.get("id") for e in html.elements(tree) if e.tag == "tb-step-table")
    assert html.outer(page, str(root)) == part.strip()


PART = {"HX-Request": "true", "HX-Target": "tb-step-table#steps"}


def _query(address: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in address.partition("?")[2].replace("%2C", ",").split("&"))


def test_many_rows_are_cut_and_all_are_a_link_away(client: Client, show: Show) -> None:
    show({f"run{i}": {"x": [1.0]} for i in range(250)})
    assert len(cells(client)) == 201
    assert len(cells(client, all=1)) == 251
    assert "250 rows at step 0" in client.get(TABLE, {"tag": "x"}).content.decode()


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ({"tag": "gone"}, 404, "tag: there is no scalar tag named 'gone'."),
        ({}, 404, "tag: name the tags of the table."),
        ({"tag": "x", "step": "soon"}, 400, "step: a number is expected."),
        ({"tag": "x", "step": "1", "to": "nan"}, 400, "to: a number is expected."),
    ],
)
def test_what_cannot_be_tabled_is_said(
    query: dict[str, str], status: int, sentence: str, client: Client, show: Show
) -> None:
    show(STUDY)
    response = client.get(TABLE, query)
    assert (response.status_code, response.content.decode()) == (status, sentence + "\n")


def test_a_step_beyond_the_data_is_told(client: Client, show: Show) -> None:
    show(STUDY)
    assert "beyond the data" in client.get(TABLE, {"tag": "x", "step": 9}).content.decode()
    assert "beyond the data" not in client.get(TABLE, {"tag": "x", "step": 1}).content.decode()


def test_rows_are_filtered_by_what_stands_in_columns(client: Client, show: Show) -> None:
    show(STUDY)
    names = lambda **query: [row[0] for row in cells(client, step=1, **query)[1:]]  # noqa: E731
    assert names() == ["<b>", "a"]
    assert names(**{"low.value": "3"}) == ["<b>", "a"]
    assert names(**{"low.value": "3.5"}) == ["<b>"]
    assert names(**{"high.value": "3.5"}) == ["a"]
    assert names(**{"match.run": "^A$"}) == ["a"]
    assert names(**{"match.run": "a", "low.value": "4"}) == []
    page = html.document(client.get(TABLE, {"tag": "x", "step": 1, "match.run": "a"}).content.decode())
    (foot,) = html.with_class(page, "step-table-foot")
    assert html.text_of(foot).startswith("1 of 2 rows at step 1")
    (form,) = [element for element in html.elements(foot) if element.tag == "form"]
    fields = {e.get("name"): e.get("value") for e in html.elements(form) if e.tag == "input"}
    assert (fields["match.run"], fields["tag"], fields["low.value"]) == ("a", "x", "")


@pytest.mark.parametrize(
    ("asked", "told"),
    [({"low.value": "x"}, "low.value: a number is expected."), ({"match.run": "("}, "Not a valid regular")],
)
def test_a_filter_that_makes_no_sense_is_said_beside_it(
    client: Client, show: Show, asked: dict[str, str], told: str
) -> None:
    show(STUDY)
    page = html.document(client.get(TABLE, {"tag": "x", **asked}).content.decode())
    (error,) = [each for each in html.with_class(page, "field-error") if html.text_of(each)]
    assert html.text_of(error).startswith(told)
    assert len(cells(client, **asked)) == 3, "all rows are there"


def test_a_row_without_a_value_passes_every_filter_unless_it_is_told_not_to() -> None:
    rows = [
        Row("a", "x", "a", {"value": math.nan}),
        Row("b", "x", "b", {}),
        Row("c", "x", "c", {"value": 1.0}),
        Row("d", "x", "d", {"value": math.inf}),
    ]
    runs = lambda only, rows=rows: [row.run for row in passing(rows, [only])]  # noqa: E731
    assert runs(RowFilter("value", low=2)) == ["a", "b", "d"]
    assert runs(RowFilter("value", low=-math.inf, missing=False)) == ["c", "d"]
    assert runs(RowFilter("value", missing=False)) == ["c", "d"]
    texts = replace(rows[0], hparams={"opt": "sgd"}), replace(rows[1], hparams={"opt": True}), rows[2]
    assert runs(RowFilter("hparam:opt", match="TRUE"), texts) == ["b", "c"]
    assert runs(RowFilter("hparam:opt", match="TRUE|sg", missing=False), texts) == ["a", "b"]
    assert runs(RowFilter("hparam:opt", low=1, missing=False), texts) == [], "a text is no number"


def test_rows_without_a_value_are_offered_where_there_are_some(client: Client, show: Show) -> None:
    show({"a": {"x": [1.0]}, "b": {"x": [math.nan]}})

    def offered(**query: str) -> dict[str, tuple[str, bool]]:
        page = html.document(client.get(TABLE, {"tag": "x", "smoothing": "0", **query}).content.decode())
        labels = html.with_class(page, "step-filter-missing")
        boxes = [(label, box) for label in labels for box in html.elements(label) if box.tag == "input"]
        return {
            str(box.get("name")): (html.text_of(label).strip(), box.get("checked") is not None)
            for label, box in boxes
        }

    assert offered() == {"missing.value": ("Rows without it, or NaN 1", True)}
    assert offered(**{"missing.value": "0"}) == {"missing.value": ("Rows without it, or NaN 1", False)}
    assert [row[0] for row in cells(client)[1:]] == ["a", "b"]
    assert [row[0] for row in cells(client, **{"missing.value": "0"})[1:]] == ["a"]
    both = {"missing.value": ["0", "1"]}  # as a form without scripts says that they pass
    assert [row[0] for row in cells(client, **both)[1:]] == ["a", "b"]
    assert "missing.step" in offered(**{"missing.step": "0"}), "what was said can be taken back"

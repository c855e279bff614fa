"""Downloads hold every point as it is, however many there are, whatever things are called."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from dashboards import exports
from ingest.store import ScalarSeries, Snapshot, Store
from tests.helpers.store_builder import START, snapshot_of

Show = Callable[..., Store]
POINTS = "/timeseries/points"
ODD = np.array([0.1, np.nan, np.inf, -np.inf, 1e-30, 3.4e38], np.float32)


def parsed(pieces: Any) -> list[list[str]]:
    """CSV as rows."""
    return list(csv.reader(io.StringIO(b"".join(pieces).decode(), newline="")))


def series_of(snapshot: Snapshot, run: str = "a", tag: str = "x") -> ScalarSeries:
    found = snapshot.scalars(run, tag)
    assert found
    return found


def test_one_run_has_tensorboards_columns_and_floats_as_short_as_they_are_exact() -> None:
    series = series_of(snapshot_of({"a": {"x": (range(6), [START + 0.125] * 6, ODD)}}))
    rows = parsed(exports.run_csv(series))
    assert rows[0] == ["Wall time", "Step", "Value"]
    assert rows[1] == ["1700000000.125", "0", "0.1"]
    assert [value for _, _, value in rows[2:]] == ["nan", "inf", "-inf", "1e-30", "3.4e+38"]
    assert json.loads(b"".join(exports.run_json(series)))[1:4] == [
        [START + 0.125, 1, "NaN"],
        [START + 0.125, 2, "Infinity"],
        [START + 0.125, 3, "-Infinity"],
    ]


@given(st.lists(st.floats(width=32), max_size=30), st.booleans())
def test_reading_it_back_gives_the_same_bits(values: list[float], is_double: bool) -> None:
    kind = np.float64 if is_double else np.float32
    snapshot = snapshot_of({"a": {"x": np.array([*values, 0.5], kind) / kind(3)}})
    series = series_of(snapshot)
    read = np.array([value for _, _, value in parsed(exports.run_csv(series))[1:]]).astype(kind)
    np.testing.assert_array_equal(read, series.values)
    told = [float(value) for _, _, value in json.loads(b"".join(exports.run_json(series)))]
    np.testing.assert_array_equal(np.array(told, kind), series.values)


NAMES = 'with "quotes", commas', "line\nbreak", "ünï", "=1+1", "\udcff"


def test_names_survive_whatever_is_in_them() -> None:
    snapshot = snapshot_of({run: {f"tag {run}": [1.0, 2.0]} for run in NAMES})
    cards = list(snapshot.scalar_tags.items())
    rows = parsed(exports.page_csv(snapshot, cards))
    assert rows[0] == ["Run", "Tag", "Wall time", "Step", "Value"]
    assert {(run, tag) for run, tag, *_ in rows[1:]} == {
        (run.replace("\udcff", "?"), f"tag {run}".replace("\udcff", "?")) for run in NAMES
    }
    told = json.loads(b"".join(exports.page_json(snapshot, cards)))
    assert told["tag \udcff"]["\udcff"] == [
        [pytest.approx(START, abs=999), 0, 1],
        [pytest.approx(START, abs=999), 1, 2],
    ]
    assert told.keys() == snapshot.scalar_tags.keys()


def test_nothing_selected_is_an_empty_table() -> None:
    snapshot = snapshot_of({"a": {"x": [1.0]}})
    assert parsed(exports.card_csv(snapshot, "x", [])) == [["Run", "Wall time", "Step", "Value"]]
    assert json.loads(b"".join(exports.card_json(snapshot, "x", []))) == {}
    assert json.loads(b"".join(exports.page_json(snapshot, []))) == {}


def test_memory_is_bounded_whatever_the_length() -> None:
    snapshot = snapshot_of(
        {run: {"x": np.random.default_rng(0).normal(size=100_000).astype("f4")} for run in "abc"}
    )
    for table in (exports.card_csv, exports.card_json):
        tracemalloc.start()
        size = sum(map(len, table(snapshot, "x", list(snapshot.runs))))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert size > 8_000_000
        assert peak < 6_000_000


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("train/loss", "train_loss.csv"),
        ("..", "points.csv"),
        ('a\\b:c*d?e"f<g>h|i\n', "a_b_c_d_e_f_g_h_i_.csv"),
        ("ünï", "ünï.csv"),
        ("x" * 1000, "x" * 150 + ".csv"),
        ("\udcff", "_.csv"),
    ],
)
def test_file_names_fit_every_disk(stem: str, name: str) -> None:
    assert exports.file_name(stem, "csv") == name


def rows_of(client: Client, **query: str) -> list[list[str]]:
    response = client.get(f"{POINTS}.csv", query)
    assert response.status_code == 200
    return parsed(response.streaming_content)


def test_a_card_gives_the_points_of_the_selected_runs(client: Client, show: Show) -> None:
    show({"one": {"x": [1.0], "y": [1.0]}, "two": {"x": [2.0, 3.0]}})
    assert [(run, value) for run, _, _, value in rows_of(client, tag="x")[1:]] == [
        ("one", "1.0"),
        ("two", "2.0"),
        ("two", "3.0"),
    ]
    assert len(rows_of(client, tag="x", runFilter="one")) == 2
    client.post("/profiles/runs/", {"action": "only", "run": "two"})
    assert {row[0] for row in rows_of(client, tag="x")[1:]} == {"two"}
    assert rows_of(client, tag="x", run="one")[1][1:] == ["0", "1.0"]


def test_a_page_gives_the_points_of_all_cards_that_pass_the_filter(client: Client, show: Show) -> None:
    show({"one": {"train/x": [1.0], "y": [1.0]}, "two": {"train/x": [2.0], "train/z": [2.0]}})
    assert [row[:2] for row in rows_of(client, tagFilter="TRAIN", runFilter="two")[1:]] == [
        ["two", "train/x"],
        ["two", "train/z"],
    ]
    told = json.loads(client.get(f"{POINTS}.json", {"tagFilter": "z|y"}).getvalue())
    assert {tag: list(runs) for tag, runs in told.items()} == {"train/z": ["two"], "y": ["one"]}


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"tag": "train/x"}, "train_x.csv"),
        ({"tag": "train/x", "run": "a/b"}, "run-a_b-tag-train_x.csv"),
        ({}, "scalars.csv"),
    ],
)
def test_a_download_is_a_file_with_a_name(
    query: dict[str, str], name: str, client: Client, show: Show
) -> None:
    show({"a/b": {"train/x": [1.0]}})
    response = client.get(f"{POINTS}.csv", query)
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.streaming
    assert client.get(f"{POINTS}.json", query)["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ({"tag": "none"}, 404, "tag"),
        ({"tag": ""}, 404, "tag"),
        ({"tag": "x", "run": "none"}, 404, "run"),
        ({"tag": "x", "runFilter": "("}, 400, "runFilter"),
        ({"tagFilter": "("}, 400, "tagFilter"),
    ],
)
def test_what_cannot_be_had_is_said_in_a_sentence(
    query: dict[str, str], status: int, field: str, client: Client, show: Show
) -> None:
    show({"a": {"x": [1.0]}})
    response = client.get(f"{POINTS}.csv", query)
    assert (response.status_code, response["Content-Type"]) == (status, "text/plain; charset=utf-8")
    assert response.content.decode().startswith(f"{field}: ")

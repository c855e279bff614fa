"""The dashboards of histograms: their cards, the bodies that their elements draw, and what is taken away."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from django.test import Client

from ingest.store import Store
from tests.dashboards.conftest import TAG, Use, buckets
from tests.helpers import html
from tests.helpers.event_writer import START
from tests.helpers.packed_reader import unpacked
from tests.helpers.sample_files import histogram_file
from tests.helpers.sampled import Sampled, doubles, strings, write_runs


def body(client: Client, app: str, **asked: Any) -> dict[str, Any]:
    """What an element gets."""
    response = client.get(f"/{app}/series?{urlencode({'tag': TAG, 'run': 'long'} | asked)}")
    assert response.status_code == 200
    return unpacked(response.content)


@pytest.mark.parametrize("app", ["histograms", "distributions"])
def test_every_run_of_a_tag_has_a_card_and_it_says_how_it_is_drawn(
    app: str, two_runs: Path, client: Client
) -> None:
    page = html.document(client.get(f"/{app}/?xAxis=wall&mode=heat&bins=60").content.decode())
    charts = [element for element in html.elements(page) if element.tag == f"tb-{app[:-1]}"]
    assert [(chart.get("label"), chart.get("run")) for chart in charts] == [(TAG, "long"), (TAG, "short")]
    assert {chart.get("x-axis") for chart in charts} == {"wall"}
    if app == "histograms":
        assert {(chart.get("mode"), chart.get("bins")) for chart in charts} == {("heat", "60")}


def test_a_card_alone_is_the_card_of_the_page(two_runs: Path, client: Client) -> None:
    page = client.get("/histograms/").content.decode()
    alone = client.get(f"/histograms/card?{urlencode({'tag': TAG, 'run': 'short'})}").content.decode()
    card = html.part(alone).find("article")
    assert card is not None
    assert f'id="{card.get("id")}"' in page
    chart = next(element for element in html.elements(card) if element.tag == "tb-histogram")
    assert chart.get("mode") is None, "the browser's choice"
    heat = client.get(f"/histograms/card?{urlencode({'tag': TAG, 'run': 'short', 'mode': 'heat'})}")
    assert 'mode="heat"' in heat.content.decode()


def test_a_body_has_the_steps_that_were_picked_in_bins_of_one_range(two_runs: Path, client: Client) -> None:
    made = body(client, "histograms", steps=11, bins=3)
    columns = made["columns"]
    assert columns["step"].tolist() == [0, 10, 20, 30, 40, 50, 59, 69, 79, 89, 99]
    assert columns["time"][-1] == START + 99
    assert columns["edge"].tolist() == [0, 1, 2, 3]
    assert columns["count"].reshape(11, 3)[1].tolist() == [21, 25, 29]
    assert (made["total"], made["inside"], made["unread"]) == (100, 100, 0)
    assert columns["total"][0] == 15
    assert columns["greatest"][0] == 3


def test_a_part_is_sent_in_full_detail(two_runs: Path, client: Client) -> None:
    made = body(client, "histograms", **{"from": 20, "to": 25, "low": 1, "high": 2, "bins": 2})
    assert made["columns"]["step"].tolist() == [20, 21, 22, 23, 24, 25]
    assert made["columns"]["edge"].tolist() == [1, 1.5, 2]
    assert made["columns"]["count"].reshape(6, 2)[0].tolist() == [22, 23]
    assert made["inside"] == 6


def test_a_linked_step_is_among_those_sent(two_runs: Path, client: Client) -> None:
    assert 33 in body(client, "histograms", steps=5, at=33)["columns"]["step"]
    assert 33 in body(client, "distributions", steps=5, at=33)["columns"]["step"]


@pytest.mark.parametrize(
    ("asked", "status", "sentence"),
    [
        ({"tag": "none"}, 404, "tag: histograms has no tag named 'none'."),
        ({"run": "none"}, 404, "run: there is no run named 'none' with this tag."),
        ({"bins": "x"}, 400, "bins: a whole number from 1 to 480 is expected."),
        ({"steps": "0"}, 400, "steps: a whole number from 1 to 1,000 is expected."),
        ({"at": "1e3"}, 400, "at: a whole number from"),
        ({"xAxis": "sideways"}, 400, "xAxis: one of step, relative, wall is expected."),
        ({"low": "NaN"}, 400, "low: a number is expected."),
    ],
)
def test_what_makes_no_sense_is_named(
    asked: dict[str, str], status: int, sentence: str, two_runs: Path, client: Client
) -> None:
    response = client.get(f"/histograms/series?{urlencode({'tag': TAG, 'run': 'long'} | asked)}")
    assert response.status_code == status
    assert response.content.decode().startswith(sentence)


def test_a_body_that_is_known_is_not_sent_again(two_runs: Path, client: Client, use: Use) -> None:
    url = f"/histograms/series?{urlencode({'tag': TAG, 'run': 'long'})}"
    etag = client.get(url)["ETag"]
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 304
    histogram_file(two_runs / "long", TAG, [(100, buckets(100))])
    use(two_runs)
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 200


def test_every_bucket_can_be_taken_away_as_csv(two_runs: Path, client: Client) -> None:
    response = client.get(f"/histograms/points.csv?{urlencode({'tag': TAG, 'run': 'short'})}")
    rows = list(csv.reader(io.StringIO(response.getvalue().decode())))
    assert rows[0] == ["Wall time", "Step", "Left", "Right", "Count", "Problem"]
    assert len(rows) == 1 + 3 * 6
    assert [float(cell) for cell in rows[1][:-1]] == [START, 0, 0, 0.5, 0]
    assert {row[-1] for row in rows[1:]} == {""}
    assert 'filename="run-short-tag-dense_kernel.csv"' in response["Content-Disposition"]
    every = client.get("/histograms/points.csv").getvalue().decode().splitlines()
    assert every[0] == "Run,Tag,Wall time,Step,Left,Right,Count,Problem"
    assert len(every) == 1 + 103 * 6
    assert every[-1].startswith("short,dense/kernel,")


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
@pytest.mark.parametrize(
    "drawn",
    [
        "histograms/figure",
        "histograms/figure?mode=overlay",
        "histograms/figure?mode=heat",
        "distributions/figure",
    ],
)
@pytest.mark.parametrize("x_axis", ["step", "wall"])
def test_a_card_is_a_picture_on_paper(
    kind: str, drawn: str, x_axis: str, two_runs: Path, client: Client
) -> None:
    path, _, query = drawn.partition("?")
    asked = urlencode({"tag": TAG, "run": "short", "xAxis": x_axis, "dpi": 50})
    response = client.get(f"/{path}.{kind}?{query}&{asked}")
    assert response.status_code == 200
    begins = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[kind]
    assert response.content.startswith(begins)
    if kind == "svg":
        assert TAG in response.content.decode()


def test_the_menu_offers_data_and_pictures_of_a_card(two_runs: Path, client: Client) -> None:
    asked = urlencode({"tag": TAG, "run": "short", "mode": "heat", "bins": "60"})
    headers = {"HX-Request": "true", "HX-Target": "tb-downloads#downloads"}
    part = html.part(client.get(f"/histograms/downloads?{asked}", headers=headers).content.decode())
    text = html.text_of(part)
    assert "All buckets of 3 steps" in text
    assert "<title>" in client.get(f"/histograms/downloads?{asked}").content.decode()
    whole = html.part(client.get("/distributions/downloads", headers=headers).content.decode())
    assert "2 cards" in html.text_of(whole)


@pytest.mark.parametrize("app", ["histograms", "distributions"])
def test_odd_histograms_have_bodies_and_pictures_all_the_same(
    app: str, tmp_path: Path, use: Use, client: Client
) -> None:
    odd = {
        "empty": np.zeros((0, 3)),
        "zeros": np.zeros((30, 3)),
        "single": np.array([[5.0, 5.0, 3.0]]),
        "negative": np.array([[0.0, 1.0, -3.0], [1.0, 2.0, 4.0]]),
        "nan": np.array([[np.nan, 1.0, 3.0], [1.0, np.inf, 4.0]]),
        "backward": np.array([[3.0, 2.0, 1.0], [1.0, 0.0, 2.0]]),
        "huge": np.array([[-1.7e308, 1.7e308, 1e300]]),
        "tiny": np.array([[5e-324, 1e-323, 1.0]]),
        "far": np.array([[1e16, 1e16 + 2, 1.0]]),
    }
    for tag, rows in odd.items():
        histogram_file(tmp_path / "run", tag, [(0, rows)])
    use(tmp_path)
    for tag in odd:
        asked = urlencode({"tag": tag, "run": "run"})
        made = unpacked(client.get(f"/{app}/series?{asked}").content)
        assert made["columns"]["step"].tolist() == [0], tag
        drawn = client.get(f"/{app}/figure.png?dpi=50&{asked}")
        assert drawn.status_code == (400 if tag == "huge" else 200), drawn.content
        assert client.get(f"/{app}/points.json?{asked}").getvalue()


def test_without_histograms_the_page_says_how_to_write_them(
    client: Client, show: Callable[..., Store]
) -> None:
    show({"run": {"loss": [1.0]}})
    text = html.text_of(html.document(client.get("/histograms/").content.decode()))
    assert "No histograms yet" in text
    assert "add_histogram(" in text


def test_every_bucket_can_be_taken_away_as_json(two_runs: Path, client: Client) -> None:
    every = json.loads(client.get("/histograms/points.json").getvalue())
    assert {tag: list(runs) for tag, runs in every.items()} == {TAG: ["long", "short"]}
    assert every[TAG]["short"][0] == [START, 0, buckets(0).tolist()]


@pytest.mark.parametrize("app", ["histograms", "distributions"])
def test_steps_that_cannot_be_read_are_in_what_is_taken_away_with_the_reason(
    app: str, tmp_path: Path, use: Use, client: Client
) -> None:
    told = [doubles([[0, 1, 4]]), strings([1], b"x"), doubles([1, 2]), doubles(np.zeros((0, 3)))]
    write_runs(tmp_path, {"run": {TAG: Sampled("histograms", told)}})
    use(tmp_path)
    asked = urlencode({"tag": TAG, "run": "run"})
    rows = list(csv.reader(io.StringIO(client.get(f"/{app}/points.csv?{asked}").getvalue().decode())))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert [row[1] for row in rows[1:]] == ["0", "1", "2", "3"]
    assert rows[1][2:][-1] == ""
    assert [set(row[2:-1]) for row in rows[2:]] == [{""}] * 3
    why = [row[-1] for row in rows[2:]]
    assert all(why)
    assert why[2] == "no buckets"
    listed = json.loads(client.get(f"/{app}/points.json?{asked}").getvalue())
    assert [step[1] for step in listed] == [0, 1, 2, 3]
    assert [step[2:] for step in listed[1:3]] == [[[], why[0]], [[], why[1]]]
    every = json.loads(client.get(f"/{app}/points.json").getvalue())
    assert every == {TAG: {"run": listed}}
    clients = json.loads(client.get(f"/data/plugin/{app}/{app}?{asked}").getvalue())
    assert clients == [listed[0], listed[3]]


def test_a_record_that_was_damaged_is_in_what_is_taken_away_with_the_reason(
    tmp_path: Path, use: Use, client: Client
) -> None:
    histogram_file(tmp_path / "run", TAG, [(step, buckets(step)) for step in range(3)])
    use(tmp_path)
    (path,) = (tmp_path / "run").iterdir()
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(content)
    asked = urlencode({"tag": TAG, "run": "run"})
    rows = client.get(f"/histograms/points.csv?{asked}").getvalue().decode().splitlines()
    assert len(rows) == 1 + 2 * 6 + 1
    assert rows[-1].endswith(",2,,,,the record does not match its checksum")

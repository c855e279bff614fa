"""Distributions: nine percentiles for each step."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
from django.test import Client

from tests.dashboards.conftest import TAG, Use
from tests.helpers.packed_reader import unpacked
from tests.helpers.sample_files import histogram_file


def test_distributions_have_nine_values_a_step(two_runs: Path, client: Client) -> None:
    asked = urlencode({"tag": TAG, "run": "long", "steps": 4, "xAxis": "relative"})
    made = unpacked(client.get(f"/distributions/series?{asked}").content)
    values = made["columns"]["value"].reshape(4, 9)
    assert values[:, 0].tolist() == [0, 0, 0, 0]
    assert values[:, 8].tolist() == [3, 3, 3, 3]
    assert (np.diff(values) >= 0).all()
    assert made["basisPoints"][4] == 5000


def test_percentiles_can_be_taken_away_as_csv_and_json(two_runs: Path, client: Client) -> None:
    asked = urlencode({"tag": TAG, "run": "short"})
    rows = client.get(f"/distributions/points.csv?{asked}").getvalue().decode().splitlines()
    assert rows[0] == "Wall time,Step,0%,6.68%,15.87%,30.85%,50%,69.15%,84.13%,93.32%,100%,Problem"
    assert len(rows) == 4
    told = json.loads(client.get(f"/distributions/points.json?{asked}").getvalue())
    assert [pair[0] for pair in told[0][2]] == [0, 668, 1587, 3085, 5000, 6915, 8413, 9332, 10000]


def test_where_nothing_was_counted_there_are_no_percentiles(tmp_path: Path, use: Use, client: Client) -> None:
    rows = [(0, np.array([[0.0, 1.0, 4.0]])), (1, np.zeros((30, 3))), (2, np.array([[1.0, 2.0, 4.0]]))]
    histogram_file(tmp_path / "run", TAG, rows)
    use(tmp_path)
    asked = urlencode({"tag": TAG, "run": "run"})
    values = unpacked(client.get(f"/distributions/series?{asked}").content)["columns"]["value"].reshape(3, 9)
    assert np.isnan(values[1]).all()
    assert values[0].tolist()[::4] == [0, 0.5, 1]

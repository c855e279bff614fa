"""The JSON routes of TensorBoard's clients: the same answers as TensorBoard gives of the same files."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from django.test import Client

from dashboards.dashboard import dashboards
from ingest.ingester import Ingester
from ingest.logdir import sources_from
from ingest.store import Store
from tensorbored_site import state
from tests.helpers import peer
from tests.helpers.event_writer import START, EventFile, event, field, float_tensor, frame
from tests.helpers.sampled import opened
from tests.ingest.test_bad_events import MIXED

Show = Callable[..., Store]
SCALARS, TIMESERIES = "/data/plugin/scalars", "/data/plugin/timeseries"
QUESTIONS = [
    {"plugin": "scalars", "tag": "train/loss"},
    {"plugin": "scalars", "tag": "acc", "run": "described/one"},
    {"plugin": "scalars", "tag": "acc", "run": ""},
    {"plugin": "scalars", "tag": "acc", "run": "none such"},
    {"plugin": "scalars", "tag": "none such", "sample": 1},
    {"plugin": "scalars"},
    {"plugin": "scalars", "tag": ""},
    {"plugin": "other", "tag": "acc"},
    {"tag": "acc"},
    {"plugin": "histograms", "tag": "acc"},
    {"plugin": "histograms", "tag": "acc", "run": "described/one"},
    {"plugin": "images", "tag": "acc", "run": "described/one", "sample": None},
    {"plugin": "images", "tag": "acc", "run": "described/one", "sample": 0},
]
SAME = [
    "/data/runs",
    "/data/experiments",
    "/data/experiment_runs",
    "/data/window_properties",
    f"{SCALARS}/tags",
    f"{SCALARS}/scalars?run=b%2Fsecond&tag=train%2Floss",
    f"{SCALARS}/scalars?run=b%2Fsecond&tag=train%2Floss&format=csv",
    f"{SCALARS}/scalars?run=b%2Fsecond&tag=lr&format=other",
    f"{SCALARS}/scalars?run=none&tag=lr",
    f"{SCALARS}/scalars?run=&tag=lr&format=csv",
    f"{SCALARS}/scalars?run=b%2Fsecond",
    f"{SCALARS}/scalars",
    f"{TIMESERIES}/tags",
    f"{TIMESERIES}/timeSeries",
    f"{TIMESERIES}/timeSeries?requests=[",
    f"{TIMESERIES}/timeSeries?{urlencode({'requests': json.dumps(QUESTIONS)})}",
]
SAME_POSTED: list[tuple[str, list[tuple[str, str]]]] = [
    (
        f"{SCALARS}/scalars_multirun",
        [("tag", "lr"), ("runs", "b/second"), ("runs", "none"), ("runs", "first")],
    ),
    (f"{SCALARS}/scalars_multirun", [("tag", "lr")]),
    (f"{SCALARS}/scalars_multirun", [("runs", "first")]),
    (f"{SCALARS}/scalars_multirun", [("tag", "lr"), ("tag", "acc"), ("runs", "first")]),
    (f"{TIMESERIES}/timeSeries", [("requests", json.dumps(QUESTIONS))]),
    (f"{TIMESERIES}/timeSeries", [("asks", "[]")]),
]


def write_logdir(logdir: Path) -> Path:
    """Two runs as torch writes them, and three with names and descriptions for their tag."""
    from torch.utils.tensorboard import SummaryWriter

    for number, run in enumerate(("first", "b/second")):
        writer = SummaryWriter(str(logdir / run))
        for step in range(50):
            value = float("nan") if step == 3 else number + 1 / (step + 1)
            writer.add_scalar("train/loss", value, step, walltime=START - number + step / 8)
            odd = {2: float("inf"), 5: float("-inf")}.get(step, 0.1 * step)
            writer.add_scalar("lr", odd, 10 * step, walltime=START - number + step / 8)
        writer.close()
    for run, text in (("one", "*first*\n\n<script>x</script>"), ("two", "second"), ("three", "second")):
        file = EventFile(logdir / "described" / run / "events.out.tfevents.1.host")
        for step in range(3):
            file.append(described("acc", step / 3, step, "Accuracy", text))
    return logdir


def described(tag: str, value: float, step: int, name: str, text: str) -> bytes:
    """A record of a scalar with a name to show and a description."""
    plugin = field(1, field(1, b"scalars"))
    metadata = field(9, plugin + field(2, name.encode()) + field(3, text.encode()))
    said = field(1, field(1, tag.encode()) + field(8, float_tensor(value)) + metadata)
    return frame(event(START + 60 + step, step, field(5, said)))


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What both servers read."""
    return write_logdir(tmp_path_factory.mktemp("both"))


@pytest.fixture(scope="module")
def tensorboard(logdir: Path) -> Iterator[Callable[..., tuple[int, str]]]:
    """Asks the real TensorBoard, which keeps every point."""
    with peer.tensorboard(logdir, lambda ask: len(json.loads(ask(f"{SCALARS}/tags")[1])) == 5) as ask:

        def text(path: str, form: list[tuple[str, str]] | None = None) -> tuple[int, str]:
            status, body = ask(path, form)
            return status, body.decode()

        yield text


@pytest.fixture
def ours(client: Client, logdir: Path) -> Iterator[Client]:
    """A client of a server over the same files."""
    before = state.store(), state.sources()
    store = Store()
    Ingester(sources_from(str(logdir), ""), store, 0).run_once()
    state.use(store)
    yield client
    state.use(*before)


def answered(client: Client, path: str, form: list[tuple[str, str]] | None = None) -> tuple[int, str]:
    """Status and text."""
    kind = "application/x-www-form-urlencoded"
    response = client.get(path) if form is None else client.post(path, urlencode(form), content_type=kind)
    return response.status_code, response.getvalue().decode()


def parsed(answer: tuple[int, str]) -> tuple[int, Any]:
    """JSON as a value; anything else as it stands."""
    status, text = answer
    try:
        return status, json.loads(text)
    except ValueError:
        return status, text


@pytest.mark.slow
def test_answers_are_those_of_tensorboard(ours: Client, tensorboard: Callable[..., tuple[int, str]]) -> None:
    for path in SAME:
        assert parsed(answered(ours, path)) == parsed(tensorboard(path)), path
    for path, form in SAME_POSTED:
        assert parsed(answered(ours, path, form)) == parsed(tensorboard(path, form)), (path, form)


@pytest.mark.slow
def test_what_is_told_of_the_server_has_the_same_shape(
    ours: Client, tensorboard: Callable[..., tuple[int, str]], logdir: Path
) -> None:
    for path in ("/data/environment", "/data/logdir"):
        mine, theirs = (json.loads(text) for _, text in (answered(ours, path), tensorboard(path)))
        assert mine.keys() == theirs.keys()
    assert json.loads(answered(ours, "/data/logdir")[1]) == {"logdir": str(logdir)}
    mine, theirs = (
        json.loads(text)
        for _, text in (answered(ours, "/data/plugins_listing"), tensorboard("/data/plugins_listing"))
    )
    for plugin in ("scalars", "timeseries"):
        assert mine[plugin].keys() == theirs[plugin].keys()
        assert mine[plugin]["enabled"] == theirs[plugin]["enabled"] is True


def test_a_method_that_writes_nothing_is_not_taken_for_one_that_asks(client: Client, show: Show) -> None:
    show({"a": {"x": [1.0]}})
    assert client.get(f"{SCALARS}/scalars_multirun").status_code == 405


@pytest.mark.parametrize(
    "asked", ["3", "{}", "[1]", "[" * 100_000, '"x"', "null", '[{"tag": [], "plugin": {}}]']
)
def test_whatever_is_asked_for_is_answered(asked: str, client: Client, show: Show) -> None:
    show({"a": {"x": [1.0]}})
    status, _ = answered(client, f"{TIMESERIES}/timeSeries", [("requests", asked)])
    assert status in {200, 400}


def test_no_point_is_left_out_and_values_are_those_of_the_file(client: Client, show: Show) -> None:
    values = np.random.default_rng(1).normal(size=40_000).astype(np.float32)
    values[[3, 17_000]] = np.nan, np.inf
    show({"a": {"x": values}})
    points = json.loads(answered(client, f"{SCALARS}/scalars?run=a&tag=x")[1])
    assert [step for _, step, _ in points] == list(range(40_000))
    np.testing.assert_array_equal(np.array([value for _, _, value in points], np.float64), values)


def test_a_series_is_the_same_however_it_travels_until_it_grows(client: Client, show: Show) -> None:
    where = f"{SCALARS}/scalars?run=a&tag=x"
    show({"a": {"x": [1.0, math.nan]}})
    plain = client.get(where)
    packed = client.get(where, headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert json.loads(plain.content)[1][1:] == [1, "NaN"]
    known = {"If-None-Match": packed["ETag"]}
    assert client.get(where, headers=known).status_code == 304
    show({"a": {"x": [1.0, math.nan, 3.0]}})
    assert len(json.loads(client.get(where, headers=known).content)) == 3


def test_a_description_brings_no_scripts_and_no_pictures(client: Client, logdir: Path, ours: Client) -> None:
    text = json.loads(answered(ours, f"{SCALARS}/tags")[1])["described/one"]["acc"]["description"]
    assert "<em>first</em>" in text
    assert "<script" not in text


def test_every_dashboard_is_listed_and_enabled_where_it_has_data(client: Client, show: Show) -> None:
    show({"a": {}})
    listing = json.loads(answered(client, "/data/plugins_listing")[1])
    assert {dashboard.label for dashboard in dashboards()} <= listing.keys()
    assert not listing["timeseries"]["enabled"]


def test_r14_a_tag_that_turns_from_scalars_into_images_is_served_as_scalars_and_told(
    client: Client, show: Show, tmp_path: Path
) -> None:
    show({})
    file = EventFile(tmp_path / "run" / "events.out.tfevents.1.host")
    file.append(b"".join(map(frame, MIXED)))
    state.use(opened(tmp_path))
    asked = json.dumps([{"plugin": "scalars", "tag": "x"}])
    status, text = answered(client, f"{TIMESERIES}/timeSeries", [("requests", asked)])
    assert status == 200
    (series,) = json.loads(text)
    assert [point["step"] for point in series["runToSeries"]["run"]] == [1, 3]
    assert "1 damaged record left out" in client.get("/status/").content.decode()

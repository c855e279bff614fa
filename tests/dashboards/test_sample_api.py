"""TensorBoard's routes for images and audio: its answers of the same files, byte for byte the same samples.

Of samples of one step TensorBoard keeps the first; we list all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client

from ingest.ingester import Ingester
from ingest.logdir import sources_from
from ingest.store import Store
from tensorbored_site import state
from tests.helpers import peer
from tests.helpers.event_writer import EventFile
from tests.helpers.pictures import HTML, SVG, moving, picture, wav
from tests.helpers.real_files import DATA
from tests.helpers.sampled import NAME, images, legacy_audio, legacy_image, opened, sounds, write_runs

IMAGES, AUDIO, TIMESERIES = "/data/plugin/images", "/data/plugin/audio", "/data/plugin/timeseries"
WRITTEN_RUNS = 3
Show = Callable[..., Store]


def write(logdir: Path) -> Path:
    """Images and sounds in the forms of today and of old, with several samples and descriptions."""
    red, blue = picture(), picture(color=(0, 0, 200), kind="JPEG")
    described = {"description": "What *it* saw"}
    tags = {
        "seen/several": images([red, blue], [red], [blue, red, moving()], steps=[0, 3, 7], **described),
        "seen/odd": images([SVG], [picture(kind="BMP")]),
        "heard": sounds([wav()], [wav(), wav([0.5, 0.25])], labels=["a *label*"]),
        "coded": sounds([b"OggS"], encoding=0),
    }
    write_runs(logdir, {"today": tags, "b/two": {"seen/several": images([blue]), "loss": [1.0]}})
    file = EventFile(logdir / "old" / NAME)
    for step in range(4):
        file.append(legacy_image("seen/old", (red, blue)[step % 2], 4, 3, step))
        file.append(legacy_audio("heard", wav([step / 4, 0.0]), 8000, step))
    return logdir


@pytest.fixture(scope="module", params=["written", "real"])
def logdir(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What both servers read: samples of every form, then files of other people's programs."""
    if request.param == "written":
        return write(tmp_path_factory.mktemp("samples"))
    return DATA


@pytest.fixture(scope="module")
def theirs(logdir: Path) -> Iterator[peer.Ask]:
    """The real TensorBoard over it, which keeps every sample."""
    runs = opened(logdir).snapshot().runs.values()
    expected = {plugin: {run.name for run in runs if run.tags(plugin)} for plugin in ("images", "audio")}

    def is_loaded(ask: peer.Ask) -> bool:
        found = {plugin: json.loads(ask(f"/data/plugin/{plugin}/tags")[1]) for plugin in expected}
        return {plugin: set(tags) for plugin, tags in found.items()} == expected

    kept = "scalars=1,images=1000,audio=1000"
    with peer.tensorboard(logdir, is_loaded, kept, "--purge_orphaned_data=false") as ask:
        yield ask


@pytest.fixture
def ours(client: Client, logdir: Path) -> Iterator[Client]:
    """A client of a server over the same files."""
    before = state.store(), state.sources()
    store = Store()
    Ingester(sources_from(str(logdir), ""), store, 0, purge_orphaned=False).run_once()
    state.use(store)
    yield client
    state.use(*before)


def told(client: Client, path: str) -> Any:
    return json.loads(client.get(path).content)


@pytest.mark.slow
def test_tags_are_those_of_tensorboard(ours: Client, theirs: peer.Ask) -> None:
    for plugin in (IMAGES, AUDIO):
        assert told(ours, f"{plugin}/tags") == _named(json.loads(theirs(f"{plugin}/tags")[1]))
    mine, other = told(ours, f"{TIMESERIES}/tags"), json.loads(theirs(f"{TIMESERIES}/tags")[1])
    assert mine["images"] == other["images"]


def _named(runs: dict[str, Any]) -> dict[str, Any]:
    """A name that is empty is the tag."""
    return {
        run: {tag: facts | {"displayName": facts["displayName"] or tag} for tag, facts in tags.items()}
        for run, tags in runs.items()
    }


def _first_of_each(points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({point["step"]: point for point in reversed(points)}.values())[::-1]


@pytest.mark.slow
@pytest.mark.parametrize(("plugin", "listed"), [(IMAGES, "images"), (AUDIO, "audio")])
def test_every_sample_is_byte_for_byte_what_tensorboard_serves(
    plugin: str, listed: str, ours: Client, theirs: peer.Ask
) -> None:
    single = f"{plugin}/individual{listed.title().rstrip('s')}"
    compared = 0
    for run, tags in told(ours, f"{plugin}/tags").items():
        for tag, facts in tags.items():
            for sample in range(facts["samples"] if listed == "images" else 1):
                path = f"{plugin}/{listed}?{urlencode({'run': run, 'tag': tag, 'sample': sample})}"
                mine, other = _first_of_each(told(ours, path)), json.loads(theirs(path)[1])
                assert _without_query(mine) == _without_query(other)
                for one, same in zip(mine, other, strict=True):
                    body = ours.get(f"{single}?{one['query']}").content
                    assert body == theirs(f"{single}?{same['query']}")[1]
                    compared += 1
    assert compared > 4


def _without_query(points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in point.items() if name != "query"} for point in points]


@pytest.mark.slow
def test_time_series_of_images_are_those_of_tensorboard(ours: Client, theirs: peer.Ask) -> None:
    info = told(ours, f"{TIMESERIES}/tags")["images"]["tagRunSampledInfo"]
    asked = [
        {"plugin": "images", "tag": tag, "run": run, "sample": sample}
        for tag, runs in info.items()
        for run, facts in runs.items()
        for sample in range(facts["maxSamplesPerStep"] + 1)
    ]
    path = f"{TIMESERIES}/timeSeries?requests={quote(json.dumps(asked))}"
    for mine, other in zip(told(ours, path), json.loads(theirs(path)[1]), strict=True):
        ours_first = _first_of_each(mine["runToSeries"].get(mine["run"], []))
        for one, same in zip(ours_first, other["runToSeries"].get(other["run"], []), strict=True):
            assert (one["step"], one["wallTime"]) == (same["step"], same["wallTime"])
            body = ours.get(f"{TIMESERIES}/imageData?imageId={one['imageId']}").content
            assert body == theirs(f"{TIMESERIES}/imageData?imageId={quote(same['imageId'])}")[1]


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [
        f"{IMAGES}/images?run=none&tag=seen/several",
        f"{IMAGES}/images?run=today&tag=none",
        f"{AUDIO}/audio?run=none&tag=heard",
        f"{TIMESERIES}/imageData?imageId=",
    ],
)
def test_what_is_not_there_is_told_in_tensorboards_words(path: str, ours: Client, theirs: peer.Ask) -> None:
    response = ours.get(path)
    assert (response.status_code, response.content) == theirs(path)


@pytest.fixture
def written(client: Client, tmp_path: Path, show: Show) -> Client:
    state.use(opened(write(tmp_path)))
    return client


@pytest.mark.parametrize(
    "key",
    [
        "",
        "x",
        "[]",
        "W10",
        "é",
        "WyJpbWFnZXMiXQ",
        "A" * 70_000,
        "bnVsbA",
        "WyJpbWFnZXMiLCJ0b2RheSIsInNlZW4vb2RkIiwiMCIsIjAiXQ",
    ],
)
def test_a_key_that_is_none_is_told_in_a_line(key: str, written: Client) -> None:
    for path in (
        f"{IMAGES}/individualImage?blob_key={key}",
        f"{AUDIO}/individualAudio?content_type=audio/wav&blob_key={key}",
        f"{TIMESERIES}/imageData?imageId={key}",
    ):
        response = written.get(path)
        assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")


def test_what_could_run_is_a_file_to_keep(written: Client) -> None:
    first = told(written, f"{IMAGES}/images?run=today&tag=seen/odd")[0]
    response = written.get(f"{IMAGES}/individualImage?{first['query']}")
    assert response.content == SVG
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"].startswith("sandbox")


def test_a_sound_is_served_as_what_it_is_not_as_what_is_asked_for(
    tmp_path: Path, client: Client, show: Show
) -> None:
    state.use(opened(write_runs(tmp_path, {"run": {"tag": sounds([HTML])}})))
    query = told(client, f"{AUDIO}/audio?run=run&tag=tag")[0]["query"]
    assert "content_type=audio%2Fwav" in query
    response = client.get(f"{AUDIO}/individualAudio?{query}")
    assert response["Content-Type"] == "application/octet-stream"
    asked = client.get(f"{AUDIO}/individualAudio?content_type=text/html&blob_key=x")
    assert (asked.status_code, asked.content) == (400, b"Invalid argument: Illegal mime type 'text/html'")


@pytest.mark.parametrize("sample", ["x", "", "1e9", "9" * 40, "１"])
def test_a_sample_that_is_no_number_is_told_in_a_line(sample: str, written: Client) -> None:
    for path in (f"{IMAGES}/images?run=today&tag=seen/odd", f"{AUDIO}/audio?run=today&tag=heard"):
        assert written.get(f"{path}&sample={sample}").status_code == 400
    assert told(written, f"{IMAGES}/images?run=today&tag=seen/odd&sample=5") == []

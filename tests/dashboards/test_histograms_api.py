"""TensorBoard's routes for histograms: the values that its own plugins give of the same real files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from django.test import Client
from tensorboard.backend.event_processing.data_provider import MultiplexerDataProvider
from tensorboard.backend.event_processing.plugin_event_multiplexer import EventMultiplexer
from tensorboard.context import RequestContext
from tensorboard.plugins.base_plugin import TBContext
from tensorboard.plugins.distribution.distributions_plugin import DistributionsPlugin
from tensorboard.plugins.histogram.histograms_plugin import HistogramsPlugin
from tensorboard.plugins.metrics.metrics_plugin import MetricsPlugin

from ingest.ingester import Ingester
from ingest.logdir import Source
from ingest.store import Store
from tensorbored_site import state
from tests.helpers.real_files import DATA

ALL = 10**9
FOLDERS = ("torch-study", "mlagents-rl", "keras-hparams")
CONTEXT = RequestContext()


@pytest.fixture(scope="module", params=FOLDERS)
def logdir(request: pytest.FixtureRequest) -> Path:
    """Files of other people's programs."""
    return DATA / str(request.param)


@pytest.fixture(scope="module")
def theirs(logdir: Path) -> TBContext:
    """What TensorBoard's plugins are given."""
    multiplexer = EventMultiplexer(tensor_size_guidance={"histograms": 0}, purge_orphaned_data=False)
    multiplexer.AddRunsFromDirectory(str(logdir))
    multiplexer.Reload()
    provider = MultiplexerDataProvider(multiplexer, str(logdir))
    return TBContext(data_provider=provider, sampling_hints={"histograms": ALL})


@pytest.fixture
def ours(client: Client, logdir: Path) -> Iterator[Callable[..., Any]]:
    """`ours(path, **asked)` asks our server over the same files."""
    before = state.store(), state.sources()
    store = Store()
    Ingester([Source(str(logdir))], store, purge_orphaned=False).run_once()
    state.use(store)

    def ask(path: str, **asked: str) -> Any:
        response = client.get(f"/data/plugin/{path}?{urlencode(asked)}")
        assert response.status_code == 200, path
        return json.loads(response.getvalue())

    yield ask
    state.use(*before)


def series_of(tags: dict[str, Any]) -> list[tuple[str, str]]:
    return [(run, tag) for run, of_run in tags.items() for tag in of_run]


def same_numbers(ours: Any, theirs: Any) -> None:
    """The old form comes to us in float64; TensorBoard's Python reader makes float32 of it."""
    np.testing.assert_allclose(
        np.array(ours, np.float64), np.array(theirs, np.float64), rtol=3e-7, atol=1e-12
    )


def test_tags_are_those_of_tensorboard(ours: Callable[..., Any], theirs: TBContext) -> None:
    mine = ours("histograms/tags")
    assert mine
    assert mine == ours("distributions/tags") == HistogramsPlugin(theirs).index_impl(CONTEXT, "")


def test_every_bucket_of_every_step_is_that_of_tensorboard(
    ours: Callable[..., Any], theirs: TBContext
) -> None:
    for run, tag in series_of(ours("histograms/tags")):
        told, _ = HistogramsPlugin(theirs).histograms_impl(CONTEXT, tag, run, "", downsample_to=ALL)
        mine = ours("histograms/histograms", run=run, tag=tag)
        assert [step[:2] for step in mine] == [[time, step] for time, step, _ in told]
        for (_, _, buckets), (_, _, expected) in zip(mine, told, strict=True):
            same_numbers(buckets, expected)


def test_every_percentile_is_that_of_tensorboard(ours: Callable[..., Any], theirs: TBContext) -> None:
    plugin = DistributionsPlugin(theirs)
    plugin.SAMPLE_SIZE = ALL
    for run, tag in series_of(ours("distributions/tags")):
        told, _ = plugin.distributions_impl(CONTEXT, tag, run, "")
        mine = ours("distributions/distributions", run=run, tag=tag)
        assert [step[:2] for step in mine] == [step[:2] for step in told]
        for (_, _, values), (_, _, expected) in zip(mine, told, strict=True):
            same_numbers(values, expected)


def test_time_series_has_the_same_histograms(ours: Callable[..., Any], theirs: TBContext) -> None:
    plugin = MetricsPlugin(theirs)
    listed = ours("timeseries/tags")["histograms"]
    assert listed == plugin._tags_impl(CONTEXT, "")["histograms"]
    for run, tags in list(listed["runTagInfo"].items())[:3]:
        asked = [{"plugin": "histograms", "tag": tag, "run": run} for tag in tags]
        told = json.loads(json.dumps(plugin._time_series_impl(CONTEXT, "", asked)))
        mine = ours("timeseries/timeSeries", requests=json.dumps(asked))
        for one, other in zip(mine, told, strict=True):
            assert one["tag"] == other["tag"]
            for point, expected in zip(one["runToSeries"][run], other["runToSeries"][run], strict=True):
                assert (point["wallTime"], point["step"]) == (expected["wallTime"], expected["step"])
                columns = [[list(each.values()) for each in p["bins"]] for p in (point, expected)]
                same_numbers(*columns)


@pytest.mark.parametrize("plugin", ["histograms/histograms", "distributions/distributions"])
def test_what_is_not_there_is_told_in_tensorboards_words(client: Client, plugin: str) -> None:
    response = client.get(f"/data/plugin/{plugin}?run=a&tag=b")
    assert response.status_code == 404
    assert response.content.decode() == "Not found: No histogram tag 'b' for run 'a'"

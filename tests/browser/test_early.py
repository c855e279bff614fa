"""What charts in the first window draw is asked for before the scripts that draw it are there, and once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from playwright.sync_api import Page, Route, expect

from tests.helpers.browsing import Watch
from tests.helpers.program import Program, running
from tests.helpers.sample_files import histogram_file

Visit = Callable[..., Page]

SEEN = """(charts) => charts.map((chart) => chart.getBoundingClientRect())
    .filter(({top, bottom}) => top < innerHeight && bottom > 0).length"""

EARLY = """() => new Promise((done) => {
    const look = () => window.tbEarly?.size ? done([...window.tbEarly.keys()]) : setTimeout(look, 20);
    look();
})"""


@pytest.fixture(scope="module")
def bells(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A server over twelve tags of histograms."""
    logdir = tmp_path_factory.mktemp("bells")
    for run in range(12):
        buckets = np.array([[0.0, 1.0, 3.0], [1.0, 2.0, 5.0]])
        histogram_file(logdir / f"run {run}", "weights", ((step, buckets) for step in range(4)))
    with running("--logdir", str(logdir)) as program:
        program.wait_for("^Loaded 12 runs")
        yield program


@pytest.mark.parametrize(
    "path", ["timeseries/", "timeseries/?xAxis=wall&yScale=log10&smoothing=0.9", "scalars/"]
)
def test_curves_are_asked_for_without_waiting_for_the_elements(
    visit: Visit, study_server: Program, watch: Watch, path: str
) -> None:
    follow(visit(study_server, "profiles/"), study_server.url + path, "tb-line-chart", watch)


@pytest.mark.parametrize("name", ["histogram", "distribution"])
def test_histograms_and_distributions_as_well(visit: Visit, bells: Program, watch: Watch, name: str) -> None:
    follow(visit(bells, "profiles/"), f"{bells.url}{name}s/", f"tb-{name}", watch)


def follow(page: Page, url: str, name: str, watch: Watch) -> None:
    """Hold the scripts back until everything is asked for, then let them draw."""
    held: list[Route] = []
    page.route("**/app.js", lambda route: held.append(route))
    watch.requests.clear()
    page.goto(url, wait_until="commit")
    early = page.evaluate(EARLY)
    charts = page.locator(name)
    assert len(early) == charts.evaluate_all(SEEN) > 0
    assert len(early) < charts.count()
    held[0].continue_()
    for place in range(len(early)):
        expect(charts.nth(place).locator(".chart-footer")).not_to_be_empty()
    assert Counter(watch.asked("/series?")) == Counter(
        address.removeprefix(watch.origin) for address in early
    )

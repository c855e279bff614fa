"""Comparing runs: against another metric, as groups with a band, and with a baseline."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.browsing import ChartView, Watch, run_box
from tests.helpers.event_writer import EventFile
from tests.helpers.program import Program, running
from tests.helpers.study import RUNS, SHORT, value

ACCURACY = "train/accuracy"
WHOLE = f"4 runs, {4 * SHORT} points, exact"
Visit = Callable[..., Page]


@pytest.fixture
def page(visit: Visit, study_server: Program) -> Page:
    return visit(study_server, "timeseries/?smoothing=0&tagFilter=accuracy")


def choose_axis(page: Page, name: str) -> None:
    page.get_by_role("group", name="Horizontal axis").get_by_text(name, exact=True).click()


def test_any_metric_can_be_x(page: Page) -> None:
    chart = ChartView(page, ACCURACY).wait(WHOLE)
    field = page.get_by_label("The metric that is x")
    expect(field).to_be_hidden()
    choose_axis(page, "Metric")
    expect(chart.element).to_have_attribute("x-axis", "step")
    field.fill("valid/loss")
    expect(page).to_have_url(re.compile(r"xAxis=metric&xTag=valid%2Floss"))
    expect(chart.plot).to_have_attribute("aria-label", re.compile(r"x 0 to 3\.099, values"))
    page.mouse.move(*chart.place(value("sgd/small", 50) / 3.099, 0.05))
    row = chart.rows()[0]
    assert row["Run"] == "sgd/small"
    assert row["valid/loss"] == row["Value"], "the study's tags are all alike"
    page.reload()
    expect(field).to_have_value("valid/loss")
    choose_axis(page, "Rel. step")
    expect(chart.plot).to_have_attribute("aria-label", re.compile("steps since the first 0 to 99"))


def test_groups_are_lines_with_bands_and_say_how_many_runs_they_are(page: Page) -> None:
    chart = ChartView(page, ACCURACY).wait(WHOLE)
    page.get_by_role("button", name="Axes of all cards").click()
    page.locator("#axes").get_by_role("group", name="Groups").get_by_text("Mean").click()
    chart.wait(f"1 group of 4 runs, {SHORT} points, exact")
    page.locator("#axes").get_by_label("Band of a group").select_option("Quartiles")
    expect(page).to_have_url(re.compile("spread=mean&band=quartiles"))
    page.keyboard.press("Escape")
    expect(chart.element).to_have_attribute("src", re.compile("band=quartiles"))
    chart.wait()
    page.mouse.move(*chart.place_of(50, 1.55))
    (row,) = chart.rows()
    middle = sum(value(run, 50) for run in RUNS) / 4
    assert (row["Run"], row["Runs"], row["Step"]) == ("All runs", "4", "50")
    assert float(row["Value"]) == pytest.approx(middle)
    low, high = map(float, row["Band"].split(" to "))
    assert (low, high) == (pytest.approx(middle - 0.75), pytest.approx(middle + 0.75))
    chart.drag((0.25, 0.5), (0.75, 0.5))
    chart.wait(re.compile(r"1 group of 4 runs, 5\d points, exact"))


def test_a_baseline_is_what_others_are_compared_with(visit: Visit, study_server: Program) -> None:
    page = visit(study_server, "timeseries/?smoothing=0&tagFilter=accuracy&baseline=adam/small")
    chart = ChartView(page, ACCURACY).wait(WHOLE)
    page.mouse.move(*chart.place_of(50, value("sgd/large", 50)))
    found = {row["Run"]: row["To baseline"] for row in chart.rows()}
    assert found == {
        "adam/large": "−1.0000",
        "adam/small": "–",
        "sgd/large": "+1.0000",
        "sgd/small": "+2.0000",
    }
    choose_axis(page, "Relative")
    expect(page).to_have_url(re.compile("baseline=adam%2Fsmall"))


COLOR_AT = """(canvas, [x, y]) => {
    const { left, top, width } = canvas.getBoundingClientRect();
    const scale = canvas.width / width;
    const place = [(x - left) * scale, (y - top) * scale].map(Math.round);
    return [...canvas.getContext("2d").getImageData(...place, 1, 1).data].slice(0, 3);
}"""


def drawn_color(chart: ChartView, step: float, value: float) -> list[int]:
    """The colour of the canvas where a point must be."""
    place = chart.place_of(step, value)
    found: list[int] = chart.element.locator(".u-wrap > canvas").evaluate(COLOR_AT, list(place))
    return found


def test_the_baseline_of_the_menu_is_drawn_over_the_others_and_they_say_how_far_they_are_from_it(
    visit: Visit, tmp_path: Path, watch: Watch
) -> None:
    watch.allow("willReadFrequently")  # that the canvas is read is the test's doing
    for run, more in (("first", 0.0), ("last", 0.0), ("other", 1.0)):
        EventFile(tmp_path / run / "events.out.tfevents.1.host").scalars(
            "loss", [more + 1] * 30 + [more + 3] * 11
        )
    with running("--logdir", str(tmp_path)) as program:
        program.wait_for("Loaded 3 runs")
        page = visit(program, "timeseries/?smoothing=0")
        chart = ChartView(page, "loss").wait("3 runs, 123 points, exact")
        page.mouse.move(*chart.place_of(20, 1))
        assert set(chart.rows()[0]) == {"", "Run", "Value", "Step", "Time", "Relative"}
        above = {}
        for run in ("first", "last"):
            row = page.locator("tr.run", has=run_box(page, run))
            row.hover()
            row.get_by_role("button", name="More about").click()
            page.locator("#run-panel").get_by_text("Make it the baseline").click()
            expect(row.locator(".baseline")).to_be_visible()
            expect(chart.element).to_have_attribute("src", re.compile(f"baseline={run}"))
            expect(chart.element).not_to_have_attribute("aria-busy", "true")
            page.mouse.move(*chart.place_of(20, 2))
            expect(chart.tooltip.locator("tr", has_text=run)).to_contain_text("–")
            found = {each["Run"]: each["To baseline"] for each in chart.rows()}
            assert found["other"] == "+1.0000"
            assert found[run] == "–"
            page.mouse.move(5, 400)
            expect(chart.tooltip).to_be_hidden()
            above[run] = drawn_color(chart, 20, 1)
            fill = run_box(page, run).locator("rect.on-light").get_attribute("fill") or ""
            wanted = [int(fill[at : at + 2], 16) for at in (1, 3, 5)]
            assert above[run] == pytest.approx(wanted, abs=12)
        assert above["first"] != above["last"]

"""Reading a chart: zoom, hover, smoothing, axis, expand."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.browsing import ChartView, Watch
from tests.helpers.program import Program, wait_until
from tests.helpers.study import LONG, LOSS, RUNS, SHORT, value

WHOLE = f"4 runs, {4 * SHORT} points, exact"
Visit = Callable[..., Page]


@pytest.fixture
def page(visit: Visit, study_server: Program) -> Page:
    """The study, opened as people do."""
    return visit(study_server)


def test_curves_are_drawn_and_described(page: Page) -> None:
    chart = ChartView(page, "train/accuracy").wait(WHOLE)
    assert chart.label.startswith("train/accuracy: 4 runs, steps 0 to 99, values ")
    assert chart.ink > 1000
    assert chart.values[0] <= 0
    assert chart.values[1] >= value(RUNS[-1], SHORT - 1)


@pytest.mark.parametrize("context_options", [{"viewport": {"width": 1440, "height": 320}}], ids=["low"])
def test_a_chart_far_below_the_window_waits_until_it_comes_near(page: Page, watch: Watch) -> None:
    ChartView(page, "train/accuracy").wait(WHOLE)
    ChartView(page, "train/metric-00").wait(WHOLE)
    assert not watch.asked("series?tag=valid")
    page.mouse.move(700, 200)
    page.mouse.wheel(0, 5000)
    ChartView(page, "valid/loss").wait(WHOLE)


def test_a_drag_zooms_with_detail_from_the_server_and_a_double_click_shows_all(
    page: Page, watch: Watch
) -> None:
    chart = ChartView(page, LOSS).wait(re.compile(r"^4 runs, [\d,]+ of 24,000 points drawn$"))
    chart.drag((0.25, 0.5), (0.35, 0.5))
    expect(chart.element).to_have_attribute("zoomed", "")
    chart.wait(re.compile(r"^4 runs, 2,[34]\d\d points, exact$"))
    (asked,) = watch.asked("series?tag=train%2Floss", "from=", "to=")
    first, last = chart.steps
    assert first == pytest.approx(0.25 * LONG, abs=60)
    assert last == pytest.approx(0.35 * LONG, abs=60)
    assert f"from={first}" in asked
    chart.over.dblclick()
    expect(chart.element).not_to_have_attribute("zoomed", "")
    assert chart.steps == (0, LONG - 1)


def test_a_drag_over_a_rectangle_zooms_both_ways(page: Page) -> None:
    chart = ChartView(page, "train/accuracy").wait(WHOLE)
    low, high = chart.values
    chart.drag((0.2, 0.2), (0.6, 0.6))
    expect(chart.element).to_have_attribute("zoomed", "")
    assert chart.steps[0] == pytest.approx(20, abs=2)
    assert chart.values[1] == pytest.approx(high - 0.2 * (high - low), abs=0.1)
    fit = chart.element.get_by_role("button", name="Show all")
    fit.click()
    wait_until(lambda: chart.values == (low, high))
    expect(fit).to_be_hidden()
    expect(chart.plot).to_be_focused()


@pytest.mark.parametrize("run", RUNS)
def test_the_pointer_reads_the_nearest_run(page: Page, run: str) -> None:
    chart = ChartView(page, LOSS).wait()
    page.mouse.move(*chart.place_of(3000, value(run, 3000)))
    rows = chart.rows()
    assert [set(row) for row in rows] == [{"", "Run", "Smoothed", "Value", "Step", "Time", "Relative"}] * 4
    nearest = rows[0]
    step = int(nearest["Step"].replace(",", ""))
    assert nearest["Run"] == run
    assert step == pytest.approx(3000, abs=20)
    assert float(nearest["Value"]) == pytest.approx(value(run, step), abs=1e-3)
    assert float(nearest["Smoothed"]) == pytest.approx(value(run, step) - 0.0015, abs=1e-3)
    assert nearest["Relative"] == f"{step // 60}m" + (f" {step % 60}s" if step % 60 else "")
    assert {row["Run"] for row in rows} == set(RUNS)


def test_the_table_goes_when_the_pointer_leaves(page: Page) -> None:
    chart = ChartView(page, LOSS).wait()
    page.mouse.move(*chart.place(0.5, 0.5))
    expect(chart.tooltip).to_be_visible()
    page.mouse.move(5, 5)
    expect(chart.tooltip).to_be_hidden()


def test_smoothing_follows_the_slider_at_once_and_stands_in_the_address(page: Page, watch: Watch) -> None:
    chart = ChartView(page, "train/accuracy").wait(WHOLE)
    before = len(watch.asked("train%2Faccuracy"))
    slider = page.get_by_role("slider", name="Smoothing")
    slider.focus()
    page.keyboard.press("Home")
    expect(chart.element).to_have_attribute("smoothing", "0")
    expect(page).to_have_url(re.compile(r"smoothing=0(&|$)"))
    page.mouse.move(*chart.place_of(50, value("sgd/large", 50)))
    assert "Smoothed" not in chart.rows()[0]
    page.get_by_label("Smoothing", exact=True).last.fill("0.9")
    expect(page).to_have_url(re.compile(r"smoothing=0\.9(&|$)"))
    expect(slider).to_have_value("0.9")
    page.mouse.move(*chart.place_of(50, value("sgd/large", 50)))
    assert "Smoothed" in chart.rows()[0]
    assert len(watch.asked("train%2Faccuracy")) == before, "a whole series was fetched to smooth it"


def test_a_long_series_is_smoothed_by_the_server(page: Page) -> None:
    chart = ChartView(page, LOSS).wait()
    with page.expect_response(re.compile(r"tag=train%2Floss.*smoothing=0\.99")):
        page.get_by_label("Smoothing", exact=True).last.fill("0.99")
    expect(page).to_have_url(re.compile(r"smoothing=0\.99(&|$)"))
    chart.wait()
    page.mouse.move(*chart.place_of(3000, value("sgd/large", 3000)))
    row = chart.rows()[0]
    assert float(row["Value"]) - float(row["Smoothed"]) == pytest.approx(0.099, abs=2e-3)


def test_the_horizontal_axis_changes_and_stands_in_the_address(page: Page) -> None:
    chart = ChartView(page, "train/accuracy").wait(WHOLE)
    page.get_by_text("Relative", exact=True).click()
    expect(chart.plot).to_have_attribute("aria-label", re.compile("elapsed 0s to 1m 39s"))
    expect(page).to_have_url(re.compile("xAxis=relative"))
    page.get_by_text("Wall", exact=True).click()
    expect(chart.plot).to_have_attribute("aria-label", re.compile("from Nov 14, 2023, 22:13:20 to "))
    page.mouse.move(*chart.place(0.5, 0.5))
    assert chart.rows()[0]["Time"].startswith("Nov 14, 2023, 22:14:")
    page.locator(".segments").get_by_text("Step", exact=True).click()
    expect(chart.plot).to_have_attribute("aria-label", re.compile("steps 0 to 99"))
    expect(page).not_to_have_url(re.compile("xAxis=(relative|wall)"))


def test_a_card_expands_and_shrinks(page: Page) -> None:
    chart = ChartView(page, "train/accuracy").wait(WHOLE)
    width = chart.over.bounding_box()["width"]  # type: ignore[index]
    card = page.get_by_role("article").filter(has=chart.element)
    card.hover()
    card.get_by_label("Expand").click()
    expect(card.get_by_label("Usual size")).to_be_attached()
    expect(page).to_have_url(re.compile(r"expanded=train%2Faccuracy"))
    chart.wait(WHOLE)
    assert chart.over.bounding_box()["width"] > 1.5 * width  # type: ignore[index]
    assert chart.ink > 1000
    card.get_by_label("Usual size").click()
    expect(card.get_by_label("Expand")).to_be_attached()
    expect(page).not_to_have_url(re.compile("expanded=train"))

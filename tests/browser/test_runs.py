"""The list of runs: which are drawn, and how quickly a person can say so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.browsing import ChartView, Watch, checked_runs, run_box
from tests.helpers.program import Program
from tests.helpers.study import RUNS, SHORT


@pytest.fixture
def page(visit: Callable[..., Page], study_server: Program) -> Page:
    """The study with its four runs drawn."""
    page = visit(study_server)
    drawn(page, 4)
    return page


def drawn(page: Page, runs: int) -> None:
    """Wait until list and chart agree on so many runs."""
    expect(page.locator(".runs-tools .count")).to_have_text(f"{runs} of 4")
    said = f"{runs} run{'s' if runs > 1 else ''}, {runs * SHORT} points, exact"
    ChartView(page, "train/accuracy").wait(said)


def test_a_click_hides_and_shows_a_run(page: Page) -> None:
    run_box(page, "adam/small").click()
    drawn(page, 3)
    assert checked_runs(page) == ["adam/large", "sgd/large", "sgd/small"]
    run_box(page, "adam/small").click()
    drawn(page, 4)


def test_quick_clicks_all_count(page: Page) -> None:
    for run in RUNS[:3]:
        run_box(page, run).click()
    drawn(page, 1)
    assert checked_runs(page) == ["sgd/small"]


def test_a_double_click_leaves_only_that_run_and_so_does_the_button_beside_it(page: Page) -> None:
    run_box(page, "adam/small").dblclick()
    drawn(page, 1)
    assert checked_runs(page) == ["adam/small"]
    run_box(page, "sgd/large").hover()
    page.locator(".run", has=run_box(page, "sgd/large")).get_by_text("only").click()
    expect(run_box(page, "sgd/large")).to_have_attribute("aria-checked", "true")
    drawn(page, 1)
    page.reload()
    drawn(page, 1)
    assert checked_runs(page) == ["sgd/large"]


def test_shift_click_takes_all_from_the_last_one_to_this(page: Page) -> None:
    run_box(page, "adam/large").click()
    drawn(page, 3)
    run_box(page, "sgd/large").click(modifiers=["Shift"])
    drawn(page, 1)
    assert checked_runs(page) == ["sgd/small"]
    run_box(page, "adam/small").click(modifiers=["Shift"])
    drawn(page, 3)
    assert checked_runs(page) == ["adam/small", "sgd/large", "sgd/small"]


def test_none_and_all(page: Page) -> None:
    page.get_by_role("button", name="None", exact=True).click()
    expect(page.get_by_role("heading", name="No run is selected")).to_be_visible()
    assert checked_runs(page) == []
    page.get_by_role("button", name="Show all runs").click()
    drawn(page, 4)
    run_box(page, "sgd/large").dblclick()
    drawn(page, 1)
    page.get_by_role("button", name="All", exact=True).click()
    drawn(page, 4)


def test_another_browser_has_a_choice_of_its_own(page: Page, browser: object, study_server: Program) -> None:
    run_box(page, "sgd/large").dblclick()
    drawn(page, 1)
    other = browser.new_context()  # type: ignore[attr-defined]
    elsewhere = other.new_page()
    elsewhere.goto(study_server.url)
    drawn(elsewhere, 4)
    other.close()


def test_a_run_keeps_its_colour_whatever_else_is_drawn(page: Page) -> None:
    chart = ChartView(page, "train/accuracy")
    page.mouse.move(*chart.place_of(50, 2.05))
    swatch = chart.tooltip.locator("tr.nearest .chart-swatch")
    before = swatch.evaluate("mark => getComputedStyle(mark).backgroundColor")
    run_box(page, "sgd/large").dblclick()
    drawn(page, 1)
    page.mouse.move(*chart.place_of(51, 2.05))
    assert chart.rows()[0]["Run"] == "sgd/large"
    assert swatch.evaluate("mark => getComputedStyle(mark).backgroundColor") == before
    box = run_box(page, "sgd/large").locator("rect.on-light")
    assert box.evaluate("box => getComputedStyle(box).fill") == before


def test_a_hidden_run_costs_one_request_a_visible_card(page: Page, watch: Watch) -> None:
    for tag in ("train/metric-00", "train/metric-01"):
        ChartView(page, tag).wait()
    watch.requests.clear()
    run_box(page, "adam/small").click()
    drawn(page, 3)
    assert len(watch.asked("series?tag=train%2Faccuracy")) == 1
    assert len(watch.asked("/runs/?")) == 1
    assert len(watch.asked("/timeseries/?")) == 1


def test_keys_alone_toggle_a_run(page: Page) -> None:
    page.keyboard.press("r")
    expect(page.locator("#run-filter")).to_be_focused()
    for _ in range(3):  # past All and None, into the table
        page.keyboard.press("Tab")
    expect(page.get_by_role("checkbox", name="All runs that are listed")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(run_box(page, "adam/large")).to_be_focused()
    page.keyboard.press("Space")
    drawn(page, 3)
    expect(run_box(page, "adam/large")).to_be_focused()
    assert checked_runs(page) == list(RUNS[1:])

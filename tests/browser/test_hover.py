"""The table beside the pointer: its order, freezing it, copying it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.helpers import study
from tests.helpers.browsing import ChartView
from tests.helpers.program import Program, running
from tests.helpers.study import LOSS, RUNS, SHORT, value

WHOLE = f"4 runs, {4 * SHORT} points, exact"
Visit = Callable[..., Page]


@pytest.fixture
def page(visit: Visit, study_server: Program) -> Page:
    """The study, unsmoothed."""
    return visit(study_server, "timeseries/?smoothing=0")


def test_the_order_is_a_setting_and_the_nearest_run_stands_out_in_each(page: Page) -> None:
    chart = ChartView(page, "train/accuracy").wait(WHOLE)
    for order, names in {
        "Descending": [*reversed(RUNS)],
        "By name": [*RUNS],
        "Nearest in y": [RUNS[1], RUNS[2], RUNS[0], RUNS[3]],
    }.items():
        page.get_by_role("button", name="Settings").click()
        page.get_by_label("Order of runs at the pointer").select_option(order)
        page.keyboard.press("Escape")
        page.mouse.move(*chart.place_of(50, value(RUNS[1], 50) + 0.2))
        assert [row["Run"] for row in chart.rows()] == names
        expect(chart.tooltip.locator("tr.nearest td").nth(1)).to_have_text(RUNS[1])
    page.reload()
    page.get_by_role("button", name="Settings").click()
    expect(page.get_by_label("Order of runs at the pointer")).to_have_value("y")


def test_a_click_freezes_the_table_for_copying_until_escape(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chart = ChartView(page, "train/accuracy").wait(WHOLE)
    page.mouse.click(*chart.place_of(50, value(RUNS[0], 50)))
    before = chart.rows()
    page.mouse.move(*chart.place(0.9, 0.1))
    page.mouse.move(5, 300)
    assert chart.rows() == before
    chart.tooltip.get_by_role("button", name="Copy 4 rows").click()
    expect(chart.tooltip.get_by_role("button")).to_have_text("Copied")
    titles, first, *_ = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert titles == "Run\tValue\tStep\tWall time\tRelative"
    assert first.split("\t") == [RUNS[0], "0.05", "50", "1700000050", "50"]
    page.keyboard.press("Escape")
    expect(chart.tooltip).to_be_hidden()
    page.mouse.move(*chart.place(0.5, 0.5))
    expect(chart.tooltip).to_be_visible()


def test_a_click_anywhere_else_lets_go_and_so_does_another_view(page: Page) -> None:
    chart = ChartView(page, "train/accuracy").wait(WHOLE)
    button = chart.tooltip.get_by_role("button")
    page.mouse.click(*chart.place(0.5, 0.5))
    expect(button).to_be_visible()
    page.mouse.click(*chart.place(0.2, 0.5))
    expect(button).to_be_hidden()
    page.mouse.click(*chart.place(0.2, 0.5))
    expect(button).to_be_visible()
    chart.drag((0.2, 0.5), (0.6, 0.5))
    expect(chart.element).to_have_attribute("zoomed", "")
    expect(button).to_be_hidden()
    chart.plot.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(button).to_be_focused()


def test_where_a_run_began_again_a_line_says_so(visit: Visit, tmp_path: Path) -> None:
    study.write_restarted(tmp_path, "killed", before=90, again=60, after=100)
    with running("--logdir", str(tmp_path)) as program:
        program.wait_for("Loaded 1 run")
        page = visit(program, "timeseries/?smoothing=0")
        chart = ChartView(page, LOSS).wait("1 run, 100 points, exact, 30 points before a restart hidden")
        page.mouse.move(*chart.place_of(60, 0.02))
        expect(chart.tooltip).to_contain_text("killed began again at step 60")
        page.mouse.move(*chart.place_of(40, 0.02))
        expect(chart.tooltip).not_to_contain_text("began again")
        page.locator("#toolbar").get_by_text("Relative", exact=True).click()
        expect(chart.plot).to_have_attribute("aria-label", re.compile("elapsed"))
        page.mouse.move(*chart.place(5_060 / 5_099, 0.9))
        expect(chart.tooltip).to_contain_text("killed began again at step 60")

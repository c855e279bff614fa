"""What is chosen for all charts: one cursor and one zoom, outliers, and lines cut where x goes back."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.helpers.browsing import ChartView, Watch
from tests.helpers.event_writer import START, EventFile
from tests.helpers.program import Program, running
from tests.helpers.study import SHORT

WHOLE = f"4 runs, {4 * SHORT} points, exact"
Visit = Callable[..., Page]


def switch(page: Page, name: str) -> None:
    """Click a switch of the settings."""
    page.get_by_role("button", name="Settings").click()
    page.get_by_label(name).click()
    page.keyboard.press("Escape")


def test_linked_charts_have_one_cursor_and_one_zoom(
    visit: Visit, study_server: Program, watch: Watch
) -> None:
    page = visit(study_server)
    chart = ChartView(page, "train/accuracy").wait(WHOLE)
    other = ChartView(page, "train/metric-00").wait(WHOLE)
    long = ChartView(page, "train/loss").wait()
    line = other.element.locator(".u-cursor-x")
    page.mouse.move(*chart.place(0.5, 0.5))
    expect(line).to_have_class(re.compile("u-off"))
    switch(page, "Link cursor and zoom of charts")
    page.mouse.move(*chart.place(0.25, 0.5))
    expect(line).not_to_have_class(re.compile("u-off"))
    expect(other.tooltip).to_have_count(0)
    chart.drag((0.2, 0.5), (0.6, 0.5))
    expect(other.element).to_have_attribute("zoomed", "")
    expect(long.element).to_have_attribute("zoomed", "")
    assert other.steps == chart.steps == long.steps
    long.wait(re.compile("points, exact"))
    assert len(watch.asked("series?tag=train%2Floss", "from=")) == 1
    page.get_by_role("link", name="weights").click()
    late = ChartView(page, "weights/norm").wait()
    assert late.steps == chart.steps
    chart.over.dblclick()
    expect(other.element).not_to_have_attribute("zoomed", "")
    page.mouse.move(5, 400)
    expect(line).to_have_class(re.compile("u-off"))


def test_outliers_are_ignored_until_switched_off_and_lines_are_cut_where_x_goes_back(
    visit: Visit, tmp_path: Path
) -> None:
    file = EventFile(tmp_path / "run" / "events.out.tfevents.1.host")
    for at, step in enumerate((*range(60), *range(30, 90))):
        file.scalar("loss", 500 if step == 10 else step / 100, step, START + at)
    with running("--logdir", str(tmp_path)) as program:
        program.wait_for("Loaded 1 run")
        page = visit(program, "timeseries/?smoothing=0")
        chart = ChartView(page, "loss").wait("1 run, 120 points, exact, 1 beyond the axis")
        switch(page, "Ignore outliers in y")
        chart.wait("1 run, 120 points, exact")
        page.reload()
        chart.wait("1 run, 120 points, exact")
        page.get_by_role("button", name="Axes of all cards").click()
        page.get_by_label("Partition non-monotonic x").click()
        chart.wait("2 runs, 120 points, exact")
        expect(page).to_have_url(re.compile(r"[?&]partition=1(&|$)"))
        page.keyboard.press("Escape")
        page.mouse.move(*chart.place(0.5, 0.5))
        assert {row["Run"] for row in chart.rows()} == {"run: 1", "run: 2"}

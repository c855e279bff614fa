"""What is on its way looks like it: before the scripts are there, and while the server takes its time."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.helpers.browsing import ChartView, Watch
from tests.helpers.program import Program

Visit = Callable[..., Page]
PROGRESS = "element => getComputedStyle(element, '::after').content"


def test_before_the_scripts_are_there_a_chart_has_the_lines_of_its_grid(
    study_server: Program, context: BrowserContext, watch: Watch
) -> None:
    watch.origin = study_server.url.rstrip("/")
    held: list[Route] = []
    context.route("**/app.js", lambda route: held.append(route))
    page = context.new_page()
    page.goto(study_server.url, wait_until="commit")
    chart = page.locator("tb-line-chart").first
    expect(chart).to_have_css("background-image", re.compile("repeating-linear-gradient"))
    before = chart.bounding_box()
    held[0].continue_()
    ChartView(page, "train/accuracy").wait()
    expect(chart).to_have_css("background-image", "none")
    assert chart.bounding_box() == before


def test_a_filter_and_a_group_that_take_long_say_so_where_they_were_asked(
    visit: Visit, study_server: Program
) -> None:
    page = visit(study_server)
    ChartView(page, "train/accuracy").wait()
    held: list[Route] = []
    page.route(re.compile(r"/timeseries/\?"), lambda route: held.append(route))
    toolbar, group = page.locator("#toolbar"), page.locator(".group-toggle").last
    matching = page.get_by_role("heading", name="Tags matching filter")
    flipped = "false" if group.get_attribute("aria-expanded") == "true" else "true"
    for asking, ask, answered in (
        (group, group.click, lambda: expect(group).to_have_attribute("aria-expanded", flipped)),
        (toolbar, lambda: page.locator("#tag-filter").fill("acc"), lambda: expect(matching).to_be_visible()),
    ):
        assert asking.evaluate(PROGRESS) == "none"
        with page.expect_request(re.compile(r"/timeseries/\?")):
            ask()
        assert asking.evaluate(PROGRESS) == '""'
        held.pop().continue_()
        answered()
    assert toolbar.evaluate(PROGRESS) == "none"


def test_the_step_under_the_pointer_is_framed_where_it_covers_a_label_of_the_axis(
    visit: Visit, study_server: Program
) -> None:
    chart = ChartView(visit(study_server), "train/accuracy").wait()
    chart.page.mouse.move(*chart.place(0.5, 0.5))
    ghost = chart.element.locator(".step-ghost")
    expect(ghost).to_be_visible()
    expect(ghost).to_have_css("border-top-color", "rgb(201, 205, 212)")

"""The axes of charts: their scales, of all cards and of one."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.browsing import ChartView, Watch
from tests.helpers.program import Program, wait_until
from tests.helpers.study import SHORT

WHOLE = f"4 runs, {4 * SHORT} points, exact"
OFF = re.compile(r"1 point ≤ 0 not on a log axis$")
Visit = Callable[..., Page]


@pytest.fixture
def page(visit: Visit, study_server: Program) -> Page:
    """The study, unsmoothed: its lowest run begins at 0."""
    return visit(study_server, "timeseries/?smoothing=0")


def test_the_scale_of_a_card_is_its_own_and_the_way_back_leads_through_it(page: Page, watch: Watch) -> None:
    chart = ChartView(page, "train/accuracy").wait(WHOLE)
    page.mouse.move(*chart.place(0.5, 0.5))
    card = page.get_by_role("article").filter(has=chart.element)
    card.get_by_role("button", name="Axes and more").click()
    card.get_by_label("Y scale").get_by_role("link", name="Log", exact=True).click()
    expect(page).to_have_url(re.compile(r"[?&]yScale\.train%2Faccuracy=log10$"))
    chart.wait(OFF)
    assert chart.values[0] == pytest.approx(0.0005)
    expect(ChartView(page, "train/metric-00").footer).to_have_text(WHOLE)
    page.keyboard.press("Escape")
    page.mouse.move(*chart.place(0.5, 0.5))
    page.keyboard.press("l")
    expect(chart.element).to_have_attribute("y-scale", "symlog")
    chart.wait(WHOLE)
    page.go_back()
    chart.wait(OFF)
    page.reload()
    chart.wait(OFF)


def test_a_menu_is_asked_for_once_when_pointer_or_focus_come_to_its_button(page: Page, watch: Watch) -> None:
    chart = ChartView(page, "train/accuracy").wait(WHOLE)
    card = page.get_by_role("article").filter(has=chart.element)
    button, menu = card.get_by_role("button", name="Axes and more"), card.locator("tb-menu")
    assert watch.asked("menu=") == []
    card.hover()
    button.hover()
    expect(menu.locator(".segment").first).to_be_attached()
    button.click()
    expect(menu.get_by_role("link", name="Log", exact=True).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    button.click()
    expect(menu).to_be_visible()
    assert len(watch.asked("menu=")) == 1
    card.get_by_label("Y scale").get_by_role("link", name="Symlog", exact=True).click()
    expect(menu.locator("[aria-current]").first).to_have_text("Symlog")
    expect(menu.get_by_label("Symlog threshold")).to_be_visible()


@pytest.mark.parametrize("context_options", [{"java_script_enabled": False}], ids=["no scripts"])
def test_without_scripts_a_menu_is_a_link_to_its_page(visit: Visit, study_server: Program) -> None:
    page = visit(study_server, "timeseries/")
    card = page.locator(".card").filter(has_text="train/accuracy").first
    card.get_by_label("Axes and more").click()
    card.get_by_role("link", name="Axes and more").click()
    card.get_by_label("Axes and more").click()
    card.get_by_label("Y scale").get_by_role("link", name="Log", exact=True).click()
    expect(page).to_have_url(re.compile(r"[?&]yScale\.train%2Faccuracy=log10$"))


def test_the_scale_of_all_cards_is_chosen_in_the_toolbar(page: Page, watch: Watch) -> None:
    chart = ChartView(page, "train/accuracy").wait(WHOLE)
    asked = len(watch.asked("series?tag=train%2Faccuracy"))
    page.get_by_role("button", name="Axes of all cards").click()
    axes = page.locator("#axes")
    axes.get_by_role("group", name="Y scale").get_by_text("Symlog").click()
    expect(page).to_have_url(re.compile(r"yScale=symlog"))
    axes.get_by_role("group", name="X scale").get_by_text("Log", exact=True).click()
    expect(page).to_have_url(re.compile(r"xScale=log10"))
    chart.wait(re.compile(rf"4 runs, {4 * SHORT - 4} points, exact, 4 points ≤ 0 not on a log axis"))
    assert chart.steps == (1, SHORT - 1)
    assert len(watch.asked("series?tag=train%2Faccuracy")) == asked, "a whole series was fetched again"
    long = ChartView(page, "train/loss").wait(re.compile("not on a log axis"))
    assert watch.asked("series?tag=train%2Floss", "xScale=log10", "yScale=symlog")
    page.keyboard.press("Escape")
    long.drag((0.3, 0.5), (0.6, 0.5))
    long.wait(re.compile("points, exact"))
    first, last = long.steps
    assert first == pytest.approx(5999**0.3, rel=0.1)
    assert last == pytest.approx(5999**0.6, rel=0.1)


def test_limits_are_typed_at_an_axis_and_hold_until_all_is_shown(page: Page, watch: Watch) -> None:
    chart = ChartView(page, "train/loss").wait()
    form = chart.element.locator(".chart-limits")
    chart.element.locator(".u-axis").first.click()
    form.get_by_label("Min").fill("3000")
    form.get_by_label("Max").fill("2000")
    page.keyboard.press("Enter")
    expect(form).to_be_hidden()
    chart.wait(re.compile(r"^4 runs, 4,004 points, exact$"))
    assert chart.steps == (2000, 3000)
    assert watch.asked("series?tag=train%2Floss", "from=2000", "to=3000")
    chart.plot.focus()
    page.keyboard.press("y")
    form.get_by_label("Max").fill("2")
    form.get_by_role("button", name="Set").click()
    wait_until(lambda: chart.values[1] == 2)
    assert chart.steps == (2000, 3000)
    page.get_by_text("Relative", exact=True).click()
    expect(chart.plot).to_have_attribute("aria-label", re.compile("elapsed 0s to 1h 39m, values .* to 2$"))
    chart.element.locator(".u-axis").nth(1).click()
    expect(form.get_by_label("Max")).to_have_value("2")
    form.get_by_role("button", name="Automatic").click()
    expect(chart.element).not_to_have_attribute("zoomed", "")


def test_the_threshold_of_a_symlog_axis_moves_the_curves(page: Page) -> None:
    chart = ChartView(page, "train/accuracy").wait(WHOLE)
    card = page.get_by_role("article").filter(has=chart.element)

    def height(value: float, threshold: float) -> float:
        """How far down the plot a value is drawn."""
        low, high, place = (
            math.copysign(math.log1p(abs(number) / threshold), number) for number in (*chart.values, value)
        )
        return (high - place) / (high - low)

    page.mouse.move(*chart.place(0.5, 0.5))
    card.get_by_role("button", name="Axes and more").click()
    card.get_by_label("Y scale").get_by_role("link", name="Symlog", exact=True).click()
    card.get_by_label("Symlog threshold").fill("0.01")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"[?&]symlogThreshold\.train%2Faccuracy=0\.01$"))
    expect(chart.element).to_have_attribute("symlog-threshold", "0.01")
    page.keyboard.press("Escape")
    chart.wait(WHOLE)
    assert height(1.05, 0.01) < height(1.05, 1) - 0.1
    page.mouse.move(*chart.place(0.5, height(1.05, 0.01)))
    assert chart.rows()[0]["Run"] == "adam/small"
    page.get_by_role("button", name="Axes of all cards").click()
    page.locator("#axes").get_by_label("Symlog threshold").fill("20")
    expect(page).to_have_url(re.compile(r"[?&]symlogThreshold=20&"))
    expect(chart.element).to_have_attribute("symlog-threshold", "0.01")

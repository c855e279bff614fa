"""Moving within a chart: wheel, drags, axes, fingers and keys."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.browsing import ChartView, Watch
from tests.helpers.program import Program, wait_until
from tests.helpers.study import LONG, SHORT

WHOLE = f"4 runs, {4 * SHORT} points, exact"
DETAIL = re.compile(r"^4 runs, [\d,]+ points, exact$")
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
Visit = Callable[..., Page]


@pytest.fixture
def page(visit: Visit, study_server: Program) -> Page:
    """The study."""
    return visit(study_server)


def test_the_wheel_scrolls_the_page_and_zooms_with_alt(page: Page, watch: Watch) -> None:
    chart = ChartView(page, "train/loss").wait()
    hint = chart.element.locator(".chart-hint")
    page.mouse.move(*chart.place(0.4, 0.5))
    page.mouse.move(*chart.place(0.5, 0.5))
    page.mouse.wheel(0, 40)
    expect(hint).to_have_class(re.compile("shown"))
    expect(chart.element).not_to_have_attribute("zoomed", "")
    page.mouse.move(*chart.place(0.5, 0.5))
    page.keyboard.down("Alt")
    for _ in range(10):
        page.mouse.wheel(0, -40)
    page.keyboard.up("Alt")
    expect(chart.element).to_have_attribute("zoomed", "")
    chart.wait(DETAIL)
    first, last = chart.steps
    assert (first + last) / 2 == pytest.approx(LONG / 2, abs=60), "the place under the pointer moved"
    assert last - first < LONG / 10
    assert len(watch.asked("series?tag=train%2Floss", "from=")) <= 2, "detail was asked for at every turn"
    page.keyboard.press("z")
    wait_until(lambda: chart.steps == (0, LONG - 1))


@pytest.mark.parametrize("how", ["Shift", "Alt", "middle"])
def test_a_drag_with_a_key_or_the_middle_button_moves_the_view(page: Page, how: str) -> None:
    chart = ChartView(page, "train/accuracy").wait(WHOLE)
    chart.drag((0.2, 0.2), (0.6, 0.8))
    (first, last), (low, high) = chart.steps, chart.values
    page.mouse.move(*chart.place(0.75, 0.5))
    if how != "middle":
        page.keyboard.down(how)
    page.mouse.down(button="middle" if how == "middle" else "left")
    page.mouse.move(*chart.place(0.25, 0.75), steps=5)
    page.mouse.up(button="middle" if how == "middle" else "left")
    if how != "middle":
        page.keyboard.up(how)
    half = (last - first) / 2
    moved = (pytest.approx(first + half, abs=2), pytest.approx(last + half, abs=2))
    wait_until(lambda: chart.steps == moved)
    assert chart.values[1] == pytest.approx(high + (high - low) / 4, abs=0.05)


def test_a_drag_along_an_axis_zooms_this_axis_only(page: Page) -> None:
    chart = ChartView(page, "train/accuracy").wait(WHOLE)
    low, high = chart.values
    half = (pytest.approx(25, abs=2), pytest.approx(74, abs=2))
    chart.pull_axis("x", 0.75, 0.25)
    wait_until(lambda: chart.steps == half)
    assert chart.values == (low, high)
    chart.pull_axis("y", 0.5, 0.1)
    pulled = (low + (high - low) / 2, high - (high - low) / 10)
    wait_until(lambda: chart.values == pytest.approx(pulled, abs=0.1))
    assert chart.steps == half


def test_keys_zoom_move_and_show_all(page: Page) -> None:
    chart = ChartView(page, "train/accuracy").wait(WHOLE)
    chart.plot.focus()
    page.keyboard.press("+")
    expect(chart.plot).to_have_attribute("aria-label", re.compile("steps 9.9 to 89.1,"))
    page.keyboard.press("Shift+ArrowRight")
    expect(chart.plot).to_have_attribute("aria-label", re.compile("steps 17.82 to 97.02,"))
    page.keyboard.press("-")
    page.keyboard.press("z")
    expect(chart.plot).to_have_attribute("aria-label", re.compile("steps 0 to 99,"))


@pytest.mark.parametrize("context_options", [PHONE], ids=["phone"])
def test_two_fingers_zoom_and_move(page: Page) -> None:
    chart = ChartView(page, "train/accuracy").wait(WHOLE)
    low, high = chart.values
    chart.fingers([(0.4, 0.5), (0.6, 0.5)], [(0.2, 0.5), (0.8, 0.5)])
    wait_until(lambda: chart.steps == (pytest.approx(33, abs=2), pytest.approx(66, abs=2)))
    assert chart.values == pytest.approx((low, high), abs=0.05)
    chart.fingers([(0.2, 0.5), (0.8, 0.5)], [(0.5, 0.5), (1.1, 0.5)])
    wait_until(lambda: chart.steps == (pytest.approx(23, abs=2), pytest.approx(56, abs=2)))

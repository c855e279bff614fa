"""The dark theme, and a phone's screen and fingers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.helpers.browsing import ChartView, run_box
from tests.helpers.program import Program

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
BRIGHTNESS = """(element) => {
    const [red, green, blue] = getComputedStyle(element).backgroundColor.match(/[\\d.]+/g).map(Number);
    return (red + green + blue) / 3 / 255;
}"""


@pytest.fixture
def page(visit: Callable[..., Page], study_server: Program) -> Page:
    """The study, its first chart drawn."""
    page = visit(study_server)
    ChartView(page, "train/accuracy").wait()
    return page


def brightness(element: Locator) -> float:
    return float(element.evaluate(BRIGHTNESS))


@pytest.mark.parametrize("context_options", [{"color_scheme": "dark"}], ids=["dark"])
def test_it_is_dark_where_the_system_is(page: Page) -> None:
    assert brightness(page.locator("body")) < 0.2
    assert brightness(page.locator(".card").first) < 0.2
    assert run_box(page, "sgd/large").locator("rect.on-dark").is_visible()
    assert run_box(page, "sgd/large").locator("rect.on-light").is_hidden()
    page.mouse.move(*ChartView(page, "train/accuracy").place(0.5, 0.5))
    assert brightness(ChartView(page, "train/accuracy").tooltip) < 0.25


def test_an_address_can_ask_for_the_dark_and_nothing_of_it_is_kept(page: Page) -> None:
    plain = page.url
    page.goto(f"{plain}?darkMode=true")
    expect(page.get_by_role("button", name="Theme: dark")).to_be_visible()
    assert brightness(page.locator("body")) < 0.2
    page.goto(plain)
    expect(page.get_by_role("button", name="Theme: as the browser")).to_be_visible()
    assert brightness(page.locator(".card").first) > 0.8


def test_a_theme_that_was_chosen_is_kept(page: Page) -> None:
    chart = ChartView(page, "train/accuracy")
    page.mouse.move(*chart.place_of(50, 2.05))
    swatch = chart.tooltip.locator("tr.nearest .chart-swatch")
    before = swatch.evaluate("mark => getComputedStyle(mark).backgroundColor")
    page.get_by_role("button", name="Theme: as the browser").click()
    page.get_by_role("button", name="Theme: light").click()
    expect(page.get_by_role("button", name="Theme: dark")).to_be_visible()
    assert brightness(page.locator("body")) < 0.2
    page.mouse.move(*chart.place_of(51, 2.05))
    assert swatch.evaluate("mark => getComputedStyle(mark).backgroundColor") != before
    page.reload()
    assert brightness(page.locator("body")) < 0.2


def test_the_width_of_the_list_is_kept(page: Page) -> None:
    edge = page.locator("tb-splitter").bounding_box()
    assert edge
    page.mouse.move(edge["x"] + 2, 400)
    page.mouse.down()
    page.mouse.move(edge["x"] + 102, 400, steps=4)
    page.mouse.up()
    width = page.locator("#runs-panel").bounding_box()["width"]  # type: ignore[index]
    assert width > edge["x"] + 60
    page.reload()
    assert page.locator("#runs-panel").bounding_box()["width"] == width  # type: ignore[index]


def test_the_list_is_hidden_by_its_edge_and_comes_back_as_wide_as_it_was(page: Page) -> None:
    panel, edge = page.locator("#runs-panel"), page.locator("tb-splitter")
    before, box = panel.bounding_box(), edge.bounding_box()
    assert box
    page.mouse.move(box["x"] + 2, 400)
    page.mouse.down()
    page.mouse.move(30, 400, steps=4)
    expect(panel).to_be_hidden()
    page.mouse.move(220, 400, steps=4)
    expect(panel).to_be_visible()
    page.mouse.move(30, 400, steps=4)
    page.mouse.up()
    page.reload()
    expect(panel).to_be_hidden()
    button = page.get_by_role("button", name="Show or hide the runs")
    button.click()
    expect(panel).to_be_visible()
    assert panel.bounding_box() == before
    edge.focus()
    page.keyboard.press("End")
    expect(edge).to_have_attribute("aria-valuenow", "640")
    page.keyboard.press("Enter")
    expect(panel).to_be_hidden()
    expect(button).to_be_focused()


@pytest.mark.parametrize("context_options", [PHONE], ids=["phone"])
def test_on_a_phone_runs_and_settings_are_sheets_and_nothing_is_wider_than_the_screen(page: Page) -> None:
    panel = page.locator("#runs-panel")
    expect(panel).to_be_hidden()
    page.get_by_role("button", name="Show or hide the runs").tap()
    expect(panel).to_be_visible()
    run_box(page, "sgd/large").tap()
    expect(page.locator(".runs-tools .count")).to_have_text("3 of 4")
    page.touchscreen.tap(382, 700)
    expect(panel).to_be_hidden()
    page.get_by_role("button", name="Settings").tap()
    settings = page.locator("#settings")
    expect(settings).to_be_visible()
    box = settings.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    page.touchscreen.tap(10, 800)
    expect(settings).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("context_options", [PHONE], ids=["phone"])
def test_on_a_phone_tabs_keep_their_order_and_the_one_that_is_looked_at_is_in_sight(page: Page) -> None:
    tabs = page.get_by_role("navigation", name="Dashboards").locator(".tab")
    titles = tabs.all_inner_texts()
    for place, title in enumerate(titles[:-1]):
        page.get_by_role("link", name=title, exact=True).tap()
        current = page.locator(".tab[aria-current]")
        expect(current).to_have_text(title)
        expect(current).to_be_in_viewport(ratio=1)
        lefts = tabs.evaluate_all("tabs => tabs.map((tab) => tab.getBoundingClientRect().left)")
        assert lefts == sorted(lefts)
        box, header = current.bounding_box(), page.locator(".header-end").bounding_box()
        assert box
        assert header
        assert box["x"] + box["width"] <= header["x"], place
        if not place:
            expect(page.locator(".tabs")).to_have_css("--before", "0px")
    expect(page.locator(".tabs")).to_have_css("--before", "28px")


@pytest.mark.parametrize("context_options", [PHONE], ids=["phone"])
def test_on_a_phone_what_is_wrong_with_a_filter_and_the_name_of_the_slider_are_in_sight(page: Page) -> None:
    expect(page.locator("#toolbar").get_by_text("Smoothing", exact=True)).to_be_visible()
    page.locator("#tag-filter").fill("los(")
    said = page.get_by_role("alert").filter(has_text="Not a valid regular expression")
    expect(said).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("context_options", [PHONE], ids=["phone"])
def test_on_a_phone_a_tap_reads_a_value_and_a_finger_scrolls_the_page(page: Page) -> None:
    chart = ChartView(page, "train/accuracy")
    page.touchscreen.tap(*chart.place_of(50, 2.05))
    assert chart.rows()[0]["Run"] == "sgd/large"
    box = chart.tooltip.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert chart.over.evaluate("plot => getComputedStyle(plot).touchAction") == "pan-y"

"""Colours of runs: chosen on the spot or from the palette, and by what groups they belong to."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.browsing import ChartView, run_box
from tests.helpers.run_table import FINAL, TAG, row


@pytest.fixture
def page(page_of_losses: Page) -> Page:
    """Four runs that end at different losses."""
    return page_of_losses


def expect_curve_color(page: Page, name: str, color: str) -> None:
    """The colour in which the tooltip names a run, once the curves came again."""
    chart = ChartView(page, TAG)
    page.mouse.move(*chart.place(0.5, 0.5))
    mark = chart.tooltip.locator("tr", has_text=name).locator(".chart-swatch")
    expect(mark).to_have_css("background-color", color)


def box_color(page: Page, name: str, theme: str = "on-light") -> str:
    box = run_box(page, name).locator(f"rect.{theme}")
    return str(box.evaluate("box => getComputedStyle(box).fill"))


def test_a_click_on_the_spot_gives_a_run_another_colour_in_list_and_chart(page: Page) -> None:
    before = box_color(page, "adam/small")
    row(page, "adam/small").locator(".run-color").click()
    panel = page.locator("#run-panel")
    expect(panel.get_by_role("heading", name="adam/small")).to_be_visible()
    panel.get_by_label("Hex").fill("#2196f3")
    panel.get_by_role("button", name="Set").click()
    expect(page.locator("#toasts")).to_contain_text("New colour:")
    expect(run_box(page, "adam/small").locator("rect.on-light")).to_have_attribute("fill", "#2196f3")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    assert box_color(page, "adam/small") == "rgb(33, 150, 243)"
    expect_curve_color(page, "adam/small", "rgb(33, 150, 243)")
    page.get_by_role("button", name="Undo").click()
    expect(run_box(page, "adam/small").locator("rect.on-light")).not_to_have_attribute("fill", "#2196f3")
    assert box_color(page, "adam/small") == before


def test_a_colour_of_the_palette_is_one_click_and_the_panel_stays(page: Page) -> None:
    row(page, "sgd/large").locator(".run-color").click()
    choice = page.locator(".color-choice").nth(5)
    value = str(choice.get_attribute("value"))
    choice.click()
    expect(choice).to_have_attribute("aria-pressed", "true")
    expect(run_box(page, "sgd/large").locator("rect.on-light")).to_have_attribute("fill", value)
    page.get_by_role("button", name="Its own colour").click()
    expect(choice).to_have_attribute("aria-pressed", "false")


def test_a_dark_choice_is_lighter_in_the_dark_in_swatch_and_curve_alike(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    row(page, "adam/small").locator(".run-color").click()
    page.get_by_label("Hex").fill("1a237e")
    page.get_by_label("Hex").press("Enter")
    expect(run_box(page, "adam/small").locator("rect.on-light")).to_have_attribute("fill", "#1a237e")
    page.keyboard.press("Escape")
    color = box_color(page, "adam/small", "on-dark")
    assert color != "rgb(26, 35, 126)"
    ChartView(page, TAG).wait()
    expect_curve_color(page, "adam/small", color)


def test_runs_are_coloured_by_an_expression_that_shows_its_groups_while_it_is_typed(page: Page) -> None:
    page.get_by_role("button", name="Colour runs by").click()
    panel = page.locator("#run-panel")
    panel.get_by_role("radio", name="Regular expression").check()
    panel.get_by_role("textbox", name="Regular expression").fill("(small|large")
    expect(panel.locator(".panel-error")).to_contain_text("Not a valid regular expression")
    panel.get_by_role("textbox", name="Regular expression").fill("(small|large)")
    expect(panel.locator(".color-group")).to_have_count(2)
    expect(panel.locator(".color-group").first).to_contain_text("large 2 runs: adam/large, sgd/large")
    assert len({box_color(page, name) for name in FINAL}) == 4
    groups = panel.locator(".color-group circle.on-light")
    large, small = (str(groups.nth(i).get_attribute("fill")) for i in range(2))
    panel.get_by_role("button", name="Apply").click()
    expect(panel).to_be_hidden()
    expect(page.locator("#toasts")).to_contain_text("coloured anew")
    for name in FINAL:
        color = large if name.endswith("large") else small
        expect(run_box(page, name).locator("rect.on-light")).to_have_attribute("fill", color)
    ChartView(page, TAG).wait()
    expect_curve_color(page, "sgd/small", box_color(page, "sgd/small"))
    expect(page).to_have_url(re.compile(r"runColorGroup=regex%3A%28small%7Clarge%29"))
    theirs = page.url.replace("regex%3A%28small%7Clarge%29", "experiment")
    page.goto(theirs)  # an address of somebody else, who groups by folder
    ChartView(page, TAG).wait()
    color = str(run_box(page, "adam/large").locator("rect.on-light").get_attribute("fill"))
    expect(run_box(page, "adam/small").locator("rect.on-light")).to_have_attribute("fill", color)
    assert color not in {large, small}
    page.get_by_role("button", name="Colour runs by").click()
    expect(panel.get_by_role("radio", name="First folder")).to_be_checked()
    panel.get_by_role("radio", name="Run", exact=True).check()
    panel.get_by_role("button", name="Apply").click()
    expect(page).not_to_have_url(re.compile("runColorGroup"))
    for name in FINAL:
        expect(run_box(page, name).locator("rect.on-light")).not_to_have_attribute("fill", color)
    ChartView(page, TAG).wait()
    expect_curve_color(page, "sgd/small", box_color(page, "sgd/small"))

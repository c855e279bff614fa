"""Filters of columns: typed, pulled, in the address, and gone again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.browsing import ChartView
from tests.helpers.event_writer import START, EventFile
from tests.helpers.program import Program, running
from tests.helpers.run_table import TAG, add_metric, expect_listed, opened

DAY = 86400


@pytest.fixture
def page(page_of_losses: Page) -> Page:
    """Four runs that end at different losses."""
    return page_of_losses


def test_a_click_on_the_middle_of_a_short_title_sorts_while_its_filter_is_offered(page: Page) -> None:
    head = page.locator("th.run-cell", has_text="Step")
    head.hover()
    expect(head.get_by_role("button", name="Filter by Step")).to_have_css("opacity", "1")
    head.locator(".sort").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    head.get_by_role("button", name="Filter by Step").click()
    expect(page.get_by_role("heading", name="Filter by step")).to_be_visible()


def test_a_column_filters_what_is_listed_and_drawn_until_it_is_cleared(page: Page) -> None:
    add_metric(page)
    panel = page.locator("#run-panel")
    page.locator("th.run-cell").last.hover()
    page.get_by_role("button", name="Filter by last loss").click()
    panel.get_by_label("From").fill("0.15")
    panel.get_by_label("From").press("Enter")
    expect(page.locator(".run-check")).to_have_count(3)
    expect(page.locator(".runs-tools .count")).to_have_text("3 of 3 (4)")
    ChartView(page, TAG).wait(re.compile("^3 runs"))
    panel.get_by_label("to", exact=True).fill("0.35")
    panel.get_by_label("to", exact=True).press("Tab")
    ChartView(page, TAG).wait(re.compile("^2 runs"))
    page.reload()
    chip = page.get_by_role("list", name="Filters of columns").get_by_role("listitem")
    expect(chip).to_contain_text("last loss: 0.15 to 0.35")
    expect(page.locator(".run-check")).to_have_count(2)
    chip.get_by_title("Change this filter").click()
    expect(panel.get_by_label("From")).to_have_value("0.15")
    panel.get_by_label("From").fill("9")
    panel.get_by_label("to", exact=True).fill("")
    panel.get_by_label("From").press("Enter")
    expect(page.locator(".empty")).to_contain_text("No run passes")
    page.keyboard.press("Escape")
    page.locator(".empty").get_by_role("button", name="Clear the filters").click()
    ChartView(page, TAG).wait(re.compile("^4 runs"))
    expect(chip).to_have_count(0)


def test_a_copied_address_shows_what_columns_let_through_to_whoever_opens_it(
    visit: Callable[..., Page], losses: Path, newcomer: Callable[[], Page]
) -> None:
    with running("--logdir", str(losses)) as program:
        program.wait_for("Loaded 4 runs,")
        page = opened(visit, program)
        add_metric(page)
        page.locator("th.run-cell").last.hover()
        page.get_by_role("button", name="Filter by last loss").click()
        page.locator("#run-panel").get_by_label("From").fill("0.15")
        page.locator("#run-panel").get_by_label("From").press("Enter")
        ChartView(page, TAG).wait(re.compile("^3 runs"))
        expect(page).to_have_url(re.compile("columnFilters="))
        other = newcomer()
        other.goto(page.url)
        ChartView(other, TAG).wait(re.compile("^3 runs"))
        chip = other.get_by_role("list", name="Filters of columns").get_by_role("listitem")
        expect(chip).to_contain_text("last loss: from 0.15")
        other.goto(program.url)  # what somebody else has said is theirs
        ChartView(other, TAG).wait(re.compile("^4 runs"))
        expect(chip).to_have_count(0)
        other.goto(page.url)
        ChartView(other, TAG).wait(re.compile("^3 runs"))
        chip.get_by_title("Change this filter").click()
        other.locator("#run-panel").get_by_label("to", exact=True).fill("0.35")
        other.locator("#run-panel").get_by_label("to", exact=True).press("Enter")
        ChartView(other, TAG).wait(re.compile("^2 runs"))
        expect(other).to_have_url(re.compile("0.15.*0.35"))
        other.keyboard.press("Escape")
        chip.get_by_role("button", name="Clear the filter").click()
        ChartView(other, TAG).wait(re.compile("^4 runs"))
        expect(other).not_to_have_url(re.compile("columnFilters="))
        other.reload()
        ChartView(other, TAG).wait(re.compile("^4 runs"))


def test_a_slider_with_two_handles_says_what_a_column_lets_through(page: Page) -> None:
    add_metric(page)
    panel, count = page.locator("#run-panel"), page.locator(".run-check")
    page.locator("th.run-cell").last.hover()
    page.get_by_role("button", name="Filter by last loss").click()
    least, greatest = panel.get_by_label("Least"), panel.get_by_label("Greatest")
    low, high = panel.get_by_label("From"), panel.get_by_label("to", exact=True)
    expect(least).to_have_attribute("aria-valuetext", "no limit, 0.1")
    track = panel.locator(".interval").bounding_box()
    assert track
    page.mouse.click(track["x"] + track["width"] * 0.3, track["y"] + 12)  # beside the handles
    expect(count).to_have_count(3)
    assert 0.15 < float(low.input_value()) < 0.25
    expect(least).to_be_focused()
    page.keyboard.press("Home")
    expect(low).to_have_value("")
    expect(count).to_have_count(4)
    greatest.focus()
    for _ in range(10):
        page.keyboard.press("PageDown")
    expect(count).to_have_count(1)
    expect(high).to_have_value("0.1")
    page.keyboard.press("Home")  # a handle does not pass the other
    page.keyboard.press("End")
    expect(high).to_have_value("")
    expect(count).to_have_count(4)
    low.fill("0.35")
    low.press("Enter")
    expect(count).to_have_count(1)
    expect(least).to_have_attribute("aria-valuetext", "0.35")
    assert 160 < int(least.input_value()) < 175


@pytest.fixture
def days(tmp_path: Path) -> Iterator[Program]:
    """Three runs that started on three days."""
    for day, name in enumerate(("monday", "tuesday", "wednesday")):
        file = EventFile(tmp_path / name / "events.out.tfevents.1.host", began=START + day * DAY)
        for step in range(3):
            file.scalar(TAG, step, step, START + day * DAY + step)
    with running("--logdir", str(tmp_path)) as program:
        program.wait_for("Loaded 3 runs,")
        yield program


def test_runs_are_filtered_by_when_they_started_in_the_zone_of_the_browser(
    browser: Browser, days: Program
) -> None:
    context = browser.new_context(locale="en-US", timezone_id="Asia/Kolkata")
    page = context.new_page()
    page.goto(days.url)
    ChartView(page, TAG).wait(re.compile("^3 runs"))
    panel, count = page.locator("#run-panel"), page.locator(".run-check")
    page.locator("th.run-cell", has_text="Started").hover()
    page.get_by_role("button", name="Filter by Started").click()
    expect(panel.locator("tb-time").first).to_contain_text("2023-11-15 03:43:20")
    expect(panel.locator("tb-time").last).to_contain_text("2023-11-17 03:43:20")
    low, high = panel.get_by_label("From"), panel.get_by_label("to", exact=True)
    expect(low).to_have_value("")
    low.fill("2023-11-16T03:43:20")
    expect(count).to_have_count(2)
    ChartView(page, TAG).wait(re.compile("^2 runs"))
    expect(panel.get_by_label("Least")).to_have_attribute("aria-valuetext", "2023-11-16 03:43:20")
    panel.get_by_label("Greatest").press("PageDown")
    expect(count).to_have_count(1)
    expect(high).to_have_value("2023-11-16T22:55:20")
    page.reload()
    expect_listed(page, "tuesday")
    chip = page.get_by_role("list", name="Filters of columns").get_by_role("listitem")
    said = "started: 2023-11-16 03:43:20 to 2023-11-16 22:55:20"
    expect(chip.get_by_role("button").first).to_have_accessible_name(said)
    chip.get_by_title("Change this filter").click()
    expect(low).to_have_value("2023-11-16T03:43:20")
    low.fill("2023-11-17T00:00:00")
    expect(page.locator(".toast")).to_contain_text("high: the end lies before the start.")
    panel.get_by_role("button", name="Clear").click()
    expect(count).to_have_count(3)
    context.close()

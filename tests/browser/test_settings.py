"""What people set outlives a refresh and the visit: by the address, by the draft and by this browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.helpers.browsing import ChartView
from tests.helpers.program import Program

Visit = Callable[..., Page]
PANEL = {
    "Cards a page": "5",
    "Reload period": "45",
    "Card width": "485",
    "Brightness": "1.5",
    "Contrast": "250",
}
BOXES = {
    "Reload data": True,
    "Ignore outliers in y": False,
    "Link cursor and zoom of charts": True,
    "Select steps, with a table of values": False,
    "Select ranges of steps": True,
    "Link by step": True,
    "Enable saving pins": False,
    "Hide empty cards": False,
    "Show actual image size": True,
}
LISTS = {"Order of runs at the pointer": "ascending", "Histogram mode": "overlay"}


@pytest.fixture
def page(visit: Visit, study_server: Program) -> Page:
    page = visit(study_server)
    expect(page.locator(".card")).to_have_count(14)
    return page


@contextmanager
def kept(page: Page) -> Iterator[None]:
    """What is changed in here is kept when it ends."""
    with page.expect_response(re.compile("/profiles/page/")):
        yield
    expect(page.locator("tb-keep")).not_to_have_attribute("busy", "")


def test_each_row_of_the_panel_survives_a_refresh_and_a_new_visit(
    page: Page, context: BrowserContext, study_server: Program
) -> None:
    page.get_by_role("button", name="Settings").click()
    panel = page.locator("#settings")
    for label, value in PANEL.items():
        panel.get_by_label(label, exact=False).first.fill(value)
        page.keyboard.press("Tab")
    with page.expect_response(lambda each: "hideEmptyCards" in (each.request.post_data or "")):
        for label, is_on in BOXES.items():
            panel.get_by_label(label).set_checked(is_on)
    for label, value in LISTS.items():
        panel.get_by_label(label).select_option(value)
    expect(page.locator(".card")).to_have_count(7)
    expect(page.locator("#cards")).to_have_attribute("data-card-width", "485")
    again = context.new_page()
    for look, go in ((page, page.reload), (again, lambda: again.goto(study_server.url))):
        go()
        panel = look.locator("#settings")
        expect(panel).to_be_visible()
        for label, value in PANEL.items():
            expect(panel.get_by_label(label, exact=False).first).to_have_value(value)
        for label, is_on in BOXES.items():
            expect(panel.get_by_label(label)).to_be_checked(checked=is_on)
        for label, value in LISTS.items():
            expect(panel.get_by_label(label)).to_have_value(value)
        expect(look.locator(".card")).to_have_count(7)
        expect(look.locator("#cards")).to_have_attribute("data-card-width", "485")
        expect(look.locator("html")).to_have_attribute("data-actual", "")


def test_what_the_toolbar_says_is_kept_for_a_new_visit(
    page: Page, context: BrowserContext, study_server: Program
) -> None:
    with kept(page):
        page.locator("#tag-filter").fill("accuracy|norm")
        page.get_by_text("Relative", exact=True).click()
        page.get_by_label("Smoothing", exact=True).last.fill("0.3")
        expect(page).to_have_url(re.compile("smoothing=0.3"))
    with kept(page):
        page.get_by_role("button", name="Axes of all cards").click()
        page.get_by_label("Partition").check()
        page.get_by_role("group", name="Y scale").get_by_text("Log", exact=True).click()
        expect(page).to_have_url(re.compile("yScale=log10.*partition=1"))
    again = context.new_page()
    again.goto(study_server.url)
    expect(again.locator("#tag-filter")).to_have_value("accuracy|norm")
    expect(again.locator(".card")).to_have_count(3)
    expect(again.get_by_role("radio", name="Relative")).to_be_checked()
    expect(again).to_have_url(re.compile(r"tagFilter=accuracy%7Cnorm&smoothing=0.3&xAxis=relative"))
    chart = ChartView(again, "weights/norm").wait()
    expect(chart.element).to_have_attribute("smoothing", "0.3")
    expect(chart.element).to_have_attribute("y-scale", "log10")
    expect(chart.element).to_have_attribute("partition", "")


def test_groups_and_large_cards_are_kept_and_going_back_leads_to_what_was_seen(
    page: Page, context: BrowserContext, study_server: Program
) -> None:
    with kept(page):
        page.get_by_role("link", name=re.compile("^weights")).click()
        expect(page.locator(".card")).to_have_count(15)
    with kept(page):
        page.get_by_role("link", name=re.compile("^train")).click()
        expect(page.locator(".card")).to_have_count(3)
    card = page.get_by_role("article").filter(has=ChartView(page, "valid/loss").element)
    with kept(page):
        card.hover()
        card.get_by_label("Expand").click()
        expect(card).to_have_class(re.compile("card-expanded"))
    again = context.new_page()
    again.goto(study_server.url)
    expect(again.locator(".card")).to_have_count(3)
    expect(again.locator(".card-expanded")).to_have_count(1)
    page.go_back()
    expect(page.locator(".card-expanded")).to_have_count(0)
    page.go_back()
    expect(page.locator(".card")).to_have_count(15)
    expect(page).to_have_url(re.compile("open=train"))  # said now, for what is kept since says otherwise
    page.go_back()
    expect(page.locator(".card")).to_have_count(14)
    expect(page).to_have_url(re.compile("closed=weights"))
    page.go_forward()
    expect(page.locator(".card")).to_have_count(15)


def test_what_was_changed_last_is_kept_when_the_page_is_left_at_once(
    page: Page, study_server: Program
) -> None:
    page.get_by_role("link", name=re.compile("^weights")).click()
    expect(page.locator(".card")).to_have_count(15)
    page.goto("about:blank")
    for _ in range(20):  # what a page sends when it is left may come after what the next one asks
        page.goto(study_server.url)
        if page.locator(".card").count() == 15:
            break
    expect(page.locator(".card")).to_have_count(15)


def test_without_saving_pins_end_with_the_visit(
    page: Page, context: BrowserContext, study_server: Program
) -> None:
    page.get_by_role("button", name="Settings").click()
    page.get_by_label("Enable saving pins").uncheck()
    card = page.get_by_role("article").filter(has=ChartView(page, "valid/loss").element)
    card.hover()
    card.get_by_role("button", name="Pin", exact=True).click()
    expect(page.get_by_role("link", name=re.compile("^Pinned"))).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name=re.compile("^Pinned"))).to_be_visible()
    context.clear_cookies(name="tb_visit")  # as the browser does when it ends
    page.reload()
    expect(page.get_by_role("link", name=re.compile("^Pinned"))).to_have_count(0)


@pytest.mark.parametrize("context_options", [{"viewport": {"width": 390, "height": 780}, "has_touch": True}])
def test_on_a_phone_the_panel_is_a_sheet_that_a_tap_beside_it_closes(page: Page) -> None:
    page.get_by_role("button", name="Settings").tap()
    panel = page.locator("#settings")
    expect(panel).to_be_in_viewport()
    page.touchscreen.tap(20, 400)
    expect(panel).to_be_hidden()
    page.reload()
    expect(panel).to_be_hidden()

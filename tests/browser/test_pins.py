"""Pinned cards: pin, reorder by hand, keys and buttons, undo, come back, and wait for what is missing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.helpers.browsing import ChartView
from tests.helpers.program import Program

Visit = Callable[..., Page]
FIRST, SECOND, THIRD = "train/accuracy", "train/loss", "train/metric-00"


@pytest.fixture
def page(visit: Visit, study_server: Program) -> Page:
    page = visit(study_server)
    expect(page.locator(".card")).to_have_count(14)
    return page


def section(page: Page) -> Locator:
    return page.locator(".group").filter(has=page.get_by_role("link", name=re.compile(r"^Pinned")))


def pinned(page: Page) -> list[str]:
    return section(page).locator(".card-title").all_text_contents()


def pin(page: Page, *tags: str) -> None:
    for tag in tags:
        card = page.locator("[id^=card-].card").filter(has=page.locator(f'[title="{tag}"]'))
        card.hover()
        card.get_by_role("button", name="Pin", exact=True).click()
        expect(section(page).locator(f'.card-title[title="{tag}"]')).to_have_count(1)


def test_a_pin_is_a_copy_that_stays_until_it_is_undone(page: Page) -> None:
    pin(page, SECOND)
    expect(page.locator("tb-toast")).to_contain_text("Pinned train/loss")
    expect(page.locator("tb-line-chart[label='train/loss']")).to_have_count(2)
    ChartView(page, "train/accuracy").wait()
    expect(section(page).locator(".chart-footer")).to_contain_text("4 runs")
    page.reload()
    assert pinned(page) == [SECOND]
    card = section(page).locator(".card")
    card.hover()
    card.get_by_role("button", name="Pin", exact=True).click()
    expect(section(page)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(section(page).locator(".card")).to_have_count(1)
    expect(page.locator("tb-toast")).to_have_text(re.compile("Pinned again"))


def test_a_pin_and_its_original_are_zoomed_alike(page: Page) -> None:
    original = ChartView(page, FIRST).wait()
    original.drag((0.2, 0.1), (0.6, 0.9))
    expect(original.element).to_have_attribute("zoomed", "")
    zoomed = original.label
    pin(page, FIRST)
    copy = section(page).locator("tb-line-chart")
    expect(copy).to_have_attribute("zoomed", "")
    plots = page.locator(f"tb-line-chart[label='{FIRST}'] .chart-plot")
    expect(plots.nth(0)).to_have_attribute("aria-label", zoomed)
    expect(plots.nth(1)).to_have_attribute("aria-label", zoomed)
    copy.locator(".u-over").dblclick()
    expect(page.locator("tb-line-chart[zoomed]")).to_have_count(0)
    expect(plots.nth(1)).not_to_have_attribute("aria-label", zoomed)


def test_keys_pin_undo_and_reorder(page: Page) -> None:
    for tag in (FIRST, SECOND, THIRD):
        page.locator(f"[id^=card-].card:has([title='{tag}'])").get_by_role(
            "button", name="Pin", exact=True
        ).focus()
        page.keyboard.press("p")
        expect(section(page).locator(f'.card-title[title="{tag}"]')).to_have_count(1)
    assert pinned(page) == [FIRST, SECOND, THIRD]
    section(page).locator("[data-grip]").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("tb-toast")).to_contain_text("Moved to place 2: train/accuracy")
    expect(section(page).locator(".card-title").first).to_have_text(SECOND)
    expect(section(page).locator("[data-grip]").nth(1)).to_be_focused()
    page.keyboard.press("End")
    expect(section(page).locator(".card-title").last).to_have_text(FIRST)
    page.keyboard.press("u")
    expect(section(page).locator(".card-title").last).to_have_text(THIRD)
    assert pinned(page) == [SECOND, FIRST, THIRD]


def test_a_card_is_dragged_to_another_place_and_stays_there(page: Page) -> None:
    pin(page, FIRST, SECOND, THIRD)
    section(page).scroll_into_view_if_needed()
    grip, target = section(page).locator("[data-grip]").first, section(page).locator(".card").nth(2)
    start, end = grip.bounding_box(), target.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] * 0.9, end["y"] + end["height"] * 0.8, steps=12)
    page.mouse.up()
    expect(page.locator("tb-toast")).to_contain_text("Moved to place 3: train/accuracy")
    assert pinned(page) == [SECOND, THIRD, FIRST]
    page.reload()
    assert pinned(page) == [SECOND, THIRD, FIRST]


def test_buttons_move_a_card_and_all_pins_can_be_cleared_and_brought_back(page: Page) -> None:
    pin(page, FIRST, SECOND)
    card = section(page).locator(".card").first
    card.hover()
    expect(card.get_by_role("button", name="Earlier")).to_be_disabled()
    card.get_by_role("button", name="Later").click()
    expect(section(page).locator(".card-title").first).to_have_text(SECOND)
    page.get_by_role("button", name="Clear all pins").click()
    expect(section(page)).to_have_count(0)
    expect(page.locator("tb-toast")).to_contain_text("2 cards unpinned")
    page.get_by_role("button", name="Undo").click()
    expect(section(page).locator(".card")).to_have_count(2)
    assert pinned(page) == [SECOND, FIRST]


def test_pins_of_an_old_address_are_shown_and_can_be_kept(visit: Visit, study_server: Program) -> None:
    said = [{"plugin": "scalars", "tag": "valid/loss"}, {"plugin": "scalars", "tag": "test/later"}]
    page = visit(study_server, "?" + urlencode({"pinnedCards": json.dumps(said)}))
    assert pinned(page) == ["valid/loss", "test/later"]
    expect(section(page).locator(".card-waiting")).to_contain_text("Waiting for this tag")
    page.get_by_role("button", name="Keep 2 cards pinned by this address").click()
    expect(section(page).locator("[data-grip]")).to_have_count(2)
    other = page.context.new_page()
    other.goto(study_server.url)
    assert pinned(other) == ["valid/loss", "test/later"]

"""Cards of several tags: made from a menu, added to, renamed, narrowed to a run, deleted, and undone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.helpers.browsing import ChartView
from tests.helpers.program import Program

Visit = Callable[..., Page]


@pytest.fixture
def page(visit: Visit, study_server: Program) -> Page:
    page = visit(study_server, "?tagFilter=accuracy|loss")
    expect(page.locator(".card")).to_have_count(4)
    return page


def section(page: Page) -> Locator:
    return page.locator(".group").filter(has=page.get_by_role("link", name=re.compile(r"^Superimposed")))


def add(page: Page, tag: str, to: str) -> None:
    """Choose in the menu of a tag's card."""
    card = page.locator(f"[id^=card-].card:has(.card-title[title='{tag}'])")
    card.hover()
    card.get_by_role("button", name="Axes and more").click()
    card.get_by_role("link", name="Add to a superimposed card").click()
    page.locator("#more-menu").get_by_role("button", name=to).click()
    expect(page.locator("#more-menu")).to_be_hidden()


def test_a_card_of_two_tags_is_made_changed_and_deleted(page: Page) -> None:
    add(page, "valid/accuracy", "A new superimposed card")
    card = section(page).locator(".card")
    expect(card.locator(".card-title")).to_have_text("Superimposed: valid/accuracy")
    add(page, "valid/loss", "Superimposed: valid/accuracy")
    expect(card.locator(".card-title")).to_have_text("valid/accuracy + valid/loss")
    expect(card.locator(".chip-name")).to_have_text(["valid/accuracy", "valid/loss"])
    ChartView(page, "valid/accuracy + valid/loss").wait(re.compile("800 points"))

    card.hover()
    card.get_by_role("button", name="Axes and more").click()
    card.get_by_role("link", name="Name, runs, delete").click()
    menu = page.locator("#more-menu")
    menu.get_by_label("Name").fill("Both")
    menu.get_by_role("button", name="Rename").click()
    expect(card.locator(".card-title")).to_have_text("Both")
    card.get_by_role("button", name="Axes and more").click()
    card.get_by_role("link", name="Name, runs, delete").click()
    menu.get_by_label("Runs").select_option("sgd/large")
    menu.get_by_role("button", name="Show").click()
    ChartView(page, "Both").wait(re.compile("200 points"))

    page.reload()
    ChartView(page, "Both").wait(re.compile("200 points"))
    card.get_by_label("Take valid/loss out").click()
    expect(card.locator(".chip-name")).to_have_text(["valid/accuracy", "sgd/large"])
    page.keyboard.press("u")
    expect(card.locator(".chip-name")).to_have_text(["valid/accuracy", "valid/loss", "sgd/large"])
    card.hover()
    card.get_by_role("button", name="Axes and more").click()
    card.get_by_role("link", name="Name, runs, delete").click()
    menu.get_by_role("button", name="Delete this card").click()
    expect(section(page)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(card.locator(".card-title")).to_have_text("Both")


@pytest.mark.parametrize("context_options", [{"java_script_enabled": False}], ids=["no scripts"])
def test_without_scripts_the_menu_is_a_page(visit: Visit, study_server: Program) -> None:
    page = visit(study_server, "timeseries/superimpose?tag=valid/loss")
    page.get_by_role("button", name="A new superimposed card").click()
    page.goto(study_server.url)
    expect(section(page).locator(".card-title")).to_have_text("Superimposed: valid/loss")

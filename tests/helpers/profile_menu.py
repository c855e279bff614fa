"""What people do to a dashboard in a browser and with the menu of profiles, and what they see then."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.helpers.program import wait_until

SWATCHES = """boxes => boxes.map((box) => [box.value, box.querySelector(".on-light").getAttribute("fill")])"""


def menu(page: Page) -> None:
    page.locator("#profile-button").click()
    expect(page.locator("#profiles-title")).to_be_visible()


def pinned(page: Page) -> list[str]:
    group = page.locator(".group").filter(has=page.locator(".group-name", has_text="Pinned"))
    return group.locator(".card-title").all_text_contents()


def pin(page: Page, tag: str) -> None:
    card = page.locator("[id^=card-].card").filter(has=page.locator(f'[title="{tag}"]'))
    card.hover()
    card.get_by_role("button", name="Pin", exact=True).click()
    expect(page.locator("tb-toast")).to_contain_text(f"Pinned {tag}")


def smooth(page: Page, weight: str) -> None:
    page.locator("#smoothing").fill(weight)
    page.locator("#smoothing").press("Tab")
    expect(page).to_have_url(re.compile(f"smoothing={weight}"))


def paint(page: Page, run: str, color: str) -> None:
    page.locator(f".run-color[value='{run}']").click()
    page.locator("#run-color-hex").fill(color)
    page.locator("#run-color-hex").press("Enter")
    expect(page.locator("#run-color-hex")).to_have_value(color)
    page.keyboard.press("Escape")


def painted(page: Page) -> dict[str, str]:
    """What each run's box is painted with."""
    return dict(page.locator(".run-check").evaluate_all(SWATCHES))


def save_as(page: Page, name: str) -> None:
    menu(page)
    page.locator("#profiles-new").fill(name)
    page.get_by_role("button", name="Save as").click()
    expect(page.locator("#profiles-title")).to_have_text(f"Profile: {name}")


def kept(page: Page, key: str) -> Any:
    return page.evaluate("key => localStorage.getItem(key)", key)


def wait_for_copy(page: Page, name: str) -> None:
    """Until the browser has a copy of a profile."""
    wait_until(lambda: kept(page, f"tb-profile-{name}"))

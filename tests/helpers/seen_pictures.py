"""Pictures of three colours, and their cards as a person has them before them."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.helpers.browsing import quoted
from tests.helpers.pictures import picture
from tests.helpers.sampled import Sampled, images

RED, GREEN, BLUE = (picture(40, 30, color) for color in ((200, 30, 60), (0, 140, 40), (0, 0, 200)))


def seen_runs() -> dict[str, dict[str, Sampled]]:
    """Two runs of the same pictures at other steps."""
    steps = {"one": [0, 50, 100], "two": [0, 52, 104]}
    return {run: {"seen": images([RED], [GREEN], [BLUE], steps=told)} for run, told in steps.items()}


def card(page: Page, tag: str, run: str) -> Locator:
    """The card of a tag and run."""
    found = page.locator(f".card:has(.card-title[title={quoted(tag)}]):has(.card-run[title={quoted(run)}])")
    expect(found.locator("img")).to_have_js_property("complete", True)
    return found


def reload(page: Page) -> None:
    """Asks for the news that the badge tells of."""
    expect(page.locator("#reload .badge")).to_be_visible()
    page.locator("#reload").click()
    expect(page.locator("#reload .badge")).to_be_hidden()

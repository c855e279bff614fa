"""Four runs that end at different losses, and the list of them as a person has it before them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.helpers.browsing import ChartView, run_box
from tests.helpers.event_writer import EventFile
from tests.helpers.program import Program

TAG = "train/loss"
FINAL = {"adam/small": 0.4, "adam/large": 0.1, "sgd/small": 0.3, "sgd/large": 0.2}


def write(root: Path) -> Path:
    """The logdir."""
    for name, final in FINAL.items():
        EventFile(root / name / "events.out.tfevents.1.host").scalars(TAG, [1.0, 0.5, final])
    return root


def opened(visit: Callable[..., Page], program: Program) -> Page:
    page = visit(program)
    ChartView(page, TAG).wait()
    return page


def row(page: Page, name: str) -> Locator:
    return page.locator("tr.run", has=run_box(page, name))


def listed(page: Page) -> list[str]:
    boxes = page.locator(".run-check")
    names: list[str] = boxes.evaluate_all("boxes => boxes.map((box) => box.value)")
    return names


def expect_listed(page: Page, *names: str) -> None:
    for i, name in enumerate(names):
        expect(page.locator(".run-check").nth(i)).to_have_attribute("value", name)
    expect(page.locator(".run-check")).to_have_count(len(names))


def add_metric(page: Page) -> None:
    """The last value of the metric as a column of the list."""
    page.get_by_role("button", name="Order, tree and columns").click()
    panel = page.locator("#run-panel")
    panel.get_by_label("Tag of the metric").fill(TAG)
    panel.get_by_role("button", name="Add").click()
    expect(row(page, "adam/large").locator("td.run-cell").last).to_have_text("0.1")
    page.keyboard.press("Escape")

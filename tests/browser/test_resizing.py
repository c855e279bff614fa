"""Cards of a size of their own: by dragging an edge or by keys, kept, and given back by a double click."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.helpers.browsing import ChartView
from tests.helpers.program import Program, wait_until


def drag(page: Page, edge: Locator, across: float, down: float) -> None:
    box = edge.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across, y + down, steps=5)
    page.mouse.up()


def size(card: Locator) -> tuple[float, float]:
    box = card.bounding_box()
    assert box
    return box["width"], box["height"]


def test_a_card_is_made_larger_and_stays_so(visit: Callable[..., Page], study_server: Program) -> None:
    page = visit(study_server, "?tagFilter=valid|norm")
    chart = ChartView(page, "valid/loss").wait()
    card = page.get_by_role("article").filter(has=chart.element)
    width, height = size(card)
    with page.expect_response(lambda answer: "card-size" in answer.url):
        drag(page, card.locator(".card-edge-right"), -width * 0.1, 0)
    expect(card.locator("tb-card-size")).to_have_attribute("columns", "1")
    with page.expect_response(lambda answer: "card-size" in answer.url):
        drag(page, card.locator(".card-edge-lower"), 0, 150)
    wait_until(lambda: size(card)[1] > height + 100)
    first = page.get_by_role("article").first
    with page.expect_response(lambda answer: "card-size" in answer.url):
        drag(page, first.locator(".card-edge-right"), width * 0.9, 0)
    wait_until(lambda: size(first)[0] > width * 1.9)
    page.reload()
    chart.wait()
    assert size(card)[1] > height + 100
    assert size(first)[0] > width * 1.9
    with page.expect_response(lambda answer: "card-size" in answer.url):
        card.locator(".card-edge-lower").dblclick()
    wait_until(lambda: size(card)[1] < height + 10)
    first.locator(".card-edge-right").focus()
    with page.expect_response(lambda answer: "card-size" in answer.url):
        page.keyboard.press("ArrowLeft")
    wait_until(lambda: size(first)[0] < width * 1.1)
    expect(first).to_be_visible()

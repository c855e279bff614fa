"""The page around the charts in a real browser: what moves, what stays, what is sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.browsing import Watch
from tests.helpers.event_writer import EventFile
from tests.helpers.program import Program, running

NAMES = ("a", "b", "c", "d", "e")


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, EventFile]:
    """Five runs with three tags each."""
    root = tmp_path_factory.mktemp("logs")
    files = {name: EventFile(root / name / "events.out.tfevents.1.host") for name in NAMES}
    for file in files.values():
        for tag in ("train/loss", "train/accuracy", "val/loss"):
            for step in range(20):
                file.scalar(tag, 1 / (step + 1), step)
    return files


@pytest.fixture(scope="module")
def program(logs: dict[str, EventFile], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    root = logs["a"].path.parent.parent
    data = tmp_path_factory.mktemp("data")
    with running("--logdir", str(root), "--reload_interval", "0.5", data_dir=str(data)) as program:
        yield program


@pytest.fixture
def page(visit: Callable[..., Page], program: Program) -> Page:
    """The page with its five runs."""
    page = visit(program)
    expect(page.locator(".run")).to_have_count(5)
    return page


def shown(page: Page) -> str:
    boxes = page.locator('.run-check[aria-checked="true"]')
    return "".join(boxes.evaluate_all("boxes => boxes.map(box => box.value)"))


@contextmanager
def answered(page: Page, path: str) -> Iterator[None]:
    """Wait until the list of runs, or the cards, came back."""
    with page.expect_response(lambda response: path in response.url):
        yield
    page.wait_for_function("() => !document.querySelector('.htmx-request')")


def test_typing_filters_the_cards_and_the_address_follows(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("LOSS")
    expect(page.locator(".card")).to_have_count(2)
    expect(page).to_have_url(re.compile(r"/timeseries/\?tagFilter=LOSS$"))
    expect(page.locator("#tag-filter")).to_be_focused()
    page.keyboard.type("(")
    expect(page.locator("#tag-filter-error")).to_contain_text("missing )")
    expect(page.locator(".card")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.locator(".card")).to_have_count(3)
    expect(page.locator("#tag-filter-error")).to_be_empty()


def test_back_and_forward_lead_through_what_was_seen(page: Page) -> None:
    page.get_by_role("link", name="train").click()
    expect(page.locator(".card")).to_have_count(1)
    page.go_back()
    expect(page.locator(".card")).to_have_count(3)
    page.go_forward()
    expect(page.locator(".card")).to_have_count(1)


def test_runs_are_taken_by_click_double_click_and_range(page: Page) -> None:
    box = page.locator(".run-check")
    with answered(page, "/runs/"):
        box.nth(1).click()
    assert shown(page) == "acde"
    box.nth(2).dblclick()
    expect(page.locator(".runs-tools .count")).to_have_text("1 of 5")
    assert shown(page) == "c"
    with answered(page, "/runs/"):
        box.nth(4).click(modifiers=["Shift"])
    assert shown(page) == "cde"
    page.get_by_role("button", name="None", exact=True).click()
    expect(page.get_by_role("heading", name="No run is selected")).to_be_visible()
    page.get_by_role("button", name="Show all runs").click()
    expect(page.locator(".card")).to_have_count(3)
    page.reload()
    assert shown(page) == "abcde"


def test_new_data_waits_until_it_is_asked_for_and_then_moves_nothing_else(
    page: Page, logs: dict[str, EventFile]
) -> None:
    footer = page.locator(".chart-footer").first
    expect(footer).to_contain_text("100 points")
    page.evaluate("document.querySelector('tb-line-chart canvas').mark = 'the same'")
    page.locator("#run-filter").fill("[a-e]")
    page.locator("#run-filter").focus()
    logs["a"].scalar("train/accuracy", 0.5, 20)
    expect(page.locator("#reload .badge")).to_be_visible(timeout=15_000)
    expect(footer).to_contain_text("100 points")
    page.locator("#reload").dispatch_event("click")
    expect(footer).to_contain_text("101 points")
    expect(page.locator("#reload .badge")).to_be_hidden()
    expect(page.locator("#run-filter")).to_be_focused()
    expect(page.locator("#run-filter")).to_have_value("[a-e]")
    assert page.evaluate("document.querySelector('tb-line-chart canvas').mark") == "the same"


def test_a_lost_connection_is_told_and_recovers(page: Page, watch: Watch) -> None:
    watch.allow("status/.v=|htmx")
    page.route("**/status/**", lambda route: route.abort())
    expect(page.locator(".status-alert")).to_have_text("Connection lost, trying again", timeout=15_000)
    page.unroute("**/status/**")
    expect(page.locator(".status-alert")).to_be_empty(timeout=15_000)


def test_theme_and_width_are_kept(page: Page) -> None:
    page.locator("tb-theme button").click()
    page.locator("tb-theme button").click()
    page.locator("tb-splitter").press("ArrowRight")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.locator("#runs-panel").bounding_box()["width"] == 280  # type: ignore[index]


def test_on_a_phone_the_runs_are_a_sheet_and_nothing_is_wider_than_the_screen(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator("#runs-panel")).to_be_hidden()
    page.get_by_role("button", name="Show or hide the runs").click()
    expect(page.locator("#runs-panel")).to_be_visible()
    page.mouse.click(375, 600)
    expect(page.locator("#runs-panel")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

"""Taking points and pictures away: from a card and from the page, by mouse, by keyboard, without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.helpers.browsing import ChartView, Watch
from tests.helpers.program import Program
from tests.helpers.study import LOSS, RUNS, SHORT

Visit = Callable[..., Page]
BUTTON = "Download points or a picture"
TAG = "train/accuracy"


@pytest.fixture
def page(visit: Visit, study_server: Program) -> Page:
    """The study, its first chart drawn."""
    page = visit(study_server)
    ChartView(page, TAG).wait()
    return page


def opened(page: Page, tag: str = TAG) -> Locator:
    """The menu of a card."""
    card = page.locator(".card", has=page.locator(f'tb-line-chart[label="{tag}"]'))
    card.hover()
    card.get_by_label(BUTTON).click()
    menu = page.locator("#downloads-menu")
    expect(menu.get_by_role("heading")).to_have_text(f"Download {tag}")
    return menu


def saved(page: Page, act: Callable[[], None]) -> tuple[str, bytes]:
    """The name and the bytes of what is downloaded."""
    with page.expect_download() as waiting:
        act()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_points_of_a_card_and_of_one_run_are_files(page: Page) -> None:
    menu = opened(page)
    name, content = saved(page, menu.get_by_role("link", name="CSV").click)
    assert name == "train_accuracy.csv"
    assert content.count(b"\n") == 1 + len(RUNS) * SHORT
    menu.get_by_label("All points of one run").select_option("sgd/large")
    name, content = saved(page, menu.get_by_role("button", name="CSV").click)
    assert name == "run-sgd_large-tag-train_accuracy.csv"
    assert content.startswith(b"Wall time,Step,Value\r\n")
    assert content.count(b"\n") == 1 + SHORT


def test_a_picture_has_what_the_chart_shows_now(page: Page, watch: Watch) -> None:
    chart = ChartView(page, LOSS).wait()
    chart.drag((0.25, 0.5), (0.5, 0.5))
    expect(chart.element).to_have_attribute("zoomed", "")
    first, last = chart.steps
    menu = opened(page, LOSS)
    menu.get_by_label("Width", exact=True).fill("84")
    menu.get_by_label("Unit of width and height").select_option("mm")
    menu.get_by_label("Height", exact=True).fill("60")
    name, content = saved(page, menu.get_by_role("button", name="SVG").click)
    assert name == "train_loss.svg"
    assert b">Step<" in content
    (url,) = watch.asked("figure.svg")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert first < last
    assert (float(asked["from"]), float(asked["to"])) == (
        pytest.approx(first, abs=2),
        pytest.approx(last, abs=2),
    )
    assert (asked["smoothing"], asked["xAxis"], asked["unit"], asked["timeZone"]) == (
        "0.6",
        "step",
        "mm",
        "UTC",
    )
    page.keyboard.press("Escape")
    expect(opened(page).get_by_label("Width", exact=True)).to_have_value("84")


def test_what_is_wrong_is_said_where_it_was_clicked(page: Page, watch: Watch) -> None:
    watch.allow("status of 400")
    menu = opened(page)
    menu.get_by_label("Width", exact=True).fill("500")
    menu.get_by_role("button", name="PNG").click()
    expect(menu.get_by_role("alert")).to_have_text("width: 1 to 40 in is possible.")
    expect(menu.get_by_role("button", name="PNG")).to_be_enabled()


def test_the_points_of_all_cards_that_pass_the_filter_are_one_file(page: Page) -> None:
    page.locator("#tag-filter").fill("valid")
    expect(page.locator(".card")).to_have_count(2)
    page.get_by_label("Download the points of all cards").click()
    menu = page.locator("#downloads-menu")
    expect(menu.get_by_role("heading")).to_have_text("Download 2 tags")
    name, content = saved(page, menu.get_by_role("link", name="JSON").click)
    assert (name, content[:20]) == ("scalars.json", b'{"valid/accuracy":{"')
    expect(page).to_have_url(re.compile(r"/timeseries/\?tagFilter=valid$"))


def test_the_keyboard_opens_the_menu_and_finds_back(page: Page) -> None:
    opener = page.get_by_label(BUTTON).first
    opener.focus()
    expect(page.locator(".card-actions").first).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    menu = page.locator("#downloads-menu")
    expect(menu.get_by_role("link", name="CSV")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_second_click_closes_the_menu(page: Page) -> None:
    menu = opened(page)
    page.locator(".card").first.get_by_label(BUTTON).click()
    expect(menu).to_be_hidden()


@pytest.mark.parametrize("context_options", [{"viewport": {"width": 390, "height": 844}}], ids=["narrow"])
def test_on_a_narrow_screen_the_menu_is_on_it(page: Page) -> None:
    box = opened(page).bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("context_options", [{"java_script_enabled": False}], ids=["no-scripts"])
def test_without_scripts_there_are_pictures_and_a_page_of_downloads(
    visit: Visit, study_server: Program
) -> None:
    page = visit(study_server)
    picture = page.locator(".card-picture").first
    expect(picture).to_be_visible()
    expect(page.locator("tb-line-chart").first).to_be_hidden()
    page.locator(".card").first.hover()
    page.locator(".card").first.get_by_label(BUTTON).click()
    expect(page).to_have_url(re.compile(r"/timeseries/downloads\?tag=train%2Faccuracy"))
    name, _ = saved(page, page.get_by_role("button", name="PDF").click)
    assert name == "train_accuracy.pdf"

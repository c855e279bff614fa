"""Cards of several tags: made from a menu, added to, renamed, narrowed to a run, deleted, and undone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.helpers.browsing import ChartView
from tests.helpers.program import Program
from tests.helpers.study import value

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


def test_the_chart_of_a_card_of_two_tags_is_read_and_zoomed_as_any_other(page: Page) -> None:
    add(page, "train/loss", "A new superimposed card")
    add(page, "valid/loss", "Superimposed: train/loss")
    chart = ChartView(page, "train/loss + valid/loss").wait(
        re.compile("^2 tags of 4 runs, .* of 24,400 points drawn$")
    )
    page.mouse.move(*chart.place_of(50, value("sgd/large", 50)))
    rows = chart.rows()
    near = {(row["Tag"], row["Run"]) for row in rows[:2]}
    assert near == {("train/loss", "sgd/large"), ("valid/loss", "sgd/large")}
    assert len({stroke.get_attribute("stroke-dasharray") for stroke in strokes(chart)[:2]}) == 2
    assert len({stroke.get_attribute("stroke") for stroke in strokes(chart)[:2]}) == 1
    chart.drag((0.01, 0.5), (0.1, 0.5))
    expect(chart.element).to_have_attribute("zoomed", "")
    chart.wait(re.compile("points, exact"))
    first, last = chart.steps
    assert 20 < first < 99 < last < 700
    page.mouse.move(*chart.place_of(90, value("adam/small", 90)))
    expect(chart.tooltip.locator("tr.nearest")).to_contain_text("adam/small")
    assert {row["Tag"] for row in chart.rows()[:2]} == {"train/loss", "valid/loss"}
    chart.over.dblclick()
    expect(chart.element).not_to_have_attribute("zoomed", "")
    assert chart.steps == (0, 5999)


def strokes(chart: ChartView) -> list[Locator]:
    """The pieces of lines in the table beside the pointer."""
    return chart.tooltip.locator(".chart-stroke line").all()


@pytest.mark.parametrize("context_options", [{"java_script_enabled": False}], ids=["no scripts"])
def test_without_scripts_the_menu_is_a_page(visit: Visit, study_server: Program) -> None:
    page = visit(study_server, "timeseries/superimpose?tag=valid/loss")
    page.get_by_role("button", name="A new superimposed card").click()
    page.goto(study_server.url)
    expect(section(page).locator(".card-title")).to_have_text("Superimposed: valid/loss")

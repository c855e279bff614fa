"""Finding one's way: groups, pages, address and history, keyboard, settings; with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.helpers.browsing import ChartView, Watch, run_box, shown_tags
from tests.helpers.program import Program

Visit = Callable[..., Page]


@pytest.fixture
def page(visit: Visit, study_server: Program) -> Page:
    """The study: two groups open, one closed."""
    page = visit(study_server)
    expect(page.locator(".card")).to_have_count(14)
    return page


def group(page: Page, name: str) -> object:
    return page.get_by_role("link", name=re.compile(rf"^{name}\s*\d+$"))


def test_groups_open_and_close_and_history_leads_through_them(page: Page) -> None:
    train, weights = group(page, "train"), group(page, "weights")
    expect(weights).to_have_attribute("aria-expanded", "false")
    weights.click()
    expect(page.locator(".card")).to_have_count(15)
    expect(page).to_have_url(re.compile(r"\?open=weights$"))
    train.click()
    expect(page.locator(".card")).to_have_count(3)
    expect(page).to_have_url(re.compile(r"\?open=weights&closed=train$"))
    page.go_back()
    expect(page.locator(".card")).to_have_count(15)
    page.go_back()
    expect(page.locator(".card")).to_have_count(14)
    ChartView(page, "valid/accuracy").wait("4 runs, 400 points, exact")
    page.go_forward()
    page.go_forward()
    expect(page.locator(".card")).to_have_count(3)
    ChartView(page, "weights/norm").wait("4 runs, 400 points, exact")


def test_a_group_of_many_cards_has_pages(page: Page) -> None:
    expect(page.locator(".pager .count").first).to_have_text("1–12 of 16")
    page.get_by_label("Next page").first.click()
    expect(page).to_have_url(re.compile(r"page\.train=2$"))
    expect(page.locator(".pager .count").first).to_have_text("13–16 of 16")
    assert shown_tags(page)[:4] == [f"train/metric-{number}" for number in (10, 11, 12, 13)]
    ChartView(page, "train/metric-13").wait("4 runs, 400 points, exact")
    page.locator("#tag-filter").fill("metric")  # a page counted under another filter means nothing
    expect(page.locator(".pager .count").first).to_have_text("1–12 of 14")
    page.locator("#tag-filter").fill("")
    expect(page.locator(".pager .count").first).to_have_text("1–12 of 16")
    page.get_by_label("Next page").first.click()
    page.get_by_label("Previous page").first.click()
    expect(page).to_have_url(re.compile(r"/timeseries/\?tagFilter=$"))
    assert shown_tags(page)[0] == "train/accuracy"


def test_the_page_of_a_group_can_be_typed(page: Page) -> None:
    field = page.get_by_role("spinbutton", name="Page")
    expect(field).to_have_value("1")
    field.fill("2")
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"page\.train=2$"))
    expect(page.locator(".pager .count").first).to_have_text("13–16 of 16")
    page.get_by_label("Previous page").first.click()
    expect(field).to_have_value("1")
    page.go_back()
    expect(field).to_have_value("2")
    page.go_back()
    expect(field).to_have_value("1")
    field.fill("3")
    field.press("Enter")
    assert field.evaluate("(field) => field.validity.rangeOverflow")
    expect(page).to_have_url(re.compile(r"/timeseries/$"))


def test_a_reload_shows_what_was_seen(page: Page) -> None:
    page.locator("#tag-filter").fill("accuracy|norm")
    page.locator("#run-filter").fill("sgd")
    page.get_by_text("Relative", exact=True).click()
    page.get_by_label("Smoothing", exact=True).last.fill("0.3")
    expect(page).to_have_url(re.compile("smoothing=0.3"))
    card = page.get_by_role("article").filter(has=ChartView(page, "weights/norm").element)
    card.get_by_label("Expand").click()
    expect(card).to_have_class("card card-expanded")
    address = page.url
    page.reload()
    assert page.url == address
    assert shown_tags(page) == ["train/accuracy", "valid/accuracy", "weights/norm"]
    expect(page.locator(".run")).to_have_count(2)
    expect(page.get_by_role("radio", name="Relative")).to_be_checked()
    expect(card).to_have_class("card card-expanded")
    chart = ChartView(page, "weights/norm").wait("2 runs, 200 points, exact")
    expect(chart.element).to_have_attribute("smoothing", "0.3")
    assert "elapsed 0s to 1m 39s" in chart.label


def test_the_start_page_leads_on_with_its_query(visit: Visit, study_server: Program) -> None:
    page = visit(study_server, "?tagFilter=norm&unknown=kept")
    expect(page).to_have_url(re.compile(r"/timeseries/\?tagFilter=norm&unknown=kept$"))
    assert shown_tags(page) == ["weights/norm"]


def test_every_key_of_the_map_does_what_it_says(page: Page) -> None:
    chart = ChartView(page, "train/accuracy").wait()
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keyboard and mouse")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Keyboard and mouse")).to_be_hidden()
    page.keyboard.press("]")
    expect(chart.element).to_have_attribute("smoothing", "0.65")
    page.keyboard.press("[")
    page.keyboard.press("[")
    expect(chart.element).to_have_attribute("smoothing", "0.55")
    expect(page).to_have_url(re.compile("smoothing=0.55"))
    page.keyboard.press("\\")
    expect(page.locator("#runs-panel")).to_be_hidden()
    page.keyboard.press("r")
    expect(page.locator("#run-filter")).to_be_focused()
    page.keyboard.type("/r[")  # in a field, keys are letters
    expect(page.locator("#run-filter")).to_have_value("/r[")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#tag-filter")).to_be_focused()


def test_tab_leads_from_the_skip_link_through_the_page_and_focus_is_seen(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the charts")).to_be_focused()
    expect(page.get_by_text("Skip to the charts")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    reached = []
    for _ in range(16):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED))
    assert all(is_seen for _, is_seen in reached), reached
    names = [name for name, _ in reached]
    assert names.index("tag-filter") < names.index("smoothing") < names.index("chart-plot")


FOCUSED = """() => {
    const getLook = (element) => getComputedStyle(element);
    const here = document.activeElement;
    const around = [here, here.parentElement, here.nextElementSibling].filter(Boolean).map(getLook);
    const isSeen = around.some((look) => look.outlineStyle !== "none" || look.boxShadow !== "none");
    return [here.id || here.classList[0], isSeen];
}"""


def test_arrow_keys_read_a_chart_aloud(page: Page) -> None:
    chart = ChartView(page, "train/accuracy").wait()
    chart.plot.focus()
    page.keyboard.press("Home")
    expect(chart.element.locator("output.chart-spoken")).to_contain_text(" at step 0, ")
    page.keyboard.press("ArrowRight")
    expect(chart.element.locator("output.chart-spoken")).to_contain_text(" at step 1, 1s")
    expect(chart.tooltip).to_be_visible()
    page.keyboard.press("Escape")
    expect(chart.tooltip).to_be_hidden()


def test_cards_a_page_are_kept(page: Page) -> None:
    page.get_by_role("button", name="Settings").click()
    page.get_by_label("Cards a page").fill("4")
    page.keyboard.press("Tab")
    expect(page.locator(".card")).to_have_count(6)
    page.reload()
    expect(page.locator(".card")).to_have_count(6)


def test_the_button_that_reloads_turns_while_cards_are_asked_for(page: Page) -> None:
    ChartView(page, "train/accuracy").wait()
    held: list[Route] = []
    page.route("**/timeseries/?*", lambda route: held.append(route))
    button = page.locator("#reload")
    expect(button).not_to_have_class(re.compile("htmx-request"))
    page.evaluate("document.body.dispatchEvent(new Event('cards-changed'))")
    expect(button).to_have_class(re.compile("htmx-request"))
    assert button.locator(".icon").first.evaluate("(icon) => getComputedStyle(icon).animationName") == "turn"
    held[0].continue_()
    expect(button).not_to_have_class(re.compile("htmx-request"))


def test_what_a_page_loads_is_loaded_once(page: Page, watch: Watch) -> None:
    ChartView(page, "train/accuracy").wait()
    assert len(watch.requests) == len(set(watch.requests))


@pytest.mark.parametrize("context_options", [{"java_script_enabled": False}], ids=["no scripts"])
def test_without_scripts_links_and_forms_still_work(page: Page) -> None:
    group(page, "weights").click()
    expect(page.locator(".card")).to_have_count(15)
    page.locator("#tag-filter").fill("loss")
    page.locator("#tag-filter").press("Enter")
    expect(page.locator(".card")).to_have_count(2)
    run_box(page, "adam/small").click()
    expect(page.locator(".runs-tools .count")).to_have_text("3 of 4")
    expect(page.locator(".card")).to_have_count(2)


def test_arrows_lead_from_card_to_card_and_enter_makes_one_large(page: Page) -> None:
    ChartView(page, "train/accuracy").wait("4 runs, 400 points, exact")
    focused = page.locator(".card:focus .card-title")
    page.keyboard.press("ArrowRight")
    expect(focused).to_have_attribute("title", "train/accuracy")
    page.keyboard.press("ArrowRight")
    expect(focused).to_have_attribute("title", "train/loss")
    page.keyboard.press("ArrowDown")
    expect(focused).to_have_attribute("title", "train/metric-01")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"expanded=train%2Floss"))
    expect(focused).to_have_attribute("title", "train/loss")
    expect(page.locator(".card-expanded")).to_have_count(1)


def test_a_link_leads_to_one_card_alone(page: Page, visit: Visit) -> None:
    card = page.locator(".card").filter(has_text="train/accuracy").first
    card.hover()
    card.get_by_label("Axes and more").click()
    page.get_by_text("Link to this card alone").first.click()
    expect(page.locator(".card-expanded")).to_have_count(1)
    assert shown_tags(page) == ["train/accuracy"]
    expect(page.locator("#tag-filter")).to_have_value("^train/accuracy$")

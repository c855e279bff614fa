"""Selecting steps: fobs that are clicked, pulled, typed into; ranges; all cards at once; the table below."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.helpers.browsing import ChartView
from tests.helpers.event_writer import EventFile
from tests.helpers.program import Program, running

ACCURACY, LOSS = "train/accuracy", "train/loss"


@pytest.fixture
def page(visit: Callable[..., Page], study_server: Program) -> Page:
    return visit(study_server, "timeseries/?tagFilter=train")


def switch(page: Page, *names: str) -> None:
    """Turn settings on or off."""
    page.get_by_role("button", name="Settings").click()
    for name in names:
        page.get_by_label(name).click()
    page.keyboard.press("Escape")


def press(chart: ChartView, across: float) -> None:
    """Click below the plot."""
    x, y = chart.place(across, 1)
    chart.page.mouse.click(x, y + 4)


def fob(chart: ChartView, side: str = "start") -> Locator:
    return chart.element.locator(f".step-fob.{side}")


def said(chart: ChartView, side: str = "start") -> Locator:
    return fob(chart, side).get_by_role("textbox")


def table(chart: ChartView) -> list[list[str]]:
    """The texts of the table below a chart, its head first."""
    expect(chart.element.locator("tb-step-table table")).to_be_visible()
    expect(chart.element.locator("tb-step-table")).not_to_have_attribute("aria-busy", "true")
    rows = chart.element.locator("tb-step-table tr").all()
    return [row.locator("th, td").all_inner_texts() for row in rows]


def test_a_click_below_the_plot_selects_a_step_and_the_table_is_there(page: Page) -> None:
    chart = ChartView(page, ACCURACY).wait()
    expect(fob(chart)).to_be_hidden()
    press(chart, 0.5)
    step = int(said(chart).input_value())
    assert step == pytest.approx(50, abs=1)
    head, *rows = table(chart)
    assert head == ["Run", "Smoothed", "Value", "Step", "Relative"]
    assert [row[3] for row in rows] == [str(step)] * 4
    said(chart).fill("20")
    page.keyboard.press("Enter")
    expect(chart.element.locator("tb-step-table td").nth(2)).to_have_text("20")
    page.keyboard.press("ArrowUp")
    expect(said(chart)).to_have_value("21")
    box = fob(chart).bounding_box()
    assert box
    page.mouse.move(box["x"] + 3, box["y"] + 9)
    page.mouse.down()
    page.mouse.move(*chart.place(0.9, 1), steps=4)
    page.mouse.up()
    assert int(said(chart).input_value()) == pytest.approx(89, abs=2)
    fob(chart).get_by_role("button").click()
    expect(fob(chart)).to_be_hidden()
    expect(chart.element.locator("tb-step-table")).to_have_count(0)


def test_a_range_is_veiled_outside_and_tabled_within(page: Page) -> None:
    chart = ChartView(page, ACCURACY).wait()
    press(chart, 0.5)
    middle = said(chart).input_value()
    switch(page, "Select ranges of steps")
    expect(said(chart)).to_have_value("0")
    expect(said(chart, "end")).to_have_value(middle)
    expect(chart.element.locator(".step-veil.after")).to_be_visible()
    assert table(chart)[0][:5] == ["Run", "Min", "Max", "Start Value", "End Value"]
    said(chart).fill("10")
    page.keyboard.press("Enter")
    expect(chart.element.get_by_text("4 rows at steps 10 to")).to_be_visible()
    switch(page, "Select ranges of steps")
    expect(said(chart)).to_have_value(middle)
    expect(fob(chart, "end")).to_be_hidden()


def test_linked_every_card_follows_and_the_switches_outlive_a_reload(page: Page) -> None:
    one, other = ChartView(page, ACCURACY).wait(), ChartView(page, LOSS).wait()
    press(one, 0.3)
    expect(fob(other)).to_be_hidden()
    switch(page, "Link by step")
    expect(said(other)).to_have_value(said(one).input_value())
    said(one).fill("7")
    page.keyboard.press("Enter")
    expect(said(other)).to_have_value("7")
    page.reload()
    page.get_by_role("button", name="Settings").click()
    expect(page.get_by_label("Link by step")).to_be_checked()
    page.get_by_label("Select steps, with").click()
    page.keyboard.press("Escape")
    one.wait()
    press(one, 0.3)
    expect(fob(one)).to_be_hidden()


def test_an_address_brings_back_what_is_selected_and_changes_no_choice_of_who_opens_it(
    page: Page, browser: Browser
) -> None:
    chart = ChartView(page, ACCURACY).wait()
    press(chart, 0.5)
    step = said(chart).input_value()
    expect(page).to_have_url(re.compile(rf"[?&]steps\.train%2Faccuracy={step}(&|$)"))
    page.locator("#tag-filter").fill("train/(acc|loss)")
    expect(page.get_by_role("article")).to_have_count(2)
    expect(page).to_have_url(
        re.compile(rf"tagFilter=train%2F%28acc%7Closs%29.*steps\.train%2Faccuracy={step}")
    )
    page.reload()
    expect(said(chart.wait())).to_have_value(step)
    switch(page, "Link by step", "Select ranges of steps")
    said(chart, "end").fill("40")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"[?&]steps=0%3A40(&|$)"))
    somebody = browser.new_context()
    theirs = somebody.new_page()
    theirs.goto(page.url)
    for tag in (ACCURACY, LOSS):
        other = ChartView(theirs, tag).wait()
        expect(said(other, "end")).to_have_value("40")
    assert table(other)[0][1] == "Min"
    theirs.goto(page.url.partition("?")[0])
    theirs.get_by_role("button", name="Settings").click()
    expect(theirs.get_by_label("Link by step")).not_to_be_checked()
    somebody.close()


def test_columns_are_sorted_hidden_moved_and_kept(page: Page) -> None:
    chart = ChartView(page, ACCURACY).wait()
    press(chart, 0.5)
    table(chart)
    below = chart.element.locator("tb-step-table")
    below.get_by_role("link", name="Value").first.click()
    expect(below.locator('[data-column="value"]')).to_have_attribute("aria-sort", "ascending")
    ascending = [float(row[2]) for row in table(chart)[1:]]
    assert ascending == sorted(ascending)
    below.get_by_text("Columns").click()
    below.get_by_label("Hide Relative").click()
    expect(below.get_by_label("Show Relative")).to_be_visible()
    below.get_by_label("Move Step to the left").click()
    expect(below.locator("th").nth(2)).to_have_text("Step")
    below.locator('[data-column="step"]').drag_to(below.locator('[data-column="run"]'))
    expect(below.locator("th").first).to_have_text("Step")
    page.reload()
    press(chart.wait(), 0.5)
    assert table(chart)[0] == ["Step", "Run", "Smoothed", "Value"]


def test_headings_have_a_menu_that_sorts_moves_inserts_and_removes(page: Page) -> None:
    chart = ChartView(page, ACCURACY).wait()
    press(chart, 0.5)
    table(chart)
    below = chart.element.locator("tb-step-table")
    heads = below.locator("th[data-column]")

    def choose(column: str, action: str) -> None:
        below.locator(f'th[data-column="{column}"]').click(button="right")
        page.get_by_role("button", name=action, exact=True).click()

    choose("value", "Sort descending")
    expect(below.locator('[data-column="value"]')).to_have_attribute("aria-sort", "descending")
    choose("step", "Move left")
    expect(heads).to_have_text(["Run", "Smoothed", "Step", "Value", "Relative"])
    choose("step", "Remove")
    expect(heads).to_have_text(["Run", "Smoothed", "Value", "Relative"])
    expect(below.locator('[data-column="value"]')).to_have_attribute("aria-sort", "descending")
    choose("run", "Insert Step")
    expect(heads).to_have_text(["Run", "Step", "Smoothed", "Value", "Relative"])
    choose("value", "Filter…")
    expect(below.get_by_label("Value from", exact=True)).to_be_focused()
    below.locator('[data-column="smoothed"] a').focus()
    page.keyboard.press("Shift+F10")
    expect(page.get_by_role("button", name="Sort ascending")).to_be_focused()
    page.keyboard.press("Enter")
    expect(below.locator('[data-column="smoothed"]')).to_have_attribute("aria-sort", "ascending")
    expect(below.locator('[data-column="smoothed"] a')).to_be_focused()
    page.goto(f"{page.url.split('/timeseries/')[0]}/timeseries/table?tag={ACCURACY}&step=50")
    below = page.locator("tb-step-table")
    choose("run", "Move right")
    expect(below.locator("th[data-column]")).to_have_text(["Smoothed", "Run", "Value", "Step", "Relative"])


def test_rows_are_filtered_by_columns_and_stay_so_at_another_step(page: Page) -> None:
    chart = ChartView(page, ACCURACY).wait()
    press(chart, 0.5)
    table(chart)
    below = chart.element.locator("tb-step-table")
    below.get_by_text("Filter", exact=True).click()
    below.get_by_label("Run matches").fill("sgd")
    below.get_by_label("Value from", exact=True).focus()
    expect(below.get_by_text("2 of 4 rows")).to_be_visible()
    expect(below.get_by_label("Value from", exact=True)).to_be_focused()
    assert [row[0] for row in table(chart)[1:]] == ["sgd/large", "sgd/small"]
    below.get_by_label("Value from", exact=True).fill("1e9")
    page.keyboard.press("Enter")
    expect(below.get_by_text("0 of 4 rows")).to_be_visible()
    below.get_by_label("Value from", exact=True).fill("")
    page.keyboard.press("Enter")
    said(chart).fill("20")
    page.keyboard.press("Enter")
    expect(below.get_by_text("2 of 4 rows at step 20")).to_be_visible()
    below.get_by_label("Run matches").fill("(")
    page.keyboard.press("Enter")
    expect(below.get_by_role("alert")).to_contain_text("Not a valid regular expression")
    expect(below.locator("tbody tr")).to_have_count(4)
    expect(below.get_by_label("Run matches")).to_have_value("(")


def test_rows_without_a_value_can_be_left_out(visit: Callable[..., Page], tmp_path: Path) -> None:
    for run, value in (("good", 0.5), ("better", 0.1), ("gone", math.nan)):
        EventFile(tmp_path / run / "events.out.tfevents.1.host").scalars("loss", [1.0, value])
    with running("--logdir", str(tmp_path)) as program:
        program.wait_for("Loaded 3 runs,")
        page = visit(program, "timeseries/?smoothing=0")
        chart = ChartView(page, "loss").wait()
        press(chart, 0.99)
        table(chart)
        below = chart.element.locator("tb-step-table")
        below.get_by_text("Filter", exact=True).click()
        without = below.get_by_role("checkbox", name="Rows without it, or NaN 1")
        expect(without).to_be_checked()
        below.get_by_label("Value from", exact=True).fill("0.3")
        page.keyboard.press("Enter")
        expect(below.get_by_text("2 of 3 rows")).to_be_visible()
        without.focus()
        page.keyboard.press("Space")
        expect(below.get_by_text("1 of 3 rows")).to_be_visible()
        expect(without).to_be_focused()
        expect(without).not_to_be_checked()
        assert [row[0] for row in table(chart)[1:]] == ["good"]
        page.keyboard.press("Space")
        expect(below.get_by_text("2 of 3 rows")).to_be_visible()
        path = "timeseries/table?tag=loss&smoothing=0&step=1&low.value=0.3&missing.value=0"
        page.goto(program.url + path)
        expect(page.get_by_text("1 of 3 rows")).to_be_visible()


def test_the_table_is_as_high_as_its_edge_is_pulled_and_stays_so(page: Page) -> None:
    chart = ChartView(page, ACCURACY).wait()
    press(chart, 0.5)
    table(chart)
    pane, edge = (chart.element.locator(f".step-table-{part}") for part in ("scroll", "edge"))
    height = lambda: round(pane.bounding_box()["height"])  # type: ignore[index]  # noqa: E731
    usual = height()
    edge.scroll_into_view_if_needed()
    box = edge.bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + 3)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] - 27, steps=4)
    page.mouse.up()
    pulled = height()
    assert pulled == pytest.approx(usual - 27, abs=4)
    edge.focus()
    page.keyboard.press("ArrowUp")
    assert height() == pulled - 20
    said(chart).fill("20")
    page.keyboard.press("Enter")
    expect(chart.element.get_by_text("4 rows at step 20")).to_be_visible()
    assert height() == pulled - 20
    page.reload()
    chart.wait()
    table(chart)
    assert height() == pulled - 20
    edge.dblclick()
    assert height() == usual


def test_by_keyboard_alone(page: Page) -> None:
    chart = ChartView(page, ACCURACY).wait()
    chart.plot.focus()
    page.keyboard.press("Home")
    page.keyboard.press("s")
    expect(said(chart)).to_have_value("0")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("s")
    assert 0 < int(said(chart).input_value()) < 5
    page.keyboard.press("Delete")
    expect(fob(chart)).to_be_hidden()


def test_on_an_axis_of_times_no_step_is_selected(page: Page) -> None:
    chart = ChartView(page, ACCURACY).wait()
    press(chart, 0.5)
    expect(fob(chart)).to_be_visible()
    page.locator("#toolbar").get_by_text("Relative", exact=True).click()
    expect(fob(chart)).to_have_count(0)
    expect(chart.element.locator("tb-step-table")).to_have_count(0)
    page.locator("#toolbar").get_by_text("Step", exact=True).click()
    expect(fob(chart)).to_be_visible()


def test_who_cannot_see_a_chart_hears_what_it_shows_and_finds_its_numbers(page: Page) -> None:
    chart = ChartView(page, ACCURACY).wait()
    expect(chart.plot).to_have_accessible_description(
        re.compile(r"^adam/large: 0 to 0\.099, minimum 0 at step 0\. adam/small: 1 to 1\.099, minimum 1 at")
    )
    card = page.get_by_role("article").filter(has=chart.element)
    card.get_by_role("button", name="Axes and more").focus()
    page.keyboard.press("Enter")
    card.get_by_role("link", name="Table of values").press("Enter")
    expect(page.get_by_role("heading", name="train/accuracy at step 99")).to_be_visible()
    rows = page.locator("tb-step-table tbody tr")
    expect(rows).to_have_count(4)
    page.get_by_role("link", name="Value", exact=True).first.press("Enter")
    expect(page).to_have_url(re.compile(r"sort=value"))
    expect(rows.first.locator("th")).to_have_text("adam/large")

"""The list of runs as a table: colours, order, columns, tree, and all of it by keys alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.helpers.browsing import ChartView, Watch, checked_runs, quoted, run_box
from tests.helpers.event_writer import EventFile
from tests.helpers.program import running
from tests.helpers.run_table import TAG, add_metric, expect_listed, listed, row


@pytest.fixture
def page(page_of_losses: Page) -> Page:
    """Four runs that end at different losses."""
    return page_of_losses


def test_a_metric_becomes_a_column_and_sorts_the_list(page: Page) -> None:
    add_metric(page)
    head = page.locator("th.run-cell").last
    head.locator(".sort").click()
    expect_listed(page, "adam/large", "sgd/large", "sgd/small", "adam/small")
    expect(head).to_have_attribute("aria-sort", "ascending")
    head.locator(".sort").click()
    expect_listed(page, "adam/small", "sgd/small", "sgd/large", "adam/large")
    page.reload()
    expect_listed(page, "adam/small", "sgd/small", "sgd/large", "adam/large")
    run_box(page, "sgd/small").click()
    run_box(page, "adam/large").click(modifiers=["Shift"])
    expect(page.locator(".runs-tools .count")).to_have_text("1 of 4")
    assert checked_runs(page) == ["adam/small"]


def test_choices_of_tags_follow_what_is_typed_and_not_into_a_panel_that_is_gone(page: Page) -> None:
    page.get_by_role("button", name="Order, tree and columns").click()
    tag, choices = page.get_by_label("Tag of the metric"), page.locator("#column-tags option")
    expect(choices).to_have_count(1)
    tag.fill("no such tag")
    expect(choices).to_have_count(0)
    tag.fill(TAG)
    expect(choices).to_have_count(1)
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    tag.fill("train")
    page.get_by_label("Order", exact=True).press("Escape")
    page.locator("th.run-cell", has_text="Step").hover()
    page.get_by_role("button", name="Filter by Step").click()
    expect(tag).to_have_count(0)
    page.clock.run_for(1000)  # what was to be asked after a pause now asks nothing, and says nothing


def test_the_list_takes_the_whole_page_and_gives_it_back(page: Page) -> None:
    chart = ChartView(page, TAG).wait()
    panel, main = page.locator("#runs-panel"), page.locator("#main")
    before = main.bounding_box()
    page.get_by_role("button", name="List over the whole page").click()
    assert panel.evaluate("panel => panel.getBoundingClientRect().width") == 1280
    expect(main).to_have_attribute("inert", "")
    run_box(page, "sgd/large").click()
    expect(page.locator(".runs-tools .count")).to_have_text("3 of 4")
    page.keyboard.press("Escape")
    expect(main).not_to_have_attribute("inert", "")
    chart.wait(re.compile("^3 runs"))
    assert main.bounding_box() == before
    page.keyboard.press("|")
    expect(page.get_by_role("button", name="List over the whole page")).to_have_attribute(
        "aria-pressed", "true"
    )
    page.keyboard.press("/")  # what is asked for is among the charts
    expect(page.locator("#tag-filter")).to_be_focused()
    assert panel.evaluate("panel => panel.getBoundingClientRect().width") < 640


def test_a_heading_is_pulled_to_another_place_and_stays_there(page: Page) -> None:
    heads = page.locator("th.run-cell")
    expect_heads(page, "Started", "Step")
    boxes = [heads.nth(i).bounding_box() for i in range(2)]
    (from_x, from_y), (to_x, to_y) = (
        (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in reversed(boxes) if box
    )
    page.mouse.move(from_x, from_y)
    page.mouse.down()
    page.mouse.move(to_x, to_y, steps=5)
    expect(page.locator("[data-ui-place]")).to_have_attribute("data-column", "started")
    page.mouse.up()
    expect_heads(page, "Step", "Started")
    expect(page.locator("th[aria-sort=ascending]")).to_have_attribute("data-column", "started")
    page.reload()
    expect_heads(page, "Step", "Started")


def expect_heads(page: Page, *titles: str) -> None:
    expect(page.locator("th.run-cell")).to_have_text([re.compile(rf"^\s*{title}") for title in titles])


def test_a_heading_has_a_menu_for_the_second_button_of_the_mouse(page: Page) -> None:
    panel, heads = page.locator("#run-panel"), page.locator("th.run-cell")

    def choose(column: int, action: str) -> None:
        heads.nth(column).click(button="right")
        panel.get_by_role("button", name=action).click()

    choose(0, "Move right")
    expect(panel).to_be_hidden()
    expect_heads(page, "Step", "Started")
    choose(0, "Sort descending")
    expect(heads.nth(0)).to_have_attribute("aria-sort", "descending")
    choose(1, "Insert a column to the left")
    expect(panel.get_by_role("heading", name="Column to the left of Started")).to_be_visible()
    panel.get_by_role("button", name="+ Duration").click()
    expect(panel).to_be_hidden()
    expect_heads(page, "Step", "Duration", "Started")
    choose(2, "Remove")
    expect_heads(page, "Step", "Duration")
    choose(0, "Filter")
    panel.get_by_label("From").fill("9")
    panel.get_by_label("From").press("Enter")
    expect(page.locator(".run-none")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator(".run-filter-off").click()
    expect(heads).to_have_count(2)
    page.locator("thead .run-cell-name").click(button="right")
    panel.get_by_role("button", name="Insert a column to the right").click()
    panel.get_by_label("Tag of the metric").fill(TAG)
    panel.get_by_role("button", name="Add").click()
    expect_heads(page, "last loss", "Step", "Duration")
    page.reload()
    expect_heads(page, "last loss", "Step", "Duration")


def test_the_menu_of_a_heading_opens_by_keys_and_gives_the_focus_back(page: Page) -> None:
    head = page.locator("th.run-cell").nth(1)
    head.locator(".sort").focus()
    page.keyboard.press("Shift+F10")
    expect(page.get_by_role("button", name="Sort ascending")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    head.locator(".sort").focus()
    page.keyboard.press("ContextMenu")
    expect(page.get_by_role("button", name="Sort ascending")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#run-panel")).to_be_hidden()
    expect(head.locator(".sort")).to_be_focused()


def test_a_tree_folds_and_its_folders_tick_what_is_below(page: Page) -> None:
    page.get_by_role("button", name="Order, tree and columns").click()
    page.get_by_role("button", name="Tree", exact=True).click()
    folder = page.locator(".folder-check[value=adam]")
    expect(folder).to_be_visible()
    page.keyboard.press("Escape")
    folder.click()
    expect(page.locator(".runs-tools .count")).to_have_text("2 of 4")
    assert checked_runs(page) == ["sgd/large", "sgd/small"]
    run_box(page, "adam/large").click()
    expect(folder).to_have_attribute("aria-checked", "mixed")
    fold = page.locator(".fold[value=adam]")
    fold.click()
    expect(fold).to_have_attribute("aria-expanded", "false")
    expect(run_box(page, "adam/large")).to_have_count(0)
    page.reload()
    expect(page.locator(".fold[value=adam]")).to_have_attribute("aria-expanded", "false")


def test_the_box_above_all_shows_all_then_none(page: Page) -> None:
    run_box(page, "adam/large").click()
    box = page.get_by_role("checkbox", name="All runs that are listed")
    expect(box).to_have_attribute("aria-checked", "mixed")
    box.click()
    expect(page.locator(".runs-tools .count")).to_have_text("4 of 4")
    expect(box).to_have_attribute("aria-checked", "true")
    box.click()
    expect(page.locator(".runs-tools .count")).to_have_text("0 of 4")


def test_the_menu_of_a_run_hides_filters_and_makes_it_the_baseline(page: Page) -> None:
    def choose(name: str, action: str) -> None:
        row(page, name).hover()
        row(page, name).get_by_role("button", name="More about").click()
        page.locator("#run-panel").get_by_text(action).click()
        expect(page.locator("#run-panel")).to_be_hidden()

    choose("adam/large", "Make it the baseline")
    expect(row(page, "adam/large").locator(".baseline")).to_be_visible()
    choose("sgd/large", "Hide")
    expect(run_box(page, "sgd/large")).to_have_attribute("aria-checked", "false")
    choose("adam/large", "Filter to this run")
    expect_listed(page, "adam/large")
    expect(page.locator("#run-filter")).to_have_value("^adam/large$")


def test_everything_is_there_for_keys(page: Page) -> None:
    page.keyboard.press("r")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    spot = page.locator(".run-color").first
    expect(spot).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".color-choice").first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".color-choice").nth(1)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(spot).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".run-color").nth(1)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Only this run")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".runs-tools .count")).to_have_text("1 of 4")


def width(page: Page, column: str) -> float:
    """Of a column, heading and cells alike."""
    found: list[float] = page.locator(".run-table").evaluate(
        """(table, column) => {
            const head = table.querySelector(`th[data-column="${column}"]`);
            const cells = [...table.rows].map((row) => row.cells[head.cellIndex]);
            return [...new Set(cells.map((cell) => Math.round(cell.getBoundingClientRect().width)))];
        }""",
        column,
    )
    assert len(found) == 1
    return found[0]


def edge(page: Page, column: str) -> Locator:
    return page.locator(f'th[data-column="{column}"] .column-edge')


def kept_width(page: Page) -> AbstractContextManager[Any]:
    """What is done within is kept by the server, and the list is there again."""
    return page.expect_response(lambda answer: urlsplit(answer.url).path == "/runs/")


def test_a_column_is_as_wide_as_its_edge_is_pulled_and_stays_so(page: Page) -> None:
    usual = width(page, "started")
    box = edge(page, "started").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    with kept_width(page):
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - 20, y, steps=4)
        assert width(page, "started") == pytest.approx(usual + 20, abs=4)
        page.mouse.move(x + 500, y, steps=4)
        assert width(page, "started") == 48
        page.mouse.move(x - 14, y, steps=4)
        page.mouse.up()
    wide = width(page, "started")
    assert wide == pytest.approx(usual + 14, abs=4)
    expect_heads(page, "Started", "Step")
    expect(page.locator("th[aria-sort=ascending]")).to_have_attribute("data-column", "started")
    page.reload()
    expect(edge(page, "started")).to_have_attribute("aria-valuenow", str(wide))
    assert width(page, "started") == wide
    with kept_width(page):
        edge(page, "started").dblclick()
    expect(page.locator("#runs")).not_to_have_attribute("widths", re.compile("."))
    assert width(page, "started") == usual


def test_the_width_of_a_column_is_changed_by_keys_and_goes_along_with_it(page: Page) -> None:
    usual = width(page, "step")
    page.locator('th[data-column="step"] .sort').focus()
    page.keyboard.press("Tab")
    expect(edge(page, "step")).to_be_focused()
    expect(edge(page, "step")).to_have_attribute("aria-valuenow", str(usual))
    for _ in range(3):
        with kept_width(page):
            page.keyboard.press("ArrowLeft")
    with kept_width(page):
        page.keyboard.press("ArrowRight")
    assert width(page, "step") == max(usual, 48) + 16
    expect(edge(page, "step")).to_be_focused()
    page.locator('th[data-column="step"]').click(button="right")
    page.locator("#run-panel").get_by_role("button", name="Move left").click()
    expect_heads(page, "Step", "Started")
    assert width(page, "step") == max(usual, 48) + 16
    edge(page, "step").focus()
    with kept_width(page):
        page.keyboard.press("Enter")
    expect(page.locator("#runs")).not_to_have_attribute("widths", re.compile("."))
    assert width(page, "step") == usual


def test_an_answer_while_a_key_is_down_takes_nothing_back(page: Page) -> None:
    wanted = max(width(page, "step"), 48) + 2 * 8
    edge(page, "step").focus()
    held: list[Route] = []
    page.route("**/runs/*", lambda route: held.append(route), times=1)
    with page.expect_request(lambda request: urlsplit(request.url).path == "/runs/"):
        page.keyboard.press("ArrowLeft")
    page.keyboard.down("ArrowLeft")
    expect(edge(page, "step")).to_have_attribute("aria-valuenow", str(wanted))
    held[0].continue_()
    expect(page.locator("#runs")).to_have_attribute("widths", re.compile(rf"\b{wanted - 8}\b"))
    page.keyboard.up("ArrowLeft")
    expect(page.locator("#runs")).to_have_attribute("widths", re.compile(rf"\b{wanted}\b"))


def test_a_thousand_runs_scroll_and_turn_pages(
    visit: Callable[..., Page], tmp_path: Path, watch: Watch
) -> None:
    for i in range(1000):
        EventFile(tmp_path / f"run-{i:04d}" / "events.out.tfevents.1.host").scalar("x", i, 1)
    with running("--logdir", str(tmp_path)) as program:
        program.wait_for("Loaded 1000 runs,|Loaded 1,000 runs,")
        page = visit(program)
        expect(page.locator("tr.run")).to_have_count(100)
        expect(page.locator(".notice").first).to_contain_text("the 100 newest are shown")
        assert set(checked_runs(page)) == set(listed(page))
        run_box(page, listed(page)[-1]).scroll_into_view_if_needed()
        expect(page.locator(".run-table thead th").first).to_be_in_viewport()
        page.get_by_role("link", name="Next runs").click()
        expect(page.locator("#runs .pager .count")).to_have_text("101–200 of 1,000")
        assert checked_runs(page) == []
        page.locator("thead").get_by_role("button", name="Run", exact=True).click()
        expect(page.locator("#runs .pager .count")).to_have_text("1–100 of 1,000")
        expect(page.locator(f".run-check[value={quoted('run-0000')}]")).to_be_visible()
        page.get_by_role("button", name="All", exact=True).click()
        chart = ChartView(page, "x").wait(re.compile("^1,000 runs, 1,000 points"))
        page.mouse.move(*chart.place(0.5, 0.5))
        low, high = chart.values
        assert float(chart.rows()[0]["Value"]) == pytest.approx((low + high) / 2, abs=30), (
            "a run in the middle"
        )


def hold(page: Page, target: Locator) -> None:
    """A finger that stays until the page has taken it for that."""
    box = target.bounding_box()
    assert box
    touch = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [touch]})
    page.wait_for_timeout(700)  # what is measured is this very time
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


class TestOnAPhone:
    """390 pixels wide, and fingers only."""

    @pytest.fixture
    def context_options(self) -> dict[str, object]:
        """A phone."""
        return {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}

    def test_a_finger_pulls_the_edge_of_a_column(self, page: Page) -> None:
        page.locator(".runs-button").tap()
        edge(page, "started").tap(trial=True)  # the list has come to rest
        box = edge(page, "started").bounding_box()
        usual = width(page, "started")
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        session = page.context.new_cdp_session(page)
        with kept_width(page):
            for kind, at in (("Start", 0), ("Move", 8), ("Move", 16), ("End", None)):
                points = [] if at is None else [{"x": x - at, "y": y}]
                session.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
        assert width(page, "started") == pytest.approx(usual + 16, abs=6)
        expect(page.locator("#run-panel")).to_be_hidden()

    def test_everything_can_be_reached_by_touch(self, page: Page) -> None:
        page.locator(".runs-button").tap()
        page.get_by_role("button", name="List over the whole page").tap()
        expect(page.locator("th.run-cell").last).to_be_in_viewport(ratio=1)
        page.get_by_role("button", name="List over the whole page").tap()
        panel = page.locator("#run-panel")
        hold(page, page.locator("th.run-cell").first)
        panel.get_by_role("button", name="Move right").tap()
        expect_heads(page, "Step", "Started")
        row(page, "adam/large").get_by_role("button", name="More about").tap()
        panel.get_by_role("button", name="Colour…").tap()
        panel.locator(".color-choice").nth(9).tap()
        expect(panel.locator(".color-choice").nth(9)).to_have_attribute("aria-pressed", "true")
        assert panel.evaluate("panel => panel.scrollWidth <= panel.clientWidth")
        page.keyboard.press("Escape")
        expect(panel).to_be_hidden()
        expect(run_box(page, "adam/large")).to_be_visible()
        page.get_by_role("button", name="Colour runs by").tap()
        expect(panel.get_by_role("button", name="Apply")).to_be_in_viewport(ratio=1)
        assert panel.evaluate("panel => panel.scrollWidth <= panel.clientWidth")
        page.keyboard.press("Escape")
        row(page, "adam/large").locator(".run-check").tap()
        expect(page.locator(".runs-tools .count")).to_have_text("3 of 4")

"""Windows of any width: a tablet's, half a screen, with both panels open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.browsing import ChartView, Watch
from tests.helpers.event_writer import EventFile
from tests.helpers.program import Program, running

PAGES = ("timeseries", "scalars", "images", "audio", "histograms", "distributions", "text")
OUTSIDE = """() => {
    const { right } = document.getElementById("main").getBoundingClientRect();
    const controls = [...document.querySelectorAll("#toolbar :is(input, select, button):not([type=hidden])")];
    return controls.filter((control) => control.checkVisibility())
        .filter((control) => control.closest("label, :scope").getBoundingClientRect().right > right + 1)
        .map((control) => control.outerHTML);
}"""


@pytest.mark.parametrize("context_options", [{"viewport": {"width": 768, "height": 700}}], ids=["tablet"])
def test_all_of_the_toolbar_is_in_the_window_whatever_its_width(
    visit: Callable[..., Page], study_server: Program
) -> None:
    page = visit(study_server)
    for name in PAGES:
        page.goto(f"{study_server.url}{name}/?xAxis=metric")
        for width in (1280, 1100, 900, 768, 720):
            page.set_viewport_size({"width": width, "height": 700})
            expect(page.locator("html")).to_have_js_property("scrollWidth", width)
            assert page.evaluate(OUTSIDE) == [], (name, width)


@pytest.mark.parametrize("context_options", [{"viewport": {"width": 390, "height": 844}}], ids=["phone"])
def test_on_a_phone_every_filter_is_wide_enough_to_read_what_is_typed(
    visit: Callable[..., Page], study_server: Program
) -> None:
    page = visit(study_server)
    for name in PAGES:
        page.goto(f"{study_server.url}{name}/")
        assert page.locator("#tag-filter").evaluate("field => field.offsetWidth") >= 180, name
        assert page.locator("#toolbar").evaluate("bar => bar.offsetHeight") <= 112, name


def test_on_half_a_screen_the_toolbar_of_charts_is_one_row(
    visit: Callable[..., Page], study_server: Program
) -> None:
    page = visit(study_server)
    for width in (1280, 1180, 1100, 1000):
        page.set_viewport_size({"width": width, "height": 700})
        expect(page.locator("#toolbar")).to_have_js_property("offsetHeight", 44)
        assert page.locator("html").get_attribute("style") is None, "the page was styled twice for nothing"


def test_with_settings_open_the_toolbar_stays_beside_them(
    visit: Callable[..., Page], study_server: Program
) -> None:
    page = visit(study_server, "timeseries/?xAxis=metric")
    page.get_by_role("button", name="Settings").click()
    expect(page.locator("#settings")).to_be_visible()
    assert page.evaluate(OUTSIDE) == []


@pytest.mark.parametrize("context_options", [{"viewport": {"width": 768, "height": 700}}], ids=["tablet"])
def test_headings_of_groups_stay_below_all_rows_of_the_toolbar(
    visit: Callable[..., Page], study_server: Program
) -> None:
    page = visit(study_server)
    ChartView(page, "train/accuracy").wait()
    toolbar, head = page.locator("#toolbar"), page.locator(".group-head").first
    height = float(toolbar.evaluate("bar => bar.offsetHeight"))
    assert height > 44
    expect(head).to_have_css("top", f"{40 + height:g}px")
    page.mouse.move(600, 500)
    page.mouse.wheel(0, 150)
    expect(toolbar).to_be_in_viewport(ratio=1)
    expect(head).to_be_in_viewport(ratio=1)


def test_in_the_map_of_keys_those_of_a_line_stand_side_by_side_and_what_they_do_in_one_column(
    visit: Callable[..., Page], study_server: Program
) -> None:
    page = visit(study_server)
    page.keyboard.press("?")
    lines = page.locator("#keys .keys:first-of-type > div")
    expect(lines.first).to_be_visible()
    heights = lines.locator("dt").evaluate_all(
        "terms => terms.map((term) => new Set([...term.children].map((key) => key.offsetTop)).size)"
    )
    assert set(heights) == {1}
    lefts = lines.locator("dd").evaluate_all("told => told.map((each) => each.getBoundingClientRect().left)")
    assert len(set(lefts)) == 1


def test_a_table_of_the_help_without_headings_has_no_empty_row_of_them(
    visit: Callable[..., Page], study_server: Program
) -> None:
    page = visit(study_server, "help/")
    heads = page.locator(".text-body thead")
    shown = heads.evaluate_all("heads => heads.filter((head) => head.checkVisibility())")
    assert 0 < len(shown) < heads.count()
    for row in page.locator(".text-body thead:visible").all():
        assert row.inner_text().strip()


@pytest.mark.parametrize("context_options", [{"viewport": {"width": 390, "height": 844}}], ids=["phone"])
def test_on_a_phone_a_lost_connection_is_told_at_the_lower_edge_and_pushes_nothing_out_of_the_header(
    visit: Callable[..., Page], study_server: Program, watch: Watch
) -> None:
    watch.allow("ERR_INTERNET_DISCONNECTED|htmx")
    page = visit(study_server)
    theme = page.get_by_role("button", name="Theme: as the browser")
    before = theme.bounding_box()
    page.context.set_offline(True)
    told = page.locator(".status-alert")
    expect(told).to_have_text("Connection lost, trying again")
    expect(told).to_be_in_viewport(ratio=1)
    assert theme.bounding_box() == before
    page.context.set_offline(False)
    expect(told).to_be_empty()


@pytest.mark.parametrize("step", [999_999, 123_456_789, 1 << 40])
def test_the_last_step_of_a_run_stands_whole_beside_its_name(
    visit: Callable[..., Page], tmp_path: Path, step: int
) -> None:
    EventFile(tmp_path / "a-name-of-usual-length" / "events.out.tfevents.1.host").scalar("loss", 1.0, step)
    with running("--logdir", str(tmp_path)) as program:
        program.wait_for("Loaded 1 run,")
        page = visit(program)
        cell = page.locator("td.run-cell").last
        expect(cell).to_have_attribute("title", f"{step:,}")
        hidden = page.locator(".run-list").evaluate("list => list.scrollWidth - list.clientWidth")
        assert hidden <= 0, cell.inner_text()

"""Data that arrives while somebody looks: when asked for, by itself, during the first load, after a loss."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.helpers.browsing import ChartView, Watch, run_box, shown_tags
from tests.helpers.event_writer import START, EventFile, double_tensor, frame, scalar_event, tensor_event
from tests.helpers.program import Program, running

Visit = Callable[..., Page]
SLOW_EVENTS = 600_000


@pytest.fixture(scope="module")
def growing(tmp_path_factory: pytest.TempPathFactory) -> dict[str, EventFile]:
    """Two runs that go on."""
    root = tmp_path_factory.mktemp("growing")
    files = {name: EventFile(root / name / "events.out.tfevents.1.host") for name in ("one", "two")}
    for file in files.values():
        file.scalars("loss", [1.0] * 20)
        file.scalars("accuracy", [0.5] * 20)
    return files


@pytest.fixture(scope="module")
def program(growing: dict[str, EventFile]) -> Iterator[Program]:
    """A server that looks twice a second."""
    root = growing["one"].path.parent.parent
    with running("--logdir", str(root), "--reload_interval", "0.5") as program:
        program.wait_for("Loaded 2 runs,")
        yield program


@pytest.fixture
def page(visit: Visit, program: Program) -> Page:
    """Both runs drawn."""
    page = visit(program)
    ChartView(page, "loss").wait(re.compile("^2 runs, "))
    return page


def points(page: Page, tag: str) -> int:
    """How many points the chart says it has."""
    found = re.search(r"([\d,]+) points", ChartView(page, tag).footer.inner_text())
    assert found
    return int(found[1].replace(",", ""))


def test_new_points_wait_until_they_are_asked_for_and_then_move_nothing_else(
    page: Page, growing: dict[str, EventFile], watch: Watch
) -> None:
    chart, before = ChartView(page, "loss"), points(page, "loss")
    canvas = chart.element.locator("canvas").first
    canvas.evaluate("canvas => { canvas.mark = 'the same' }")
    chart.drag((0.2, 0.5), (0.6, 0.5))
    zoomed = chart.steps
    page.locator("#run-filter").fill("one|two")
    expect(page).to_have_url(re.compile("runFilter"))
    page.mouse.wheel(0, 40)
    scrolled = page.evaluate("scrollY")
    growing["one"].scalar("loss", 2.0, 1000)
    expect(page.locator("#reload .badge")).to_be_visible()
    assert points(page, "accuracy") == 40
    page.locator("#run-filter").focus()
    watch.requests.clear()
    page.mouse.click(*middle_of(page, "#reload"))
    expect(page.locator("#reload .badge")).to_be_hidden()
    chart.over.dblclick()
    chart.wait(re.compile(f"^2 runs, {before + 1} points, exact"))
    assert zoomed != chart.steps
    assert not watch.asked("series?tag=accuracy"), "a chart without news was fetched"
    expect(page.locator("#run-filter")).to_have_value("one|two")
    assert page.evaluate("scrollY") == scrolled
    assert canvas.evaluate("canvas => canvas.mark") == "the same"


def middle_of(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_with_auto_reload_new_points_and_runs_arrive_by_themselves(
    page: Page, growing: dict[str, EventFile], watch: Watch
) -> None:
    before = points(page, "loss")
    page.get_by_role("button", name="Settings").click()
    page.get_by_label("Reload data").last.check()
    page.get_by_label("Reload period").fill("5")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    growing["two"].scalar("loss", 3.0, 1001)
    EventFile(growing["one"].path.parent.parent / "three" / "events.out.tfevents.9.host").scalar("loss", 0, 0)
    ChartView(page, "loss").wait(f"3 runs, {before + 2} points, exact")
    expect(run_box(page, "three")).to_be_visible()
    with page.expect_response("**/status/**"):
        watch.requests.clear()
    assert [url for url in watch.requests if "/status/" not in url] == [], "nothing changed, and yet it asked"
    page.reload()
    page.get_by_role("button", name="Settings").click()
    expect(page.get_by_label("Reload data").last).to_be_checked()
    expect(page.get_by_label("Reload period")).to_have_value("5")


def test_a_lost_connection_is_told_and_recovers_by_itself(
    visit: Visit, growing: dict[str, EventFile], watch: Watch
) -> None:
    watch.allow("ERR_CONNECTION_REFUSED|htmx")
    root = str(growing["one"].path.parent.parent)
    with running("--logdir", root) as program:
        program.wait_for("Loaded")
        page = visit(program)
        ChartView(page, "loss").wait()
        port = program.url.rsplit(":", 1)[1].strip("/")
        program.stop()
    expect(page.locator(".status-alert")).to_have_text("Connection lost, trying again")
    run_box(page, "two").click()
    expect(page.locator(".status-alert")).to_have_text("Connection lost, your last change is not kept")
    with page.expect_event("requestfailed", lambda request: "tagFilter=los" in request.url):
        page.locator("#tag-filter").fill("los")
    growing["one"].scalar("loss", 4.0, 1002)
    growing["one"].scalar("other", 4.0, 1002)
    before = points(page, "loss")
    with running("--logdir", root, "--port", port) as program:
        program.wait_for("Loaded")
        expect(page.locator(".status-alert")).to_be_empty()
        expect(run_box(page, "two")).to_have_attribute("aria-checked", "true")
        ChartView(page, "loss").wait(re.compile(rf"{before + 1} points, exact"))
        expect(page.get_by_role("heading", name="Tags matching filter")).to_be_visible()
        expect(page).to_have_url(re.compile(r"\?tagFilter=los$"))
        assert shown_tags(page) == ["loss"], "what was typed meanwhile was never asked"


def test_the_first_load_shows_how_far_it_is_and_curves_before_it_is_done(
    visit: Visit, tmp_path: Path
) -> None:
    slow = EventFile(tmp_path / "slow" / "events.out.tfevents.1.host")
    slow.append(frame(tensor_event("b/slow", double_tensor(1.0), 1, START)) * SLOW_EVENTS)
    EventFile(tmp_path / "quick" / "events.out.tfevents.2.host").append(
        b"".join(frame(scalar_event("a/quick", step, step, START + step)) for step in range(50))
    )
    with running("--logdir", str(tmp_path)) as program:
        page = visit(program)
        progress = page.get_by_role("progressbar", name="Event files read")
        expect(progress).to_be_visible()
        expect(page.locator(".status-text")).to_have_text(re.compile(r"^Reading [\d.]+ \w+ of [\d.]+ MB$"))
        ChartView(page, "a/quick").wait("1 run, 50 points, exact")
        expect(progress).to_be_visible()
        expect(progress).to_be_hidden(timeout=120_000)
        expect(page.locator(".status-text")).to_have_text(re.compile("^updated "))
        ChartView(page, "b/slow").wait(re.compile(f"of {SLOW_EVENTS:,} points drawn"))


@pytest.mark.parametrize("fault", ["fails", "hangs"])
def test_r16_a_card_that_fails_or_hangs_leaves_the_others_alone_and_is_drawn_when_asked_again(
    fault: str, visit: Visit, program: Program, growing: dict[str, EventFile], watch: Watch
) -> None:
    watch.allow("status of 500")
    page = visit(program, "timeseries/?tagFilter=nothing")
    address, held = re.compile(r"/series\?.*accuracy"), list[Route]()
    page.route(address, lambda route: route.fulfill(status=500) if fault == "fails" else held.append(route))
    page.locator("#tag-filter").fill("")
    ChartView(page, "loss").wait(re.compile("points, exact"))
    bad = ChartView(page, "accuracy")
    if fault == "fails":
        expect(bad.element).to_contain_text("Could not load: the server answered 500.")
        page.unroute(address)
        bad.element.get_by_role("button", name="Retry").click()
    else:
        expect(bad.element).to_have_attribute("aria-busy", "true")
        page.unroute(address)
        growing["one"].scalar("accuracy", 0.7, 2000)
        expect(page.locator("#reload .badge")).to_be_visible()
        page.mouse.click(*middle_of(page, "#reload"))
    bad.wait(re.compile("points, exact"))

"""Histograms and images among the charts: drawn as is chosen for all of them, on the axis of the page, at the
step that is looked at, pinned with their run and sample.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.helpers.browsing import Watch, quoted
from tests.helpers.pictures import picture
from tests.helpers.program import Program, running
from tests.helpers.sampled import histograms, images, write_runs

Visit = Callable[..., Page]
RED, GREEN, BLUE = (picture(40, 30, color) for color in ((200, 30, 60), (0, 140, 40), (0, 0, 200)))
PICTURE = "canvas => canvas.toDataURL()"
EDGES = np.linspace(-2, 4, 21)


def moved(step: int) -> np.ndarray:
    """Twenty buckets around a middle that moves with the step."""
    middles = (EDGES[:-1] + EDGES[1:]) / 2
    return np.stack([EDGES[:-1], EDGES[1:], 1000 * np.exp(-((middles - step / 40) ** 2))], axis=1)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Two runs with a curve and pictures at other steps, and one with two histograms of 120 steps."""
    weights = histograms(*(moved(step) for step in range(120)))
    runs = {
        "one": {
            "see/loss": [1 / (1 + step) for step in range(101)],
            "see/samples": images([RED, GREEN], [GREEN, BLUE], [BLUE, RED], steps=[0, 50, 100]),
        },
        "two": {
            "see/samples": images([RED, RED], [BLUE, BLUE], [RED, RED], steps=[0, 52, 104]),
            "a": images([RED]),
        },
        "weighed": {"weights/a": weights, "weights/b": weights},
    }
    with running("--logdir", str(write_runs(tmp_path_factory.mktemp("slots"), runs))) as started:
        started.wait_for("Loaded 3 runs,")
        yield started


def histogram(page: Page, tag: str) -> Locator:
    """The element of a histogram, once it is drawn."""
    found = page.locator(f"tb-histogram[label={quoted(tag)}]")
    found.scroll_into_view_if_needed()
    return drawn(found)


def drawn(element: Locator, footer: str = ".") -> Locator:
    expect(element.locator(".chart-footer")).to_have_text(re.compile(footer))
    expect(element).not_to_have_attribute("aria-busy", "true")
    return element


def changes(element: Locator, before: str) -> str:
    """What is drawn, once that is something else."""
    canvas = element.locator("canvas").first
    element.page.wait_for_function(
        "([canvas, before]) => canvas.toDataURL() !== before", arg=[canvas.element_handle(), before]
    )
    return str(canvas.evaluate(PICTURE))


def pictures(page: Page, run: str, sample: int = 1) -> Locator:
    """The cards of a sample of a run: the original, and its copy where it is pinned."""
    of_run = page.locator(f".card-image:has(.card-run[title={quoted(run)}])")
    return of_run.filter(has_text=f"sample {sample} of 2")


def slot(page: Page, run: str, sample: int) -> Locator:
    """The place of a card that is not pinned."""
    return page.locator(".slot:not(.slot-pinned)", has=pictures(page, run, sample))


def shows(card: Locator, step: str) -> None:
    expect(card.locator(".steps-step")).to_have_text(f"step {step}")


def test_histograms_are_drawn_as_the_settings_or_the_menu_of_one_say_for_all_of_them(
    visit: Visit, program: Program
) -> None:
    page = visit(program, "timeseries/?tagFilter=weights")
    a, b = histogram(page, "weights/a"), histogram(page, "weights/b")
    offset = [str(each.locator("canvas").first.evaluate(PICTURE)) for each in (a, b)]
    page.keyboard.press("s")
    page.select_option("#histogram-mode", "overlay")
    overlay = [changes(each, before) for each, before in zip((a, b), offset, strict=True)]
    drawn(b, "^51 of 120 steps").hover()
    b.locator("xpath=ancestor::article").get_by_role("button", name="How histograms are drawn").click()
    page.locator("[data-mode=heat]:visible").click()
    expect(page.locator("#histogram-mode")).to_have_value("heat")
    for each, before in zip((a, b), overlay, strict=True):
        changes(each, before)
        drawn(each, "^120 steps, exact")
    page.reload()
    drawn(histogram(page, "weights/a"), "^120 steps, exact")
    expect(page.locator("#histogram-mode")).to_have_value("heat")


@pytest.mark.parametrize("filtered", ["see/samples", "weights"])
def test_a_place_is_as_high_before_its_card_is_there_as_after(
    visit: Visit, program: Program, context: BrowserContext, filtered: str
) -> None:
    held, is_free = list[Route](), False
    context.route("**/card?**", lambda route: route.continue_() if is_free else held.append(route))
    page = visit(program)
    with page.expect_request("**/card?**"):
        page.goto(f"{program.url}timeseries/?tagFilter={filtered}")
    place = page.locator("tb-slot").first
    expect(place.locator(".card-waiting")).to_be_visible()
    before = place.bounding_box()
    is_free = True
    for route in held:
        route.continue_()
    expect(place.locator(".card-sampled")).to_be_visible()
    assert place.bounding_box() == before


def test_a_card_that_did_not_come_says_why_and_comes_when_asked_again(
    visit: Visit, program: Program, context: BrowserContext, watch: Watch
) -> None:
    watch.allow("ERR_FAILED")
    context.route("**/card?**", lambda route: route.abort())
    page = visit(program, "timeseries/?tagFilter=weights/a")
    place = page.locator("tb-slot").first
    expect(place).to_contain_text("Could not load: the server cannot be reached.")
    context.unroute("**/card?**")
    place.get_by_role("button", name="Retry").click()
    histogram(page, "weights/a")


@pytest.mark.parametrize("context_options", [{"viewport": {"width": 390, "height": 800}}], ids=["narrow"])
@pytest.mark.parametrize(("tag", "run"), [("see/samples", "one"), ("^a$", "two")], ids=["long", "short"])
def test_a_runs_name_has_all_the_width_below_the_actions(
    visit: Visit, program: Program, tag: str, run: str
) -> None:
    page = visit(program, f"timeseries/?tagFilter={tag}")
    card = page.locator(f".card-image:has(.card-run[title={run}])").first
    card.wait_for()
    name, actions = (
        card.locator(".card-run").bounding_box(),
        page.locator(".slot-actions").first.bounding_box(),
    )
    assert name
    assert actions
    assert name["x"] + name["width"] > actions["x"] + actions["width"] - 10
    assert name["y"] >= actions["y"] + actions["height"] - 2


def test_histograms_lie_along_the_axis_of_the_page(visit: Visit, program: Program) -> None:
    page = visit(program, "timeseries/?tagFilter=weights")
    shown = histogram(page, "weights/a")
    told = shown.locator(".slices-plot")
    expect(told).to_have_attribute("aria-label", re.compile("histograms of 51 steps, 0 to 119,"))
    before = str(shown.locator("canvas").first.evaluate(PICTURE))
    axis = page.locator(".toolbar .segment")
    axis.filter(has_text="Relative").first.click()
    expect(shown).to_have_attribute("x-axis", "relative")
    relative = changes(drawn(shown), before)
    axis.filter(has_text="Wall").first.click()
    expect(shown).to_have_attribute("x-axis", "wall")
    changes(drawn(shown), relative)
    page.reload()
    expect(histogram(page, "weights/a")).to_have_attribute("x-axis", "wall")


def test_a_picture_goes_through_its_steps_by_slider_buttons_and_keys(visit: Visit, program: Program) -> None:
    page = visit(program, "timeseries/?tagFilter=samples")
    card = pictures(page, "one")
    shows(card, "100")
    before = card.locator("img").get_attribute("src")
    card.locator("input[type=range]").focus()
    page.keyboard.press("Home")
    shows(card, "0")
    expect(card.locator(".steps-count")).to_have_text("1 of 3")
    expect(card.locator("img")).not_to_have_attribute("src", str(before))
    card.locator("[data-by='1']").click()
    shows(card, "50")
    slot(page, "one", 1).hover()
    page.keyboard.press(".")
    shows(card, "100")
    expect(card.locator("img")).to_have_attribute("src", str(before))
    shows(pictures(page, "one", 2), "100")
    shows(pictures(page, "two"), "104")


def test_a_linked_step_is_the_same_for_pictures_of_all_runs_and_for_curves(
    visit: Visit, program: Program
) -> None:
    page = visit(program, "timeseries/?tagFilter=see")
    one, two = pictures(page, "one"), pictures(page, "two")
    shows(one, "100")
    page.keyboard.press("s")
    page.locator("#link-steps").check()
    one.locator("[data-by='-1']").click()
    shows(one, "50")
    shows(pictures(page, "one", 2), "50")
    shows(two, "52")
    expect(two.locator(".steps-note")).to_have_text("Nearest to step 50")
    fob = page.locator("tb-line-chart").get_by_label("Selected step")
    expect(fob).to_have_value("50")
    two.locator("[data-by='-1']").click()
    shows(one, "0")
    expect(fob).to_have_value("0")
    page.locator("#link-steps").uncheck()
    two.locator("[data-by='1']").click()
    shows(two, "52")
    shows(one, "0")


def test_a_pin_is_of_a_run_and_a_sample_and_its_copy_shows_the_same_step(
    visit: Visit, program: Program
) -> None:
    page = visit(program, "timeseries/?tagFilter=samples")
    shows(pictures(page, "two", 2), "104")
    slot(page, "two", 2).hover()
    with page.expect_response(lambda answer: "pin" in answer.url):
        page.keyboard.press("p")
    pinned = page.locator(".slot-pinned .card-image")
    expect(pinned).to_have_count(1)
    expect(pinned.locator(".card-sample")).to_have_text("sample 2 of 2")
    expect(pinned.locator(".card-run")).to_have_attribute("title", "two")
    pinned.locator("[data-by='-1']").click()
    shows(pinned, "52")
    shows(pictures(page, "two", 2).last, "52")
    shows(pictures(page, "two"), "104")
    page.wait_for_function("() => localStorage.getItem('tb-saved-pins')?.includes('samples')")
    kept = json.loads(page.evaluate("localStorage.getItem('tb-saved-pins')"))
    assert kept == [{"plugin": "images", "tag": "see/samples", "runId": "two", "sample": 1}]
    page.goto(f"{program.url}timeseries/?tagFilter=nothing")
    expect(pinned.locator(".card-sample")).to_have_text("sample 2 of 2")
    shows(pinned, "104")


@pytest.mark.parametrize("context_options", [{"viewport": {"width": 150, "height": 800}}], ids=["narrow"])
def test_over_all_steps_how_many_they_are_is_one_line(visit: Visit, program: Program) -> None:
    page = visit(program, "images/all?tag=see/samples&run=one")
    told = page.locator(".sub-titles .card-run > .muted").last
    expect(told).to_have_text("3 steps")
    assert told.evaluate("told => told.getClientRects()[0].height") < 24

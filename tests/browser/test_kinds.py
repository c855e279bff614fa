"""Images and histograms among the charts: fetched when they are near, pinned, expanded, one kind alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.pictures import picture
from tests.helpers.program import Program, running
from tests.helpers.sampled import histograms, images, write_runs

Visit = Callable[..., Page]
BUCKETS = [[0.0, 1.0, 3.0], [1.0, 2.0, 5.0]]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    steps = [[picture(), picture(color=(0, 0, 200))]] * 3
    runs = {
        "one": {"train/loss": [1.0, 2.0], "train/samples": images(*steps), "weights": histograms(BUCKETS)},
        "two": {"train/loss": [2.0, 3.0]},
    }
    logdir = write_runs(tmp_path_factory.mktemp("kinds"), runs)
    with running("--logdir", str(logdir)) as started:
        started.wait_for("Loaded 2 runs,")
        yield started


def test_cards_of_every_kind_are_fetched_pinned_and_expanded(visit: Visit, program: Program) -> None:
    page = visit(program)
    picture_card = page.locator(".slot").filter(has=page.locator("tb-picture")).first
    expect(picture_card.locator(".picture-image")).to_be_visible()
    expect(page.locator(".slot tb-histogram")).to_have_count(1)
    picture_card.hover()
    picture_card.get_by_role("button", name="Pin", exact=True).click()
    pinned = page.locator(".slot-pinned")
    expect(pinned.locator("tb-picture")).to_be_visible()
    page.get_by_role("navigation", name="Kinds of cards").get_by_text("Scalars", exact=True).click()
    expect(page).to_have_url(re.compile("kind=scalars"))
    expect(page.locator(".slot")).to_have_count(1)
    pinned.hover()
    pinned.locator(".slot-actions [data-expand]").click()
    expect(pinned).to_have_class(re.compile("card-expanded"))
    page.reload()
    expect(pinned.locator("tb-picture")).to_be_visible()
    expect(pinned).to_have_class(re.compile("card-expanded"))


IDS = "all => all.map((each) => each.id).filter((id, at, ids) => id && ids.indexOf(id) !== at)"


def test_pins_of_every_kind_are_copies_with_ids_of_their_own_that_are_zoomed_alike(
    visit: Visit, program: Program
) -> None:
    page = visit(program)
    group = page.get_by_role("link", name=re.compile("^Top level|^weights"))
    expect(group).to_have_count(1)
    for name in ("tb-picture", "tb-histogram", "tb-line-chart"):
        card = page.locator(".slot, .card-grid > .card").filter(has=page.locator(name)).first
        card.hover()
        card.get_by_role("button", name="Pin", exact=True).first.click()
        expect(page.locator("tb-places").locator(name)).to_have_count(1)
    pinned = page.locator("tb-places")
    expect(pinned.locator("tb-picture .picture-image")).to_be_visible()
    histogram = pinned.locator("tb-histogram")
    expect(histogram).not_to_have_attribute("aria-busy", "true")
    for slot in page.locator("tb-slot").all():
        slot.scroll_into_view_if_needed()
        expect(slot.locator(".card-sampled")).to_have_count(1)
    assert page.locator("[id]").evaluate_all(IDS) == []
    plot = histogram.locator(".slices-plot")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.3)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.7, steps=5)
    page.mouse.up()
    expect(page.locator("tb-histogram[zoomed]")).to_have_count(2)
    page.keyboard.press("Escape")
    plot.dblclick()
    expect(page.locator("tb-histogram[zoomed]")).to_have_count(0)


def test_pictures_and_histograms_are_made_larger_by_their_edges_and_stay_so(
    visit: Visit, program: Program
) -> None:
    page = visit(program)
    for name, plot in (("tb-picture", ".picture-stage"), ("tb-histogram", ".slices-plot")):
        slot = page.locator(".slot").filter(has=page.locator(name)).first
        shown = slot.locator(plot)
        expect(shown).to_be_visible()
        edge = slot.locator(".card-edge-lower")
        edge.focus()
        before = shown.evaluate("(plot) => plot.offsetHeight")
        with page.expect_response(lambda answer: "card-size" in answer.url):
            page.keyboard.press("ArrowDown")
        larger = f"{before + 20}px"
        expect(shown).to_have_css("height", larger)
        page.reload()
        expect(shown).to_have_css("height", larger)
        with page.expect_response(lambda answer: "card-size" in answer.url):
            edge.dblclick()
        expect(shown).to_have_css("height", f"{before}px")
        slot.locator(".card-edge-right").focus()
        with page.expect_response(lambda answer: "card-size" in answer.url):
            page.keyboard.press("ArrowRight")
        expect(slot).to_have_css("grid-column-start", "span 2")

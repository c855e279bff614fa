"""Histograms and distributions as a person has them: on files that other people's programs wrote."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.helpers.browsing import INK, quoted
from tests.helpers.event_writer import EventFile, frame
from tests.helpers.program import Program, running, wait_until
from tests.helpers.sample_files import NAME, histogram_event, histogram_file

Visit = Callable[..., Page]
TAG = "dense/kernel"
REWARD = "Environment/Cumulative Reward_hist"


def bell(step: int) -> np.ndarray:
    """Forty buckets around a middle that moves with the step."""
    edges = np.linspace(-2, 4, 41)
    middles = (edges[:-1] + edges[1:]) / 2
    return np.stack([edges[:-1], edges[1:], 1000 * np.exp(-((middles - step / 200) ** 2))], axis=1)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Two hundred steps of a bell that moves, in two runs; and a tag of odd histograms."""
    logdir = tmp_path_factory.mktemp("bells")
    for run in ("one", "two"):
        histogram_file(logdir / run, TAG, ((step, bell(step)) for step in range(200)))
    odd = EventFile(logdir / "one" / NAME, version=False)
    odd.append(frame(histogram_event("odd/shape", np.zeros((2, 2)), 5, 1.0)))
    odd.append(frame(histogram_event("odd/nan", np.array([[0, 1, np.nan], [1, 2, 3]]), 5, 1.0)))
    with running("--logdir", str(logdir)) as program:
        program.wait_for("^Loaded 2 runs")
        yield program


class Card:
    """The element of one tag of one run."""

    def __init__(self, page: Page, tag: str, run: str, element: str = "tb-histogram") -> None:
        self.page = page
        self.element = page.locator(f"{element}[label={quoted(tag)}][run={quoted(run)}]")
        self.plot = self.element.locator(".slices-plot")
        self.footer = self.element.locator(".chart-footer")
        self.tip = self.element.locator(".slices-tip")

    def wait(self, footer: str | re.Pattern[str] = re.compile(".")) -> Card:
        """Until it is drawn and says this."""
        expect(self.footer).to_have_text(footer)
        expect(self.element).not_to_have_attribute("aria-busy", "true")
        return self

    @property
    def label(self) -> str:
        """What it says to who cannot see it."""
        return self.plot.get_attribute("aria-label") or ""

    @property
    def ink(self) -> int:
        """Pixels on which something is drawn."""
        return int(self.element.locator("canvas").first.evaluate(INK))

    @property
    def picture(self) -> str:
        """What is drawn, equal where it is the same."""
        return str(self.element.locator("canvas").first.evaluate("canvas => canvas.toDataURL()"))

    def place(self, across: float, down: float) -> tuple[float, float]:
        """A place in the window, from 0 to 1 across and down."""
        self.plot.scroll_into_view_if_needed()
        box = self.plot.bounding_box()
        assert box
        return box["x"] + across * box["width"], box["y"] + down * box["height"]

    def point(self, across: float, down: float) -> dict[str, str]:
        """The table beside the pointer, at a place."""
        self.page.mouse.move(*self.place(across, down))
        expect(self.tip).to_be_visible()
        return self.told()

    def told(self) -> dict[str, str]:
        rows = self.tip.locator("tr").all()
        return {row.locator("th").inner_text(): row.locator("td").inner_text() for row in rows}

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self.page.mouse.move(*self.place(*start))
        self.page.mouse.down()
        self.page.mouse.move(*self.place(*end), steps=5)
        self.page.mouse.up()


def segment(page: Page, name: str) -> Locator:
    return page.locator(".toolbar .segment").filter(has_text=re.compile(f"^{name}$"))


def test_histograms_of_real_files_are_drawn_and_can_be_read(visit: Visit, real: Program) -> None:
    page = visit(real, "histograms/?runFilter=mlagents")
    card = Card(page, REWARD, "mlagents-rl/results/ppo/My Behavior").wait("18 steps, exact")
    assert card.ink > 5_000
    assert card.label.endswith("histograms of 18 steps, 50,000 to 900,000, values -32 to 5")
    told = card.point(0.5, 0.9)
    assert told.keys() == {"Bin", "Count", "Step", "Time", "Relative"}
    assert " to " in told["Bin"]


@pytest.mark.parametrize("folder", ["torch-study", "keras-hparams"])
def test_every_card_of_real_files_draws(folder: str, visit: Visit, real: Program) -> None:
    for path, element in (("histograms/", "tb-histogram"), ("distributions/", "tb-distribution")):
        page = visit(real, f"{path}?runFilter={folder}")
        expect(page.locator(f"{element} .chart-footer").first).to_have_text(re.compile(r"\d+ steps, exact"))
        assert int(page.locator(f"{element} canvas").first.evaluate(INK)) > 3_000
        page.close()


def test_steps_are_drawn_in_three_ways_and_the_address_says_which(visit: Visit, made: Program) -> None:
    page = visit(made, "histograms/")
    card = Card(page, TAG, "one").wait("51 of 200 steps")
    behind = card.picture
    segment(page, "Overlay").click()
    expect(card.element).to_have_attribute("mode", "overlay")
    expect(page).to_have_url(re.compile("mode=overlay"))
    wait_until(lambda: card.picture != behind)
    segment(page, "Heat map").click()
    card.wait(re.compile(r"^(9\d|1\d\d) of 200 steps$|^200 steps, exact$"))
    page.select_option("#bins", "120")
    expect(page).to_have_url(re.compile("bins=120"))
    card.wait()
    segment(page, "Wall").click()
    expect(card.element).to_have_attribute("x-axis", "wall")
    card.wait()
    page.reload()
    expect(card.element).to_have_attribute("mode", "heat")
    expect(card.element).to_have_attribute("bins", "120")


def test_a_part_that_is_pulled_open_is_shown_in_full(visit: Visit, made: Program) -> None:
    page = visit(made, "histograms/?mode=heat")
    card = Card(page, TAG, "one").wait()
    card.drag((0.4, 0.4), (0.55, 0.42))
    card.wait(re.compile(r"^\d+ steps in view, 200 in all$"))
    expect(card.element).to_have_attribute("zoomed", "")
    page.mouse.dblclick(*card.place(0.5, 0.5))
    card.wait(re.compile(r"^\d+ of 200 steps$"))
    expect(card.element).not_to_have_attribute("zoomed", "")


def test_values_are_zoomed_into_by_a_pull_across(visit: Visit, made: Program) -> None:
    page = visit(made, "histograms/?mode=overlay")
    card = Card(page, TAG, "one").wait("51 of 200 steps")
    card.drag((0.4, 0.5), (0.6, 0.5))
    expect(card.plot).to_have_attribute("aria-label", re.compile(r"values (0|-0|1)\.\d+ to [12]\.\d+$"))
    card.plot.focus()
    page.keyboard.press("z")
    expect(card.plot).to_have_attribute("aria-label", re.compile(r"values -2 to 4$"))


def test_a_step_that_is_clicked_is_selected_in_all_cards_that_are_linked(visit: Visit, made: Program) -> None:
    page = visit(made, "histograms/")
    page.evaluate(
        "localStorage.setItem('tb-charts', JSON.stringify({linkSteps: true, steps: true, stepRange: false}))"
    )
    page.reload()
    one, two = Card(page, TAG, "one").wait("51 of 200 steps"), Card(page, TAG, "two").wait("51 of 200 steps")
    before = two.picture
    page.mouse.click(*one.place(0.5, 0.6))
    wait_until(lambda: two.picture != before)  # all but the step are dimmed


def test_keys_move_from_bin_to_bin_and_step_to_step_and_speak(visit: Visit, made: Program) -> None:
    page = visit(made, "histograms/")
    card = Card(page, TAG, "one").wait("51 of 200 steps")
    card.plot.focus()
    page.keyboard.press("ArrowUp")
    first = card.told()
    assert first["Step"] == "199"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    second = card.told()
    assert int(second["Step"]) < 199
    assert second["Bin"] != first["Bin"]
    assert second["Bin"] in card.element.locator("output").inner_text()
    page.keyboard.press("Escape")
    expect(card.tip).to_be_hidden()


def test_a_reader_who_sees_nothing_gets_a_table(visit: Visit, made: Program) -> None:
    page = visit(made, "histograms/")
    card = Card(page, TAG, "one").wait("51 of 200 steps")
    rows = card.element.locator(".slices-table tbody tr")
    expect(rows).to_have_count(51)
    assert rows.last.locator("td").all_inner_texts()[0] == "199"
    titles = card.element.locator(".slices-table th").all_inner_texts()
    assert titles == ["Step", "Time", "Count", "Minimum", "Median", "Maximum"]


def test_what_cannot_be_shown_is_a_sentence_in_its_card(visit: Visit, made: Program) -> None:
    page = visit(made, "histograms/?tagFilter=odd")
    shape = Card(page, "odd/shape", "one").wait()
    expect(shape.element.locator(".chart-note")).to_have_text(
        re.compile("Step 5: a histogram is not a list of left edge, right edge and count")
    )
    nan = Card(page, "odd/nan", "one").wait()
    expect(nan.footer).to_have_text(re.compile("1 bucket without finite numbers left out"))
    assert nan.ink > 0


def test_percentiles_can_be_read_and_zoomed(visit: Visit, made: Program) -> None:
    page = visit(made, "distributions/")
    card = Card(page, TAG, "one", "tb-distribution").wait(re.compile("of 200 steps|200 steps, exact"))
    told = card.point(0.5, 0.5)
    values = [float(told[name]) for name in ("minimum", "7%", "median", "93%", "maximum")]
    assert values == sorted(values)
    card.drag((0.4, 0.5), (0.5, 0.5))
    card.wait(re.compile(r"^\d+ steps in view, 200 in all$"))


def test_the_menu_of_a_card_saves_data_and_the_picture_that_is_shown(visit: Visit, made: Program) -> None:
    page = visit(made, "histograms/?mode=heat")
    card = Card(page, TAG, "one").wait()
    article = page.locator("article").filter(has=card.element)
    article.hover()
    article.get_by_label("Download data or a picture").click()
    menu = page.locator("#downloads")
    expect(menu).to_contain_text("All buckets of 200 steps")
    with page.expect_download() as download:
        menu.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "run-one-tag-dense_kernel.csv"
    with page.expect_download() as picture, page.expect_request(re.compile("figure.png")) as request:
        menu.get_by_role("button", name="PNG").click()
    assert picture.value.suggested_filename.endswith(".png")
    assert "mode=heat" in request.value.url


def test_new_steps_are_drawn_while_the_old_ones_stay(visit: Visit, tmp_path: Path) -> None:
    histogram_file(tmp_path / "run", TAG, ((step, bell(step)) for step in range(3)))
    with running("--logdir", str(tmp_path), "--reload_interval", "1") as program:
        page = visit(program, "histograms/")
        card = Card(page, TAG, "run").wait("3 steps, exact")
        histogram_file(tmp_path / "run", TAG, [(3, bell(3))])
        expect(page.locator("#reload .badge")).to_be_visible()
        page.locator("#reload").click()
        card.wait("4 steps, exact")


def test_a_finger_scrolls_the_page_and_a_tap_reads(visit: Visit, made: Program) -> None:
    page = visit(made, "histograms/")
    card = Card(page, TAG, "one").wait("51 of 200 steps")
    assert card.plot.evaluate("plot => getComputedStyle(plot).touchAction") == "pan-y"
    session = page.context.new_cdp_session(page)
    x, y = card.place(0.5, 0.6)
    for kind, points in (("touchStart", [{"x": x, "y": y}]), ("touchEnd", [])):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(card.tip).to_be_visible()
    assert card.told()["Step"]


@pytest.mark.parametrize("path", ["histograms/", "histograms/?mode=heat", "distributions/"])
def test_cards_that_leave_the_page_leave_nothing_behind(path: str, visit: Visit, made: Program) -> None:
    page = visit(made, path)
    element = "tb-distribution" if "distributions" in path else "tb-histogram"
    expect(page.locator(f"{element} .chart-footer").first).not_to_be_empty()
    page.locator("#tag-filter").fill("odd")
    expect(page.locator(f"{element}[label={quoted(TAG)}]")).to_have_count(0)
    assert page.locator(".slices-tip").count() <= 1
    page.locator("#tag-filter").fill("")
    expect(page.locator(f"{element}[label={quoted(TAG)}] .chart-footer").first).not_to_be_empty()

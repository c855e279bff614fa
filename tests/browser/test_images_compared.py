"""Runs beside one another at the same step, and two pictures on top of one another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.event_writer import EventFile
from tests.helpers.program import Program, running
from tests.helpers.sampled import NAME, legacy_image, write_runs
from tests.helpers.seen_pictures import BLUE, RED, card, reload, seen_runs

Visit = Callable[..., Page]


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    """Two runs at other steps."""
    with running("--logdir", str(write_runs(tmp_path, seen_runs()))) as program:
        program.wait_for("Loaded 2 runs,")
        yield program


def test_runs_are_compared_at_one_step_as_difference_by_turns_and_side_by_side(
    visit: Visit, program: Program
) -> None:
    page = visit(program, "images/?tagFilter=seen")
    shown = card(page, "seen", "one")
    shown.hover()
    shown.get_by_role("link", name="Compare the runs").click()
    facts = page.locator(".compare-facts")
    expect(facts).to_have_text("one, step 100 and two, step 104 are equal.")
    sides = page.locator(".compare-grid .card")
    expect(sides.nth(0).locator(".steps-note")).to_have_text("nearest to step 104")
    page.locator("[data-side=b]").select_option("first")
    expect(facts).to_contain_text(
        "one, step 100 and one, step 0: 100% of the pixels differ, by 123.333 of 255"
    )
    page.locator(".compare-slider [data-by='-1']").click()
    expect(page).to_have_url(re.compile("b=first.*step=100"))
    page.get_by_text("Blink", exact=True).first.click()
    expect(facts).to_have_text(re.compile("^B: one, step 0"))
    expect(facts).to_have_text(re.compile("^A: one, step 100"))
    page.get_by_role("button", name="Pause").click()
    page.get_by_text("Swipe", exact=True).click()
    expect(facts).to_contain_text("A on the left: one, step 100")
    page.reload()
    expect(facts).to_contain_text("A on the left: one, step 100. B on the right: one, step 0")
    page.locator(".run-check").first.click()
    expect(sides).to_have_count(1)
    page.locator(".run-check").last.click()
    expect(page.get_by_text("No runs to compare")).to_be_visible()
    page.get_by_role("button", name="Show all runs").click()
    expect(sides).to_have_count(2)
    page.locator("#run-filter").fill("two")
    expect(sides).to_have_count(1)
    expect(facts).to_contain_text("A on the left: two, step 104. B on the right: two, step 0")
    expect(page).to_have_url(re.compile("runFilter=two"))


def test_a_comparison_follows_the_newest_step_and_keeps_what_is_looked_at(
    visit: Visit, growing: tuple[Program, dict[str, EventFile]]
) -> None:
    program, files = growing
    page = visit(program, "images/compare?tag=seen")
    facts, canvas = page.locator(".compare-facts"), page.locator(".compare-stage canvas")
    expect(facts).to_have_text("one, step 1 and two, step 1 are equal.")
    page.locator(".compare-stage").focus()
    page.keyboard.press("+")
    expect(canvas).to_have_attribute("style", re.compile("scale"))
    files["one"].append(legacy_image("seen", BLUE, 40, 30, 2))
    files["two"].append(legacy_image("seen", RED, 40, 30, 2))
    reload(page)
    expect(facts).to_have_text(re.compile("^one, step 2 and two, step 2: 100% of the pixels differ"))
    expect(page.locator(".compare-step strong")).to_have_text(["2", "2"])
    expect(canvas).to_have_attribute("style", re.compile("scale"))
    expect(page).not_to_have_url(re.compile("step="))


def test_a_comparison_at_another_step_stays_there_while_the_runs_go_on_and_others_come(
    visit: Visit, growing: tuple[Program, dict[str, EventFile]], tmp_path: Path
) -> None:
    program, files = growing
    page = visit(program, "images/compare?tag=seen")
    facts, slider = page.locator(".compare-facts"), page.locator(".compare-slider input")
    page.locator("[data-side=b]").select_option("first")
    page.get_by_text("Swipe", exact=True).click()
    slider.focus()
    page.keyboard.press("Home")
    expect(facts).to_have_text("A on the left: one, step 0. B on the right: one, step 0")
    expect(page).to_have_url(re.compile("step=0"))
    files["two"].append(legacy_image("seen", BLUE, 40, 30, 7))
    EventFile(tmp_path / "another" / NAME).append(legacy_image("seen", RED, 40, 30, 4))
    reload(page)
    expect(page.locator(".compare-grid .card")).to_have_count(3)
    expect(page.locator(".compare-slider .steps-count")).to_have_text("1 of 4")
    expect(page.locator(".compare-step")).to_have_text(
        ["step 4 nearest to step 0", "step 0", "step 0"], use_inner_text=True
    )
    expect(facts).to_have_text("A on the left: one, step 0. B on the right: one, step 0")
    expect(page.locator("[data-side=a] option")).to_have_text(["another", "one", "two"])
    slider.focus()
    page.keyboard.press("End")
    expect(facts).to_have_text("A on the left: one, step 1. B on the right: one, step 0")
    expect(page.locator(".compare-step")).to_have_text(
        ["step 4 nearest to step 7", "step 1 nearest to step 7", "step 7"], use_inner_text=True
    )
    page.locator("[data-side=b]").select_option(label="two")
    expect(facts).to_have_text("A on the left: one, step 1. B on the right: two, step 7")

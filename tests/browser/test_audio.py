"""Listening: a player, drawings to press into, steps, and what a sound is; of real files and of odd ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.helpers.browsing import Watch, quoted
from tests.helpers.pictures import HTML, wav
from tests.helpers.program import Program, running
from tests.helpers.sampled import sounds, write_runs

Visit = Callable[..., Page]
TONES = [wav(np.sin(np.arange(8000 * seconds) / 5) / 2) for seconds in (2, 4)]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """Two steps, and what is no sound."""
    tags = {
        "spoken": sounds([TONES[0]], [TONES[1]], labels=["said **so**"]),
        "bad/html": sounds([HTML]),
        "bad/claims": sounds([wav(claimed=0xFFFFFFF0)]),
        "other/mp3": sounds([b"ID3\x04" + bytes(500)]),
    }
    logdir = write_runs(tmp_path_factory.mktemp("sounds"), {"run": tags})
    with running("--logdir", str(logdir)) as program:
        program.wait_for("Loaded 1 run,")
        yield program


def card(page: Page, tag: str) -> Locator:
    return page.locator(f".card:has(.card-title[title={quoted(tag)}])")


def time_of(shown: Locator) -> float:
    return float(shown.locator("audio").evaluate("player => player.currentTime"))


def test_a_real_sound_is_told_of_drawn_and_played(visit: Visit, real: Program) -> None:
    page = visit(real, "audio/?tagFilter=step_100_LJ021-0026_rec")
    shown = card(page, "Training/step_100_LJ021-0026_reconstructed")
    expect(shown.locator(".sound-facts")).to_have_text("22,050 Hz · mono · 16-bit · 1.23 s")
    for drawing in shown.locator(".sound-drawing.on-light").all():
        expect(drawing).to_have_js_property("naturalWidth", 800)
    shown.locator(".sound-drawings").focus()
    page.keyboard.press("Space")
    expect(shown.locator(".sound-head")).to_be_visible()
    page.wait_for_function("() => document.querySelector('audio').ended")
    assert time_of(shown) == pytest.approx(1.23, abs=0.02)


def test_a_press_on_a_drawing_goes_to_its_place_and_keys_move_on(visit: Visit, program: Program) -> None:
    page = visit(program, "audio/?tagFilter=spoken")
    shown = card(page, "spoken")
    expect(shown.locator(".sound-facts")).to_contain_text("4 s")
    expect(shown.locator(".sound-label strong")).to_have_text("so")
    drawings = shown.locator(".sound-drawings")
    box = drawings.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 20)
    expect(drawings).to_have_attribute("aria-valuenow", "50")
    assert time_of(shown) == pytest.approx(2, abs=0.05)
    drawings.focus()
    page.keyboard.press("ArrowRight")
    expect(drawings).to_have_attribute("aria-valuenow", "55")
    page.keyboard.press("Home")
    expect(drawings).to_have_attribute("aria-valuenow", "0")


def test_another_step_is_another_sound_with_its_drawings_and_facts(visit: Visit, program: Program) -> None:
    page = visit(program, "audio/?tagFilter=spoken")
    shown = card(page, "spoken")
    expect(shown.locator(".sound-facts")).to_contain_text("4 s")
    before = shown.locator(".sound-drawing").first.get_attribute("src")
    shown.locator("[data-by='-1']").click()
    expect(shown.locator(".steps-step")).to_have_text("step 0")
    expect(shown.locator(".sound-facts")).to_contain_text("2 s")
    expect(shown.locator(".sound-drawing").first).not_to_have_attribute("src", str(before))
    with page.expect_download() as download:
        shown.hover()
        shown.get_by_role("button", name="Download").click()
        shown.get_by_role("link", name="This sound").click()
    assert download.value.path().read_bytes() == TONES[0]


def test_one_sound_plays_at_a_time(visit: Visit, real: Program) -> None:
    page = visit(real, "audio/?tagFilter=step_100_LJ021")
    first, second = (page.locator(".card-sound").nth(at) for at in range(2))
    for shown in (first, second):
        shown.locator("audio").evaluate("player => { player.loop = true }")
        shown.locator(".sound-drawings").focus()
        page.keyboard.press("Enter")
        expect(shown.locator("audio")).to_have_js_property("paused", False)
    expect(first.locator("audio")).to_have_js_property("paused", True)


def test_the_drawings_follow_the_theme(visit: Visit, program: Program) -> None:
    page = visit(program, "audio/?tagFilter=spoken")
    shown = card(page, "spoken")
    expect(shown.locator(".sound-drawing.on-light").first).to_be_visible()
    page.emulate_media(color_scheme="dark")
    expect(shown.locator(".sound-drawing.on-dark").first).to_be_visible()
    expect(shown.locator(".sound-drawing.on-light").first).to_be_hidden()


def test_what_cannot_be_played_says_so_in_its_card(visit: Visit, program: Program, watch: Watch) -> None:
    watch.allow("status of 422")
    page = visit(program, "audio/")
    expect(card(page, "bad/html").locator(".card-error")).to_contain_text("no sound that a browser plays")
    expect(card(page, "bad/claims").locator(".card-error")).to_contain_text(re.compile("promises 4.3 GB"))
    expect(card(page, "bad/claims").locator(".sound-facts")).to_contain_text("8,000 Hz")
    page.locator(".group-toggle", has_text="other").click()
    expect(card(page, "other/mp3").locator(".sound-undrawn")).to_have_text(
        "Only WAV is drawn; this sound can still be played."
    )
    page.locator(".group-toggle", has_text="Top level").click()

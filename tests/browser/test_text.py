"""Text as a person has it; hostile texts have been on the page, and nothing happened."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.browsing import Watch, quoted
from tests.helpers.hostile import TEXTS
from tests.helpers.program import Program, running
from tests.helpers.real_files import DATA
from tests.helpers.sample_files import text_file

Visit = Callable[..., Page]
FADE = "element => getComputedStyle(element).getPropertyValue('--fade')"
STORY = "samples/story"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A story of 23 steps, and everything that is hostile, a step each and in a table."""
    logdir = tmp_path_factory.mktemp("texts")
    story = [(10 * step, f"# Chapter {step}\n\nThe *hero* goes on, {step} times.") for step in range(23)]
    text_file(logdir / "run", STORY, story)
    text_file(logdir / "run", "samples/moral", [(0, "Go on.")])
    text_file(logdir / "run", "hostile/steps", list(enumerate(TEXTS)))
    text_file(logdir / "run", "hostile/table", [(0, [[text, "x"] for text in TEXTS])])
    text_file(logdir / "run", "odd/long", [(0, "word " * 500_000)])
    contents = "[last](#the-last-one) [none](#nowhere) [tab](#scalars&tagFilter=x)"
    chapters = "".join(f"\n\n## Chapter {i}\n\n{'words ' * 200}" for i in range(20))
    text_file(logdir / "run", "book/contents", [(0, f"{contents}{chapters}\n\n## The last one!\n\nEnd.")])
    with running("--logdir", str(logdir)) as program:
        program.wait_for("^Loaded 1 run")
        yield program


def test_texts_come_newest_first_and_older_ones_on_pages(visit: Visit, told: Program) -> None:
    page = visit(told, "text/?tagFilter=story")
    card = page.locator("tb-text")
    expect(card.locator(".text-step-head b").first).to_have_text("220")
    expect(card.locator(".text-body h1").first).to_have_text("Chapter 22")
    card.get_by_label("Older steps").click()
    expect(card.locator(".text-step-head b").first).to_have_text("120")
    expect(card).to_be_focused()
    assert page.url.endswith("text/?tagFilter=story")


def test_a_step_has_its_time_in_the_zone_of_the_browser(browser: Browser, told: Program) -> None:
    context = browser.new_context(locale="en-US", timezone_id="Asia/Kolkata")
    page = context.new_page()
    page.goto(f"{told.url}text/?tagFilter=odd")
    expect(page.locator(".text-step-head time")).to_contain_text("Nov 15, 2023, 03:43:20")
    context.close()


def test_a_text_that_is_longer_than_its_card_fades_out_until_its_end_is_reached(
    visit: Visit, told: Program
) -> None:
    page = visit(told, "text/?tagFilter=odd")
    card = page.locator("tb-text")
    expect(card.locator(".text-body")).to_contain_text("word")
    assert card.evaluate(FADE) == "32px"
    card.hover()
    page.mouse.wheel(0, 10_000_000)
    expect(card).to_have_css("--fade", "0px")


def test_a_text_of_one_step_has_all_the_room_beside_one_of_many(visit: Visit, told: Program) -> None:
    page = visit(told, "text/?tagFilter=^samples")
    expect(page.locator(".text-body").first).to_contain_text("Go on.")
    once, often = page.locator("tb-text").all()
    expect(once).to_have_attribute("short", "")
    assert once.evaluate("text => text.clientHeight") == often.evaluate("text => text.clientHeight")


def test_a_text_that_is_looked_for_is_marked_and_the_address_says_so(visit: Visit, told: Program) -> None:
    page = visit(told, "text/?tagFilter=story")
    page.get_by_label("Find in texts by regular expression").fill("chapter 1\\d")
    card = page.locator("tb-text")
    expect(card).to_contain_text("is in 10 of 23 steps.")
    expect(card.locator("mark").first).to_have_text("Chapter 19")
    expect(page).to_have_url(re.compile("find="))
    page.get_by_label("Find in texts by regular expression").fill("(")
    expect(page.locator("#find-error")).to_contain_text("Not a valid regular expression")


def test_markdown_can_be_switched_off_and_that_is_kept(visit: Visit, told: Program) -> None:
    page = visit(told, "text/?tagFilter=story")
    expect(page.locator("tb-text .text-body h1").first).to_be_visible()
    page.locator(".segment").filter(has_text="Plain").click()
    expect(page.locator("tb-text pre.text-plain").first).to_contain_text("# Chapter 22")
    expect(page.locator("tb-keep")).not_to_have_attribute("busy", "")
    page.goto(told.url + "text/?tagFilter=story")
    expect(page.locator("tb-text pre.text-plain").first).to_contain_text("# Chapter 22")
    page.locator(".segment").filter(has_text="Markdown").click()
    expect(page.locator("tb-text .text-body h1").first).to_be_visible()


def test_two_steps_are_compared_within_the_card(visit: Visit, told: Program) -> None:
    page = visit(told, "text/?tagFilter=story")
    card = page.locator("tb-text")
    card.get_by_role("link", name="Compare").first.click()
    expect(card.locator("del").first).to_have_text("21")
    expect(card.locator("ins").first).to_have_text("22")
    card.locator("select[name=a]").select_option("0")
    expect(card).to_contain_text("from step 0 to step 220.")
    card.get_by_role("link", name="One column").click()
    expect(card.locator(".difference-unified")).to_be_visible()
    card.get_by_role("link", name="All steps").click()
    expect(card.locator(".text-step-head b").first).to_have_text("220")


def test_hostile_texts_do_nothing(visit: Visit, told: Program, watch: Watch) -> None:
    for look in ("", "&format=plain", "&find=alert"):
        page = visit(told, f"text/?tagFilter=hostile{look}")
        cards = page.locator("tb-text")
        expect(cards).to_have_count(2)
        for at in range(2):
            expect(cards.nth(at).locator(".text-step").first).to_be_visible()
        steps = page.locator(f"tb-text[label={quoted('hostile/steps of run')}]")
        while steps.get_by_role("link", name="Older steps").count():
            shown = steps.locator(".pager .count").inner_text()
            steps.get_by_role("link", name="Older steps").click()
            expect(steps.locator(".pager .count")).not_to_have_text(shown)
        assert page.locator(".text-body :is(script, img, svg, iframe, style, form, input)").count() == 0
        handlers = """bodies => bodies.flatMap((body) => [...body.querySelectorAll("*")])
            .flatMap((element) => element.getAttributeNames())
            .filter((name) => /^on|^hx-|^data-hx|^style$|^src/.test(name))"""
        assert page.locator(".text-body").evaluate_all(handlers) == []
        page.close()
    assert watch.asked("/profiles/draft") == []


def test_a_link_within_a_text_leads_to_its_heading(visit: Visit, told: Program) -> None:
    page = visit(told, "text/?tagFilter=book")
    card = page.locator("tb-text")
    last = card.get_by_role("heading", name="The last one!")
    expect(last).not_to_be_in_viewport()
    card.get_by_role("link", name="last").click()
    expect(last).to_be_in_viewport()
    expect(last).to_be_focused()
    for name in ("none", "tab"):
        for button in ("left", "middle"):
            card.get_by_role("link", name=name).click(button=button)  # type: ignore[arg-type]
    assert page.url == f"{told.url}text/?tagFilter=book"
    assert len(page.context.pages) == 1
    card.get_by_role("link", name="last").press("Enter")
    expect(last).to_be_in_viewport()


def test_a_text_of_megabytes_is_cut_with_a_sentence_and_can_be_kept_whole(
    visit: Visit, told: Program
) -> None:
    page = visit(told, "text/?tagFilter=odd")
    card = page.locator("tb-text")
    expect(card).to_contain_text("The first 30,000 of 2,500,000 characters are shown.")
    with page.expect_download() as download:
        card.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "run odd_long step 0.txt"
    assert download.value.path().stat().st_size == 2_500_000


def test_real_texts_are_shown_as_tables(visit: Visit) -> None:
    with running("--logdir", str(DATA / "mlagents-rl")) as program:
        program.wait_for("^Loaded ")
        page = visit(program, "text/")
        expect(page.locator("tb-text td pre")).to_contain_text(re.compile("trainer_type:\\s+ppo"))


def test_without_scripts_the_steps_are_pages(told: Program, browser: object) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(told.url + "text/?tagFilter=story")
    page.locator("tb-text a").click()
    expect(page.locator(".text-step-head b").first).to_have_text("220")
    page.get_by_label("Older steps").click()
    expect(page.locator(".text-step-head b").first).to_have_text("120")
    context.close()

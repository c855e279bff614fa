"""Both filters: what they let through, and what they say of a pattern that cannot be used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.helpers import study
from tests.helpers.browsing import ChartView, checked_runs, shown_tags
from tests.helpers.program import Program, running

ENDLESS = "(a+)+$"  # takes a backtracking engine longer than the universe on the names below
LONG_NAME = "a" * 80 + "!"


@pytest.fixture
def page(visit: Callable[..., Page], study_server: Program) -> Page:
    """The study."""
    page = visit(study_server)
    expect(page.locator(".card")).to_have_count(14)
    return page


def test_typing_narrows_the_cards_and_the_address_follows(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("LOSS")
    expect(page.locator(".card")).to_have_count(2)
    assert shown_tags(page) == ["train/loss", "valid/loss"]
    expect(page).to_have_url(re.compile(r"/timeseries/\?tagFilter=LOSS$"))
    expect(page.locator("#tag-filter")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".card")).to_have_count(14)
    expect(page).to_have_url(re.compile(r"/timeseries/\?tagFilter=$"))
    page.keyboard.press("Escape")
    expect(page.locator("#tag-filter")).not_to_be_focused()


def test_charts_that_stay_are_not_drawn_anew(page: Page) -> None:
    chart = ChartView(page, "train/loss").wait()
    chart.element.locator("canvas").first.evaluate("canvas => { canvas.mark = 'the same' }")
    page.locator("#tag-filter").fill("loss|metric")
    expect(page.locator(".card")).not_to_have_count(14)
    assert chart.element.locator("canvas").first.evaluate("canvas => canvas.mark") == "the same"


BAD = {
    "(": "Not a valid regular expression: missing ): (.",
    "[z-a]": "Not a valid regular expression: invalid character class range: z-a.",
    "(?=loss)": "Look-around and back-references are not supported, so that every filter answers at once.",
}


@pytest.mark.parametrize("filtered", ["tag", "run"])
def test_a_pattern_that_cannot_be_used_is_explained_and_changes_nothing_else(
    page: Page, filtered: str
) -> None:
    field, error = page.locator(f"#{filtered}-filter"), page.locator(f"#{filtered}-filter-error")
    for pattern, sentence in BAD.items():
        field.fill(pattern)
        expect(error).to_have_text(sentence)
    expect(page.locator(".card")).to_have_count(14)
    expect(page.locator(".run")).to_have_count(4)
    page.reload()
    expect(error).to_have_text(sentence)
    expect(field).to_have_value(pattern)
    expect(page.locator(".card")).to_have_count(14)
    field.press("Escape")
    expect(error).to_be_empty()
    expect(page.locator(".card")).to_have_count(14)


def test_the_run_filter_narrows_list_and_curves(page: Page) -> None:
    page.locator("#run-filter").fill("^sgd")
    expect(page.locator(".run")).to_have_count(2)
    expect(page.locator(".runs-tools .count")).to_have_text("2 of 2 (4)")
    ChartView(page, "train/accuracy").wait("2 runs, 200 points, exact")
    expect(page).to_have_url(re.compile(r"runFilter=%5Esgd$"))
    page.get_by_role("button", name="None", exact=True).click()
    expect(page.get_by_role("heading", name="No run is selected")).to_be_visible()
    page.locator("#run-filter").press("Escape")
    ChartView(page, "train/accuracy").wait("2 runs, 200 points, exact")
    assert checked_runs(page) == ["adam/large", "adam/small"]


def test_a_tag_filter_that_matches_nothing_says_so_and_offers_the_way_out(page: Page) -> None:
    page.locator("#tag-filter").fill("no such tag")
    expect(page.get_by_role("heading", name="No tag matches")).to_be_visible()
    expect(page.locator(".empty")).to_contain_text("“no such tag” matches none of 19 tags.")
    page.get_by_role("link", name="Clear the tag filter").click()
    expect(page.locator(".card")).to_have_count(14)
    expect(page.locator("#tag-filter")).to_have_value("")


def test_a_run_filter_that_matches_nothing_says_so_and_offers_the_way_out(page: Page) -> None:
    page.locator("#run-filter").fill("no such run")
    expect(page.get_by_role("heading", name="No run matches")).to_be_visible()
    expect(page.locator(".run-list")).to_have_text("No run passes the filters.")
    page.get_by_role("link", name="Clear the run filter").click()
    expect(page.locator(".card")).to_have_count(14)
    expect(page.locator(".run")).to_have_count(4)


@pytest.fixture(scope="module")
def long_names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A server over names that are long and almost match."""
    logdir = tmp_path_factory.mktemp("long")
    study.write_names(logdir, [LONG_NAME, "b"], [LONG_NAME, "b"])
    with running("--logdir", str(logdir)) as program:
        program.wait_for("Loaded 2 runs,")
        yield program


def test_a_catastrophic_pattern_is_answered_like_any_other(
    visit: Callable[..., Page], long_names: Program
) -> None:
    page = visit(long_names)
    expect(page.locator(".card")).to_have_count(2)
    for filtered, empty in (("tag", "No tag matches"), ("run", "No run matches")):
        page.locator(f"#{filtered}-filter").fill(ENDLESS)
        expect(page.get_by_role("heading", name=empty)).to_be_visible()
        page.locator(f"#{filtered}-filter").fill("")
        expect(page.locator(".card")).to_have_count(2)
    page.goto(f"{long_names.url}?tagFilter={quote(ENDLESS)}&runFilter={quote(ENDLESS)}")
    expect(page.get_by_role("heading", name="No run matches")).to_be_visible()

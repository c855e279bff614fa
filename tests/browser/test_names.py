"""Whatever runs and tags are called, they are text: shown as they are, and nothing more."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.helpers import study
from tests.helpers.browsing import ChartView, checked_runs, run_box, shown_tags
from tests.helpers.program import Program, running

SHARED = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus='alert(1)",
    '" hx-get="/none" hx-trigger="load" x="',
    "<b hx-on:load=alert(1)>{{ 7|add:7 }}{% now 'Y' %}",
    "שלום\u202eevil\u202c",
    "two\nlines\tand a tab",
    "100%25 #?&=+;:@,~!*()[]\\|",
    "😀 emoji",
    "</title><script>alert(1)</script>",
    "</textarea><svg onload=alert(1)>",
    "</option></select><svg onload=alert(1)>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "`${alert(1)}`",
    "\\'-alert(1)-'",
    "';alert(1);'",
    '{"a":"b"}',
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href=javascript:alert(1)>x<",
    "<style>*{display:none}<",
    "<base href=data:x>",
    "&lt;script&gt;alert(1)",
    "&#x3c;img src=x onerror=alert(1)&#x3e;",
    "\u2028alert(1)\u2029",
    "%3Cscript%3Ealert(1)",
    "=cmd|' C calc'!A0",
    "e\u0301\u0301\u0301\u200bzero width",
)
TAGS = (*SHARED, "javascript:alert(1)//x", "__proto__", "..", "a//b", " spaces ")
RUNS = (*SHARED, "__proto__", "constructor")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A server over what somebody with bad intentions, or none, left in a directory."""
    logdir = study.write_names(tmp_path_factory.mktemp("names"), RUNS, TAGS)
    with running("--logdir", str(logdir)) as program:
        program.wait_for(f"Loaded {len(RUNS)} runs,")
        yield program


@pytest.fixture
def page(visit: Callable[..., Page], program: Program) -> Page:
    """Everything on one page."""
    groups = "".join(
        f"&open={group}" for group in ("", "a", "javascript:alert(1)", "%3Cscript%3Ealert(1)%3C")
    )
    return visit(program, f"timeseries/?tagFilter=.{groups}")


def test_names_are_shown_as_they_are(page: Page) -> None:
    names = page.locator(".run-check").evaluate_all(
        "boxes => boxes.map((box) => [box.value, box.textContent])"
    )
    assert sorted(value for value, _ in names) == sorted(RUNS)
    assert all(text.strip() == value.strip() for value, text in names)
    titles = page.locator(".card-title").all_text_contents()
    assert sorted(titles) == sorted(shown_tags(page))
    assert set(titles) <= set(TAGS)
    assert len(titles) >= 12
    for tag in titles[:2]:
        ChartView(page, tag).wait(f"{len(RUNS)} runs, {3 * len(RUNS)} points, exact")


@pytest.mark.parametrize("run", [SHARED[0], SHARED[6]], ids=["script", "newline"])
def test_a_run_of_any_name_can_be_chosen_read_and_filtered(page: Page, run: str) -> None:
    run_box(page, run).dblclick()
    expect(page.locator(".runs-tools .count")).to_have_text(f"1 of {len(RUNS)}")
    assert checked_runs(page) == [run]
    chart = ChartView(page, shown_tags(page)[0]).wait("1 run, 3 points, exact")
    page.mouse.move(*chart.place(0.5, 0.5))
    shown = chart.tooltip.locator("tbody td").nth(1).text_content() or ""
    assert shown == run or ("…" in shown and run.startswith(shown.partition("…")[0]))
    page.get_by_role("button", name="All", exact=True).click()
    page.locator("#run-filter").fill("^" + re.escape(run.partition("\n")[0]))
    expect(page.locator(".run")).to_have_count(1)
    expect(page).to_have_url(re.compile("runFilter="))
    page.reload()
    expect(page.locator(".run")).to_have_count(1)


def test_a_card_of_any_name_can_be_expanded_and_survives_its_address(page: Page) -> None:
    for tag in (SHARED[1], SHARED[5], SHARED[6], SHARED[7]):
        page.locator("#tag-filter").fill("^" + re.escape(tag.partition("\n")[0]))
        expect(page.locator(".card")).to_have_count(1)
        card = page.get_by_role("article")
        card.get_by_label("Expand").click()
        expect(card).to_have_class("card card-expanded")
        page.reload()
        expect(card).to_have_class("card card-expanded")
        ChartView(page, tag).wait(f"{len(RUNS)} runs, {3 * len(RUNS)} points, exact")
    group = page.locator(".group-toggle")
    group.click()
    expect(group).to_have_attribute("aria-expanded", "false")
    page.go_back()
    expect(card).to_have_class("card card-expanded")


def test_nothing_is_between_the_folder_and_the_last_part_of_a_runs_name_and_neither_vanishes(
    visit: Callable[..., Page], tmp_path: Path
) -> None:
    long = "v" * 60
    runs = ("i/t", "a-folder/t", f"i/{long}", f"a-folder-of-some-length/{long}")
    with running("--logdir", str(study.write_names(tmp_path, runs, ["loss"]))) as program:
        program.wait_for("Loaded 4 runs,")
        page = visit(program)
        for run in runs:
            head, last = (
                run_box(page, run).locator(part).bounding_box()
                for part in (".head > bdi", ".run-name > .last")
            )
            shown = run_box(page, run).locator(".head").bounding_box()
            assert head
            assert last
            assert shown
            assert shown["x"] + shown["width"] == pytest.approx(last["x"], abs=1)
            assert head["x"] + head["width"] == pytest.approx(last["x"], abs=1)
            assert shown["width"] >= min(head["width"], 19)
            assert last["width"] > 0

"""Addresses that were kept from TensorBoard."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from urllib.parse import quote

from playwright.sync_api import Page, expect

from tests.helpers.browsing import ChartView, checked_runs, run_box
from tests.helpers.program import Program

Visit = Callable[..., Page]


def test_the_tab_behind_the_hash_is_opened_with_what_was_looked_at(
    visit: Visit, study_server: Program
) -> None:
    page = visit(study_server, "?darkMode=true#scalars&tagFilter=loss&_smoothingWeight=0.3&regexInput=sgd")
    expect(page.get_by_role("link", name="Scalars")).to_have_attribute("aria-current", "page")
    expect(page).to_have_url(
        re.compile(r"/scalars/\?tagFilter=loss&runFilter=sgd&smoothing=0\.3&darkMode=true$")
    )
    page.evaluate("location.hash = '#timeseries&tagFilter=norm'")
    expect(page.get_by_role("link", name="Time Series")).to_have_attribute("aria-current", "page")
    expect(page.locator("#tag-filter")).to_have_value("norm")


def test_the_runs_of_an_old_address_are_drawn_until_others_are_chosen(visit: Visit, server: Program) -> None:
    state = base64.b64encode(b'{"sgd/large": false, "sgd/small": false}').decode()
    page = visit(server, f"#timeseries&tagFilter=valid/loss&runSelectionState={quote(state)}")
    chart = ChartView(page, "valid/loss").wait(re.compile("^2 runs"))
    assert checked_runs(page) == ["adam/large", "adam/small"]
    expect(page).to_have_url(re.compile("runSelection="))
    page.get_by_label("Smoothing").first.focus()
    page.keyboard.press("End")
    expect(page).to_have_url(re.compile("smoothing=0.99.*runSelection="))
    chart.wait(re.compile("^2 runs"))
    run_box(page, "sgd/small").click()
    chart.wait(re.compile("^3 runs"))
    expect(page).not_to_have_url(re.compile("runSelection="))
    page.reload()
    chart.wait(re.compile("^3 runs"))
    assert checked_runs(page) == ["adam/large", "adam/small", "sgd/small"]


def test_a_place_within_a_page_is_no_tab(visit: Visit, study_server: Program) -> None:
    page = visit(study_server, "timeseries/")
    expect(page.locator(".card").first).to_be_visible()
    page.get_by_text("Skip to the charts").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/timeseries/#main$"))
    page.reload()
    expect(page).to_have_url(re.compile("/timeseries/#main$"))

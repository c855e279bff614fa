"""Addresses that were kept from TensorBoard."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

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


def test_a_place_within_a_page_is_no_tab(visit: Visit, study_server: Program) -> None:
    page = visit(study_server, "timeseries/")
    expect(page.locator(".card").first).to_be_visible()
    page.get_by_text("Skip to the charts").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/timeseries/#main$"))
    page.reload()
    expect(page).to_have_url(re.compile("/timeseries/#main$"))

"""The classic page: categories typed in the box and kept, download links, one run alone."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.helpers.browsing import ChartView
from tests.helpers.program import Program

Visit = Callable[..., Page]


def test_an_expression_becomes_a_category_that_stays(visit: Visit, study_server: Program) -> None:
    page = visit(study_server, "scalars/")
    expect(page.locator(".card")).to_have_count(14)
    page.keyboard.press("/")
    page.keyboard.type("loss$")
    category = page.locator(".group").filter(has=page.get_by_role("link", name=re.compile(r"^loss\$")))
    expect(category.locator(".card")).to_have_count(2)
    expect(page.locator(".card")).to_have_count(16)
    category.get_by_role("button", name="Keep as a category").click()
    expect(category.get_by_role("button", name="Remove this category")).to_be_visible()
    page.locator("#tag-filter").press("Escape")
    expect(page.locator("#tag-filter")).to_have_value("")
    expect(page).to_have_url(re.compile(r"/scalars/(\?tagFilter=)?$"))
    expect(category.locator(".card")).to_have_count(2)
    page.reload()
    expect(category.locator(".card")).to_have_count(2)
    expect(category.locator(".chart-footer").first).to_contain_text("4 runs")
    page.get_by_label("Download links").check()
    expect(page).to_have_url(re.compile("links=1"))
    links = category.locator(".card-links").first
    links.get_by_label("Run to download").select_option("sgd/large")
    with page.expect_download() as saved:
        links.get_by_role("button", name="CSV").click()
    assert saved.value.suggested_filename.endswith(".csv")
    category.get_by_role("button", name="Remove this category").click()
    expect(category).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(category.locator(".card")).to_have_count(2)


def test_charts_are_those_of_time_series(visit: Visit, study_server: Program) -> None:
    page = visit(study_server, "scalars/?tagFilter=norm&smoothing=0.3")
    chart = ChartView(page, "weights/norm").wait("4 runs, 400 points, exact")
    expect(chart.element).to_have_attribute("smoothing", "0.3")

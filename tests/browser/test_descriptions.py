"""What a metric means: said from its card, seen beside its title, changed, and taken back."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Browser, Locator, Page, expect

from tests.helpers.program import Program

Visit = Callable[..., Page]


def card(page: Page, tag: str) -> Locator:
    return page.locator(f"[id^=card-].card:has(.card-title[title='{tag}'])")


def test_what_a_metric_means_is_said_changed_and_undone(visit: Visit, study_server: Program) -> None:
    page = visit(study_server, "timeseries/?tagFilter=train/loss")
    loss, popup = card(page, "train/loss"), page.locator("#describe-menu")
    loss.hover()
    loss.get_by_role("link", name="Say what this metric means").click()
    expect(popup.get_by_role("textbox")).to_be_focused()
    popup.get_by_role("textbox").fill("Cross-entropy; *lower* is better. <img src=x onerror=alert(1)>")
    popup.get_by_role("button", name="Save").click()
    expect(popup).to_be_hidden()
    expect(page.locator("tb-toast")).to_contain_text("Described train/loss")

    told = loss.get_by_role("button", name="About this metric")
    told.click()
    about = loss.locator(".about")
    expect(about.locator("em")).to_have_text("lower")
    expect(about.locator("img")).to_have_count(0)
    about.get_by_role("link", name="Edit").click()
    expect(popup.get_by_role("textbox")).to_have_value(
        "Cross-entropy; *lower* is better. <img src=x onerror=alert(1)>"
    )
    popup.get_by_role("textbox").fill("Second")
    popup.get_by_role("button", name="Save").click()
    expect(about).to_be_hidden()
    expect(about.locator(".about-text")).to_have_text("Second")
    page.locator("tb-toast").get_by_role("button", name="Undo").click()
    expect(about.locator("em")).to_have_text("lower")


def test_by_keyboard_it_is_closed_where_it_was_opened(visit: Visit, study_server: Program) -> None:
    page = visit(study_server, "timeseries/?tagFilter=train/loss")
    opener = card(page, "train/loss").get_by_role("link", name="Say what this metric means")
    opener.focus()
    expect(opener).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    expect(page.locator("#describe-menu").get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#describe-menu")).to_be_hidden()
    expect(opener).to_be_focused()


def test_without_scripts_it_is_a_page(browser: Browser, study_server: Program) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{study_server.url}timeseries/?tagFilter=valid/loss")
    card(page, "valid/loss").get_by_role("link", name="Say what this metric means").click()
    page.get_by_label("Description").fill("On held-out data.")
    page.get_by_role("main").get_by_role("button", name="Save").click()
    expect(page.get_by_label("Description")).to_have_value("On held-out data.")
    context.close()

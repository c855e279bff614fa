"""Profiles in the hands of people: keep a view, take it elsewhere, share it, and get back what was lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.helpers.browsing import checked_runs, run_box
from tests.helpers.profile_menu import menu, pin, pinned, save_as, smooth, wait_for_copy
from tests.helpers.program import Program

Visit = Callable[..., Page]


def test_a_view_is_saved_taken_to_another_browser_and_looks_the_same(
    visit: Visit, server: Program, newcomer: Callable[[], Page], tmp_path: Path
) -> None:
    page = visit(server)
    pin(page, "train/loss")
    run_box(page, "sgd/large").click()
    smooth(page, "0.9")
    save_as(page, "For a colleague")
    with page.expect_download() as download:
        page.locator("#profiles > .profiles-row").get_by_role("link", name="Export").click()
    assert download.value.suggested_filename == "For_a_colleague.json"
    download.value.save_as(tmp_path / "profile.json")

    other = newcomer()
    other.goto(server.url)
    assert pinned(other) == []
    menu(other)
    other.get_by_text("Import a profile").click()
    other.locator("#profiles-file").set_input_files(tmp_path / "profile.json")
    other.get_by_role("button", name="Import", exact=True).click()
    other.get_by_role("button", name="For a colleague").click()
    expect(other.locator("#profile-button")).to_have_attribute("title", "Profile: For a colleague")
    assert pinned(other) == pinned(page) == ["train/loss"]
    assert checked_runs(other) == checked_runs(page) == ["adam/large", "adam/small", "sgd/small"]
    expect(other.locator("#smoothing")).to_have_value("0.9")


def test_a_change_is_marked_until_it_is_saved(visit: Visit, server: Program) -> None:
    page = visit(server)
    save_as(page, "Marked")
    expect(page.locator("#profile-button .badge")).to_have_count(0)
    page.keyboard.press("Escape")
    smooth(page, "0.8")
    expect(page.locator("#profile-button .badge")).to_be_visible()
    expect(page.locator("#profile-button")).to_have_attribute("title", "Profile: Marked (unsaved changes)")
    menu(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#profile-button .badge")).to_have_count(0)
    page.keyboard.press("Escape")
    run_box(page, "adam/small").click()
    expect(page.locator("#profile-button .badge")).to_be_visible()


def test_undo_and_redo_change_the_page_under_the_menu(visit: Visit, server: Program) -> None:
    page = visit(server)
    pin(page, "train/loss")
    run_box(page, "sgd/large").click()
    expect(page.locator(".runs-tools .count")).to_have_text("3 of 4")
    menu(page)
    undo, redo = (page.get_by_role("button", name=name, exact=True) for name in ("Undo", "Redo"))
    expect(undo.first).to_have_attribute("title", "Undo: Hid sgd/large")
    undo.first.click()
    expect(page.locator(".runs-tools .count")).to_have_text("4 of 4")
    expect(undo.first).to_have_attribute("title", "Undo: Pinned train/loss")
    undo.first.click()
    expect(page.locator(".group-name", has_text="Pinned")).to_have_count(0)
    redo.click()
    expect(page.locator(".group-name", has_text="Pinned")).to_have_count(1)


def test_a_deleted_profile_comes_back(visit: Visit, server: Program) -> None:
    page = visit(server)
    save_as(page, "To be deleted")
    page.locator("#profiles summary[aria-label='More for To be deleted']").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator(".profiles-said")).to_contain_text("Deleted To be deleted")
    expect(page.locator(".saved")).to_have_count(0)
    page.locator(".profiles-said").get_by_role("button", name="Undo").click()
    expect(page.locator(".saved")).to_contain_text("To be deleted")


def test_a_loaded_profile_can_be_undone_from_the_message_that_tells_of_it(
    visit: Visit, server: Program
) -> None:
    page = visit(server)
    save_as(page, "Empty")
    page.keyboard.press("Escape")
    pin(page, "train/loss")
    menu(page)
    page.locator(".saved-load", has_text="Empty").click()
    expect(page.locator("tb-toast")).to_contain_text("Loaded Empty")
    assert pinned(page) == []
    page.locator("tb-toast").get_by_role("button", name="Undo").click()
    expect(page.locator(".group-name", has_text="Pinned")).to_have_count(1)
    assert pinned(page) == ["train/loss"]


def test_a_bad_profile_is_refused_beside_what_was_pasted(visit: Visit, server: Program) -> None:
    page = visit(server)
    menu(page)
    page.get_by_text("Import a profile").click()
    text = '{"version": 1, "name": "<img src=x onerror=alert(1)>", "smoothing": 7}'
    page.locator("#profiles-text").fill(text)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator("#profiles-error")).to_have_text(
        "smoothing: a number from 0 to 0.999 is expected, not 7."
    )
    expect(page.locator("#profiles-text")).to_have_value(text)


def test_hostile_names_are_only_names(visit: Visit, server: Program) -> None:
    page = visit(server)
    name = '<img src=x onerror=alert(1)><b hx-get="/x" hx-trigger="load">'
    save_as(page, name)
    expect(page.locator(".saved .profiles-name")).to_have_text(name)
    page.reload()
    expect(page.locator("#profile-button")).to_have_attribute("title", f"Profile: {name}")
    wait_for_copy(page, name)


def test_a_shared_view_is_looked_at_and_kept(
    visit: Visit, server: Program, newcomer: Callable[[], Page]
) -> None:
    page = visit(server)
    pin(page, "valid/loss")
    smooth(page, "0.75")
    menu(page)
    page.get_by_role("button", name="Share this view").click()
    link = page.locator("#profiles-link").input_value()

    other = newcomer()
    other.goto(server.url)
    pin(other, "train/loss")
    other.goto(link)
    expect(other.locator("#smoothing")).to_have_value("0.75")
    assert pinned(other) == ["valid/loss"]
    run_box(other, "adam/small").click()
    expect(other.locator(".runs-tools .count")).to_have_text("3 of 4")
    other.get_by_role("link", name="Back to mine").click()
    expect(other.locator(".profile-bar")).to_have_count(0)
    assert pinned(other) == ["train/loss"]
    assert len(checked_runs(other)) == 4
    other.go_back()
    other.get_by_role("button", name="Keep this one").click()
    expect(other.locator(".profile-bar")).to_have_count(0)
    expect(other).to_have_url(re.compile(r"/timeseries/\?smoothing=0\.75$"))
    assert pinned(other) == ["valid/loss"]
    assert len(checked_runs(other)) == 3


def test_a_view_that_is_shared_no_longer_leads_nowhere(
    visit: Visit, server: Program, newcomer: Callable[[], Page]
) -> None:
    page = visit(server)
    smooth(page, "0.65")
    menu(page)
    page.get_by_role("button", name="Share this view").click()
    link = page.locator("#profiles-link").input_value()
    other = newcomer()
    other.goto(link)
    expect(other.locator(".profile-bar")).to_be_visible()
    page.get_by_text("Views that you share (1)").click()
    page.get_by_role("button", name="Stop sharing timeseries?smoothing=0.65").click()
    expect(page.locator(".profiles-said")).to_have_text("The address leads nowhere now.")
    expect(page.locator(".profiles-shares")).to_have_count(0)
    other.goto(link)
    expect(other.get_by_role("heading", name="This link leads nowhere")).to_be_visible()


# --- other hands ----------------------------------------------------------------------------------


def test_the_menu_by_keyboard(visit: Visit, server: Program) -> None:
    page = visit(server)
    page.locator("#profile-button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#profiles-title")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#profiles-title")).not_to_be_visible()
    expect(page.locator("#profile-button")).to_be_focused()


def test_without_scripts_everything_is_on_a_page(browser: Browser, server: Program) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.url}timeseries/?smoothing=0.4")
    page.locator("#profile-button").click()
    page.locator("#profiles-new").fill("By hand")
    page.get_by_role("button", name="Save as").click()
    expect(page.locator("#profiles-title")).to_have_text("Profile: By hand")
    page.get_by_role("link", name="Back to the dashboard").click()
    expect(page).to_have_url(re.compile(r"/timeseries/\?smoothing=0\.4$"))
    page.goto(f"{server.url}profiles/")
    page.locator(".saved-load").click()
    expect(page.locator("#smoothing")).to_have_value("0.4")
    context.close()

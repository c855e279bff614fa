"""Completing a tag in the filter by keys and by mouse."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.helpers.program import Program


def test_a_tag_is_completed_by_keys_and_by_mouse(visit: Callable[..., Page], study_server: Program) -> None:
    page = visit(study_server)
    field = page.locator("#tag-filter")
    page.keyboard.press("/")
    page.keyboard.type("acc")
    options = page.get_by_role("option")
    expect(options).to_have_text(["train/accuracy", "valid/accuracy"])
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "tag-completion-2")
    page.keyboard.press("Enter")
    expect(field).to_have_value("valid/accuracy")
    expect(field).to_be_focused()
    expect(options).to_have_count(0)
    expect(page.locator(".card")).to_have_count(1)
    field.fill("loss")
    options.first.click()
    expect(field).to_have_value("train/loss")
    expect(page).to_have_url(re.compile("tagFilter=train%2Floss"))
    expect(page.locator(".card")).to_have_count(1)
    field.press("Escape")
    expect(page.locator(".card")).to_have_count(14)

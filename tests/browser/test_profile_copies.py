"""What the browser keeps of profiles: copies that bring everything back, and old ones that are taken over."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.profile_menu import kept, menu, pin, pinned, save_as, wait_for_copy
from tests.helpers.program import Program

Visit = Callable[..., Page]
MINE = {
    "version": 1,
    "name": "Kept",
    "smoothing": 0.3,
    "pinnedCards": [{"plugin": "scalars", "tag": "train/loss"}],
}


def test_the_browser_keeps_a_copy_and_a_server_that_forgot_gets_it_back(
    visit: Visit, server: Program
) -> None:
    page = visit(server)
    pin(page, "train/loss")
    save_as(page, "Kept")
    wait_for_copy(page, "Kept")
    assert json.loads(kept(page, "tb-profile-index")) == ["Kept"]
    assert json.loads(kept(page, "tb-saved-pins")) == [{"plugin": "scalars", "tag": "train/loss"}]
    assert kept(page, "tb-active-profile") == "Kept"
    assert json.loads(kept(page, "tb-profile-Kept"))["pinnedCards"]

    page.context.clear_cookies()  # to the server we are new
    page.reload()
    expect(page.locator("#profile-button")).to_have_attribute("title", "Profile: Kept")
    assert pinned(page) == ["train/loss"]


def given(page: Page, program: Program, **texts: str) -> None:
    """Open a page that finds these texts in its storage."""
    page.goto(f"{program.url}static/none")
    page.evaluate("texts => Object.entries(texts).forEach((pair) => localStorage.setItem(...pair))", texts)
    page.goto(program.url)


def test_old_pins_and_profiles_of_existing_releases_are_taken_over_once(
    server: Program, newcomer: Callable[[], Page]
) -> None:
    page = newcomer()
    given(page, server, **{
        "tb-saved-scalar-pins": '["valid/loss"]',
        "_tb_profiles_index": '["Old"]',
        "_tb_profile.Old": json.dumps(MINE),
        "_tb_active_profile": "Old",
    })  # fmt: skip
    expect(page.locator("#profile-button")).to_have_attribute("title", re.compile(r"^Profile: Old"))
    assert pinned(page) == ["train/loss", "valid/loss"]
    assert kept(page, "tb-saved-scalar-pins") == "[]"
    menu(page)
    page.get_by_role("button", name="Undo", exact=True).first.click()
    expect(page.locator(".card-title[title='valid/loss']")).to_have_count(1)
    page.reload()
    assert pinned(page) == ["train/loss"]


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        ({"tb-saved-pins": '[{"plugin": "scalars"}]'}, "pins[0].tag: text is expected"),
        (
            {"tb-profile-index": '["x"]', "tb-profile-x": '{"smoothing": "</style>"}'},
            "profiles[0].smoothing: ",
        ),
        ({"tb-profile-index": '["x"]', "tb-profile-x": '{"version": 2}'}, "profiles[0].version: "),
        ({"tb-profile-index": '["x"]', "tb-profile-x": "[7]"}, "profiles[0].profile: an object is expected"),
    ],
)
def test_what_is_bad_in_the_browser_is_told_by_its_path_and_stays(
    texts: dict[str, str], sentence: str, server: Program, newcomer: Callable[[], Page]
) -> None:
    page = newcomer()
    given(page, server, **texts)
    expect(page.locator("tb-toast")).to_contain_text(f"Not restored from this browser: {sentence}")
    for key, text in texts.items():
        assert kept(page, key) == text
    page.reload()
    expect(page.locator(".card").first).to_be_visible()
    expect(page.locator("tb-toast")).to_have_count(0)


@pytest.mark.parametrize("text", ["{", "null", '{"__proto__": {"x": 1}}', "7", "[[]]"])
def test_rubbish_in_the_browser_is_as_good_as_nothing(
    text: str, server: Program, newcomer: Callable[[], Page]
) -> None:
    page = newcomer()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    keys = ("tb-profile-index", "tb-mirror", "_tb_profiles_index", "tb-saved-scalar-pins")
    given(page, server, **dict.fromkeys(keys, text))
    expect(page.locator(".card").first).to_be_visible()
    assert complaints == []

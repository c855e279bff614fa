"""People in a browser: the door, the way in by the address, the admin, what a fresh browser sees."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.helpers import study
from tests.helpers.browsing import Watch
from tests.helpers.program import PASSWORD, Program, make_superuser, running

PROFILE = {
    "version": 1,
    "name": "night",
    "pinnedCards": [{"plugin": "scalars", "tag": "train/loss"}],
    "smoothing": 0.9,
}


@pytest.fixture(params=["none", "login"])
def program(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Program]:
    """A server with one account, whose logdir may be written to."""
    logdir, data = study.write(tmp_path / "logs"), str(tmp_path / "data")
    make_superuser("ada", data)
    with running("--logdir", str(logdir), "--auth", request.param, data_dir=data) as made:
        made.wait_for("Loaded 4 runs,")
        yield made


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill(password)
    page.keyboard.press("Enter")


def test_what_staff_make_the_default_a_fresh_browser_sees(
    program: Program, visit: Callable[..., Page], watch: Watch, browser: Browser
) -> None:
    page = visit(program, "admin/")
    watch.allow("status of (401|422)")  # the browser's own note of what was refused
    sign_in(page, "wrong")
    expect(page.get_by_role("alert")).to_have_text("This name and this password do not belong together.")
    sign_in(page)
    expect(page.get_by_role("heading", name="Curation")).to_be_visible()
    page.get_by_role("link", name="Profiles", exact=True).first.click()
    page.get_by_role("link", name="Import JSON").click()
    page.get_by_label("Or paste it").fill(json.dumps(PROFILE | {"smoothing": 7}))
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("smoothing:")).to_be_visible()
    page.get_by_label("Or paste it").fill(json.dumps(PROFILE))
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("Imported “night”.")).to_be_visible()
    page.get_by_role("row", name=re.compile("night")).get_by_role("checkbox").check()
    page.locator("select[name=action]").select_option(label="Set as the default of this logdir")
    page.get_by_role("button", name="Go", exact=True).click()
    expect(page.get_by_text(re.compile("“night” is the default of"))).to_be_visible()
    fresh = browser.new_context().new_page()
    fresh.goto(f"{program.url}timeseries/")
    if "/sign-in/" in fresh.url:
        sign_in(fresh)
    expect(fresh.locator("tb-line-chart[label='train/loss']").first).to_be_visible()
    expect(fresh.get_by_text("Pinned", exact=True).first).to_be_visible()
    fresh.context.close()


def test_one_comes_in_where_one_wanted_to_and_goes_out_by_the_header(
    program: Program, visit: Callable[..., Page], watch: Watch
) -> None:
    page = visit(program, "sign-in/?next=/timeseries/%3FtagFilter%3Dloss")
    sign_in(page)
    page.wait_for_url(f"{program.url}timeseries/?tagFilter=loss")
    page.get_by_role("button", name="You: ada").click()
    expect(page.get_by_role("link", name="Admin")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile("/(sign-in|timeseries)/"))
    expect(page.get_by_role("button", name="You: ada")).to_have_count(0)


def test_the_address_that_is_printed_lets_in_and_forgets_its_token(
    context: BrowserContext, watch: Watch, tmp_path: Path
) -> None:
    with running("--logdir", str(study.write(tmp_path / "logs")), "--auth", "token") as program:
        token = program.wait_for(r"\?token=([0-9a-f]{48}) ")[1]
        program.wait_for("Loaded 4 runs,")
        origin = program.url.partition("?")[0]
        watch.origin = origin.rstrip("/")
        page = context.new_page()
        page.goto(origin)
        expect(page.get_by_role("heading", name="Token")).to_be_visible()
        page.goto(f"{origin}timeseries/?token={token}&tagFilter=loss")
        assert page.url == f"{origin}timeseries/?tagFilter=loss"
        expect(page.locator("tb-line-chart").first).to_be_visible()
        assert token not in page.content()
        assert not watch.asked("token=", "static")

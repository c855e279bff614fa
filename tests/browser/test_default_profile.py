"""The default of a logdir: offered when it changes, set in the menu and in the admin, seen by all."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tensorbored.plugins.core import profile_writer
from tests.helpers import study
from tests.helpers.browsing import checked_runs, run_box
from tests.helpers.profile_menu import menu, paint, painted, pin, pinned, save_as
from tests.helpers.program import PASSWORD, make_superuser, running

Visit = Callable[..., Page]


def test_a_default_that_changes_is_offered_to_whoever_has_a_draft(visit: Visit, tmp_path: Path) -> None:
    logdir = study.write(tmp_path / "logs")
    profile_writer.set_default_profile(str(logdir), "First", smoothing=0.5)
    with running("--logdir", str(logdir), data_dir=str(tmp_path / "data")) as program:
        program.wait_for("Loaded 4 runs,")
        page = visit(program)
        expect(page.locator("#smoothing")).to_have_value("0.5")
        run_box(page, "adam/small").click()
        expect(page.locator(".runs-tools .count")).to_have_text("3 of 4")
        profile_writer.set_default_profile(str(logdir), "Second", smoothing=0.2)
        page.reload()
        expect(page.locator("#smoothing")).to_have_value("0.5")
        page.locator(".profile-bar").get_by_role("button", name="Load it").click()
        expect(page.locator("#smoothing")).to_have_value("0.2")
        expect(page.locator(".profile-bar")).to_have_count(0)
        assert len(checked_runs(page)) == 4


def test_where_the_file_cannot_be_written_the_menu_says_so_and_all_see_it_anyway(
    visit: Visit, newcomer: Callable[[], Page], tmp_path: Path
) -> None:
    logdir = study.write(tmp_path / "logs")
    (logdir / ".tensorboard").write_text("in the way")
    with running("--logdir", str(logdir), data_dir=str(tmp_path / "data")) as program:
        program.wait_for("Loaded 4 runs,")
        page = visit(program)
        pin(page, "train/loss")
        menu(page)
        page.get_by_role("button", name="Set as default").click()
        expect(page.locator(".profiles-said")).to_contain_text("The profile was not written")
        expect(page.locator(".profiles-said")).to_contain_text("It is kept in the database")
        fresh = newcomer()
        fresh.goto(program.url)
        assert pinned(fresh) == ["train/loss"]


def test_what_one_has_set_up_is_imported_by_another_made_the_default_and_seen_by_all(
    visit: Visit, newcomer: Callable[[], Page], tmp_path: Path
) -> None:
    """Pin, colour, save, export; import and see the same; in the admin make it the default; open it anew."""
    logdir, data = study.write(tmp_path / "logs"), str(tmp_path / "data")
    make_superuser("ada", data)
    with running("--logdir", str(logdir), data_dir=data) as program:
        program.wait_for("Loaded 4 runs,")
        page = visit(program)
        pin(page, "train/loss")
        paint(page, "sgd/large", "#2196f3")
        save_as(page, "Standard")
        with page.expect_download() as download:
            page.locator("#profiles > .profiles-row").get_by_role("link", name="Export").click()
        file = tmp_path / "standard.json"
        download.value.save_as(file)
        assert json.loads(file.read_text())["runColors"] == [{"runId": "sgd/large", "color": "#2196f3"}]

        second = newcomer()
        second.goto(program.url)
        menu(second)
        second.get_by_text("Import a profile").click()
        second.locator("#profiles-file").set_input_files(file)
        second.get_by_role("button", name="Import", exact=True).click()
        second.get_by_role("button", name="Standard").click()
        expect(second.locator("#profile-button")).to_have_attribute("title", "Profile: Standard")
        assert (pinned(second), painted(second)) == (pinned(page), painted(page))

        admin = newcomer()
        admin.goto(f"{program.url}admin/profiles/saved/import/")
        admin.get_by_label("Name").fill("ada")
        admin.get_by_label("Password").fill(PASSWORD)
        admin.get_by_role("button", name=re.compile("Sign in|Log in")).click()
        admin.goto(f"{program.url}admin/profiles/saved/import/")
        admin.locator("input[type=file]").set_input_files(file)
        admin.get_by_role("button", name="Import").click()
        admin.locator("input[name=_selected_action]").check()
        admin.locator("select[name=action]").select_option("set_as_default")
        admin.get_by_role("button", name="Go", exact=True).click()
        expect(admin.locator(".messagelist")).to_be_visible()

        fresh = newcomer()
        fresh.goto(program.url)
        assert (pinned(fresh), painted(fresh)) == (["train/loss"], painted(page))
        expect(fresh.locator("#profile-button")).to_have_attribute("title", "Profile: Standard")

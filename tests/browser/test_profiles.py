"""Profiles in the hands of people: keep a view, take it elsewhere, share it, and get back what was lost."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tensorbored.plugins.core import profile_writer
from tests.helpers import study
from tests.helpers.browsing import checked_runs, run_box
from tests.helpers.program import PASSWORD, Program, make_superuser, running

Visit = Callable[..., Page]
SWATCHES = """boxes => boxes.map((box) => [box.value, box.querySelector(".on-light").getAttribute("fill")])"""
MINE = {
    "version": 1,
    "name": "Kept",
    "smoothing": 0.3,
    "pinnedCards": [{"plugin": "scalars", "tag": "train/loss"}],
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A server over the study, with a database of its own."""
    place = tmp_path_factory.mktemp("profiles")
    logdir = study.write(place / "logs")
    with running("--logdir", str(logdir), data_dir=str(place / "data")) as program:
        program.wait_for("Loaded 4 runs,")
        yield program


@pytest.fixture
def newcomer(browser: Browser) -> Iterator[Callable[[], Page]]:
    """`newcomer()` is a page of a browser that has never been here."""
    contexts = []

    def open_page() -> Page:
        contexts.append(browser.new_context(locale="en-US", timezone_id="UTC"))
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()


def menu(page: Page) -> None:
    page.locator("#profile-button").click()
    expect(page.locator("#profiles-title")).to_be_visible()


def pinned(page: Page) -> list[str]:
    group = page.locator(".group").filter(has=page.locator(".group-name", has_text="Pinned"))
    return group.locator(".card-title").all_text_contents()


def pin(page: Page, tag: str) -> None:
    card = page.locator("[id^=card-].card").filter(has=page.locator(f'[title="{tag}"]'))
    card.hover()
    card.get_by_role("button", name="Pin", exact=True).click()
    expect(page.locator("tb-toast")).to_contain_text(f"Pinned {tag}")


def smooth(page: Page, weight: str) -> None:
    page.locator("#smoothing").fill(weight)
    page.locator("#smoothing").press("Tab")
    expect(page).to_have_url(re.compile(f"smoothing={weight}"))


def paint(page: Page, run: str, color: str) -> None:
    page.locator(f".run-color[value='{run}']").click()
    page.locator("#run-color-hex").fill(color)
    page.locator("#run-color-hex").press("Enter")
    expect(page.locator("#run-color-hex")).to_have_value(color)
    page.keyboard.press("Escape")


def painted(page: Page) -> dict[str, str]:
    """What each run's box is painted with."""
    return dict(page.locator(".run-check").evaluate_all(SWATCHES))


def save_as(page: Page, name: str) -> None:
    menu(page)
    page.locator("#profiles-new").fill(name)
    page.get_by_role("button", name="Save as").click()
    expect(page.locator("#profiles-title")).to_have_text(f"Profile: {name}")


def kept(page: Page, key: str) -> Any:
    return page.evaluate("key => localStorage.getItem(key)", key)


def wait_for_copy(page: Page, name: str) -> None:
    """Until the browser has a copy of a profile."""
    for _ in range(100):
        if kept(page, f"tb-profile-{name}"):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{name} is not copied.")


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


# --- what the browser keeps -----------------------------------------------------------------------


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


# --- the default ----------------------------------------------------------------------------------


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


# --- a team ---------------------------------------------------------------------------------------


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

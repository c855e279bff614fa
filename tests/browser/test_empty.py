"""A page with nothing to show says why and what to do, and fills itself as soon as there is something."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.helpers.browsing import ChartView
from tests.helpers.event_writer import EventFile
from tests.helpers.program import running


def test_from_no_directory_to_the_first_curve(visit: Callable[..., Page], tmp_path: Path) -> None:
    logdir = tmp_path / "to come"
    with running("--logdir", str(logdir), "--reload_interval", "0.3") as program:
        page = visit(program)
        said = page.locator(".empty")
        expect(page.get_by_role("heading", name="Waiting for the log directory")).to_be_visible()
        expect(said).to_contain_text("It is picked up as soon as it appears: no need to restart.")
        expect(said).to_contain_text(f'SummaryWriter("{logdir}/first-run")')
        expect(page.locator(".status-text")).to_have_text("waiting for the directory")

        logdir.mkdir()
        expect(page.get_by_role("heading", name="No event files yet")).to_be_visible()
        expect(said).to_contain_text("Looked for files with “tfevents” in their name")
        expect(said).to_contain_text(str(logdir))

        file = EventFile(logdir / "first-run" / "events.out.tfevents.1.host")
        page.get_by_label("Reload data").first.click()
        expect(page.get_by_role("heading", name="No scalars yet")).to_be_visible()
        expect(said).to_contain_text("1 run found, but no scalars in the event files.")
        expect(page.locator(".run")).to_have_count(1)

        file.scalars("train/loss", [3.0, 2.0, 1.0])
        ChartView(page, "train/loss").wait("1 run, 3 points, exact")
        expect(said).to_have_count(0)
        expect(page.get_by_role("link", name="Time Series")).to_have_attribute("aria-current", "page")


def test_a_file_in_place_of_a_directory_is_told(visit: Callable[..., Page], tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"")
    with running("--logdir", str(file)) as program:
        page = visit(program)
        expect(page.get_by_role("heading", name="Not a directory")).to_be_visible()


def test_what_cannot_be_read_is_told_and_the_rest_is_shown(
    visit: Callable[..., Page], tmp_path: Path
) -> None:
    EventFile(tmp_path / "good" / "events.out.tfevents.1.host").scalars("loss", [1.0, 2.0])
    broken = EventFile(tmp_path / "broken" / "events.out.tfevents.1.host")
    broken.scalars("loss", [5.0])
    broken.append(b"\x07 this is no record, and never was one")
    EventFile(tmp_path / "garbage" / "events.out.tfevents.1.host", version=False).append(b"nonsense " * 9)
    with running("--logdir", str(tmp_path)) as program:
        program.wait_for("Loaded 3 runs,")
        page = visit(program)
        ChartView(page, "loss").wait("2 runs, 3 points, exact")
        page.get_by_role("button", name="2 unreadable").click()
        troubles = page.locator("#troubles")
        expect(troubles).to_contain_text("broken/events.out.tfevents.1.host")
        expect(troubles).to_contain_text("garbage/events.out.tfevents.1.host")
        page.keyboard.press("Escape")
        page.set_viewport_size({"width": 390, "height": 844})
        expect(page.get_by_role("button", name="2 unreadable")).to_be_visible()
        expect(page.locator(".tab[aria-current]")).to_be_in_viewport(ratio=1)  # nothing else pushes it out

"""A real Chromium, a fresh context for each test, and a server for all that only look.

Whatever a page complains about fails the test that had it open. Where no Chromium can be started, a machine
that says it is CI fails; anywhere else the tests are skipped, and the last lines say so.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from tests.helpers import run_table, study
from tests.helpers.browsing import Watch
from tests.helpers.chromium import launch
from tests.helpers.event_writer import EventFile
from tests.helpers.program import Program, running
from tests.helpers.real_data import DATA, MISSING
from tests.helpers.sampled import NAME, legacy_image
from tests.helpers.seen_pictures import GREEN, RED

HERE = Path(__file__).parent
WINDOW = {"width": 1280, "height": 800}
PATIENCE = 15_000  # milliseconds
_missing: list[str] = []

expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _missing:
        terminalreporter.section("NO BROWSER TEST HAS RUN", red=True)
        terminalreporter.line(_missing[0])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with sync_playwright() as playwright:
        try:
            chromium = launch(playwright)
        except Error as error:
            reason = f"Chromium cannot be started, install it (`make chromium`): {error.message}"
            if os.environ.get("CI"):
                pytest.fail(reason)
            _missing.append(reason)
            pytest.skip("no Chromium")
        yield chromium
        chromium.close()


@pytest.fixture
def context_options() -> dict[str, object]:
    """How the browser's window is; tests of phones and of the dark have their own."""
    return {"viewport": WINDOW}


@pytest.fixture
def context(browser: Browser, context_options: dict[str, object]) -> Iterator[BrowserContext]:
    """A browser that has never been here."""
    made = browser.new_context(locale="en-US", timezone_id="UTC", **context_options)  # type: ignore[arg-type]
    made.set_default_timeout(PATIENCE)
    yield made
    made.close()


@pytest.fixture
def watch(context: BrowserContext) -> Iterator[Watch]:
    """What happens in the background; nothing bad may."""
    watching = Watch(origin="")
    watching.over(context)
    yield watching
    assert watching.complaints == []


@pytest.fixture
def visit(context: BrowserContext, watch: Watch) -> Callable[..., Page]:
    """`visit(program, "timeseries/?…")` opens a page of a server in a new tab."""

    def open_page(program: Program, path: str = "") -> Page:
        watch.origin = program.url.rstrip("/")
        page = context.new_page()
        page.goto(program.url + path)
        return page

    return open_page


@pytest.fixture(scope="session")
def study_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A server over the study, which nobody changes."""
    logdir = study.write(tmp_path_factory.mktemp("study"))
    with running("--logdir", str(logdir)) as program:
        program.wait_for("Loaded 4 runs,")
        yield program


@pytest.fixture(scope="session")
def losses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A logdir of four runs that end at different losses."""
    return run_table.write(tmp_path_factory.mktemp("table"))


@pytest.fixture
def page_of_losses(visit: Callable[..., Page], losses: Path) -> Iterator[Page]:
    """The page of a server of its own over them."""
    with running("--logdir", str(losses)) as program:
        program.wait_for("Loaded 4 runs,")
        yield run_table.opened(visit, program)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A server over the study, with a database of its own."""
    place = tmp_path_factory.mktemp("profiles")
    logdir = study.write(place / "logs")
    with running("--logdir", str(logdir), data_dir=str(place / "data")) as program:
        program.wait_for("Loaded 4 runs,")
        yield program


@pytest.fixture(scope="module")
def real() -> Iterator[Program]:
    """A server over files of other people's programs."""
    if not DATA.is_dir():
        pytest.skip(MISSING)
    with running("--logdir", str(DATA)) as program:
        program.wait_for("^Loaded ")
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


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[tuple[Program, dict[str, EventFile]]]:
    """Two runs of two steps that go on, and a server that looks twice a second."""
    files = {run: EventFile(tmp_path / run / NAME) for run in ("one", "two")}
    for file in files.values():
        for step, content in enumerate((RED, GREEN)):
            file.append(legacy_image("seen", content, 40, 30, step))
    with running("--logdir", str(tmp_path), "--reload_interval", "0.5") as program:
        program.wait_for("Loaded 2 runs,")
        yield program, files

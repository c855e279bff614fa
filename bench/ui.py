"""How soon the first page is there: ours against TensorBoard's, in one browser, in turns, in one run.

Both serve the same logdir to the same headless Chromium, each page in a new profile with nothing cached, in
a window that has been open for a while: its own start takes as much of the processor as a page does. What
counts is the ratio of the medians, for a noisy machine is noisy for both. A page is *drawn* two animation
frames after every card in the first window has its curves: for ours, chart, footer and canvas are there and
nothing is being fetched for it; for TensorBoard, as many answers with curves have arrived as there are
cards, and no card has its spinner. Its canvases are painted by a worker that cannot be asked, so its time
is a little too short.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.request import urlopen

import numpy as np
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.helpers.chromium import launch
from tests.helpers.event_writer import START, EventFile, frame, scalar_event
from tests.helpers.program import running

CACHE = Path(__file__).parents[1] / ".cache" / "bench"
WINDOW = {"width": 1440, "height": 900}
GROUPS = ("train", "eval", "grad", "lr", "sys")
PATIENCE = 120  # seconds
SETTLED = 3  # seconds: by then a new window has loaded the browser's own pages, of its address bar for one
QUIET = 1.5  # seconds without a request: the page has what it wants

POLL = """(() => {
    const isSeen = (card) => {
        const box = card.getBoundingClientRect();
        return box.height > 0 && box.top < innerHeight && box.bottom > 0;
    };
    const seen = (selector) => [...document.querySelectorAll(selector)].filter(isSeen);
    const isDrawn = () => { IS_DRAWN };
    const poll = () => {
        if (!isDrawn()) setTimeout(poll, 10);
        else requestAnimationFrame(() => requestAnimationFrame(() => {
            window.drawnAt = performance.now();
        }));
    };
    addEventListener("DOMContentLoaded", poll);
})();"""
OURS_IS_DRAWN = """
    const charts = seen("tb-line-chart");
    return charts.length > 0 && charts.every((chart) => !chart.hasAttribute("aria-busy")
        && chart.querySelector(".chart-plot.ready canvas")
        && chart.querySelector(".chart-footer").textContent);
"""
THEIRS_IS_DRAWN = """
    const cards = seen("scalar-card");
    const answers = performance.getEntriesByType("resource")
        .filter((entry) => entry.name.endsWith("/timeSeries"));
    return cards.length > 0 && answers.length >= cards.length
        && cards.every((card) => card.querySelector("line-chart canvas, line-chart svg path")
            && !card.querySelector("mat-spinner"));
"""
COUNT_SEEN = """cards => cards.map((card) => card.getBoundingClientRect())
    .filter((box) => box.top < innerHeight && box.bottom > 0).length"""


@dataclass(frozen=True)
class Side:
    """One of the two programs: what it takes to open its page and to know that it is drawn."""

    opened: Callable[[Path], AbstractContextManager[str]]
    is_drawn: str
    card: str
    page: str = ""


@dataclass(frozen=True)
class Case:
    """A logdir, and what has to be reached on it."""

    name: str
    runs: int
    tags: int
    steps: int
    sooner: float
    megabytes: float
    heap: float


CASES = (
    Case("50 runs x 40 tags x 1,000 steps", 50, 40, 1000, sooner=8, megabytes=1.6, heap=30),
    Case("12,345 tags in one run", 1, 12_345, 1, sooner=4, megabytes=0.4, heap=30),
)


@dataclass(frozen=True)
class Visit:
    """One visit to a page: seconds from the navigation on, megabytes, and counts."""

    drawn: float
    transferred: float
    requests: float
    heap: float
    buffers: float
    cards: float


class Traffic:
    """What goes over the wire, as the browser's own tools count it: with headers, compressed as it came."""

    def __init__(self, cdp: CDPSession) -> None:
        self.bytes = 0.0
        self.requests = 0
        self._open: set[str] = set()
        self._last = time.monotonic()
        cdp.on("Network.requestWillBeSent", self._sent)
        cdp.on("Network.loadingFinished", self._finished)
        cdp.on("Network.loadingFailed", self._finished)
        cdp.send("Network.enable")

    def is_quiet(self) -> bool:
        """Whether nothing is under way and nothing was for a while."""
        return not self._open and time.monotonic() - self._last > QUIET

    def _sent(self, event: dict[str, object]) -> None:
        if str(event["request"]["url"]).startswith("data:"):  # type: ignore[index]
            return
        self.requests += 1
        if event["type"] in {"Document", "Fetch", "XHR"}:  # a worker's script never ends as we see it
            self._open.add(str(event["requestId"]))
        self._last = time.monotonic()

    def _finished(self, event: dict[str, object]) -> None:
        self._open.discard(str(event["requestId"]))
        self.bytes += float(event.get("encodedDataLength", 0))  # type: ignore[arg-type]
        self._last = time.monotonic()


def visit(browser: Browser, url: str, is_drawn: str, card: str) -> Visit:
    """Open the page in a new profile and wait until it is drawn and quiet."""
    context = browser.new_context(viewport=WINDOW)  # type: ignore[arg-type]
    page = context.new_page()
    page.add_init_script(POLL.replace("IS_DRAWN", is_drawn))
    cdp = context.new_cdp_session(page)
    traffic = Traffic(cdp)
    page.wait_for_timeout(1000 * SETTLED)
    page.goto(url, wait_until="commit")
    wait_until(lambda: page.evaluate("window.drawnAt > 0"), page)
    drawn = page.evaluate("window.drawnAt") / 1000
    wait_until(lambda: traffic.is_quiet(), page)
    heap, buffers = heap_of(cdp)
    cards = page.locator(card).evaluate_all(COUNT_SEEN)
    context.close()
    return Visit(drawn, traffic.bytes / 1e6, traffic.requests, heap / 1e6, buffers / 1e6, cards)


def heap_of(cdp: CDPSession) -> tuple[float, float]:
    """Bytes of JavaScript's heap after two collections, and of the array buffers beside it."""
    for _ in range(2):
        cdp.send("HeapProfiler.collectGarbage")
    usage = cdp.send("Runtime.getHeapUsage")
    return usage["usedSize"], usage.get("backingStorageSize", 0)


def wait_until(condition: Callable[[], bool], page: Page | None = None) -> None:
    """Until it is so; with a page, while its events go on."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise SystemExit("It took too long.")
        page.wait_for_timeout(50) if page else time.sleep(0.2)


@contextmanager
def ours(logdir: Path) -> Iterator[str]:
    """Our server, everything loaded."""
    with tempfile.TemporaryDirectory() as data, running("--logdir", str(logdir), data_dir=data) as program:
        program.wait_for("^Loaded ")
        yield program.url


@contextmanager
def theirs(logdir: Path) -> Iterator[str]:
    """TensorBoard with its data server, everything loaded."""
    command = [sys.executable, "-m", "tensorboard.main", "--logdir", str(logdir), "--port", "0"]
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said)
        try:
            wait_until(lambda: address_in(said) is not None)
            url = address_in(said) or ""
            wait_until_loaded(url)
            yield url
        finally:
            process.terminate()
            process.wait()


def address_in(said: object) -> str | None:
    """The address that TensorBoard announced."""
    said.seek(0)  # type: ignore[attr-defined]
    found = re.search(r"at (http://\S+)", said.read())  # type: ignore[attr-defined]
    return found[1] if found else None


def wait_until_loaded(url: str) -> None:
    """Until two looks at all tags, seconds apart, see the same."""
    seen = [b"", b"{}"]

    def is_settled() -> bool:
        time.sleep(2)
        with urlopen(f"{url}experiment/defaultExperimentId/data/plugin/timeseries/tags") as answer:
            seen.append(answer.read())
        told = json.loads(seen[-1]).values()
        return seen[-1] == seen[-2] and any(plugin.get("runTagInfo") for plugin in told)

    wait_until(is_settled)


def compare(browser: Browser, logdir: Path, repeat: int, *sides: Side) -> list[Visit]:
    """Medians of visits to each side in turns, after one to each that does not count."""
    visits: list[list[Visit]] = [[] for _ in sides]
    with ExitStack() as stack:
        urls = [stack.enter_context(side.opened(logdir)) for side in sides]
        for _ in range(repeat + 1):
            for mine, side, url in zip(visits, sides, urls, strict=True):
                mine.append(visit(browser, url + side.page, side.is_drawn, side.card))
    return [median(mine[1:]) for mine in visits]


def median(visits: list[Visit]) -> Visit:
    """The median of each figure."""
    names = [field.name for field in fields(Visit)]
    return Visit(*(statistics.median(getattr(visit, name) for visit in visits) for name in names))


def table(mine: Visit, other: Visit, case: Case | None) -> str:
    """The figures of a logdir, ours and theirs, as a table in Markdown."""
    reach = case and (f">= {case.sooner:g}x sooner", f"<= {case.megabytes:g} MB", f"<= {case.heap:g} MB")
    rows = (
        ("cards in the first window drawn", "drawn", "s", reach and reach[0]),
        ("transferred until it is quiet", "transferred", "MB", reach and reach[1]),
        ("requests", "requests", "", ""),
        ("JavaScript heap after collection", "heap", "MB", reach and reach[2]),
        ("array buffers beside it", "buffers", "MB", ""),
        ("cards in the first window", "cards", "", ""),
    )
    lines = ["| what | ours | TensorBoard | ratio | to reach |", "|---|---|---|---|---|"]
    for title, name, unit, wanted in rows:
        one, two = getattr(mine, name), getattr(other, name)
        ratio = f"{two / one:.1f}x" if one and unit else ""
        lines.append(f"| {title} | {number(one)} {unit} | {number(two)} {unit} | {ratio} | {wanted or ''} |")
    return "\n".join(lines)


def number(value: float) -> str:
    """Three digits, or all of a whole number."""
    return f"{value:.0f}" if value == int(value) else f"{value:.3g}"


def logdir_of(case: Case) -> Path:
    """The case's logdir, written where it is not there yet."""
    path = CACHE / f"{case.runs}x{case.tags}x{case.steps}"
    if not (path / "complete").exists():
        print(f"Writing {path} …", file=sys.stderr)
        for index in range(case.runs):
            write_run(path / f"exp{index % 7}" / f"run_{index:05}", index, case)
        (path / "complete").touch()
    return path


def write_run(directory: Path, index: int, case: Case) -> None:
    """A run whose curves fall at a pace of their own, with noise."""
    random = np.random.default_rng(index)
    tags = [f"{GROUPS[i % len(GROUPS)]}/metric_{i:04}" for i in range(case.tags)]
    highs = random.uniform(0.2, 3, case.tags)
    values = highs * np.exp(-3 * np.arange(case.steps) / max(case.steps, 1))[:, None]
    values += random.normal(0, 0.02, values.shape)
    records = (
        frame(scalar_event(tag, value, step, START + step / 4))
        for step, row in enumerate(values.tolist())
        for tag, value in zip(tags, row, strict=True)
    )
    (directory / "events.out.tfevents.1.host").unlink(missing_ok=True)
    EventFile(directory / "events.out.tfevents.1.host").append(b"".join(records))


def main() -> None:
    """Print a table for each logdir."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--logdir", type=Path, action="append", help="measure on this one (may be repeated)")
    parser.add_argument("--repeat", type=int, default=3, help="visits to each page (default: 3)")
    options = parser.parse_args()
    given: list[Path] = options.logdir or []
    cases = [(str(path), path, None) for path in given] or [(c.name, logdir_of(c), c) for c in CASES]
    sides = Side(ours, OURS_IS_DRAWN, "tb-line-chart"), Side(theirs, THEIRS_IS_DRAWN, "scalar-card")
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for name, path, case in cases:
            mine, other = compare(browser, path, options.repeat, *sides)
            print(f"\n### {name}\n\n{table(mine, other, case)}", flush=True)
        browser.close()


if __name__ == "__main__":
    main()

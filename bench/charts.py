"""How quickly charts follow a hand: the slider of smoothing over eight charts, and very many runs in one.

Of so many runs a page draws the newest unless its address says that it is to draw all.

Ours alone, in headless Chromium, which paints sixty times a second at most. A move of the slider is *redrawn*
when the frame after the one with its curves begins. Hovering moves the pointer in each frame.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, sync_playwright

from bench.ui import CASES, OURS_IS_DRAWN, POLL, WINDOW, Case, logdir_of, ours, wait_until
from tests.helpers.chromium import launch

SLIDER = CASES[0]
MANY = Case("1,000 runs x 1 tag x 200 steps", 1000, 1, 200, sooner=0, megabytes=0, heap=0)
ALL = Case("10,000 runs x 1 tag x 200 steps", 10_000, 1, 200, sooner=0, megabytes=0, heap=0)
EVERY_RUN = "timeseries/?" + urlencode({"runSelection": '{"without":[]}'})
MOVES, FRAMES = 40, 120
REDRAWN, DRAWN, FLUENT = 150, 1.5, 30  # milliseconds, seconds, frames a second

MOVE = """async (moves) => {
    const slider = document.querySelector('tb-smoothing input[type=range]');
    const frame = () => new Promise(requestAnimationFrame);
    const taken = [];
    for (let i = 0; i < moves; i++) {
        await frame();
        const began = performance.now();
        slider.value = 0.3 + 0.6 * (i % 2) + i / 1000;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        await frame();
        await frame();
        taken.push(performance.now() - began);
    }
    return taken;
}"""
HOVER = """async (frames) => {
    const over = document.querySelector("tb-line-chart .u-over");
    const { left, top, width, height } = over.getBoundingClientRect();
    const began = performance.now();
    const taken = [];
    for (let i = 0, last = began; i < frames; i++) {
        const at = { clientX: left + (width * (i + 1)) / (frames + 2), clientY: top + height / 2 };
        over.dispatchEvent(new MouseEvent(i ? "mousemove" : "mouseenter", { bubbles: true, ...at }));
        const now = await new Promise(requestAnimationFrame);
        taken.push(now - last);
        last = now;
    }
    return taken.slice(1);
}"""


def drawn_page(browser: Browser, url: str) -> tuple[Page, float]:
    """The page of somebody new, and after how many seconds its first window was drawn."""
    page = browser.new_context(viewport=WINDOW).new_page()  # type: ignore[arg-type]
    page.add_init_script(POLL.replace("IS_DRAWN", OURS_IS_DRAWN))
    page.goto(url, wait_until="commit")
    wait_until(lambda: page.evaluate("window.drawnAt > 0"), page)
    return page, page.evaluate("window.drawnAt") / 1000


def visits(browser: Browser, case: Case, repeat: int, look: Callable[[Page], list[float]]) -> list[Taken]:
    """What visits give after one that does not count: seconds until it is drawn, and what was looked at."""
    taken = []
    with ours(logdir_of(case)) as url:
        for _ in range(repeat + 1):
            page, drawn = drawn_page(browser, url + EVERY_RUN)
            said = page.locator("tb-line-chart .chart-footer").first.inner_text()
            if not said.startswith(f"{case.runs:,} runs, "):
                raise SystemExit(f"{case.name}: not all are drawn: {said}")
            taken.append((drawn, look(page)))
            page.context.close()
    return taken[1:]


Taken = tuple[float, list[float]]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3, help="visits to each page (default: 3)")
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = launch(playwright)
        moved = visits(browser, SLIDER, options.repeat, lambda page: page.evaluate(MOVE, MOVES))
        crowds = {
            case: visits(browser, case, options.repeat, lambda page: page.evaluate(HOVER, FRAMES))
            for case in (MANY, ALL)
        }
        browser.close()
    print("\n| what | median | slowest of twenty | to reach |\n|---|---|---|---|")
    moves = [taken for _, visit in moved for taken in visit]
    print(f"| 8 charts of {SLIDER.name} redrawn | {row(moves)} | < {REDRAWN} ms |")
    for case, hovered in crowds.items():
        frames = [taken for _, visit in hovered for taken in visit]
        drawn, frame = (f"< {DRAWN} s", f"< {1000 / FLUENT:.0f} ms") if case is MANY else ("", "")
        print(f"| {case.name} drawn | {statistics.median(at for at, _ in hovered):.2f} s | | {drawn} |")
        print(f"| a frame while hovering over them | {row(frames)} | {frame} |")


def row(taken: list[float]) -> str:
    """The median, and what nineteen of twenty stay below."""
    return f"{statistics.median(taken):.0f} ms | {statistics.quantiles(taken, n=20)[-1]:.0f} ms"


if __name__ == "__main__":
    main()

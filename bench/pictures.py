"""What looking at pictures costs: the page of many steps, tags and runs, one change of step, and a thousand.

The server is a process of its own, the browser a headless Chromium on the same machine; memory is what the
server's process holds (VmRSS) and what its page's scripts hold after a collection. The page is *shown* when
each picture in the first window is decoded and painted, a step is when its picture is.
"""

from __future__ import annotations

import argparse
import io
import statistics
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.helpers.chromium import launch
from tests.helpers.program import Program, running
from tests.helpers.sampled import NAME, legacy_image, write_runs

WINDOW = {"width": 1440, "height": 900}
POOL = 64
SHOWN = """() => {
    const seen = [...document.querySelectorAll(".card-image img")].filter((image) => {
        const box = image.getBoundingClientRect();
        return box.top < innerHeight && box.bottom > 0;
    });
    return seen.length > 0 && seen.every((image) => image.complete && image.naturalWidth);
}"""
# Each change is timed inside the page, from the key to the frame after the picture was decoded.
CHANGE = """async (steps) => {
    const card = document.querySelector(".card-image");
    const [slider, image] = [card.querySelector("tb-step-slider"), card.querySelector("img")];
    const frame = () => new Promise(requestAnimationFrame);
    const taken = [];
    for (const by of steps) {
        const began = performance.now();
        const loaded = new Promise((done) => image.addEventListener("load", done, { once: true }));
        slider.step(by);
        await loaded;
        await image.decode();
        await frame();
        taken.push(performance.now() - began);
    }
    return taken;
}"""


def pngs(side: int) -> list[bytes]:
    """Pictures that all differ."""
    random = np.random.default_rng(3)
    made = []
    for _ in range(POOL):
        out = io.BytesIO()
        Image.fromarray(random.integers(0, 255, (side, side, 3), np.uint8)).save(out, "PNG")
        made.append(out.getvalue())
    return made


def write(logdir: Path, runs: int, tags: int, steps: int, side: int) -> None:
    """Each run a file, all tags at every step, as torch writes them; each picture with bytes of its own."""
    pool = pngs(side)
    for run in range(runs):
        path = logdir / f"run_{run}" / NAME
        write_runs(logdir, {f"run_{run}": {}})
        with path.open("ab") as out:
            out.writelines(_records(pool, run, tags, steps, side))


def _records(pool: list[bytes], run: int, tags: int, steps: int, side: int) -> Iterator[bytes]:
    for step in range(steps):
        for tag in range(tags):
            number = (step * tags + tag) * 31 + run
            yield legacy_image(f"samples/{tag}", _own(pool[number % POOL], number), side, side, step)


def _own(png: bytes, number: int) -> bytes:
    """The same picture with a comment in it: no two files are equal."""
    text = b"tEXtn\0%d" % number
    chunk = (len(text) - 4).to_bytes(4, "big") + text + zlib.crc32(text).to_bytes(4, "big")
    return png[:33] + chunk + png[33:]


def resident(program: Program) -> float:
    """Megabytes that the server holds."""
    status = Path(f"/proc/{program.process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def heap(page: Page) -> float:
    """Megabytes that the page's scripts hold."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    return float(session.send("Runtime.getHeapUsage")["usedSize"]) / 1e6


def shown(page: Page, url: str) -> float:
    """Seconds until the pictures of the first window are there."""
    page.goto(url, wait_until="commit")
    page.wait_for_function(SHOWN, polling=10)
    return float(page.evaluate("performance.now()")) / 1000


def measure(program: Program, repeat: int, changes: int) -> None:
    """Print what it takes."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        warm = browser.new_context(viewport=WINDOW).new_page()
        warm.goto(program.url + "timeseries/")  # the program has answered before, but showed no picture
        before = resident(program)
        times = []
        for _ in range(repeat):
            page = browser.new_context(viewport=WINDOW).new_page()
            times.append(shown(page, f"{program.url}images/"))
            page.context.close()
        print(f"page shown: median {statistics.median(times):.3f} s, slowest {max(times):.3f} s of {repeat}")
        print(f"server: {before:.1f} MB before, {resident(program):.1f} MB after")
        page = browser.new_context(viewport=WINDOW).new_page()
        shown(page, f"{program.url}images/")
        page.locator(".card-image input").first.focus()
        page.evaluate(CHANGE, [-7] * 20)
        held, kept = resident(program), heap(page)
        taken = page.evaluate(CHANGE, [(-7, 3, 5, -2)[at % 4] for at in range(changes)])
        ordered = sorted(taken)
        print(
            f"{changes} changes of step: median {statistics.median(ordered):.1f} ms, "
            f"95% {ordered[int(0.95 * len(ordered))]:.1f} ms, slowest {ordered[-1]:.1f} ms"
        )
        print(f"server: {held:.1f} MB before, {resident(program):.1f} MB after them")
        print(f"page: {kept:.2f} MB before, {heap(page):.2f} MB after them")
        browser.close()


def main() -> None:
    """Write a logdir and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=4)
    parser.add_argument("--tags", type=int, default=8)
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--side", type=int, default=64, help="pixels of a side of each picture")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--changes", type=int, default=1000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as data:
        write(Path(name), args.runs, args.tags, args.steps, args.side)
        with running("--logdir", name, "--cache", "false", data_dir=data) as program:
            program.wait_for(rf"Loaded {args.runs} runs,")
            measure(program, args.repeat, args.changes)


if __name__ == "__main__":
    main()

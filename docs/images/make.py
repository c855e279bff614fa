"""Makes the pictures of the README from the demo: `python -m docs.images.make`.

Real pages of the real program, in headless Chromium, in few colours so that git stays small. The demo's
curves are always the same; only times of day differ from one making to the next.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.helpers.browsing import ChartView
from tests.helpers.chromium import launch
from tests.helpers.program import running

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LOSS = "train/loss"
COLORS = 256
FREQUENT = 200


def main() -> None:
    """Serve the demo and take the pictures."""
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = launch(playwright)
        os.environ["HOME"] = scratch  # where the list of runs says that the logdir is
        logdir = Path(scratch) / "logs"
        subprocess.run([sys.executable, "-m", "bench.demo_logdir", str(logdir)], check=True, cwd=ROOT)
        with running("--logdir", str(logdir), data_dir=scratch) as program:
            program.wait_for("^Loaded ")
            wide(browser, program.url)
            dark(browser, program.url)
            phone(browser, program.url)
        browser.close()


def wide(browser: Browser, url: str) -> None:
    """The page, with the pointer on a curve."""
    address = f"{url}?open=train&open=val&closed=optimizer&closed=system"
    page = opened(browser, address, viewport={"width": 1280, "height": 720})
    chart = ChartView(page, LOSS)
    page.mouse.move(*chart.place(0.45, 0.55))
    keep(page, "runs.png")


def dark(browser: Browser, url: str) -> None:
    """A card made large, in the dark, zoomed by a drag."""
    view = {"width": 1280, "height": 720}
    address = f"{url}?tagFilter=loss&expanded=train%2Floss"
    page = opened(browser, address, viewport=view, color_scheme="dark")
    chart = ChartView(page, LOSS)
    chart.drag((0.05, 0.5), (0.6, 0.5))
    chart.wait()
    page.mouse.move(*chart.place(0.5, 0.45))
    keep(page, "zoom-dark.png")


def phone(browser: Browser, url: str) -> None:
    """A phone's screen."""
    view = {"width": 390, "height": 760}
    page = opened(browser, f"{url}?tagFilter=loss", viewport=view, has_touch=True, is_mobile=True)
    page.touchscreen.tap(*ChartView(page, LOSS).place(0.5, 0.5))
    keep(page, "phone.png")


def opened(browser: Browser, url: str, **options: object) -> Page:
    """A page whose curves are drawn."""
    context = browser.new_context(locale="en-US", timezone_id="UTC", **options)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(url)
    ChartView(page, LOSS).wait()
    page.wait_for_timeout(500)
    return page


def keep(page: Page, name: str) -> None:
    """The picture in few colours: the most frequent, which are grounds and curves, and some of every kind."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    found = sorted(picture.getcolors(picture.width * picture.height) or (), reverse=True)[:FREQUENT]
    palette = Image.new("P", (1, 1))
    frequent = [part for _, color in found for part in color]  # type: ignore[union-attr]
    rare = picture.quantize(COLORS - FREQUENT, Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette.putpalette(frequent + rare)
    few = picture.quantize(palette=palette, dither=Image.Dither.NONE)
    few.save(HERE / name, optimize=True)
    print(f"{name}: {(HERE / name).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

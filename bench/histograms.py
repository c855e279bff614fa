"""How soon a page of histograms is there: ours against TensorBoard's, in one browser, in turns, in one run.

Thirty tags of eight runs with 500 steps each, as torch writes them. A page is *drawn* two animation frames
after every card in the first window has its histograms: ours when each element has its body and awaits none,
TensorBoard's when each chart has a path for some step. Everything else is as in `bench/ui.py`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench.blob_logdirs import histograms_file, write
from bench.ui import CACHE, Side, compare, ours, table, theirs
from tests.helpers.chromium import launch

RUNS, TAGS, STEPS = 8, 30, 500
SOONER, SMALLER = 5, 5
OURS_IS_DRAWN = """
    const charts = seen("tb-histogram");
    return charts.length > 0 && charts.every((chart) => !chart.hasAttribute("aria-busy")
        && chart.querySelector(".slices-plot.ready")
        && chart.querySelector(".chart-footer").textContent);
"""
THEIRS_IS_DRAWN = """
    const answers = performance.getEntriesByType("resource")
        .filter((entry) => entry.name.includes("/data/plugin/histograms/histograms?"));
    if (!answers.length) return false; // to look through every shadow takes a while
    const below = (root, name) => [...root.querySelectorAll("*")].flatMap((element) => [
        ...(element.matches(name) ? [element] : []),
        ...(element.shadowRoot ? below(element.shadowRoot, name) : []),
    ]);
    const charts = below(document, "vz-histogram-timeseries").filter(isSeen);
    return charts.length > 0
        && charts.every((chart) => (chart.shadowRoot ?? chart).querySelector("svg .histogram path[d]"));
"""


def logdir_of(runs: int) -> Path:
    """The logdir, written where it is not there yet; a gigabyte for eight runs."""
    path = CACHE / f"histograms-{runs}x{TAGS}x{STEPS}"
    for run in range(runs):
        done = path / f"run_{run}.done"
        if not done.exists():
            write(path / f"run_{run}", histograms_file(run, TAGS, STEPS))
            done.touch()
    return path


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--repeat", type=int, default=3, help="visits to each page (default: 3)")
    options = parser.parse_args()
    sides = (
        Side(ours, OURS_IS_DRAWN, "tb-histogram", "histograms/"),
        Side(theirs, THEIRS_IS_DRAWN, "vz-histogram-timeseries", "#histograms"),
    )
    with sync_playwright() as playwright:
        browser = launch(playwright)
        mine, other = compare(browser, logdir_of(options.runs), options.repeat, *sides)
        browser.close()
    print(
        f"\n### {TAGS} tags x {STEPS} steps x {options.runs} runs of histograms\n\n{table(mine, other, None)}"
    )
    sooner, smaller = other.drawn / mine.drawn, other.transferred / mine.transferred
    print(f"\nTo reach: {SOONER}x sooner ({sooner:.1f}x), a {SMALLER}th of the bytes ({smaller:.1f}x).")


if __name__ == "__main__":
    main()

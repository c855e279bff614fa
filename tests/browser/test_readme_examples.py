"""The README's examples, run unchanged, give the dashboards that they describe."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from profiles.palette import chosen
from tests.helpers import study
from tests.helpers.browsing import checked_runs
from tests.helpers.profile_menu import painted
from tests.helpers.program import Program, running
from tests.helpers.readme import EXAMPLES, code_blocks, example, run_block

Visit = Callable[..., Page]
PIXELS = """(canvas, wanted) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(wanted.slice(at, at + 2), 16));
    let found = 0;
    for (let i = 0; i < data.length; i += 4) {
        if (data[i] === r && data[i + 1] === g && data[i + 2] === b && data[i + 3] === 255) found++;
    }
    return found;
}"""


@contextmanager
def served(logdir: Path, runs: tuple[str, ...], tags: tuple[str, ...]) -> Iterator[Program]:
    study.write_names(logdir, runs, tags)
    with running("--logdir", str(logdir), data_dir=f"{logdir}-data") as program:
        program.wait_for(f"Loaded {len(runs)} runs,")
        yield program


def section(page: Page, title: str) -> list[str]:
    """Titles of the cards of a section."""
    group = page.locator(".group").filter(has=page.locator(".group-name", has_text=title))
    expect(group.locator(".card").first).to_be_visible()
    return group.locator(".card-title").all_text_contents()


def values(page: Page) -> tuple[str, str]:
    """Tag filter and smoothing."""
    return page.locator("#tag-filter").input_value(), page.locator("#smoothing").input_value()


def test_example_1_the_dashboard_of_an_experiment(visit: Visit, tmp_path: Path) -> None:
    logdir = tmp_path / "logs"
    tags = ("loss/total", "loss/classification", "loss/regularization", "metrics/accuracy",
            "metrics/top5_accuracy", "learning_rate", "train/loss", "eval/loss", "memory/used")  # fmt: skip
    run_block(code_blocks(example(1))[0], logdir)
    with served(logdir, ("baseline", "experiment_v1", "experiment_v2"), tags) as program:
        page = visit(program)
        assert section(page, "Pinned") == list(tags[:6])
        assert values(page) == ("loss|accuracy|learning_rate", "0.9")
        assert section(page, "Superimposed") == ["Train vs Eval Loss"]
        expect(page.locator(".card-title[title='memory/used']")).to_have_count(0)
        told = {"baseline": "#9e9e9e", "experiment_v1": "#2196f3", "experiment_v2": "#4caf50"}
        wanted = {run: chosen(color).light for run, color in told.items()}
        assert painted(page) == wanted
        expect(page.locator("[label='loss/total'] .chart-footer").first).to_contain_text("3 runs")
        canvas = page.locator("[label='loss/total'] .u-wrap > canvas").first
        assert canvas.evaluate(PIXELS, wanted["experiment_v2"]) > 0
        expect(page.locator("#profile-button")).to_have_attribute("title", "Profile: ResNet-50 Training")


def test_example_2_a_template_that_the_team_imports(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run_block(code_blocks(example(2))[0], tmp_path)
    with served(tmp_path / "logs", ("a", "b"), ("train/loss", "eval/loss", "eval/accuracy", "x")) as program:
        page = visit(program)
        page.locator("#profile-button").click()
        page.get_by_text("Import a profile").click()
        page.locator("#profiles-file").set_input_files(tmp_path / "team_profile.json")
        page.get_by_role("button", name="Import", exact=True).click()
        page.get_by_role("button", name="Team Standard View").click()
        assert section(page, "Pinned") == ["train/loss", "eval/loss", "eval/accuracy"]
        assert values(page) == ("", "0.6")
        expect(page.locator("#profile-button")).to_have_attribute("title", "Profile: Team Standard View")


def test_example_3_what_continuous_integration_sets_up(visit: Visit, tmp_path: Path) -> None:
    logdir = tmp_path / "logs"
    run_block(code_blocks(example(3))[0], logdir)["configure_ci_tensorboard"](str(logdir), "nightly")
    with served(logdir, ("a", "b"), ("loss", "accuracy", "throughput", "other")) as program:
        page = visit(program)
        assert section(page, "Pinned") == ["loss", "accuracy", "throughput"]
        assert values(page) == ("loss|accuracy|throughput", "0")
        expect(page.locator("#profile-button")).to_have_attribute("title", "Profile: CI: nightly")


def test_runs_are_grouped_by_what_a_script_says(visit: Visit, tmp_path: Path) -> None:
    """ "Group runs by regex pattern": runs of one group are of one colour."""
    logdir = tmp_path / "logs"
    block = next(block for block in code_blocks("from\n" + EXAMPLES) if "regex_string" in block)
    run_block(block, logdir)
    profile = json.loads((logdir / ".tensorboard" / "default_profile.json").read_text())
    assert profile["data"]["groupBy"]
    with served(logdir, ("train_1", "train_2", "eval_1", "eval_2"), ("loss",)) as program:
        page = visit(program)
        expect(page.locator(".run-check")).to_have_count(4)
        found = painted(page)
        assert found["train_1"] == found["train_2"] != found["eval_1"] == found["eval_2"]
        assert len(checked_runs(page)) == 4

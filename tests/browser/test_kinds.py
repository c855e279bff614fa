"""Images and histograms among the charts: fetched when they are near, pinned, expanded, one kind alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.pictures import picture
from tests.helpers.program import Program, running
from tests.helpers.sampled import histograms, images, write_runs

Visit = Callable[..., Page]
BUCKETS = [[0.0, 1.0, 3.0], [1.0, 2.0, 5.0]]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    steps = [[picture(), picture(color=(0, 0, 200))]] * 3
    runs = {
        "one": {"train/loss": [1.0, 2.0], "train/samples": images(*steps), "weights": histograms(BUCKETS)},
        "two": {"train/loss": [2.0, 3.0]},
    }
    logdir = write_runs(tmp_path_factory.mktemp("kinds"), runs)
    with running("--logdir", str(logdir)) as started:
        started.wait_for("Loaded 2 runs,")
        yield started


def test_cards_of_every_kind_are_fetched_pinned_and_expanded(visit: Visit, program: Program) -> None:
    page = visit(program)
    picture_card = page.locator(".slot").filter(has=page.locator("tb-picture")).first
    expect(picture_card.locator(".picture-image")).to_be_visible()
    expect(page.locator(".slot tb-histogram")).to_have_count(1)
    picture_card.hover()
    picture_card.get_by_role("button", name="Pin", exact=True).click()
    pinned = page.locator(".slot-pinned")
    expect(pinned.locator("tb-picture")).to_be_visible()
    page.get_by_role("navigation", name="Kinds of cards").get_by_text("Scalars", exact=True).click()
    expect(page).to_have_url(re.compile("kind=scalars"))
    expect(page.locator(".slot")).to_have_count(1)
    pinned.hover()
    pinned.locator(".slot-actions [data-expand]").click()
    expect(pinned).to_have_class(re.compile("card-expanded"))
    page.reload()
    expect(pinned.locator("tb-picture")).to_be_visible()
    expect(pinned).to_have_class(re.compile("card-expanded"))

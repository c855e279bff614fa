"""Colours of runs: told apart, readable in both themes, and the same tomorrow."""

from __future__ import annotations

import math
import random
import time
from itertools import pairwise

import pytest

from ingest.store import RunData, Store
from profiles.colors import APART, CONTRAST, GROUND, Assignment, contrast, palette, run_colors
from tensorbored.plugins.core.color_sampler import hex_to_oklch
from tests.helpers.store_builder import run_of, snapshot_of


def distance(one: str, other: str) -> float:
    """In OKLab, between two hex colours."""
    return math.dist(_oklab(one), _oklab(other))


def _oklab(color: str) -> tuple[float, float, float]:
    lightness, chroma, hue = hex_to_oklch(color)
    return lightness, chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))


@pytest.mark.parametrize(
    "names", [[f"run_{i}" for i in range(200)], [f"exp{i % 7}/r{i:04d}" for i in range(300)]]
)
def test_neighbours_in_the_list_never_look_alike(names: list[str]) -> None:
    random.Random(1).shuffle(names)
    colors = run_colors(snapshot_of({name: {} for name in names}))
    snapshot_order = list(snapshot_of({name: {} for name in names}).runs)
    for one, other in pairwise(snapshot_order):
        assert distance(colors[one].light, colors[other].light) >= APART > 0.08
        assert distance(colors[one].dark, colors[other].dark) >= APART > 0.08


def test_every_colour_stands_out_from_the_ground_it_is_drawn_on() -> None:
    for color in palette():
        assert contrast(color.light, GROUND[0]) >= CONTRAST >= 3
        assert contrast(color.dark, GROUND[1]) >= CONTRAST >= 3


def test_runs_added_later_leave_earlier_ones_their_colour() -> None:
    names = [f"run_{i}" for i in range(100)]
    random.Random(2).shuffle(names)
    given = Assignment()
    given.extend((float(i), name) for i, name in enumerate(names[:40]))
    before = dict(given.colors)
    given.extend((float(i), name) for i, name in enumerate(names[40:], 40))
    assert {name: given.colors[name] for name in before} == before
    at_once = Assignment()
    at_once.extend((float(i), name) for i, name in enumerate(names))
    assert at_once.colors == given.colors


def test_a_snapshot_with_a_run_more_adds_a_colour() -> None:
    store = Store()
    store.publish([run_of("b", {"x": [1]}, 10.0), run_of("d", {"x": [1]}, 20.0)])
    before = dict(run_colors(store.snapshot()))
    store.publish([run_of("c", {"x": [1]}, 30.0)])
    after = run_colors(store.snapshot())
    assert {name: after[name] for name in before} == before
    assert "c" in after
    store.publish([run_of("a", {"x": [1]}, 5.0), RunData("empty")])
    assert run_colors(store.snapshot()).keys() == {"a", "b", "c", "d", "empty"}


def test_a_lone_run_has_the_colour_of_its_name_wherever_it_lies() -> None:
    first = run_colors(snapshot_of({"baseline": {}}))["baseline"]
    run_colors(snapshot_of({"something else": {}}))
    assert run_colors(snapshot_of({"baseline": {"x": [1]}}))["baseline"] == first


@pytest.mark.parametrize(("count", "apart"), [(8, 0.09), (16, 0.045), (25, 0.03)])
def test_few_runs_all_have_colours_of_their_own(count: int, apart: float) -> None:
    colors = list(run_colors(snapshot_of({f"model_{i}": {} for i in range(count)})).values())
    for i, one in enumerate(colors):
        for other in colors[:i]:
            assert distance(one.light, other.light) > apart
            assert distance(one.dark, other.dark) > apart


def test_a_thousand_runs_are_coloured_in_no_time_and_once_a_snapshot() -> None:
    snapshot = snapshot_of({f"exp{i % 9}/{i}": {} for i in range(1000)})
    palette()
    start = time.perf_counter()
    run_colors(snapshot)
    assert time.perf_counter() - start < 0.25  # about 0.03 on a quiet machine
    assert run_colors(snapshot) is run_colors(snapshot)

"""Colours of runs: told apart, readable in both themes, and the same tomorrow."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.store import Progress, RunData, Store
from profiles import edits
from profiles.colors import APART, Assignment, group_colors, own_colors, run_colors
from profiles.palette import (
    CHOSEN_CONTRAST,
    CONTRAST,
    GROUND,
    chosen,
    contrast,
    inactive,
    number_of,
    numbered,
    palette,
)
from profiles.schema import ProfileData
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


def test_while_runs_are_being_found_none_changes_its_colour_and_in_the_end_all_are_as_they_began() -> None:
    store = Store()
    store.publish([run_of("b", {}, 20.0)], progress=Progress(loading=True))
    first = run_colors(store.snapshot())["b"]
    store.publish([run_of(f"a{i}", {}, float(i)) for i in range(60)])
    assert run_colors(store.snapshot())["b"] == first
    store.publish(progress=Progress(loading=False))
    found = dict(run_colors(store.snapshot()))
    run_colors(snapshot_of({"something else": {}}))
    again = Store()
    again.publish(store.snapshot().runs.values())
    assert run_colors(again.snapshot()) == found


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


def test_runs_are_coloured_once_a_snapshot() -> None:
    snapshot = snapshot_of({f"exp{i % 9}/{i}": {} for i in range(1000)})
    assert run_colors(snapshot) is run_colors(snapshot)


GROUPED = edits.set_group_by(ProfileData(), "regex", "^(train|eval)")
MIXED = {name: {} for name in ("train_1", "train_2", "eval_1", "other")}


def test_what_somebody_chose_comes_before_the_group_and_the_group_before_the_runs_own() -> None:
    snapshot = snapshot_of(MIXED)
    colors = run_colors(snapshot, GROUPED)
    assert colors["train_1"] == colors["train_2"] == group_colors(snapshot, GROUPED)["train"]
    assert colors["train_1"] != colors["eval_1"]
    assert colors["other"] == inactive()
    mine = edits.set_run_color(GROUPED, "train_2", "#2196f3")
    assert run_colors(snapshot, mine) == dict(colors) | {"train_2": ("#2196f3", "#2196f3")}
    assert run_colors(snapshot, edits.set_run_color(mine, "train_2", None)) == colors


def test_a_grouping_that_finds_no_group_leaves_the_colours_alone() -> None:
    snapshot = snapshot_of(MIXED)
    for pattern in ("", "(", "nothing like it"):
        grouped = edits.set_group_by(ProfileData(), "regex", pattern)
        assert run_colors(snapshot, grouped) == own_colors(snapshot)


@pytest.mark.parametrize("key", ['regex:^(train|eval)|["train"]', "train"])
def test_a_group_has_the_colour_that_its_number_stands_for(key: str) -> None:
    profile = edits.set_group_color(GROUPED, key, 2)
    assert run_colors(snapshot_of(MIXED), profile)["train_1"] == numbered(2)


def test_experiments_are_coloured_as_the_readme_writes_them() -> None:
    snapshot = snapshot_of({"exp1/a": {}, "exp2/a": {}})
    grouped = edits.set_group_by(ProfileData(), "experiment")
    for key in ("experiment:exp1", "experiment|exp1"):
        profile = edits.set_group_color(grouped, key, 1)
        assert run_colors(snapshot, profile)["exp1/a"] == numbered(1)


def test_a_run_more_changes_the_colour_of_no_group() -> None:
    names = [f"g{i}/r" for i in range(30)]
    grouped = edits.set_group_by(ProfileData(), "folder")
    before = group_colors(snapshot_of({name: {} for name in names[:20]}), grouped)
    after = group_colors(snapshot_of({name: {} for name in [*names, "g3/s"]}), grouped)
    assert {label: after[label] for label in before} == before


def test_equal_profiles_share_what_was_worked_out() -> None:
    snapshot = snapshot_of(MIXED)
    twin = edits.set_group_by(ProfileData(), "regex", "^(train|eval)")
    assert run_colors(snapshot, GROUPED) is run_colors(snapshot, twin)


@given(st.integers(0, 2**24 - 1))
def test_a_chosen_colour_is_left_alone_where_it_can_be_seen_and_can_be_seen_where_not(number: int) -> None:
    color = f"#{number:06x}"
    for shown, ground in zip(chosen(color), GROUND, strict=True):
        assert contrast(shown, ground) >= CHOSEN_CONTRAST
        assert shown == color or contrast(color, ground) < CHOSEN_CONTRAST


@given(st.integers(-1, 2**32 - 1))
def test_every_number_is_a_colour_that_can_be_seen(color_id: int) -> None:
    for shown, ground in zip(numbered(color_id), GROUND, strict=True):
        assert contrast(shown, ground) >= CHOSEN_CONTRAST


def test_the_number_of_a_colour_has_its_hue() -> None:
    for color in palette()[:24]:
        again = numbered(number_of(color.light)).light
        apart = abs(hex_to_oklch(again)[2] - hex_to_oklch(color.light)[2]) % 360
        assert min(apart, 360 - apart) < 6

"""The order of the list of runs: by anything, flat or as a tree, always the same runs."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.store import Snapshot, Store
from profiles import edits
from profiles.run_facts import duration, fact_of, statistics, value_of
from profiles.run_order import listed_runs, listed_tree, sorting
from profiles.run_tree import Folder, in_tree_order, run_tree
from profiles.schema import ProfileData
from tests.helpers.store_builder import run_of, snapshot_of, trial

PLAIN = ProfileData()


def by(column: str, *, descending: bool = False, tree: bool = False) -> ProfileData:
    return edits.show_run_tree(edits.sort_runs(PLAIN, column, descending), tree)


def began(**starts: float) -> Snapshot:
    store = Store()
    return store.publish([run_of(name, {"loss": [1.0]}, start) for name, start in starts.items()])


def test_unasked_the_oldest_run_comes_first() -> None:
    assert listed_runs(began(a=30.0, b=10.0, c=20.0), PLAIN) == ("b", "c", "a")
    assert listed_runs(began(a=30.0, b=10.0, c=20.0), by("started", descending=True)) == ("a", "c", "b")


def test_of_very_many_the_newest_come_first_because_they_are_the_ones_that_are_shown() -> None:
    many = snapshot_of({f"run{i}": {} for i in range(501)})
    assert sorting(many, PLAIN) == ("started", True)
    assert listed_runs(many, PLAIN)[0] == "run500"
    assert sorting(many, edits.show_every(PLAIN, True)) == ("started", False)


def test_names_are_in_natural_order() -> None:
    snapshot = snapshot_of({name: {} for name in ("run10", "run9", "a")})
    assert listed_runs(snapshot, by("name")) == ("a", "run9", "run10")
    assert listed_runs(snapshot, by("name", descending=True)) == ("run10", "run9", "a")


def test_selected_runs_come_first() -> None:
    snapshot = snapshot_of({"a": {}, "b": {}, "c": {}})
    assert listed_runs(snapshot, edits.show(by("selected"), ["a"], False)) == ("b", "c", "a")


VALUES = {"a": [3.0, 1.0, 2.0], "b": [math.nan], "c": [0.5, math.nan, 9.0], "d": [math.inf]}
METRIC = snapshot_of({name: {"m": values} for name, values in VALUES.items()} | {"none": {}})


@pytest.mark.parametrize(
    ("column", "descending", "order"),
    [
        ("last:m", False, "acd"),
        ("last:m", True, "dca"),
        ("min:m", False, "cad"),
        ("max:m", True, "dca"),
    ],
)
def test_what_has_no_value_comes_last_whichever_way(column: str, descending: bool, order: str) -> None:
    listed = listed_runs(METRIC, by(column, descending=descending))
    assert listed == (*order, "b", "none")


def test_a_column_of_a_later_version_sorts_nothing() -> None:
    assert listed_runs(METRIC, by("mood")) == ("a", "b", "c", "d", "none")


def test_statistics_are_those_of_the_points() -> None:
    found = {name: statistics(METRIC.runs[name], "m") for name in VALUES}
    assert tuple(found["a"] or ()) == (2.0, 1.0, 3.0)
    assert tuple(found["c"] or ()) == (9.0, 0.5, 9.0)
    assert all(math.isnan(value) for value in found["b"] or ())
    assert statistics(METRIC.runs["none"], "m") is None
    assert value_of(METRIC.runs["none"], "last:m") is None


def test_statistics_follow_a_run_that_grows() -> None:
    store = Store()
    store.publish([run_of("a", {"m": [1.0]})])
    assert value_of(store.snapshot().runs["a"], "last:m") == 1.0
    store.publish([run_of("a", {"m": [1.0, 5.0]})])
    assert value_of(store.snapshot().runs["a"], "last:m") == 5.0


@given(st.lists(st.floats(width=32), min_size=1))
def test_the_least_and_the_greatest_pass_over_what_is_no_number(values: list[float]) -> None:
    found = statistics(run_of("property", {"m": np.array(values, np.float32)}), "m")
    assert found
    numbers = [value for value in values if not math.isnan(value)]
    assert float(found.last) == values[-1] or math.isnan(values[-1])
    if numbers:
        assert (float(found.min), float(found.max)) == (min(numbers), max(numbers))


def test_a_run_lasts_from_its_first_event_to_its_last() -> None:
    times = ([0, 1], [1_700_000_010.0, 1_700_000_100.0], [1.0, 2.0])
    assert duration(run_of("long", {"m": times}, 1_700_000_000.0)) == 100.0
    assert duration(run_of("none", {}, 1_700_000_000.0)) == 0.0


def test_hyperparameters_sort_as_numbers_or_else_as_text() -> None:
    made = [
        trial("a", lr=0.1, kind="x10"),
        trial("b", lr=0.01, kind="x9"),
        run_of("c", {}),
        trial("d", lr=1.0),
    ]
    snapshot = Store().publish(made)
    assert listed_runs(snapshot, by("hparam:lr")) == ("b", "a", "d", "c")
    assert listed_runs(snapshot, by("hparam:lr", descending=True)) == ("d", "a", "b", "c")
    assert listed_runs(snapshot, by("hparam:kind")) == ("b", "a", "c", "d")
    assert listed_runs(snapshot, by("hparam:kind", descending=True)) == ("a", "b", "c", "d")
    assert fact_of(snapshot, "a", "hparam:lr") == 0.1
    assert fact_of(snapshot, "c", "hparam:lr") is None


# --- trees ------------------------------------------------------------------------------------------------


def shape(folder: Folder) -> Any:
    return [item if isinstance(item, str) else {item.path: shape(item)} for item in folder.items]


def test_folders_with_nothing_but_one_folder_are_one_with_it() -> None:
    root = run_tree(["logs/x/a/b/one", "logs/x/a/b/two", "logs/x/c"])
    assert root.path == "logs/x"
    assert shape(root) == [{"logs/x/a/b": ["logs/x/a/b/one", "logs/x/a/b/two"]}, "logs/x/c"]


def test_a_run_that_is_a_folder_too_is_in_it() -> None:
    root = run_tree(["t/run-0", "t/run-0/train", "t/run-1"])
    assert shape(root) == [{"t/run-0": ["t/run-0", "t/run-0/train"]}, "t/run-1"]


def test_a_folder_stands_where_its_first_run_would() -> None:
    assert shape(run_tree(["b/2", "a/1", "b/1", "c"])) == [{"b": ["b/2", "b/1"]}, {"a": ["a/1"]}, "c"]


NAMES = st.lists(st.text(st.sampled_from("ab/."), min_size=1, max_size=7), unique=True)


@given(NAMES)
def test_a_tree_has_each_run_once_and_each_folder_the_runs_below_it(names: list[str]) -> None:
    root = run_tree(names)
    assert sorted(in_tree_order(root)) == sorted(names)

    def check(folder: Folder) -> None:
        below = [name for name in folder.runs if name == folder.path or name.startswith(f"{folder.path}/")]
        assert not folder.path or below == folder.runs
        assert sorted(in_tree_order(folder)) == sorted(folder.runs)
        assert len(folder.items) > 1 or not folder.items or isinstance(folder.items[0], str)
        for item in folder.items:
            if not isinstance(item, str):
                check(item)

    check(root)


def test_a_very_deep_tree_is_cut_off() -> None:
    deep = ["/".join("a" * depth) for depth in range(1, 3000, 7)]
    assert len(in_tree_order(run_tree(deep))) == len(deep)


@given(
    NAMES,
    st.sampled_from(("", "name", "started", "selected", "step", "duration", "min:x", "later")),
    st.booleans(),
    st.booleans(),
    st.sampled_from(("", "a", "^b", "/")),
)
def test_however_they_are_listed_they_are_the_runs_that_pass_the_filter(
    names: list[str], column: str, descending: bool, tree: bool, run_filter: str
) -> None:
    snapshot = snapshot_of({name: {"x": [1.0]} for name in names})
    profile = by(column, descending=descending, tree=tree)
    flat = listed_runs(snapshot, by(column, descending=descending), run_filter)
    assert sorted(listed_runs(snapshot, profile, run_filter)) == sorted(flat)
    assert set(flat) <= set(names)
    if tree:
        assert listed_runs(snapshot, profile, run_filter) == in_tree_order(
            listed_tree(snapshot, profile, run_filter)
        )


@given(st.lists(st.floats(0, 1e9), min_size=2, max_size=20), st.booleans())
def test_a_list_sorted_by_a_metric_is_sorted(values: list[float], descending: bool) -> None:
    snapshot = snapshot_of({f"r{i}": {"m": np.array([value])} for i, value in enumerate(values)})
    listed = listed_runs(snapshot, by("max:m", descending=descending))
    found = [float(value_of(snapshot.runs[name], "max:m") or 0) for name in listed]
    assert all(one >= other if descending else one <= other for one, other in pairwise(found))

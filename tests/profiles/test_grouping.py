"""Runs fall into groups, each into one at most, and the same way whatever spelling asks for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.states import TagInfo
from ingest.store import RunData, Snapshot, Store
from profiles import edits
from profiles.grouping import TOP_LEVEL, grouped_by, grouping, groups
from profiles.parts import GroupBy
from profiles.regex import BadPattern
from profiles.schema import ProfileData, profile_from_json
from tests.helpers import profiles
from tests.helpers.store_builder import run_of, snapshot_of, trial

NAMES = ("train_1", "train_2", "eval_1", "other", "exp/train_10", "exp/train_9")


def runs(*names: str) -> Snapshot:
    return snapshot_of({name: {} for name in names})


def by(key: str, regex: str = "", hparam: str = "") -> ProfileData:
    return edits.set_group_by(ProfileData(), key, regex, hparam)


def trials(*made: RunData) -> Snapshot:
    store = Store()
    return store.publish(made)


def test_without_a_grouping_there_are_no_groups() -> None:
    assert groups(runs(*NAMES), ProfileData()) == {}
    assert groups(runs(*NAMES), by("run")) == {}


def test_the_captures_of_an_expression_are_the_groups_and_what_does_not_match_is_in_none() -> None:
    found = groups(runs(*NAMES), by("regex", "(train|eval)"))
    assert found == {
        "eval": ("eval_1",),
        "train": ("exp/train_9", "exp/train_10", "train_1", "train_2"),
    }


def test_several_captures_make_one_label_and_a_missing_one_is_a_dash() -> None:
    found = groups(runs("a1", "b2", "c"), by("regex", r"^(\w)(\d)?"))
    assert list(found) == ["a, 1", "b, 2", "c, –"]


def test_an_expression_without_captures_makes_one_group() -> None:
    found = grouping(runs(*NAMES), GroupBy("regex", "eval|other"))
    assert [(group.key, group.runs) for group in found] == [
        ("regex:eval|other|pseudo_group", ("eval_1", "other"))
    ]


def test_captures_that_look_alike_are_still_two_groups() -> None:
    found = grouping(runs("a, b-c", "a-b, c"), GroupBy("regex", "(.*)-(.*)"))
    assert len(found) == len({group.label for group in found}) == 2


def test_upper_and_lower_case_are_two_groups() -> None:
    assert set(groups(runs("A1", "a2"), by("regex", "([aA])"))) == {"A", "a"}


def test_an_expression_that_cannot_be_used_says_so_once_and_groups_nothing() -> None:
    with pytest.raises(BadPattern, match="Not a valid regular expression"):
        grouping(runs("a"), GroupBy("regex", "("))
    assert grouped_by(runs("a"), GroupBy("regex", "(")) == ()


def test_folders_are_what_stands_before_the_last_slash() -> None:
    assert groups(runs("a/b/c", "a/b/d", "a/e", "f"), by("folder")) == {
        TOP_LEVEL: ("f",),
        "a": ("a/e",),
        "a/b": ("a/b/c", "a/b/d"),
    }


def test_an_experiment_is_the_first_folder() -> None:
    assert groups(runs("a/b/c", "a/e", "d/e"), by("experiment")) == {"a": ("a/b/c", "a/e"), "d": ("d/e",)}
    assert groups(runs("x/a1", "y/a2"), by("regex_by_exp", "(a)")) == {"x: a": ("x/a1",), "y: a": ("y/a2",)}


def test_values_of_a_hyperparameter_are_groups_of_runs_with_it() -> None:
    snapshot = trials(
        trial("1", lr=0.1, optimizer="adam"), trial("2", lr=0.1), trial("3", lr=32.0), run_of("4", {})
    )
    assert groups(snapshot, by("hparam", hparam="lr")) == {"lr=0.1": ("1", "2"), "lr=32": ("3",)}
    assert groups(snapshot, by("hparam", hparam="optimizer")) == {"optimizer=adam": ("1",)}
    assert groups(snapshot, by("hparam", hparam="batch")) == {}


def test_a_text_and_a_number_are_two_values() -> None:
    found = grouping(
        trials(trial("1", x="1"), trial("2", x=1.0), trial("3", x=True)), GroupBy("hparam", hparam="x")
    )
    assert sorted(group.runs for group in found) == [("1",), ("2",), ("3",)]


def test_runs_below_a_trial_and_the_run_above_torchs_trial_have_its_hyperparameters() -> None:
    keras = trials(trial("run-0", units=16.0), run_of("run-0/train", {}), run_of("run-1/train", {}))
    assert groups(keras, by("hparam", hparam="units")) == {"units=16": ("run-0", "run-0/train")}
    torch = trials(run_of("exp", {}), trial("exp/1700000000.5", lr=0.5), trial("exp/1600000000", lr=0.1))
    assert groups(torch, by("hparam", hparam="lr")) == {
        "lr=0.1": ("exp/1600000000",),
        "lr=0.5": ("exp", "exp/1700000000.5"),
    }


def test_numbers_that_are_not_finite_and_messages_that_are_none_group_nothing() -> None:
    broken = replace(run_of("2", {}), name="2")
    number = broken.names.number("_hparams_/session_start_info")
    broken = replace(broken, infos={number: TagInfo("hparams", content=b"\xff\xff")})
    assert groups(trials(trial("1", lr=float("nan")), broken), by("hparam", hparam="lr")) == {}


@pytest.mark.parametrize("key", [2, "regex", "REGEX"])
@pytest.mark.parametrize("spelling", ["regex_string", "regexString"])
def test_every_spelling_groups_alike(key: object, spelling: str) -> None:
    profile = profile_from_json({"groupBy": {"key": key, spelling: "(train|eval)"}})
    assert groups(runs(*NAMES), profile) == groups(runs(*NAMES), by("regex", "(train|eval)"))


names = st.lists(st.text(st.sampled_from("aB1/,- \u202e\udcff"), min_size=1, max_size=6), unique=True)
patterns = st.sampled_from(("(a)", "(a|B)(1)?", "a", "(.*)/(.*)", "(.*),(.*)", "(", "", "(?i)(b)"))


@given(names, st.sampled_from(("regex", "regex_by_exp", "folder", "experiment", "run", "hparam")), patterns)
def test_each_run_is_in_one_group_at_most_and_each_group_has_a_label_of_its_own(
    listed: list[str], key: str, pattern: str
) -> None:
    snapshot = runs(*listed)
    found = grouped_by(snapshot, GroupBy(key, pattern))
    members = [run for group in found for run in group.runs]
    assert len(members) == len(set(members))
    assert set(members) <= set(listed)
    assert all(group.runs for group in found)
    assert len({group.label for group in found}) == len({group.key for group in found}) == len(found)
    assert key not in {"folder", "experiment"} or set(members) == set(listed)


@given(profiles.documents)
def test_any_profile_groups_the_runs_of_any_snapshot(document: dict[str, Any]) -> None:
    groups(runs(*NAMES), profile_from_json(document))

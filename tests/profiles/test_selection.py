"""Whatever is chosen and typed, what is drawn is what was asked for, and never nothing by accident."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from profiles import edits
from profiles.run_filter import filtered_runs
from profiles.schema import ProfileData, profile_from_json
from profiles.selection import choose, shown_runs, without_empty_selection
from tests.helpers import profiles
from tests.helpers.store_builder import snapshot_of

SNAPSHOT = snapshot_of({name: {} for name in ("a", "a/b", "b", "c", "é", "<b>")})
NAMES = tuple(SNAPSHOT.runs)
some = st.lists(st.sampled_from((*NAMES, "gone")))
filters = st.sampled_from(("", "a", "^b$", "nothing", "[éc]", "<"))
chosen = st.builds(lambda document: profile_from_json(document), profiles.flat_documents)


def then(profile: ProfileData, steps: list[tuple[list[str], bool]]) -> ProfileData:
    for names, shown in steps:
        profile = edits.show(profile, names, shown)
    return profile


steps = st.lists(st.tuples(some, st.booleans()), max_size=4)


@given(chosen, steps, filters)
def test_what_is_drawn_passes_the_filter_in_the_order_of_names(
    profile: ProfileData, changes: list[Any], run_filter: str
) -> None:
    shown = shown_runs(SNAPSHOT, then(profile, changes), run_filter)
    listed = filtered_runs(SNAPSHOT, ProfileData(), run_filter)
    assert [name for name in listed if name in shown] == list(shown)


@given(chosen, steps, some)
def test_what_was_shown_last_is_drawn_and_what_was_hidden_last_is_not(
    profile: ProfileData, changes: list[Any], names: list[str]
) -> None:
    there = set(names) & set(NAMES)
    before = then(profile, changes)
    drawn = set(shown_runs(SNAPSHOT, before))
    more = choose(SNAPSHOT, before, lambda profile: edits.show(profile, names, True))
    less = choose(SNAPSHOT, before, lambda profile: edits.show(profile, names, False))
    assert set(shown_runs(SNAPSHOT, more)) == drawn | there
    assert set(shown_runs(SNAPSHOT, less)) == drawn - there


def test_a_click_counts_where_only_runs_that_are_gone_were_chosen() -> None:
    gone = edits.show_only(ProfileData(), "gone")
    assert shown_runs(SNAPSHOT, gone) == NAMES
    hidden = choose(SNAPSHOT, gone, lambda profile: edits.show(profile, ["b"], False))
    assert shown_runs(SNAPSHOT, hidden) == tuple(name for name in NAMES if name != "b")


@given(chosen, steps, st.sampled_from(NAMES))
def test_only_one_is_only_one_whatever_was_before(
    profile: ProfileData, changes: list[Any], name: str
) -> None:
    assert shown_runs(SNAPSHOT, edits.show_only(then(profile, changes), name)) == (name,)


@given(chosen, steps, filters)
def test_a_filter_changes_nothing_that_was_chosen(
    profile: ProfileData, changes: list[Any], run_filter: str
) -> None:
    before = then(profile, changes)
    shown = set(shown_runs(SNAPSHOT, before))
    assert set(shown_runs(SNAPSHOT, before, run_filter)) == shown & set(
        filtered_runs(SNAPSHOT, before, run_filter)
    )


@given(chosen, steps)
def test_a_profile_that_is_applied_never_hides_everything(profile: ProfileData, changes: list[Any]) -> None:
    assert shown_runs(SNAPSHOT, without_empty_selection(SNAPSHOT, then(profile, changes)))

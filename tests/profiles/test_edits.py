"""Selecting runs: pure edits, and what is then shown."""

from __future__ import annotations

from ingest.store import Snapshot
from profiles import edits
from profiles.schema import ProfileData
from profiles.selection import is_limited, shown_runs
from tests.helpers.store_builder import snapshot_of

PLAIN = ProfileData()


def runs(*names: str) -> Snapshot:
    return snapshot_of({name: {} for name in names})


ABC = runs("a", "b", "c")


def test_at_first_all_runs_are_shown() -> None:
    assert shown_runs(ABC, PLAIN) == ("a", "b", "c")


def test_a_run_is_hidden_and_shown_again() -> None:
    hidden = edits.show(PLAIN, ["b"], False)
    assert shown_runs(ABC, hidden) == ("a", "c")
    assert shown_runs(ABC, edits.show(hidden, ["b"], True)) == ("a", "b", "c")


def test_only_one_stays_only_one_when_runs_are_added() -> None:
    only = edits.show_only(PLAIN, "b")
    assert shown_runs(ABC, only) == ("b",)
    assert shown_runs(runs("a", "b", "c", "d"), only) == ("b",)


def test_none_is_none_and_all_is_all_for_runs_to_come_too() -> None:
    none = edits.show_every(PLAIN, False)
    assert shown_runs(ABC, none) == ()
    assert shown_runs(ABC, edits.show(none, ["a"], True)) == ("a",)
    assert shown_runs(runs("a", "b", "c", "d"), edits.show_every(none, True)) == ("a", "b", "c", "d")


def test_a_filter_hides_runs_without_changing_what_is_selected() -> None:
    assert shown_runs(ABC, edits.show(PLAIN, ["a"], False), "a|b") == ("b",)


def test_of_very_many_runs_the_newest_are_shown_until_somebody_chooses() -> None:
    many = runs(*(f"run{i}" for i in range(501)))
    assert is_limited(many, PLAIN)
    assert shown_runs(many, PLAIN) == tuple(f"run{i}" for i in range(401, 501))
    assert "run3" in shown_runs(many, edits.show(PLAIN, ["run3"], True))
    assert len(shown_runs(many, edits.show_every(PLAIN, True))) == 501
    assert len(shown_runs(runs(*(f"run{i}" for i in range(500))), PLAIN)) == 500


def test_what_is_as_it_would_be_anyway_is_not_kept() -> None:
    every = edits.show_every(PLAIN, True)
    assert edits.show(edits.show(every, ["a"], False), ["a"], True).run_selection == {}


def test_an_edit_leaves_the_profile_it_was_given_alone() -> None:
    edits.show(PLAIN, ["a"], False)
    assert PLAIN.run_selection == {}

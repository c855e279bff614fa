"""What people do to a profile: pure edits, and what is then shown."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.store import Snapshot
from profiles import edits
from profiles.card_sizes import CardSize
from profiles.column_filter import column_filter
from profiles.parts import Pin, RunColor, SuperimposedCard
from profiles.schema import BadProfile, ProfileData, json_from_profile, profile_from_json
from profiles.selection import is_limited, shown_runs
from tests.helpers import profiles
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


# --- every other edit -----------------------------------------------------------------------------------

LOSS, ACCURACY = Pin("scalars", "loss"), Pin("scalars", "accuracy")
BOTH = SuperimposedCard("c", "Both", ("a", "b"))


def test_pins_are_kept_in_order_and_once() -> None:
    pinned = edits.pin(edits.pin(PLAIN, LOSS), ACCURACY)
    assert pinned.pins == (LOSS, ACCURACY)
    assert edits.pin(pinned, replace(LOSS, title="again")) is pinned
    assert edits.unpin(pinned, LOSS).pins == (ACCURACY,)
    assert edits.unpin(pinned, Pin("images", "loss")).pins == pinned.pins
    assert edits.unpin_all(pinned).pins == ()


def test_a_pin_moves_to_where_it_is_put() -> None:
    a, b, c = (Pin("scalars", tag) for tag in "abc")
    profile = ProfileData(pins=(a, b, c))
    assert edits.move_pin(profile, c, 0).pins == (c, a, b)
    assert edits.move_pin(profile, a, 1).pins == (b, a, c)
    assert edits.move_pin(profile, a, 99).pins == (b, c, a)
    assert edits.move_pin(profile, b, -1).pins == (b, a, c)
    assert edits.move_pin(profile, Pin("scalars", "d"), 0).pins == profile.pins


def test_pins_come_back_to_where_they_were() -> None:
    a, b, c, d = (Pin("scalars", tag) for tag in "abcd")
    assert edits.pin_at(ProfileData(pins=(a, d)), (b, a, c), 1).pins == (a, b, c, d)
    assert edits.pin_at(ProfileData(pins=(a,)), (b,), 99).pins == (a, b)
    full = ProfileData(pins=tuple(Pin("scalars", str(i)) for i in range(1000)))
    with pytest.raises(BadProfile, match=r"^pinnedCards: at most 1,000"):
        edits.pin_at(full, (a,), 0)


def test_a_thousand_pins_are_kept_and_one_more_is_refused() -> None:
    full = ProfileData(pins=tuple(Pin("scalars", str(i)) for i in range(1000)))
    assert edits.pin(full, Pin("scalars", "7")) is full
    with pytest.raises(BadProfile, match=r"^pinnedCards: at most 1,000"):
        edits.pin(full, LOSS)


def test_cards_of_several_tags_grow_shrink_and_go() -> None:
    profile = edits.superimpose(PLAIN, BOTH)
    assert edits.superimpose(profile, SuperimposedCard("d", "Same", ("b", "a"))) is profile
    per_run = edits.superimpose(profile, SuperimposedCard("d", "Per run", ("a", "b"), "best"))
    assert len(per_run.superimposed) == 2
    grown = edits.add_tag(edits.add_tag(profile, "c", "x"), "c", "x")
    assert grown.superimposed[0].tags == ("a", "b", "x")
    assert edits.rename_card(grown, "c", "New").superimposed[0].title == "New"
    one = edits.remove_tag(profile, "c", "a")
    assert one.superimposed[0].tags == ("b",)
    assert edits.remove_tag(one, "c", "b").superimposed == edits.remove_card(one, "c").superimposed == ()


def test_a_card_of_several_tags_comes_back_to_its_place_and_gives_it_to_another() -> None:
    a, b, c = (SuperimposedCard(name, name, (name,)) for name in "abc")
    assert edits.superimpose_at(ProfileData(superimposed=(a, c)), b, 1).superimposed == (a, b, c)
    assert edits.superimpose_at(ProfileData(superimposed=(a, c)), replace(c, id="d"), 0).superimposed == (
        a,
        c,
    )
    other = replace(a, title="Other", run="best")
    assert edits.replace_card(ProfileData(superimposed=(a, b)), other).superimposed == (other, b)


def test_a_colour_is_set_and_given_back() -> None:
    known = profile_from_json({"runColors": [{"runId": "a", "color": "#111111", "why": "mine"}]})
    changed = edits.set_run_color(known, "a", "#ABC")
    assert changed.run_colors == {"a": RunColor("#aabbcc", {"why": "mine"})}
    assert edits.set_run_color(changed, "a", None).run_colors == {}
    assert edits.set_group_color(PLAIN, "g", 3).group_colors["g"].color_id == 3
    assert edits.set_group_color(edits.set_group_color(PLAIN, "g", 3), "g", None) == PLAIN


def test_cards_have_sizes_of_their_own_and_pins_end_with_the_visit_where_that_is_asked_for() -> None:
    sized = edits.set_card_size(PLAIN, "loss", CardSize(2, None))
    assert sized.card_sizes == {"loss": CardSize(2)}
    assert edits.set_card_size(sized, "loss", CardSize()) == PLAIN
    with pytest.raises(BadProfile, match="columns: a whole number from 1 to 12"):
        edits.set_card_size(PLAIN, "loss", CardSize(13))
    pinned = edits.pin(PLAIN, LOSS)
    assert edits.set_save_pins(pinned, True) == pinned
    assert edits.set_save_pins(pinned, False).pins == ()


def test_what_is_set_back_leaves_no_trace() -> None:
    for there, back in (
        (lambda p: edits.set_group_by(p, "regex", "x"), lambda p: edits.set_group_by(p, None)),
        (lambda p: edits.set_axis_scale(p, "x", "log10"), lambda p: edits.set_axis_scale(p, "x", None)),
        (lambda p: edits.set_tag_axis_scale(p, "t", "y", "log10"),
         lambda p: edits.set_tag_axis_scale(p, "t", "y", None)),
        (lambda p: edits.set_tag_symlog_threshold(p, "t", 2),
         lambda p: edits.set_tag_symlog_threshold(p, "t", None)),
        (lambda p: edits.describe(p, "t", "x"), lambda p: edits.describe(p, "t", "")),
        (lambda p: edits.expand_group(p, "g", True), lambda p: edits.expand_group(p, "g", None)),
        (lambda p: edits.set_smoothing(p, 0.1), lambda p: edits.set_smoothing(p, 0.6)),
    ):  # fmt: skip
        assert there(PLAIN) != PLAIN
        assert back(there(PLAIN)) == PLAIN


REFUSED: list[tuple[Callable[[ProfileData], ProfileData], str]] = [
    (lambda p: edits.rename(p, "  "), "name: "),
    (lambda p: edits.touch(p, -1), "lastModifiedTimestamp: "),
    (lambda p: edits.set_smoothing(p, 1.0), "smoothing: "),
    (lambda p: edits.set_tag_filter(p, "x" * 1001), "tagFilter: "),
    (lambda p: edits.set_run_filter(p, "\0"), "runFilter: "),
    (lambda p: edits.set_axis_scale(p, "y", "log3"), "yAxisScale: "),
    (lambda p: edits.set_tag_axis_scale(p, "a/b", "y", "log3"), 'tagAxisScales["a/b"]: '),
    (lambda p: edits.set_symlog_threshold(p, 0), "symlogLinearThreshold: "),
    (lambda p: edits.set_run_color(p, "a", "red"), "runColors: "),
    (lambda p: edits.set_group_color(p, "a", -2), "groupColors: "),
    (lambda p: edits.set_group_by(p, "tag"), "groupBy.key: "),
    (lambda p: edits.set_run_columns(p, [str(i) for i in range(21)]), "runTable.columns: "),
    (lambda p: edits.set_run_column_width(p, "step", 5), "runTable.widths.step: a whole number from 48 to"),
    (lambda p: edits.set_baseline(p, "\0"), "baselineRun: "),
    (lambda p: edits.describe(p, "t", "x" * 10_001), "metricDescriptions.t: "),
    (lambda p: edits.pin(p, Pin("scalars", "x" * 20_000)), "pin.tag: "),
]


@pytest.mark.parametrize(("edit", "start"), REFUSED, ids=[start for _, start in REFUSED])
def test_what_cannot_be_is_refused_by_its_name(
    edit: Callable[[ProfileData], ProfileData], start: str
) -> None:
    with pytest.raises(BadProfile) as refusal:
        edit(PLAIN)
    assert str(refusal.value).startswith(start)


names, scales = profiles.names, profiles.SCALES | st.none()
pins = st.builds(Pin, st.just("scalars"), names, names | st.none(), st.integers(0, 3) | st.none())
card_sizes = st.builds(CardSize, st.integers(0, 13) | st.none(), st.integers(100, 2100) | st.none())
some_cards = st.builds(SuperimposedCard, names, names, st.lists(names).map(tuple), names | st.none())
EDITS: dict[Callable[..., ProfileData], tuple[st.SearchStrategy[Any], ...]] = {
    edits.show_only: (names,),
    edits.show_every: (st.booleans(),),
    edits.show: (st.lists(names), st.booleans()),
    edits.set_run_color: (names, profiles.colors | st.none()),
    edits.set_group_color: (names, st.integers(-1, 9) | st.none()),
    edits.set_group_by: (st.sampled_from(("run", "regex", "hparam")) | st.none(), names, names),
    edits.set_baseline: (names | st.none(),),
    edits.set_run_columns: (st.lists(names),),
    edits.set_run_column_width: (names, st.integers(0, 1200) | st.none()),
    edits.filter_runs: (
        names,
        profiles.column_filters.map(lambda said: column_filter(said, "f")) | st.none(),
    ),
    edits.unfilter_runs: (),
    edits.sort_runs: (names, st.booleans()),
    edits.show_run_tree: (st.booleans(),),
    edits.open_run_folder: (names, st.booleans() | st.none()),
    edits.pin: (pins,),
    edits.pin_at: (st.lists(pins, max_size=3), st.integers()),
    edits.unpin: (pins,),
    edits.unpin_all: (),
    edits.move_pin: (pins, st.integers()),
    edits.superimpose: (some_cards,),
    edits.superimpose_at: (some_cards, st.integers()),
    edits.replace_card: (some_cards,),
    edits.add_tag: (names, names),
    edits.remove_tag: (names, names),
    edits.rename_card: (names, names),
    edits.remove_card: (names,),
    edits.rename: (names,),
    edits.touch: (st.integers(0, 2**53),),
    edits.set_smoothing: (st.floats(0, 1),),
    edits.set_tag_filter: (names,),
    edits.set_run_filter: (names,),
    edits.set_page_size: (st.integers(0, 201),),
    edits.set_axis_scale: (st.sampled_from("yx"), scales),
    edits.set_tag_axis_scale: (names, st.sampled_from("yx"), scales),
    edits.set_symlog_threshold: (st.floats(0, 9),),
    edits.set_tag_symlog_threshold: (names, st.floats(0, 9) | st.none()),
    edits.describe: (names, names),
    edits.expand_group: (names, st.booleans() | st.none()),
    edits.set_x_axis: (st.sampled_from(("step", "wall", "space")),),
    edits.set_partition: (st.booleans(),),
    edits.set_save_pins: (st.booleans(),),
    edits.set_hide_empty_cards: (st.booleans(),),
    edits.set_card_width: (st.integers(300, 800) | st.none(),),
    edits.set_card_size: (names, card_sizes | st.none()),
    edits.set_tag_categories: (st.lists(names, max_size=3),),
    edits.set_large_cards: (st.lists(names, max_size=3),),
    edits.set_choice: (names, names | st.none()),
}


def test_every_edit_is_tried() -> None:
    functions = inspect.getmembers(edits, inspect.isfunction)
    ours = {edit for _, edit in functions if edit.__module__ == edits.__name__}
    assert {edit for edit in ours if not edit.__name__.startswith("_")} == set(EDITS)


@settings(max_examples=80)
@given(st.data(), profiles.flat_documents)
def test_edits_keep_a_profile_valid_and_what_we_do_not_know(data: st.DataObject, document: Any) -> None:
    before = profile_from_json(document)
    edit = data.draw(st.sampled_from(list(EDITS)))
    arguments = [data.draw(strategy) for strategy in EDITS[edit]]
    try:
        after = edit(before, *arguments)
    except BadProfile:
        return
    assert profile_from_json(json_from_profile(after)) == after
    assert after.other == before.other
    assert profile_from_json(document) == before

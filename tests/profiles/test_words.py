"""Every edit is told in a few words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest

from profiles import edits
from profiles.parts import Pin, SuperimposedCard
from profiles.schema import ProfileData
from profiles.words import said

LOSS, ACCURACY = Pin("scalars", "loss"), Pin("scalars", "accuracy")
PINNED = ProfileData(pins=(LOSS, ACCURACY))
CARD = SuperimposedCard("1", "Both", ("a", "b"))


@pytest.mark.parametrize(
    ("before", "change", "text"),
    [
        (ProfileData(), lambda p: edits.pin(p, LOSS), "Pinned loss"),
        (PINNED, lambda p: edits.unpin(p, LOSS), "Unpinned loss"),
        (PINNED, edits.unpin_all, "Unpinned 2 cards"),
        (PINNED, lambda p: edits.move_pin(p, LOSS, 9), "Moved pins"),
        (PINNED, lambda p: replace(p, pins=(Pin("images", "x"),)), "Pinned x, unpinned 2 cards"),
        (ProfileData(), lambda p: edits.superimpose(p, CARD), "Added Both"),
        (ProfileData(), lambda p: edits.rename(p, "mine"), "Renamed to mine"),
        (ProfileData(), lambda p: edits.show_only(p, "a"), "Showed only a"),
        (ProfileData(), lambda p: edits.show(p, ["a"], False), "Hid a"),
        (edits.show(ProfileData(), ["a", "b"], False), lambda p: edits.show(p, ["a"], True), "Showed a"),
        (edits.show_only(ProfileData(), "a"), lambda p: edits.show(p, ["b", "c"], True), "Showed 2 runs"),
        (edits.show_only(ProfileData(), "a"), lambda p: edits.show_only(p, "b"), "Showed only b"),
        (ProfileData(), lambda p: edits.show_every(p, False), "Hid all runs"),
        (edits.show_only(ProfileData(), "a"), lambda p: edits.show_every(p, True), "Showed all runs"),
        (ProfileData(), lambda p: edits.set_smoothing(p, 0.9), "Changed smoothing"),
        (PINNED, lambda p: edits.set_smoothing(edits.unpin_all(p), 0.9), "Changed pins, smoothing"),
        (ProfileData(), lambda p: p, ""),
        (ProfileData(), lambda p: edits.touch(p, 12), ""),
    ],
)
def test_an_edit_is_told(
    before: ProfileData, change: Callable[[ProfileData], ProfileData], text: str
) -> None:
    assert said(before, change(before)) == text


@pytest.mark.parametrize("name", [field.name for field in fields(ProfileData) if field.name != "modified"])
def test_every_field_has_a_word(name: str) -> None:
    other: Any = {"pins": (), "superimposed": (), "run_selection": {"a": True}}.get(name, object())
    before = replace(ProfileData(), name="x", pins=(LOSS,), superimposed=(CARD,))
    assert said(before, replace(before, **{name: "y" if name == "name" else other}))


def test_a_long_name_is_cut() -> None:
    assert len(said(ProfileData(), ProfileData(pins=(Pin("scalars", "x" * 5000),)))) == 200

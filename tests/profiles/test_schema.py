"""Profiles as documents: nothing lost, and what is wrong is named by its path."""

from __future__ import annotations

from typing import Any

import pytest

from profiles.schema import BadProfile, json_from_profile, profile_from_json

FLAT = {
    "version": 1,
    "name": "mine",
    "pinnedCards": [{"plugin": "scalars", "tag": "loss"}],
    "somethingNew": {"kept": True},
    "runSelection": [
        {"type": "RUN_NAME", "value": "a", "selected": False},
        {"type": "RUN_ID", "value": "defaultExperimentId/b", "selected": True},
    ],
}


def test_a_document_comes_back_with_everything_that_was_in_it() -> None:
    written = json_from_profile(profile_from_json(FLAT))
    assert {key: written[key] for key in FLAT if key != "runSelection"} == {
        key: FLAT[key] for key in FLAT if key != "runSelection"
    }
    assert profile_from_json(written) == profile_from_json(FLAT)


def test_runs_are_known_by_name_however_they_were_written() -> None:
    assert profile_from_json(FLAT).run_selection == {"a": False, "b": True}


def test_a_wrapped_document_is_the_same_as_a_flat_one() -> None:
    assert profile_from_json({"version": 1, "data": FLAT}) == profile_from_json(FLAT)


def test_an_empty_document_is_the_plain_profile() -> None:
    profile = profile_from_json({})
    assert (profile.run_selection, profile.run_selection_default, profile.page_size) == ({}, None, 12)


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ([], "profile"),
        (None, "profile"),
        ({"runSelection": {}}, "runSelection"),
        ({"runSelection": ["a"]}, "runSelection[0]"),
        ({"runSelection": [{"type": "X", "value": "a", "selected": True}]}, "runSelection[0].type"),
        ({"runSelection": [{"type": "RUN_ID", "value": 1, "selected": True}]}, "runSelection[0].value"),
        ({"runSelection": [{"type": "RUN_ID", "value": "a", "selected": 1}]}, "runSelection[0].selected"),
        ({"runSelectionDefault": "yes"}, "runSelectionDefault"),
        ({"pageSize": 0}, "pageSize"),
        ({"pageSize": True}, "pageSize"),
    ],
)
def test_a_bad_document_is_refused_by_the_path_of_the_bad_field(document: Any, path: str) -> None:
    with pytest.raises(BadProfile) as refusal:
        profile_from_json(document)
    assert str(refusal.value).startswith(f"{path}: ")

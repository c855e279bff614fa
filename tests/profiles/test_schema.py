"""Profiles as documents: nothing lost, and what is wrong is named by its path."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings

from profiles.parts import AxisScales, GroupBy, Pin, RunColor
from profiles.schema import BadProfile, json_from_profile, profile_from_json, wrapped
from tensorbored.plugins.core import profile_writer
from tests.helpers import profiles

PINS = [{"plugin": "scalars", "tag": "loss"}, {"plugin": "images", "tag": "s", "runId": "exp1", "sample": 0}]
FLAT: dict[str, Any] = {
    "version": 1,
    "name": "mine",
    "lastModifiedTimestamp": 1706745600000,
    "pinnedCards": PINS,
    "runColors": [{"runId": "train", "color": "#2196f3", "why": "blue"}],
    "groupColors": [{"groupKey": "experiment:exp1", "colorId": 0, "new": []}],
    "superimposedCards": [{"id": "c", "title": "Loss", "tags": ["a", "b"], "runId": None, "x": 1}],
    "tagFilter": "loss|accuracy",
    "runFilter": "",
    "smoothing": 0.8,
    "groupBy": {"key": 2, "regexString": "(a|b)", "new": True},
    "somethingNew": {"kept": True},
    "runSelection": [
        {"type": "RUN_NAME", "value": "a", "selected": False},
        {"type": "RUN_ID", "value": "defaultExperimentId/b", "selected": True},
    ],
    "metricDescriptions": {"loss": "*down*"},
    "yAxisScale": "log10",
    "xAxisScale": "linear",
    "tagAxisScales": {"loss": {"y": "symlog10"}},
    "symlogLinearThreshold": 2.0,
    "tagSymlogLinearThresholds": {"loss": 0.5},
    "expandedTagGroups": {"train": False},
    "pageSize": 24,
    "xAxis": "wall",
    "largeCards": ["loss"],
    "partition": True,
    "savePins": False,
    "hideEmptyCards": False,
    "cardWidth": 485,
    "tagCategories": ["loss|error"],
    "cardSizes": {"loss": {"columns": 2, "height": 400}, "accuracy": {"height": 300}},
    "toolbar": {"spread": "mean"},
    "runSelectionDefault": True,
    "baselineRun": "train",
    "runTable": {
        "columns": ["step", "min:loss", "from a later version"],
        "sort": "min:loss",
        "descending": True,
        "tree": True,
        "open": {"a/b": False},
        "widths": {"step": 120},
        "later": 1,
    },
}


def but(**changed: Any) -> dict[str, Any]:
    return FLAT | changed


def test_a_document_comes_back_with_everything_that_was_in_it() -> None:
    written = json_from_profile(profile_from_json(FLAT))
    by_name = [{**entry, "type": "RUN_NAME"} for entry in FLAT["runSelection"]]
    by_name[1]["value"] = "b"
    assert written == FLAT | {"runSelection": by_name}
    assert profile_from_json(written) == profile_from_json(FLAT)


def test_every_field_has_its_type() -> None:
    profile = profile_from_json(FLAT)
    assert profile.pins == (Pin("scalars", "loss"), Pin("images", "s", "exp1", 0))
    assert profile.run_colors == {"train": RunColor("#2196f3", {"why": "blue"})}
    assert profile.group_colors["experiment:exp1"].color_id == 0
    assert (profile.superimposed[0].tags, profile.superimposed[0].run) == (("a", "b"), None)
    assert profile.group_by == GroupBy("regex", "(a|b)", {"new": True})
    assert profile.tag_axis_scales == {"loss": AxisScales(y="symlog10")}
    assert (profile.y_axis_scale, profile.smoothing, profile.modified) == ("log10", 0.8, 1706745600000)


@settings(max_examples=60)
@given(profiles.documents)
def test_whatever_is_read_is_written_and_read_as_the_same(document: dict[str, Any]) -> None:
    profile = profile_from_json(document)
    again = json.loads(json.dumps(json_from_profile(profile), allow_nan=False))
    assert profile_from_json(again) == profile
    assert profile_from_json(wrapped(again)) == profile


@settings(max_examples=40)
@given(profiles.flat_documents)
def test_no_key_that_we_do_not_know_is_lost(document: dict[str, Any]) -> None:
    written = json_from_profile(profile_from_json(document))
    assert {key for key in document if key not in FLAT} <= written.keys()
    for field, ours in (("runColors", "runId"), ("groupColors", "groupKey"), ("superimposedCards", "id")):
        kept = {entry[ours].removeprefix("defaultExperimentId/"): entry.keys() for entry in written[field]}
        for name, keys in _last_or_first(document.get(field, []), ours, first=ours == "id").items():
            assert keys <= kept[name]


def _last_or_first(entries: list[dict[str, Any]], key: str, *, first: bool) -> dict[str, Any]:
    """Of entries for one thing, a list keeps the first and pairs the last."""
    ordered = reversed(entries) if first else entries
    return {entry[key].removeprefix("defaultExperimentId/"): entry.keys() for entry in ordered}


@settings(max_examples=30)
@given(profiles.flat_documents)
def test_what_scripts_write_is_what_the_server_reads(document: dict[str, Any]) -> None:
    ours = profile_from_json(document)
    written = profile_writer.Profile.from_serialized(json_from_profile(ours)).serialize()
    assert profile_from_json(written) == ours


def test_runs_are_known_by_name_however_they_were_written() -> None:
    colors = [{"runId": "defaultExperimentId/train", "color": "#ABC"}]
    pins = [{"plugin": "images", "tag": "s", "runId": "defaultExperimentId/a/b"}]
    profile = profile_from_json(but(runColors=colors, pinnedCards=pins))
    assert profile.run_selection == {"a": False, "b": True}
    assert profile.run_colors == {"train": RunColor("#aabbcc")}
    assert profile.pins[0].run == "a/b"


def test_a_wrapped_document_is_the_same_as_a_flat_one() -> None:
    assert profile_from_json({"version": 1, "data": FLAT}) == profile_from_json(FLAT)
    assert wrapped(FLAT) == wrapped(wrapped(FLAT)) == {"version": 1, "data": FLAT}


def test_a_flat_document_may_have_an_unknown_key_named_data() -> None:
    profile = profile_from_json(but(data={"pinnedCards": []}))
    assert (len(profile.pins), profile.other["data"]) == (2, {"pinnedCards": []})


def test_an_empty_document_is_the_plain_profile() -> None:
    profile = profile_from_json({})
    assert (profile.run_selection, profile.run_selection_default, profile.page_size) == ({}, None, 12)
    assert (profile.name, profile.smoothing, profile.pins) == ("Default Profile", 0.6, ())
    assert profile_from_json({"name": " \n"}).name == "Default Profile"


@pytest.mark.parametrize("key", [2, 2.0, "regex", "REGEX"])
@pytest.mark.parametrize("spelling", ["regexString", "regex_string"])
def test_groups_are_read_in_every_spelling(key: Any, spelling: str) -> None:
    assert profile_from_json({"groupBy": {"key": key, spelling: "x"}}).group_by == GroupBy("regex", "x")


def test_the_same_pin_twice_is_one() -> None:
    twice = [{"plugin": "scalars", "tag": "a"}, {"plugin": "scalars", "tag": "a"}, *PINS]
    assert [pin.tag for pin in profile_from_json({"pinnedCards": twice}).pins] == ["a", "loss", "s"]


HOSTILE = [
    "__proto__",
    "constructor",
    "toString",
    "<script>alert(1)</script>",
    "\u202egnp.exe",
    "../x",
    "CON",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_a_name_whatever_stands_in_it(name: str) -> None:
    document = {"name": name, "pinnedCards": [{"plugin": "scalars", "tag": name, name: 1}], name: {name: 1}}
    profile = profile_from_json(json.loads(json.dumps(document)))
    assert (profile.name, profile.pins[0].tag, profile.pins[0].other) == (name, name, {name: 1})
    assert profile.other == {name: {name: 1}}


OF_EACH_TYPE: dict[str, Any] = {
    "null": None, "true": True, "number": 5.5, "text": "x", "list": [7], "object": {"a": 7},
}  # fmt: skip
ALLOWED = {
    "name": {"text"}, "tagFilter": {"text"}, "runFilter": {"text"}, "groupBy": {"null"},
    "symlogLinearThreshold": {"number"}, "runSelectionDefault": {"null", "true"},
    "tagSymlogLinearThresholds": {"object"}, "baselineRun": {"null", "text"}, "runTable": {"object"},
    "cardWidth": {"null"}, "partition": {"true"}, "savePins": {"true"}, "hideEmptyCards": {"true"},
}  # fmt: skip


@pytest.mark.parametrize("field", [field for field in FLAT if field != "somethingNew"])
@pytest.mark.parametrize("kind", OF_EACH_TYPE)
def test_each_field_refuses_each_wrong_type(field: str, kind: str) -> None:
    if kind in ALLOWED.get(field, ()):
        profile_from_json(but(**{field: OF_EACH_TYPE[kind]}))
        return
    for document, inside in (
        (but(**{field: OF_EACH_TYPE[kind]}), ""),
        ({"data": {field: OF_EACH_TYPE[kind]}}, "data."),
    ):
        with pytest.raises(BadProfile) as refusal:
            profile_from_json(document)
        assert str(refusal.value).startswith(f"{inside}{field}")


BAD: list[tuple[Any, str]] = [
    ([], "profile: an object is expected, not a list."),
    (None, "profile: an object is expected, not null."),
    ({"version": "x"}, "version: the number 1 is expected, not text."),
    ({"version": None, "data": []}, "version: the number 1 is expected, not null."),
    ({"version": 2, "data": {}}, "version: 1 is expected, not 2."),
    ({"version": math.inf}, "version: 1 is expected, not inf."),
    ({"version": 1, "data": math.nan}, "data: an object is expected, not a number."),
    ({"version": 1, "data": {"version": 3}}, "data.version: 1 is expected, not 3."),
    ({"pinnedCards": [*PINS, PINS[0], {"plugin": "scalars", "tag": 5}]},
     "pinnedCards[3].tag: text is expected, not a number."),
    ({"pinnedCards": [{"tag": "x"}]}, "pinnedCards[0].plugin: text is expected, not null."),
    ({"pinnedCards": [{"plugin": "a", "tag": "x", "sample": -1}]}, "pinnedCards[0].sample: a whole number"),
    ({"pinnedCards": [PINS[0]] * 10_000}, "pinnedCards: at most 1,000 entries are allowed; these are"),
    ({"pinnedCards": [{"plugin": "a", "tag": "x" * 10**6}]}, "pinnedCards[0].tag: at most 16,384 characters"),
    ({"runColors": [{"runId": "a", "color": "red;background:url(//x)"}]}, "runColors[0].color: a colour"),
    ({"runColors": [{"runId": "a", "color": "</style>"}]}, "runColors[0].color: a colour such"),
    ({"runColors": [{"runId": "a", "color": "#fff"}] * 100_000}, "runColors: at most 10,000 entries"),
    ({"runColors": [{"color": "#fff"}]}, "runColors[0].runId: text is expected, not null."),
    ({"groupColors": [{"groupKey": "a", "colorId": 0.5}]}, "groupColors[0].colorId: a whole number"),
    ({"superimposedCards": [{"id": "a", "title": "b", "tags": [1]}]}, "superimposedCards[0].tags[0]: text"),
    ({"smoothing": -1}, "smoothing: a number from 0 to 0.999 is expected, not -1."),
    ({"smoothing": 2}, "smoothing: a number from 0 to 0.999 is expected, not 2."),
    ({"smoothing": math.nan}, "smoothing: a number from 0 to 0.999 is expected, not nan."),
    ({"yAxisScale": "log3"}, 'yAxisScale: linear, log10 or symlog10 is expected, not "log3".'),
    ({"tagAxisScales": {"a/b": {"y": "log3"}}}, 'tagAxisScales["a/b"].y: linear, log10 or symlog10'),
    ({"groupBy": {"key": 9}}, "groupBy.key: a whole number from 0 to 3 is expected, not 9."),
    ({"groupBy": {}}, "groupBy.key: a whole number from 0 to 3 is expected, not null."),
    ({"name": "x" * 10_000}, "name: at most 200 characters are allowed; these are 10,000."),
    ({"name": "a\0b"}, "name: there are characters"),
    ({"name": "\ud800"}, "name: there are characters"),
    ({"tagFilter": "a" * 10**6}, "tagFilter: at most 1,000 characters"),
    ({"lastModifiedTimestamp": 10**400}, "lastModifiedTimestamp: a whole number is expected, not such"),
    ({"symlogLinearThreshold": 0}, "symlogLinearThreshold: a number greater than 0 is expected, not 0."),
    ({"expandedTagGroups": {"a": "yes"}}, "expandedTagGroups.a: true or false is expected, not text."),
    ({"later": {"a": [1, math.inf]}}, "later.a[1]: a finite number is expected, not inf."),
    ({"later": json.loads("[" * 50 + "]" * 50)}, "later[0][0]"),
    ({"\ud800": 1}, "profile: a key: there are characters"),
    ({"runSelection": {}}, "runSelection: a list is expected, not an object."),
    ({"runSelection": ["a"]}, "runSelection[0]: an object is expected, not text."),
    ({"runSelection": [{"type": "X", "value": "a", "selected": True}]}, "runSelection[0].type: RUN_NAME"),
    ({"runSelection": [{"type": "RUN_ID", "value": 1, "selected": True}]}, "runSelection[0].value: text is"),
    ({"runSelection": [{"type": "RUN_ID", "value": "a", "selected": 1}]}, "runSelection[0].selected: true"),
    ({"runSelectionDefault": "yes"}, "runSelectionDefault: true or false is expected, not text."),
    ({"pageSize": 0}, "pageSize: a whole number from 1 to 200 is expected, not 0."),
    ({"pageSize": True}, "pageSize: a whole number from 1 to 200 is expected, not true."),
]  # fmt: skip


@pytest.mark.parametrize(("document", "sentence"), BAD, ids=[sentence[:40] for _, sentence in BAD])
def test_a_bad_document_is_refused_by_the_path_of_the_bad_field(document: Any, sentence: str) -> None:
    with pytest.raises(BadProfile) as refusal:
        profile_from_json(document)
    assert str(refusal.value).startswith(sentence)

"""What the toolbar says is kept: a page with its address is one without it under the profile that kept it."""

from __future__ import annotations

from importlib import import_module
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from dashboards.kept import kept_by
from dashboards.query import parse_query
from profiles import edits
from profiles.address import CHOICES, with_address
from profiles.schema import ProfileData, json_from_profile, profile_from_json

OWN: dict[str, tuple[str, ...]] = {"xTag": (), "spread": ("", "mean", "median"), "band": ("minmax", "sd")}
KEPT = ProfileData(
    tag_filter="old",
    x_axis="wall",
    expanded_tag_groups={"train": True},
    large_cards=("train/loss",),
    toolbar={"spread": "median"},
)
ADDRESSES = (
    "",
    "tagFilter=loss%7Cacc&runFilter=a",
    "tagFilter=&runFilter=",
    "smoothing=0.95&xAxis=relative&yScale=log10&xScale=symlog",
    "smoothing=7&xAxis=nowhere&yScale=log3",
    "smoothing=nan",
    "yScale.train/loss=symlog&xScale.a.b=log10",
    "open=valid&closed=train",
    "expanded=valid/loss&expanded=train/loss",
    "expanded=",
    "xAxis=metric&xTag=lr&spread=mean&band=sd",
    "spread=&band=minmax&xTag=",
    "symlogThreshold=0.5&symlogThreshold.train/loss=0.25&symlogThreshold.a.b=x",
    "open=__proto__&expanded=%3Cb%3E",
)


@pytest.mark.parametrize("profile", [ProfileData(), KEPT], ids=["plain", "kept"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_kept_address_need_not_be_said(address: str, profile: ProfileData) -> None:
    asked = parse_query(QueryDict(address), kept_by(profile), OWN)
    kept = with_address(profile, QueryDict(address))
    silent = parse_query(QueryDict(""), kept_by(kept), OWN)
    for name in ("tag_filter", "run_filter", "smoothing", "x_axis", "x_scale", "y_scale", "expanded"):
        assert getattr(silent, name) == getattr(asked, name), name
    for name in ("spread", "band"):
        assert silent.choice(name, OWN[name]) == asked.choice(name, OWN[name])
    assert silent.said("xTag") == asked.said("xTag")
    for axis in ("x", "y"):
        for tag in ("train/loss", "a.b", "else"):
            assert silent.scale(axis, tag) == asked.scale(axis, tag)
            assert silent.threshold_of(tag) == asked.threshold_of(tag)
    for group in ("train", "valid", "__proto__"):
        by_default = dict(asked.kept.groups).get(group, False)
        is_open = group in asked.open or (by_default and group not in asked.closed)
        assert dict(silent.kept.groups).get(group, False) == is_open


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_kept_is_a_profile(address: str) -> None:
    kept = with_address(KEPT, QueryDict(address))
    assert profile_from_json(json_from_profile(kept)) == kept


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_under_a_kept_profile_has_an_address_that_leads_to_it(address: str) -> None:
    asked = parse_query(QueryDict(address), kept_by(KEPT), OWN)
    again = parse_query(QueryDict(asked.url("/x/").partition("?")[2]), kept_by(KEPT), OWN)
    assert again.url("/x/") == asked.url("/x/")
    assert (again.expanded, again.x_axis, again.tag_filter) == (
        asked.expanded,
        asked.x_axis,
        asked.tag_filter,
    )


def test_what_is_taken_back_while_it_is_being_kept_does_not_come_back() -> None:
    large = parse_query(QueryDict("expanded=a")).with_expanded("a", expanded=False)
    opened = parse_query(QueryDict("open=g")).with_open("g", is_open=False, plain=False)
    late = kept_by(with_address(ProfileData(), QueryDict("expanded=a&open=g")))
    assert parse_query(QueryDict(urlencode(large.pairs())), late).expanded == ()
    assert not parse_query(QueryDict(urlencode(opened.pairs())), late).is_open("g", plain=False)


def test_what_is_too_long_to_keep_is_not_kept() -> None:
    assert with_address(ProfileData(), QueryDict(f"tagFilter={'x' * 5000}&smoothing=0.2")) == (
        edits.set_smoothing(ProfileData(), 0.2)
    )


@pytest.mark.parametrize("profile", [ProfileData(), KEPT], ids=["plain", "kept"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_as_it_was_anyway_is_no_change(address: str, profile: ProfileData) -> None:
    kept = with_address(profile, QueryDict(address))
    now = parse_query(QueryDict(""), kept_by(kept), OWN)
    said = {
        "smoothing": f"{now.smoothing:.3g}",
        "xScale": now.x_scale,
        "yScale": now.y_scale,
        "xAxis": now.x_axis,
        "symlogThreshold": now.threshold_text,
        "tagFilter": now.tag_filter,
        "spread": now.choice("spread", OWN["spread"]),
    }
    assert with_address(kept, QueryDict(urlencode(said))) == kept


def test_every_choice_of_a_dashboard_is_kept_and_its_default_known() -> None:
    modules = ("line_cards", "histograms.cards", "text.cards", "images.views")
    owned = [import_module(f"dashboards.{name}").OWN for name in modules]
    found = {name: choices[0] if choices else "" for own in owned for name, choices in own.items()}
    passing = {"baseline", "find"}  # a field by itself, and a search
    assert {name: default for name, default in found.items() if name not in passing} == CHOICES

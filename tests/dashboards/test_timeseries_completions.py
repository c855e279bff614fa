"""Completions of the tag filter: the first 25 tags that match, as expressions for just them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from ingest.store import Store
from profiles.regex import escaped, matcher
from tests.helpers import html

URL = "/timeseries/tags"
Show = Callable[..., Store]


def found(client: Client, typed: str) -> tuple[list[tuple[str, str]], str]:
    """Tags with what is taken for them, and what is said below."""
    tree = html.part(client.get(URL, {"q": typed}).content.decode())
    options = [each for each in html.elements(tree) if each.get("role") == "option"]
    said = html.with_class(tree, "completions-more")
    pairs = [(str(each.get("title")), str(each.get("data-value"))) for each in options]
    return pairs, html.text_of(said[0]) if said else ""


def test_tags_are_offered_as_expressions_for_just_them(client: Client, show: Show) -> None:
    show({"a": {"train/loss (mean)": [1.0], "val/LOSS": [1.0], "acc": [1.0]}})
    assert found(client, "loss") == (
        [("train/loss (mean)", r"train/loss \(mean\)"), ("val/LOSS", "val/LOSS")],
        "",
    )


def test_of_many_the_first_are_offered_and_the_others_counted(client: Client, show: Show) -> None:
    show({"a": {f"t/{i}": [1.0] for i in range(40)}})
    tags, said = found(client, "t")
    assert [tag for tag, _ in tags] == [f"t/{i}" for i in range(25)]
    assert said == "and 15 more tags matched"


@pytest.mark.parametrize("typed", ["", "(", "none such"])
def test_nothing_is_offered_for_what_says_nothing(typed: str, client: Client, show: Show) -> None:
    show({"a": {"x": [1.0]}})
    assert found(client, typed) == ([], "")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30))
def test_what_is_taken_matches_its_tag(tag: str) -> None:
    assert matcher(escaped(tag))(tag)

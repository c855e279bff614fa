"""Cards of several tags on the page: what they draw, of which runs, and their menus."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from django.test import Client

from dashboards.timeseries.page import TimeSeriesPage
from dashboards.timeseries.superimposed import Superimposed
from ingest.store import Store
from profiles.parts import Pin, SuperimposedCard
from profiles.schema import ProfileData
from tests.helpers import html
from tests.helpers.looking import looking as at
from tests.helpers.store_builder import snapshot_of

RUNS = {"one": {"a/x": [1.0], "a/y": [1.0]}, "two": {"a/x": [2.0]}}
BOTH = SuperimposedCard("key", "Both", ("a/x", "a/y", "later"))


def looking(profile: ProfileData, address: str = "") -> TimeSeriesPage:
    return at(snapshot_of(RUNS), address, profile)


def card_of(profile: ProfileData, address: str = "") -> Superimposed:
    page = looking(profile, address)
    assert page.superimposed
    (card,) = page.superimposed.cards
    assert isinstance(card, Superimposed)
    return card


def test_a_card_draws_its_tags_and_says_which_are_missing() -> None:
    card = card_of(ProfileData(superimposed=(BOTH,)), "runFilter=o")
    assert parse_qs(urlsplit(card.src).query) == {"tag": ["a/x", "a/y", "later"], "runFilter": ["o"]}
    assert [(chip.tag, chip.is_written) for chip in card.chips] == [
        ("a/x", True),
        ("a/y", True),
        ("later", False),
    ]
    assert len({chip.dashes for chip in card.chips}) == 3
    assert (card.tag, card.runs, card.waits) == ("Both", 2, "")


def test_a_card_of_one_run_shows_it_whatever_is_selected() -> None:
    of_one = SuperimposedCard("key", "One", ("a/x", "a/y"), run="one")
    card = card_of(ProfileData(superimposed=(of_one,), run_selection={"one": False}))
    assert parse_qs(urlsplit(card.src).query)["run"] == ["one"]
    assert (card.runs, card.waits) == (1, "")


def test_a_card_without_anything_to_draw_says_what_it_waits_for() -> None:
    later = SuperimposedCard("key", "Later", ("later",))
    assert card_of(ProfileData(superimposed=(later,))).waits.startswith("Waiting for these tags")
    only_y = SuperimposedCard("key", "Y", ("a/y",))
    hidden = ProfileData(superimposed=(only_y,), run_selection={"one": False})
    assert card_of(hidden).waits == "No selected run has these tags."
    gone = SuperimposedCard("key", "Gone", ("a/x",), run="three")
    assert card_of(ProfileData(superimposed=(gone,))).waits == "Waiting for run three."


def test_its_scales_are_its_own() -> None:
    page = looking(ProfileData(superimposed=(BOTH,)), "yScale.__superimposed__key=log10")
    assert page.superimposed
    assert [choice.scale for choice in page.superimposed.cards[0].scales] == ["log10", "linear"]
    assert all(card.scales[0].scale == "linear" for group in page.groups for card in group.cards)


def test_its_version_changes_with_any_of_its_tags() -> None:
    x = card_of(ProfileData(superimposed=(SuperimposedCard("key", "X", ("a/x",)),)))
    both = card_of(ProfileData(superimposed=(SuperimposedCard("key", "X", ("a/x", "a/y")),)))
    assert x.version != both.version


def test_a_pinned_card_of_several_tags_is_a_copy_of_its_own() -> None:
    pin = Pin("scalars", "a/x", title="Both", tags=BOTH.tags)
    page = looking(ProfileData(superimposed=(BOTH,), pins=(pin,)))
    assert page.pinned
    assert page.superimposed
    (copy,), (original,) = page.pinned.group.cards, page.superimposed.cards
    assert (copy.tag, copy.src, copy.version) == (original.tag, original.src, original.version)
    assert copy.id != original.id
    assert (copy.key, copy.pin.is_pinned, original.pin.is_pinned) == ("", True, True)


def test_the_section_is_valid_and_equals_its_fragment(client: Client, show: Callable[..., Store]) -> None:
    show({**RUNS, "odd": {'"><b>': [1.0]}})
    for tag in ("a/x", '"><b>', "later"):
        client.post("/profiles/superimposed/", {"action": "create", "tag": tag})
    text = client.get("/timeseries/").content.decode()
    assert not html.duplicate_ids(html.document(text))
    asked = {"HX-Request": "true", "HX-Target": "section#cards"}
    assert html.outer(text, "cards") == client.get("/timeseries/", headers=asked).content.decode().strip()


def test_menus_are_pages_and_parts(client: Client, show: Callable[..., Store]) -> None:
    show(RUNS)
    client.post("/profiles/superimposed/", {"action": "create", "tag": "a/x"})
    key = client.get("/timeseries/").content.decode().partition('name="id" value="')[2].partition('"')[0]
    part = {"HX-Request": "true", "HX-Target": "div#more-menu"}
    for url, word in (
        (f"superimposed?id={key}", "Delete this card"),
        ("superimpose?tag=a/x", "Superimposed: a/x"),
    ):
        page = client.get(f"/timeseries/{url}").content.decode()
        html.document(page)
        fragment = client.get(f"/timeseries/{url}", headers=part).content.decode()
        assert word in html.text_of(html.part(fragment))
        assert fragment.strip() in page
    assert client.get("/timeseries/superimpose?tag=none").status_code == 404
    assert client.get("/timeseries/superimposed?id=none").status_code == 404

"""Cards of several tags: their section, and the menus that make and change them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

from django.urls import reverse
from django.views.decorators.http import require_safe

from dashboards.dashes import dash_of
from dashboards.http import part_or_page, refused
from dashboards.line_cards import Card, line_card
from dashboards.pages import Group, section
from profiles.parts import Pin, SuperimposedCard
from profiles.selection import shown_runs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpResponse

    from dashboards.pages import Looking
    from profiles.request import Request

SUPERIMPOSED = "__superimposed__"
MOST_RUNS = 1_000
"""Runs to choose from; who has more types a name into the filter of runs."""


@dataclass(frozen=True)
class Chip:
    """A tag of a card. ``dashes``: of its lines, as SVG has them; ``is_written``: whether any run has it."""

    tag: str
    dashes: str
    is_written: bool


@dataclass(frozen=True)
class Superimposed(Card):
    """A card of several tags. ``key``: its id, if it is no copy; ``waits``: why nothing is drawn."""

    template: ClassVar[str] = "timeseries/_superimposed.html"
    key: str = ""
    chips: tuple[Chip, ...] = ()
    run: str | None = None
    waits: str = ""


def superimposed_section(look: Looking) -> Group | None:
    """The cards of several tags; nothing where there are none."""
    cards = look.profile.superimposed
    if not cards:
        return None
    shown = frozenset(shown_runs(look.snapshot, look.profile, look.query.run_filter))
    return section(
        look, SUPERIMPOSED, "Superimposed", cards, lambda card: superimposed_card(look, card, shown)
    )


def superimposed_card(look: Looking, card: SuperimposedCard, shown: frozenset[str]) -> Superimposed:
    """The chart of a card, of the runs that are shown or of its own."""
    written = look.snapshot.scalar_tags
    drawn = {
        tag: [run for run in written.get(tag, ()) if (run in shown if card.run is None else run == card.run)]
        for tag in card.tags
    }
    pin = Pin("scalars", card.tags[0], card.run, title=card.title, tags=card.tags)
    made = line_card(look, f"{SUPERIMPOSED}{card.id}", drawn, card.run, pin, card.title)
    menu = f"{reverse('timeseries:superimposed')}?{urlencode({'id': card.id})}"
    return Superimposed(
        **vars(replace(made, menu_url=menu, menu_text="Name, runs, delete…") if card.id else made),
        key=card.id,
        chips=tuple(_chip(tag, place, tag in written) for place, tag in enumerate(card.tags)),
        run=card.run,
        waits=_waits(card, drawn, bool(written.keys() & set(card.tags))),
    )


def pinned_card(look: Looking, pin: Pin, shown: frozenset[str]) -> Superimposed:
    """The copy of a card of several tags, which stays as it was when it was pinned."""
    card = SuperimposedCard("", pin.title or " + ".join(pin.tags), pin.tags, pin.run)
    return superimposed_card(look, card, shown)


def _chip(tag: str, place: int, is_written: bool) -> Chip:
    return Chip(tag, " ".join(f"{1.5 * length:g}" for length in dash_of(place)), is_written)


def _waits(card: SuperimposedCard, drawn: Mapping[str, Sequence[str]], is_written: bool) -> str:
    if any(drawn.values()):
        return ""
    if not is_written:
        return "Waiting for these tags: no run has written them yet."
    return "No selected run has these tags." if card.run is None else f"Waiting for run {card.run}."


# --- menus ------------------------------------------------------------------------------------------------


@require_safe
def add_menu(request: Request) -> HttpResponse:
    """Which card a tag could be added to: by itself, or as a part."""
    tag = request.GET.get("tag", "")
    if tag not in request.snapshot.scalar_tags:
        return refused(f"tag: there is no scalar tag named {tag!r}.", 404)
    cards = [(card, tag in card.tags) for card in request.profile.superimposed]
    return _menu(request, "superimpose", {"tag": tag, "cards": cards})


@require_safe
def card_menu(request: Request) -> HttpResponse:
    """What can be changed of a card: by itself, or as a part."""
    asked = request.GET.get("id", "")
    card = next((card for card in request.profile.superimposed if card.id == asked), None)
    if card is None:
        return refused("id: there is no such card.", 404)
    tags = request.snapshot.scalar_tags
    runs = dict.fromkeys(run for tag in card.tags for run in tags.get(tag, ()))
    shown = [run for run in shown_runs(request.snapshot, request.profile) if run in runs][:MOST_RUNS]
    return _menu(request, "superimposed", {"card": card, "runs": _with(shown, card.run)})


def _with(runs: list[str], chosen: str | None) -> list[str]:
    return runs if chosen is None or chosen in runs else [chosen, *runs]


def _menu(request: Request, name: str, context: dict[str, Any]) -> HttpResponse:
    page = "timeseries/superimposed_menu.html"
    return part_or_page(request, f"timeseries/_{name}_menu.html", page, context)

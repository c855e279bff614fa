"""The section of pinned cards: copies of cards, and a place for each whose data is missing. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dashboards.cards import element_id
from dashboards.pages import CardKey, Group, Kind, Looking, section
from dashboards.pins import pin_state
from dashboards.timeseries.superimposed import pinned_card
from dashboards.timeseries.waiting import UNSELECTED, waiting
from profiles import parts
from profiles.parts import Pin
from profiles.selection import shown_runs
from tensorbored.plugins.core import checks

PINNED = "__pinned__"
FIELD = "pinnedCards"


@dataclass(frozen=True)
class Pinned:
    """The section. ``lent``: pins that only the address asks for, as the profile would keep them."""

    group: Group
    lent: str = ""
    lent_count: int = 0


def pinned_section(look: Looking, kinds: Sequence[Kind]) -> Pinned | None:
    """Cards of the profile, then those of the address; nothing where there are none."""
    lent = _lent(look)
    pins = (*look.profile.pins, *lent)
    if not pins:
        return None
    made = _Copies(look, {kind.plugin: kind for kind in kinds}, frozenset(_shown(look)))
    group = section(look, PINNED, "Pinned", list(enumerate(pins)), lambda item: made.card(*item))
    return Pinned(group, json.dumps([parts.json_from_pin(pin) for pin in lent]) if lent else "", len(lent))


def _shown(look: Looking) -> tuple[str, ...]:
    return shown_runs(look.snapshot, look.profile, look.query.run_filter)


def _lent(look: Looking) -> tuple[Pin, ...]:
    """What old addresses hold in `pinnedCards`; nothing where it makes no sense."""
    said = dict(look.query.other).get(FIELD, "")
    try:
        found = parts.listed(checks.MAX_PINS, parts.pin)(json.loads(said), FIELD) if said else ()
    except (ValueError, RecursionError):
        return ()
    distinct = {pin.card: pin for pin in found if pin.card not in look.pinned}
    return tuple(distinct.values())


@dataclass(frozen=True)
class _Copies:
    look: Looking
    kinds: Mapping[str, Kind]
    shown: frozenset[str]

    def card(self, place: int, pin: Pin) -> Any:
        """The copy of a card at a place among the pins, or what stands there until it has data."""
        is_kept = pin.card in self.look.pinned
        state = pin_state(self.look, pin, place if is_kept else None)
        name = element_id("pin", state.card)
        if pin.tags:
            return replace(pinned_card(self.look, pin, self.shown), id=name, pin=state)
        runs = self._runs(pin)
        if isinstance(runs, str):
            return waiting(name, pin.tag, runs, state)
        key = CardKey(pin.plugin, pin.tag, pin.run, pin.sample or 0)
        return replace(self.kinds[pin.plugin].card(self.look, key, runs), id=name, pin=state)

    def _runs(self, pin: Pin) -> Sequence[str] | str:
        """The runs to show, or why there are none."""
        written = self.look.snapshot.tags(pin.plugin).get(pin.tag, ())
        if pin.plugin not in self.kinds:
            return f"Cards of “{pin.plugin}” cannot be shown here."
        if not written or (pin.run is not None and pin.run not in written):
            return (
                "Waiting for this tag: no run has written it yet."
                if pin.run is None
                else f"Waiting for run {pin.run}."
            )
        shown = [run for run in written if run in self.shown and pin.run in {None, run}]
        return shown or (UNSELECTED if pin.run is None else f"Run {pin.run} is not selected.")

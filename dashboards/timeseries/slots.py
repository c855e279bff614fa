"""Cards of other dashboards: places that fetch what their dashboard makes of them when near. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from dashboards.cards import card_version, element_id, title
from dashboards.dashboard import Dashboard, dashboards
from dashboards.kept import X_AXES, Pairs
from dashboards.pages import CardKey, Kind, Looking
from dashboards.pins import PinState, pin_of, pin_state
from dashboards.query import PageQuery
from profiles.card_sizes import USUAL, CardSize


@dataclass(frozen=True)
class Slot:
    """The place of a card. ``src``: where it comes from; ``version``: equal where it is.

    ``several``: the card has more than one step, and a slider over them.
    """

    template: ClassVar[str] = "timeseries/_slot.html"
    id: str
    tag: str
    head: str
    last: str
    run: str
    src: str
    version: str
    several: bool
    name: str
    expanded: bool
    toggle_url: str
    pin: PinState
    size: CardSize


def other_kinds() -> tuple[Kind, ...]:
    """The cards of every dashboard that lends some."""
    return tuple(_kind(dashboard) for dashboard in lenders())


def lenders() -> tuple[Dashboard, ...]:
    """Dashboards whose samples are cards."""
    return tuple(dashboard for dashboard in dashboards() if dashboard.cards)


def _kind(dashboard: Dashboard) -> Kind:
    def slot(look: Looking, key: CardKey, runs: Sequence[str]) -> Slot:
        pin = pin_state(look, pin_of(key))
        name = f"{key.plugin}\0{key.tag}\0{key.run}\0{key.sample}"
        own_id = element_id("slot", name)
        expanded, toggle_url = look.large(own_id)
        return Slot(
            id=own_id,
            tag=key.tag,
            head=title(key.tag)[0],
            last=title(key.tag)[1],
            run=key.run or "",
            src=dashboard.card_url(key, (*look.query.colored(), *_axis(dashboard, look.query))),
            version=card_version(look.snapshot, key.tag, _runs_of(key, runs), look.colors),
            several=any(look.snapshot.runs[run].count(key.tag) > 1 for run in _runs_of(key, runs)),
            name=own_id,
            expanded=expanded,
            toggle_url=toggle_url,
            pin=pin,
            size=look.profile.card_sizes.get(own_id, USUAL),
        )

    return Kind(dashboard.cards, dashboard.card_keys, slot)


def _runs_of(key: CardKey, runs: Sequence[str]) -> Sequence[str]:
    return [key.run] if key.run else runs


def _axis(dashboard: Dashboard, query: PageQuery) -> Pairs:
    """The x axis of the page, where the card has one that may be it."""
    is_its = dashboard.has_x_axis and query.x_axis in X_AXES[1:]
    return (("xAxis", query.x_axis),) if is_its else ()

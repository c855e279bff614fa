"""The cards with curves of Time Series and of Scalars as values. Pure; knows no requests.

Their data come from the addresses of Time Series, whichever page shows them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar
from urllib.parse import urlencode

from django.urls import reverse

from dashboards.cards import cards_version, element_id, title, token
from dashboards.described import description_of
from dashboards.kept import X_AXES, Pairs
from dashboards.pages import CardKey, Looking
from dashboards.pins import PinState, pin_of, pin_state
from dashboards.query import RUNS, PageQuery
from dashboards.said_steps import without_steps
from dashboards.scales import NAMES, SCALES, Scale
from dashboards.spread import BANDS, CENTRES
from profiles.card_sizes import USUAL, CardSize
from profiles.parts import Pin
from profiles.regex import escaped

PICTURE = {"width": 4, "height": 2.4, "dpi": 200}  # inches: where no script draws
_ASKED = ("tagFilter", *RUNS, "runColorGroup")
OWN: Mapping[str, Sequence[str]] = {
    "xTag": (),
    "spread": ("", *CENTRES),
    "band": BANDS,
    "baseline": (),
}
"""What the toolbar of curves has besides what all have, and the choices that there are."""

_PLAIN = {"title": "", "legend": "no"}  # the card has a title and the list of runs has the colours


@dataclass(frozen=True)
class ScaleChoice:
    """The scale that one axis of a card has, and those that it may have."""

    axis: str
    scale: Scale
    name: str
    look: Looking = field(repr=False, compare=False)

    @property
    def choices(self) -> tuple[tuple[str, str, bool], ...]:
        """Name, address with it, and whether the axis has it."""
        return tuple((NAMES[scale], self._url(scale), scale == self.scale) for scale in SCALES)

    @property
    def next_url(self) -> str:
        """The address with the scale that comes next."""
        return self._url(SCALES[(SCALES.index(self.scale) + 1) % len(SCALES)])

    def _url(self, scale: Scale) -> str:
        return self.look.query.with_scale(self.axis, self.name, scale).url(self.look.path)


@dataclass(frozen=True)
class Threshold:
    """Up to where a card's symlog axes are linear; ``rest``: the state of the page but for this."""

    name: str
    text: str
    rest: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Card:
    """One chart. ``version`` is equal where the curves are; ``runs`` counts those drawn.

    ``menu_url`` leads to what else can be done with it; ``about``: what its tag means;
    ``link_url``: the page with this card alone.
    """

    template: ClassVar[str] = "timeseries/_card.html"
    menu_template: ClassVar[str] = "timeseries/_menu.html"
    id: str
    tag: str
    head: str
    last: str
    src: str
    version: str
    runs: int
    x_axis: str
    expanded: bool
    toggle_url: str
    scales: tuple[ScaleChoice, ...]
    threshold: Threshold | None
    downloads_url: str
    table_url: str
    picture_url: str
    pin: PinState
    name: str = ""
    size: CardSize = USUAL
    menu_url: str = ""
    menu_text: str = ""
    about: str = ""
    link_url: str = ""


def scalar_card(look: Looking, key: CardKey, runs: Sequence[str]) -> Card:
    """The card of a tag, for all runs that are shown or the one that its key names."""
    made = line_card(look, key.tag, {key.tag: runs}, key.run, pin_of(key))
    menu = f"{reverse('timeseries:superimpose')}?{urlencode({'tag': key.tag})}"
    about = description_of(look, key.tag, runs)
    text = "Add to a superimposed card…"
    return replace(made, menu_url=menu, menu_text=text, about=about, link_url=_link(look, key.tag))


def _link(look: Looking, tag: str) -> str:
    """The page with this card alone, large, and all that is chosen for it: to be sent to somebody."""
    pattern = f"^{escaped(tag)}$"
    alone = replace(
        look.query,
        tag_filter=pattern,
        expanded=(tag,),
        pages=(),
        groups=1,
        open=(),
        closed=(),
        other=without_steps(look.query.other),
    )
    return alone.url(look.path)


def line_card(
    look: Looking, name: str, drawn: Mapping[str, Sequence[str]], run: str | None, pin: Pin, label: str = ""
) -> Card:
    """A card of one or several tags, each with the runs to draw.

    ``name``: what its own scales and its size are known by; ``label``: its title where it is not that.
    """
    query = look.query
    head, last = ("", label) if label else title(name)
    expanded, toggle_url = look.large(name)
    compared = _compared(look)
    shown = (*_shown(query, name, tuple(drawn), run), *compared)
    asked = (*_asked(query, tuple(drawn), run), *compared)
    sources = {**drawn, **({tag: tuple(look.snapshot.runs)} if (tag := _x_tag(query)) else {})}
    return Card(
        id=element_id("card", name),
        tag=label or name,
        head=head,
        last=last,
        src=f"{reverse('timeseries:series')}?{urlencode(asked)}",
        version=token(cards_version(look.snapshot, sources, look.colors), _grouped_by(look)),
        runs=len({run for runs in drawn.values() for run in runs}),
        x_axis=_x_axis(query),
        expanded=expanded,
        toggle_url=toggle_url,
        scales=tuple(_scale_choice(look, axis, name) for axis in ("y", "x")),
        threshold=_threshold(query, name),
        table_url=f"{reverse('timeseries:table')}?{urlencode(shown)}",
        downloads_url=f"{reverse('timeseries:downloads')}?{urlencode(shown)}",
        picture_url=f"{reverse('timeseries:png')}?{urlencode((*shown, *PICTURE.items(), *_PLAIN.items()))}",
        pin=pin_state(look, pin),
        name=name,
        size=look.profile.card_sizes.get(name, USUAL),
    )


def _asked(query: PageQuery, tags: Sequence[str], run: str | None) -> Pairs:
    """Which curves there are."""
    runs = (("run", run),) if run is not None else ()
    filtered = (("runFilter", query.run_filter),) if query.run_filter else ()
    return (*(("tag", tag) for tag in tags), *runs, *filtered, *query.filtered(), *query.colored())


def _x_axis(query: PageQuery) -> str:
    """Steps until it is said which metric is x."""
    return X_AXES[0] if query.x_axis == "metric" and not query.said("xTag") else query.x_axis


def _x_tag(query: PageQuery) -> str:
    return query.said("xTag") if query.x_axis == "metric" else ""


def _compared(look: Looking) -> Pairs:
    """What is drawn against what: another tag, groups as one line, a baseline."""
    query = look.query
    spread = query.choice("spread", OWN["spread"])
    pairs = (
        ("xTag", _x_tag(query)),
        ("spread", spread),
        ("band", query.choice("band", BANDS) if spread else ""),
        ("baseline", query.said("baseline") or look.profile.baseline_run or ""),
    )
    return tuple(pair for pair in pairs if pair[1])


def _grouped_by(look: Looking) -> object:
    """What decides which runs are one line."""
    return look.profile.group_by if look.query.choice("spread", OWN["spread"]) else None


def _shown(query: PageQuery, name: str, tags: Sequence[str], run: str | None) -> Pairs:
    """What a card shows, as a question for what is drawn elsewhere."""
    look = replace(
        query,
        x_axis=_x_axis(query),
        own=(),
        x_scale=query.scale("x", name),
        y_scale=query.scale("y", name),
        scales=(),
        open=(),
        closed=(),
        threshold=query.threshold_of(name),
        thresholds=(),
        expanded=query.kept.expanded,
        pages=(),
        groups=1,
        other=(),
    )
    return *_asked(query, tags, run), *(pair for pair in look.pairs() if pair[0] not in _ASKED)


def _threshold(query: PageQuery, tag: str) -> Threshold | None:
    if "symlog" not in (query.scale("x", tag), query.scale("y", tag)):
        return None
    rest = query.without_threshold(tag).pairs()
    return Threshold(f"symlogThreshold.{tag}", f"{query.threshold_of(tag):g}", rest)


def _scale_choice(look: Looking, axis: str, tag: str) -> ScaleChoice:
    return ScaleChoice(axis, look.query.scale(axis, tag), tag, look)

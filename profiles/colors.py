"""The colour of a run: a pair of hex values, one for the light theme and one for the dark.

It comes from the name alone wherever possible, so a run looks the same in every logdir. Runs are given
their colours in the order in which they started: one that would look like its neighbours in the list,
or like those started just before it, tries again. So a run added later never changes an earlier one's.
"""

from __future__ import annotations

import math
import threading
import weakref
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ingest.natural import Key, natural_key
from ingest.store import Snapshot
from tensorbored.plugins.core.color_sampler import hex_to_oklch, oklch_to_hex

if TYPE_CHECKING:
    from numpy.typing import NDArray

GROUND = ("#ffffff", "#17191e")  # what curves are drawn on; static/css/tokens.css has the same two
CONTRAST = 3.1
APART = 0.12  # OKLab distance to the neighbours in the list
APART_IN_TIME = ((7, 0.1), (24, 0.05))  # and to so many runs started just before

_HUES = 24
_TONES = (((0.60, 0.17), (0.74, 0.15)), ((0.46, 0.15), (0.84, 0.10)), ((0.66, 0.11), (0.64, 0.17)))
_VIVID_TRIES, _TRIES = 8, 20
_WHOLE_HUE = 360.0


class Color(NamedTuple):
    """One colour in two themes."""

    light: str
    dark: str


class Assignment:
    """Colours given so far. Runs are handed over in the order in which they started."""

    def __init__(self) -> None:
        self.order: list[tuple[float, str]] = []
        self._listed: list[tuple[Key, int]] = []
        self._recent: list[int] = []  # the latest first
        self.colors: dict[str, Color] = {}

    def extend(self, runs: Iterable[tuple[float, str]]) -> None:
        """Give each of these runs, which started after those before, a colour."""
        for started, name in runs:
            key = natural_key(name)
            at = bisect_left(self._listed, (key, -1))
            beside = [index for _, index in self._listed[max(at - 1, 0) : at + 1]]
            index = _pick(name, beside, self._recent)
            self._listed.insert(at, (key, index))
            self._recent = [index, *self._recent][: APART_IN_TIME[-1][0]]
            self.order.append((started, name))
            self.colors[name] = palette()[index]


_lock = threading.Lock()
_latest = Assignment()
_seen: tuple[weakref.ref[Snapshot] | None, Mapping[str, Color]] = (None, MappingProxyType({}))


def run_colors(snapshot: Snapshot) -> Mapping[str, Color]:
    """The colour of every run of a snapshot. The newest snapshot's are kept, and added to by the next."""
    global _latest, _seen
    with _lock:
        reference, colors = _seen
        if reference is None or reference() is not snapshot:
            order = sorted((run.start_time or math.inf, name) for name, run in snapshot.runs.items())
            given = len(_latest.order)
            if _latest.order != order[:given]:
                _latest, given = Assignment(), 0
            _latest.extend(order[given:])
            colors = MappingProxyType(dict(_latest.colors))
            _seen = weakref.ref(snapshot), colors
        return colors


@lru_cache(maxsize=1)
def palette() -> tuple[Color, ...]:
    """Every colour a run can have: 24 hues in three tones, the most vivid tone first."""
    return tuple(
        Color(_readable(light, hue, GROUND[0]), _readable(dark, hue, GROUND[1]))
        for light, dark in _TONES
        for hue in (index * _WHOLE_HUE / _HUES for index in range(_HUES))
    )


def _pick(name: str, beside: list[int], recent: list[int]) -> int:
    """The first of the name's own choices that stands apart; else the colour that does so best."""
    far = _distances()
    apart = np.full(len(far), np.inf)
    for count, enough in APART_IN_TIME:
        np.minimum(apart, far[:, recent[:count]].min(axis=1, initial=np.inf) / enough, out=apart)
    near = far[:, beside].min(axis=1, initial=np.inf) / APART
    apart[near < 1] = -np.inf  # a neighbour in the list counts for more than any in time
    choices = _choices(name)
    good = next((index for index in choices if apart[index] >= 1), None)
    if good is not None:
        return good
    first = choices[0]  # equally good ones are told apart by the name
    return int((np.roll(apart, -first).argmax() + first) % len(far))


def _choices(name: str) -> list[int]:
    digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=2 * _TRIES).digest()
    numbers = [digest[2 * i] << 8 | digest[2 * i + 1] for i in range(_TRIES)]
    every = len(palette())
    return [n % _HUES if i < _VIVID_TRIES else n % every for i, n in enumerate(numbers)]


@lru_cache(maxsize=1)
def _distances() -> NDArray[np.float64]:
    """OKLab distance between any two colours of the palette, in the theme in which they are closer."""
    themes = [np.array([_oklab(color[theme]) for color in palette()]) for theme in (0, 1)]
    light, dark = (np.linalg.norm(points[:, None] - points[None], axis=2) for points in themes)
    closer: NDArray[np.float64] = np.minimum(light, dark)
    return closer


def _oklab(color: str) -> tuple[float, float, float]:
    lightness, chroma, hue = hex_to_oklch(color)
    angle = math.radians(hue)
    return lightness, chroma * math.cos(angle), chroma * math.sin(angle)


def _readable(tone: tuple[float, float], hue: float, ground: str) -> str:
    """The tone at this hue, as vivid as the screen allows, moved away from the ground until it stands out."""
    lightness, chroma = tone
    away = -0.01 if luminance(ground) > 0.5 else 0.01
    color = _in_gamut(lightness, chroma, hue)
    while contrast(color, ground) < CONTRAST:
        lightness += away
        color = _in_gamut(lightness, chroma, hue)
    return color


def _in_gamut(lightness: float, chroma: float, hue: float) -> str:
    """Less chroma rather than another hue, where the screen cannot show the colour."""
    while chroma > 0:
        color = oklch_to_hex(lightness, chroma, hue)
        shown = _oklab(color)
        angle = math.radians(hue)
        if math.dist(shown, (lightness, chroma * math.cos(angle), chroma * math.sin(angle))) < 0.006:
            return color
        chroma -= 0.005
    return oklch_to_hex(lightness, 0.0, hue)


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio, 1 to 21."""
    dim, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dim + 0.05)


def luminance(color: str) -> float:
    """Relative luminance, 0 to 1."""
    channels = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

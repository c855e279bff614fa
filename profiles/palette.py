"""Colours as pairs of hex, one for the light theme and one for the dark, that stand out from the ground.

Lightness, chroma and hue are those of OKLCH; distances are OKLab's.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tensorbored.plugins.core.color_sampler import hex_to_oklch, oklch_to_hex

if TYPE_CHECKING:
    from numpy.typing import NDArray

GROUND = ("#ffffff", "#17191e")  # what curves are drawn on; static/css/tokens.css has the same two
CONTRAST = 3.1
CHOSEN_CONTRAST = 3.0  # of colours that somebody chose: as little is changed as may be

HUES = 24
_TONES = (((0.60, 0.17), (0.74, 0.15)), ((0.46, 0.15), (0.84, 0.10)), ((0.66, 0.11), (0.64, 0.17)))
_WHOLE_HUE = 360.0
_HASHES = 2**32
_HASH_TONES = ((0.65, 0.155), (0.78, 0.155))
_FAINT = ((0.70, 0.0), (0.45, 0.0))
_NUMBERED = (
    ("#425066", "#8e98a3"),
    ("#12b5cb", "#12b5cb"),
    ("#e52592", "#e52592"),
    ("#f9ab00", "#f9ab00"),
    ("#9334e6", "#9334e6"),
    ("#7cb342", "#7cb342"),
    ("#7678ed", "#6163ea"),
)  # TensorBoard's; profiles say the number


class Color(NamedTuple):
    """One colour in two themes."""

    light: str
    dark: str


@lru_cache(maxsize=1)
def palette() -> tuple[Color, ...]:
    """Every colour a run can have: 24 hues in three tones, the most vivid tone first."""
    return tuple(
        Color(_readable(light, hue, GROUND[0]), _readable(dark, hue, GROUND[1]))
        for light, dark in _TONES
        for hue in (index * _WHOLE_HUE / HUES for index in range(HUES))
    )


@lru_cache(maxsize=1)
def inactive() -> Color:
    """What belongs to no group."""
    return Color(*(_readable(tone, 0.0, ground) for tone, ground in zip(_FAINT, GROUND, strict=True)))


@lru_cache(maxsize=1 << 14)
def chosen(color: str) -> Color:
    """A colour that somebody chose, `#rrggbb`: where it would not be seen, lighter or darker than that."""
    return Color(_seen(color, GROUND[0]), _seen(color, GROUND[1]))


@lru_cache(maxsize=1 << 10)
def numbered(color_id: int) -> Color:
    """The colour of a number in profiles: 0 to 6 of a palette, -1 for none, others a hash that is a hue."""
    if color_id < 0:
        return inactive()
    if color_id < len(_NUMBERED):
        return Color(*(_seen(*pair) for pair in zip(_NUMBERED[color_id], GROUND, strict=True)))
    hue = color_id / _HASHES * _WHOLE_HUE
    return Color(*(_readable(tone, hue, ground) for tone, ground in zip(_HASH_TONES, GROUND, strict=True)))


def number_of(color: str) -> int:
    """The number whose hue is this colour's: the inverse of `numbered`, as far as numbers go."""
    hue = hex_to_oklch(color)[2] % _WHOLE_HUE
    return min(max(round(hue / _WHOLE_HUE * _HASHES), len(_NUMBERED)), _HASHES - 1)


@lru_cache(maxsize=1)
def distances() -> NDArray[np.float64]:
    """OKLab distance between any two colours of the palette, in the theme in which they are closer."""
    themes = [np.array([_oklab(color[theme]) for color in palette()]) for theme in (0, 1)]
    light, dark = (np.linalg.norm(points[:, None] - points[None], axis=2) for points in themes)
    closer: NDArray[np.float64] = np.minimum(light, dark)
    return closer


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio, 1 to 21."""
    dim, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dim + 0.05)


def luminance(color: str) -> float:
    """Relative luminance, 0 to 1."""
    channels = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _seen(color: str, ground: str) -> str:
    if contrast(color, ground) >= CHOSEN_CONTRAST:
        return color
    lightness, chroma, hue = hex_to_oklch(color)
    return _readable((lightness, chroma), hue, ground, CHOSEN_CONTRAST)


def _oklab(color: str) -> tuple[float, float, float]:
    lightness, chroma, hue = hex_to_oklch(color)
    angle = math.radians(hue)
    return lightness, chroma * math.cos(angle), chroma * math.sin(angle)


def _readable(tone: tuple[float, float], hue: float, ground: str, enough: float = CONTRAST) -> str:
    """The tone at this hue, as vivid as the screen allows, moved away from the ground until it stands out."""
    lightness, chroma = tone
    away = -0.01 if luminance(ground) > 0.5 else 0.01
    color = _in_gamut(lightness, chroma, hue)
    while contrast(color, ground) < enough:
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

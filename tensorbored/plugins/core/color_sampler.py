"""Colours that are equally easy to tell apart, sampled in the OKLCH space.

Plain arithmetic on floats: it runs inside training scripts, so nothing but the standard library is imported.
Colours go in and out as `#rrggbb`. The space and its matrices are those of Björn Ottosson's OKLab.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

MANY_RUNS = 8  # beyond this, hue alone no longer tells runs apart: lightness and chroma vary too
NO_COLOR = "#808080"


def oklch_to_hex(lightness: float, chroma: float, hue: float) -> str:
    """The nearest colour of the screen: channels outside sRGB are cut off."""
    angle = math.radians(hue)
    return _hex_from_oklab(lightness, chroma * math.cos(angle), chroma * math.sin(angle))


def hex_to_oklch(color: str) -> tuple[float, float, float]:
    """Lightness, chroma and hue in degrees [0, 360)."""
    lightness, a, b = _oklab_from_hex(color)
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def sample_colors(
    n: int, lightness: float = 0.7, chroma: float = 0.15, hue_start: float = 0.0, hue_range: float = 360.0
) -> list[str]:
    """`n` colours of one lightness, evenly spaced in hue."""
    return [oklch_to_hex(lightness, chroma, (hue_start + i * hue_range / n) % 360) for i in range(n)]


def sample_colors_varied(
    n: int,
    lightness_range: tuple[float, float] = (0.55, 0.8),
    chroma_range: tuple[float, float] = (0.12, 0.18),
) -> list[str]:
    """`n` colours whose lightness and chroma alternate as well, so that neighbours in hue stay apart."""
    return [_varied(i, n, lightness_range, chroma_range) for i in range(n)]


def _varied(i: int, n: int, lightness: tuple[float, float], chroma: tuple[float, float]) -> str:
    (dark, light), (dull, vivid) = lightness, chroma
    t = i / max(n - 1, 1)
    if i % 2 == 0:
        up, strong = 1 - 0.5 * t, dull + (vivid - dull) * t
    else:
        up, strong = 0.5 + 0.5 * t, vivid - (vivid - dull) * t * 0.5
    return oklch_to_hex(dark + (light - dark) * up, strong, i * 360 / n)


class ColorMap(Sequence[str]):
    """`n` colours to call with an index; indices beyond the last begin again."""

    def __init__(
        self,
        n: int,
        lightness: float = 0.7,
        chroma: float = 0.15,
        hue_start: float = 0.0,
        varied: bool = False,
    ) -> None:
        self.colors = sample_colors_varied(n) if varied else sample_colors(n, lightness, chroma, hue_start)

    def __call__(self, index: int) -> str:
        return self.colors[index % len(self.colors)] if self.colors else NO_COLOR

    def __getitem__(self, index):  # type: ignore[no-untyped-def]  # an int wraps, a slice does not
        return self.colors[index] if isinstance(index, slice) else self(index)

    def __len__(self) -> int:
        return len(self.colors)

    def __iter__(self) -> Iterator[str]:
        return iter(self.colors)


def colors_for_runs(
    run_ids: Sequence[str], lightness: float = 0.7, chroma: float = 0.15, varied: bool = False
) -> dict[str, str]:
    """One colour a run, in the order given."""
    colors = ColorMap(len(run_ids), lightness, chroma, varied=varied or len(run_ids) > MANY_RUNS)
    return dict(zip(run_ids, colors, strict=True))


def palette_categorical(n: int) -> list[str]:
    """Strong colours for categories."""
    return sample_colors(n, lightness=0.65, chroma=0.18)


def palette_sequential(n: int, hue: float = 250) -> list[str]:
    """Light to dark in one hue, for ordered data."""
    steps = [i / max(n - 1, 1) for i in range(n)]
    return [oklch_to_hex(0.9 - 0.55 * t, 0.08 + 0.12 * t, hue) for t in steps]


def palette_diverging(n: int, hue_low: float = 250, hue_high: float = 30) -> list[str]:
    """Dark in one hue over a pale middle to dark in another, for data with a meaningful centre."""
    return [_diverging(i / (n - 1) if n > 1 else 0.5, hue_low, hue_high) for i in range(n)]


def _diverging(position: float, hue_low: float, hue_high: float) -> str:
    away = abs(2 * position - 1)
    return oklch_to_hex(0.9 - 0.45 * away, 0.18 * away, hue_low if position < 0.5 else hue_high)


def lighten(color: str, amount: float = 0.1) -> str:
    """The same hue and chroma, `amount` lighter (0 to 1)."""
    lightness, a, b = _oklab_from_hex(color)
    return _hex_from_oklab(min(max(lightness + amount, 0.0), 1.0), a, b)


def darken(color: str, amount: float = 0.1) -> str:
    """The same hue and chroma, `amount` darker (0 to 1)."""
    return lighten(color, -amount)


def _hex_from_oklab(lightness: float, a: float, b: float) -> str:
    l_, m_, s_ = (
        (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3,
        (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3,
        (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3,
    )
    channels = (
        4.0767416621 * l_ - 3.3077115913 * m_ + 0.2309699292 * s_,
        -1.2684380046 * l_ + 2.6097574011 * m_ - 0.3413193965 * s_,
        -0.0041960863 * l_ - 0.7034186147 * m_ + 1.7076147010 * s_,
    )
    return "#" + "".join(f"{round(255 * _encoded(c)):02x}" for c in channels)


def _oklab_from_hex(color: str) -> tuple[float, float, float]:
    red, green, blue = (_decoded(c) for c in _channels(color))
    l_, m_, s_ = (
        (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3),
        (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3),
        (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3),
    )
    return (
        0.2104542553 * l_ + 0.7936177850 * m_ - 0.0040720468 * s_,
        1.9779984951 * l_ - 2.4285922050 * m_ + 0.4505937099 * s_,
        0.0259040371 * l_ + 0.7827717662 * m_ - 0.8086757660 * s_,
    )


def _channels(color: str) -> tuple[float, ...]:
    digits = color.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * d for d in digits)
    if len(digits) != 6:
        raise ValueError(f"A colour is written #rrggbb, but got: {color!r}.")
    return tuple(int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))


def _encoded(linear: float) -> float:
    """An sRGB channel, 0 to 1, from its linear light."""
    curved = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return min(max(curved, 0.0), 1.0)


def _decoded(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

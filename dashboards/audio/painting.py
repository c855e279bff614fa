"""The waveform and the spectrogram of a sound, as pixels and as PNG in the colours of a theme.

Whatever its length, it costs one pass over the samples in small pieces, and a bounded number of transforms.
It is done in a worker process, which has only what is imported here.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboards.audio.wav import Wav, pieces, samples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

WIDTH, HEIGHT = 800, 120
"""Pixels of both pictures."""

LANES = 4
"""Channels that have a lane of their own in the waveform; of more the loudest is drawn."""

PIECE = 1 << 18
"""Frames that are looked at at once."""

WINDOW = 1024
"""Samples of a transform, fewer where the sound is shorter."""

FLOOR = -80.0
"""Decibels below the loudest that are drawn as silence."""

_INK = {"light": ((47, 95, 208), (130, 160, 232)), "dark": ((130, 169, 255), (70, 98, 158))}
_RAMP = {
    "light": ((255, 255, 255), (205, 219, 250), (110, 146, 232), (58, 66, 172), (38, 14, 74)),
    "dark": ((23, 25, 30), (44, 46, 104), (120, 60, 150), (232, 114, 106), (255, 236, 176)),
}


def painted(content: bytes, kind: str, theme: str, wav: dict[str, int]) -> bytes:
    """A PNG. ``kind``: `waveform` or `spectrogram`; ``wav``: the fields of its `Wav`."""
    paint = {"waveform": waveform, "spectrogram": spectrogram}[kind]
    return _png(paint(Wav(**wav), content, theme))


def waveform(wav: Wav, content: bytes, theme: str) -> NDArray[np.uint8]:
    """uint8[HEIGHT, WIDTH, 4]: lowest, highest and mean square of each column, a lane a channel."""
    low, high, square = envelope(wav, content)
    lanes = low.shape[1]
    loud = max(float(np.abs(low).max()), float(np.abs(high).max()), 1e-6)
    picture = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    strong, weak = _INK[theme]
    for lane in range(lanes):
        top, bottom = (round(HEIGHT * edge / lanes) for edge in (lane, lane + 1))
        rows = np.arange(top, bottom)[:, None]
        middle, reach = (top + bottom - 1) / 2, (bottom - top - 4) / 2 / loud
        part = picture[top:bottom]
        above, below = middle - high[:, lane] * reach - 0.5, middle - low[:, lane] * reach + 0.5
        part[(rows >= above) & (rows <= below)] = (*weak, 255)
        part[np.abs(rows - middle) <= np.maximum(square[:, lane] * reach, 0.5)] = (*strong, 255)
    return picture


def envelope(wav: Wav, content: bytes) -> tuple[NDArray[np.float32], ...]:
    """float32[WIDTH, lanes] each: the lowest and the highest sample, and the root of the mean square."""
    lanes = wav.channels if wav.channels <= LANES else 1
    low = np.full((WIDTH, lanes), np.inf, np.float32)
    high, total = -low, np.zeros((WIDTH, lanes), np.float64)
    first = 0
    for piece in pieces(content, wav, PIECE):
        column = (np.arange(first, first + len(piece)) * WIDTH // wav.frames).astype(np.int64)
        starts = np.flatnonzero(np.r_[True, column[1:] != column[:-1]])
        there = column[starts]
        bottom, top = (piece, piece) if lanes > 1 or wav.channels == 1 else _loudest(piece)
        low[there] = np.minimum(low[there], np.minimum.reduceat(bottom, starts))
        high[there] = np.maximum(high[there], np.maximum.reduceat(top, starts))
        total[there] += np.add.reduceat(np.square(top, dtype=np.float64), starts)
        first += len(piece)
    filled = np.isfinite(low[:, 0])
    before = np.maximum.accumulate(np.where(filled, np.arange(WIDTH), 0))  # short sounds leave columns out
    per_column = max(wav.frames / WIDTH, 1)
    square = np.sqrt(total / per_column).astype(np.float32)
    return low[before], high[before], square[before]


def _loudest(piece: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    return piece.min(axis=1, keepdims=True), piece.max(axis=1, keepdims=True)


def spectrogram(wav: Wav, content: bytes, theme: str) -> NDArray[np.uint8]:
    """uint8[HEIGHT, WIDTH, 3]: decibels of bands that are evenly spaced in mel, the lowest at the bottom."""
    powers = spectrum(wav, content)
    decibels = 10 * np.log10(np.maximum(powers, 1e-12))
    level = np.clip((decibels - decibels.max()) / -FLOOR + 1, 0, 1) if powers.max() > 0 else powers * 0
    return _ramp(theme)[(level.T[::-1] * 255).astype(np.uint8)]


def spectrum(wav: Wav, content: bytes) -> NDArray[np.float64]:
    """float64[WIDTH, HEIGHT]: power of each band, with Hann windows around the middle of each column."""
    size = min(WINDOW, max(wav.frames, 2))
    window = np.hanning(size).astype(np.float32)
    middles = ((np.arange(WIDTH) + 0.5) * wav.frames / WIDTH).astype(np.int64)
    firsts = np.clip(middles - size // 2, 0, max(wav.frames - size, 0))
    powers = np.empty((WIDTH, size // 2 + 1), np.float64)
    for at, first in enumerate(firsts.tolist()):
        heard = samples(content, wav, first, min(first + size, wav.frames)).mean(axis=1)
        padded = heard if len(heard) == size else np.pad(heard, (0, size - len(heard)))
        powers[at] = np.abs(np.fft.rfft(padded * window)) ** 2
    return _banded(powers, wav.rate)


def _banded(powers: NDArray[np.float64], rate: int) -> NDArray[np.float64]:
    """The bins put together in HEIGHT bands (O'Shaughnessy's mel: 2595 log10(1 + f / 700))."""
    bins = powers.shape[1]
    mel = np.linspace(0, 2595 * np.log10(1 + rate / 2 / 700), HEIGHT + 1)
    edges = 700 * (10 ** (mel / 2595) - 1) / (rate / 2) * (bins - 1)
    middles = (edges[1:] + edges[:-1]) / 2
    below = np.clip(np.floor(middles).astype(int), 0, bins - 1)
    above = np.clip(below + 1, 0, bins - 1)
    part = middles - below
    between = powers[:, below] * (1 - part) + powers[:, above] * part
    wide = np.flatnonzero(edges[1:] - edges[:-1] > 2)
    for band in wide.tolist():
        first, last = int(np.ceil(edges[band])), int(np.ceil(edges[band + 1]))
        between[:, band] = powers[:, first : max(last, first + 1)].mean(axis=1)
    return np.asarray(between)


def _ramp(theme: str) -> NDArray[np.uint8]:
    """uint8[256, 3]: colours from silent to loud."""
    stops: Sequence[Any] = _RAMP[theme]
    places = np.linspace(0, 255, len(stops))
    channels = [np.interp(np.arange(256), places, [stop[channel] for stop in stops]) for channel in range(3)]
    return np.round(np.stack(channels, axis=1)).astype(np.uint8)


def _png(pixels: NDArray[np.uint8]) -> bytes:
    from PIL import Image  # here and not above: the server starts without it

    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG", compress_level=6)
    return out.getvalue()

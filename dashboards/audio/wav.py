"""WAV files: what their header says, and their samples as numbers, a piece at a time.

Formats: RIFF WAVE (Microsoft, 1994; WAVEFORMATEXTENSIBLE), RF64 (EBU Tech 3306), A-law and µ-law (ITU G.711).
A header's sizes are claims: what counts is the bytes that are there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from dashboards.not_shown import NotShown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

PCM, FLOAT, A_LAW, MU_LAW, EXTENSIBLE = 1, 3, 6, 7, 0xFFFE
NAMES = {PCM: "", FLOAT: "float", A_LAW: "A-law", MU_LAW: "µ-law"}
MOST_CHANNELS = 64
UNTIL_THE_END = (0, 0xFFFFFFFF)
"""Sizes that writers give who do not know how much will follow."""


@dataclass(frozen=True)
class Wav:
    """``form``: how samples are coded; ``rate`` in Hz; ``start`` and ``size`` in bytes of the data that is.

    ``claimed``: bytes that the header says.
    """

    form: int
    channels: int
    rate: int
    bits: int
    start: int
    size: int
    claimed: int

    @property
    def width(self) -> int:
        """Bytes of one sample of all channels."""
        return self.channels * self.bits // 8

    @property
    def frames(self) -> int:
        """Samples of each channel."""
        return self.size // self.width

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.frames / self.rate

    @property
    def lacks(self) -> bool:
        """Whether the header promises more than there is."""
        return self.claimed not in UNTIL_THE_END and self.claimed > self.size + 1

    @property
    def is_known(self) -> bool:
        """Whether its samples can be read here."""
        sizes = {PCM: (8, 16, 24, 32), FLOAT: (32, 64), A_LAW: (8,), MU_LAW: (8,)}
        return self.bits in sizes.get(self.form, ())


def wav_of(content: bytes) -> Wav:
    """The header of a WAV file; raises `NotShown`."""
    form: tuple[int, int, int, int] | None = None
    for name, start, claimed in _chunks(content):
        if name == b"fmt ":
            form = _form(content[start : start + claimed])
        elif name == b"data" and form is not None:
            kind, channels, rate, bits = form
            there = len(content) - start
            size = there if claimed in UNTIL_THE_END else min(claimed, there)
            return Wav(kind, channels, rate, bits, start, size, claimed)
    missing = "what its samples are" if form is None else "any samples"
    raise NotShown(f"This WAV is damaged: its header does not say {missing}.")


def pieces(content: bytes, wav: Wav, frames: int) -> Iterator[NDArray[np.float32]]:
    """float32[n, channels] from -1 to 1, at most so many frames at a time."""
    for first in range(0, wav.frames, frames):
        yield samples(content, wav, first, min(first + frames, wav.frames))


def samples(content: bytes, wav: Wav, first: int, last: int) -> NDArray[np.float32]:
    """float32[last - first, channels] from -1 to 1."""
    count = (last - first) * wav.channels
    at = wav.start + first * wav.width
    return _numbers(content, wav, at, count).reshape(-1, wav.channels)


def _numbers(content: bytes, wav: Wav, at: int, count: int) -> NDArray[np.float32]:
    if wav.form == FLOAT:
        numbers = np.frombuffer(content, f"<f{wav.bits // 8}", count, at).astype(np.float32)
        return np.asarray(np.nan_to_num(numbers, nan=0, posinf=1, neginf=-1), np.float32)
    if wav.form in (A_LAW, MU_LAW):
        return _companded(wav.form)[np.frombuffer(content, np.uint8, count, at)]
    if wav.bits == 8:
        return (
            np.frombuffer(content, np.uint8, count, at).astype(np.float32) - np.float32(128)
        ) / np.float32(128)
    if wav.bits == 24:
        octets = np.frombuffer(content, np.uint8, 3 * count, at).reshape(-1, 3)
        wide = np.zeros((count, 4), np.uint8)
        wide[:, 1:] = octets
        return wide.view("<i4")[:, 0].astype(np.float32) / np.float32(1 << 31)
    whole = np.frombuffer(content, f"<i{wav.bits // 8}", count, at)
    return whole.astype(np.float32) / np.float32(1 << (wav.bits - 1))


@lru_cache(maxsize=2)
def _companded(form: int) -> NDArray[np.float32]:
    """float32[256]: what each byte means."""
    code = np.arange(256) ^ (0x55 if form == A_LAW else 0xFF)
    sign = np.where(code & 0x80, 1 if form == A_LAW else -1, -1 if form == A_LAW else 1)
    exponent, mantissa = code >> 4 & 7, code & 15
    if form == A_LAW:
        size = (
            np.where(exponent > 0, (mantissa * 2 + 33) << np.maximum(exponent - 1, 0), mantissa * 2 + 1) * 8
        )
    else:
        size = (((mantissa << 3) + 0x84) << exponent) - 0x84
    return np.asarray(sign * size / 32768, np.float32)


def _chunks(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and claimed size of each chunk; the data may reach beyond the end."""
    at, large = 12, 0
    while at + 8 <= len(content):
        name, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        if name == b"ds64":
            large = int.from_bytes(content[at + 16 : at + 24], "little")
        if name == b"data" and size == UNTIL_THE_END[1] and large:
            size = large
        yield name, at + 8, size
        at += 8 + size + size % 2


def _form(chunk: bytes) -> tuple[int, int, int, int]:
    """Coding, channels, rate, bits."""
    if len(chunk) < 16:
        raise NotShown("This WAV is damaged: its header is cut off.")
    form, channels = (int.from_bytes(chunk[at : at + 2], "little") for at in (0, 2))
    rate, bits = int.from_bytes(chunk[4:8], "little"), int.from_bytes(chunk[14:16], "little")
    if form == EXTENSIBLE and len(chunk) >= 26:
        form = int.from_bytes(chunk[24:26], "little")
    if not 0 < channels <= MOST_CHANNELS or not rate or not bits or bits % 8:
        told = f"{channels:,} channel{'s' if channels != 1 else ''} of {bits:,} bits at {rate:,} Hz"
        raise NotShown(f"This WAV is damaged: its header says {told}.")
    return form, channels, rate, bits

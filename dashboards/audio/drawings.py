"""A sound as a picture, made by a worker when it is looked at; or why there is none."""

from __future__ import annotations

from dataclasses import asdict

from dashboards.audio.painting import painted
from dashboards.audio.wav import Wav, wav_of
from dashboards.blobs import type_of
from dashboards.not_shown import NotShown
from dashboards.workers import WORKERS, Failed

THEMES = ("light", "dark")


def drawn(kind: str, content: bytes, theme: str) -> bytes:
    """A PNG; raises `NotShown`. ``kind``: `waveform` or `spectrogram`."""
    wav = asdict(_readable(content))
    try:
        return WORKERS.run(painted, content, kind=kind, theme=theme, wav=wav)
    except Failed as error:
        raise NotShown(f"This sound cannot be drawn: {error}. It can still be played.") from None


def _readable(content: bytes) -> Wav:
    if type_of(content) != "audio/wav":
        raise NotShown("Only WAV is drawn; this sound can still be played.")
    wav = wav_of(content)
    if not wav.frames:
        raise NotShown("This WAV has no samples.")
    if not wav.is_known:
        raise NotShown("This WAV is coded in a way that is not drawn; a browser may play it.")
    return wav

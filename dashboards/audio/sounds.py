"""What is said of a sound: how it is coded, how long it is, its label, or what is wrong with it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from google.protobuf.message import DecodeError

from dashboards.audio.wav import NAMES, wav_of
from dashboards.blobs import UNKNOWN, type_of
from dashboards.encoded import value_at
from dashboards.markdown import html_of
from dashboards.not_shown import NotShown
from ingest.kinds import Audio
from ingest.proto.plugin_data_pb2 import AudioPluginData

if TYPE_CHECKING:
    from dashboards.steps import Steps
    from ingest.store import Snapshot

PLUGIN = "audio"
_CHANNELS = {1: "mono", 2: "stereo"}


@dataclass(frozen=True)
class Facts:
    """``text``: for people; ``seconds``: None where only a player finds out; ``label``: safe HTML.

    ``problem``: a sentence.
    """

    text: str
    seconds: float | None = None
    label: str = ""
    problem: str = ""


def told_type(snapshot: Snapshot, run: str, tag: str) -> str:
    """The type that TensorBoard's clients are told of all sounds of a tag."""
    found = snapshot.runs.get(run)
    content = found.info(tag).content if found else b""
    try:
        is_wav = not content or AudioPluginData.FromString(content).encoding == AudioPluginData.WAV
    except DecodeError:
        is_wav = False
    return "audio/wav" if is_wav else UNKNOWN


def facts_of(steps: Steps, at: int, sample: int) -> Facts:
    """What there is to say of a sound, whatever it is."""
    try:
        value = value_at(steps, at)
        if sample >= len(value.encoded):
            raise NotShown("There is no sound here: the program wrote an empty list.")
    except NotShown as error:
        return Facts("", problem=str(error))
    label = value.labels[sample] if isinstance(value, Audio) and sample < len(value.labels) else ""
    try:
        text, seconds, problem = _described(value.encoded[sample])
    except NotShown as error:
        text, seconds, problem = "", None, str(error)
    return Facts(text, seconds, html_of(label), problem)


def _described(content: bytes) -> tuple[str, float | None, str]:
    kind = type_of(content)
    if not content:
        raise NotShown("This sound is empty: the program wrote no bytes.")
    if not kind.startswith("audio/"):
        raise NotShown("These bytes are no sound that a browser plays. They can be downloaded.")
    if kind != "audio/wav":
        return f"{kind.removeprefix('audio/').upper()} · {size_text(len(content))}", None, ""
    wav = wav_of(content)
    channels = _CHANNELS.get(wav.channels, f"{wav.channels:,} channels")
    form = f"{wav.bits}-bit {NAMES.get(wav.form, f'coding {wav.form}')}".strip()
    lacks = f"The header promises {size_text(wav.claimed)}, of which {size_text(wav.size)} are there."
    text = f"{wav.rate:,} Hz · {channels} · {form} · {length_text(wav.seconds)}"
    return text, wav.seconds, lacks if wav.lacks else ""


def length_text(seconds: float) -> str:
    """As in `0.35 s`, `12.3 s`, `3:05`, `1:02:03`."""
    if seconds < 60:
        return f"{seconds:.3g} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def size_text(size: int) -> str:
    """Bytes as in `12.3 kB`."""
    for unit, name in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} bytes"

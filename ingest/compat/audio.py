"""Sounds of TensorFlow 1 and torch: a Summary.Audio, where today's are pairs (encoded sound, label)."""

from __future__ import annotations

from ingest.kinds import Audio
from ingest.proto.summary_values_pb2 import Audio as Sound

FIELD, PLUGIN, EXTENT = "audio", "audio", 1


def sound(content: bytes) -> Audio:
    """The sound, with an empty label; unlike today's it knows its sample rate."""
    proto = Sound.FromString(content)
    kind = proto.content_type.decode("ascii", errors="replace") or "audio/wav"
    return Audio((proto.encoded_audio_string,), ("",), kind, proto.sample_rate or None)

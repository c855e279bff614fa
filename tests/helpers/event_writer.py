"""Real event-file bytes, written one by one as training programs write them.

Formats: TFRecord frames around Event messages, put together by hand so that tests can bend every byte.
"""

from __future__ import annotations

import struct
from pathlib import Path

from ingest.crc import length_crc, masked_crc

START = 1_700_000_000.0


def frame(payload: bytes) -> bytes:
    """A record: length, its CRC, payload, its CRC."""
    size = struct.pack("<QI", len(payload), length_crc(len(payload)))
    return size + payload + struct.pack("<I", masked_crc(payload))


def varint(number: int) -> bytes:
    """A protobuf varint; negative numbers take ten bytes."""
    number &= (1 << 64) - 1
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def field(number: int, content: bytes) -> bytes:
    """A length-delimited protobuf field."""
    return varint(number << 3 | 2) + varint(len(content)) + content


def event(wall_time: float, step: int = 0, rest: bytes = b"") -> bytes:
    """An Event: wall time, step unless zero, and whatever follows."""
    return b"\x09" + struct.pack("<d", wall_time) + (b"\x10" + varint(step) if step else b"") + rest


def version_event(wall_time: float = START) -> bytes:
    """The event with which files begin."""
    return event(wall_time, 0, field(3, b"brain.Event:2"))


def scalar_event(tag: str | bytes, value: float, step: int, wall_time: float) -> bytes:
    """A scalar as torch writes it: a simple value."""
    name = tag.encode() if isinstance(tag, str) else tag
    return event(wall_time, step, field(5, field(1, field(1, name) + b"\x15" + struct.pack("<f", value))))


def tensor_event(
    tag: str, tensor: bytes, step: int, wall_time: float, plugin: str | None = "scalars"
) -> bytes:
    """A tensor as TF 2 writes it; without metadata where ``plugin`` is None."""
    metadata = field(9, field(1, field(1, plugin.encode()))) if plugin is not None else b""
    return event(wall_time, step, field(5, field(1, field(1, tag.encode()) + field(8, tensor) + metadata)))


def float_tensor(value: float) -> bytes:
    """A rank-0 float32 TensorProto with its content as bytes."""
    return b"\x08\x01" + field(2, b"") + field(4, struct.pack("<f", value))


def double_tensor(value: float) -> bytes:
    """The same of float64."""
    return b"\x08\x02" + field(2, b"") + field(4, struct.pack("<d", value))


class EventFile:
    """An event file that grows: each call appends whole records and puts them on disk."""

    def __init__(self, path: Path, *, version: bool = True, began: float = START) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self.append(frame(version_event(began)) if version else b"")

    def append(self, content: bytes) -> None:
        """Any bytes at the end."""
        with self.path.open("ab") as out:
            out.write(content)

    def scalar(self, tag: str, value: float, step: int, wall_time: float | None = None) -> None:
        """One scalar event."""
        self.append(frame(scalar_event(tag, value, step, START + step if wall_time is None else wall_time)))

    def scalars(self, tag: str, values: list[float], first_step: int = 0) -> None:
        """One scalar event a value, at steps that count up."""
        for step, value in enumerate(values, first_step):
            self.scalar(tag, value, step)

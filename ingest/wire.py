"""Events without their payloads: what a large record is about, found by hopping over what makes it large.

An event is taken apart field by field (https://protobuf.dev/programming-guides/encoding), long contents are
left out, and the rest is put together again, so that protobuf itself says what it means. Only the bytes
that stand between long contents are ever asked for, wherever they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Read = Callable[[int, int], bytes]

LONG = 1 << 12
"""Bytes from which on the content of a field is left out."""

_WINDOW = 1 << 12
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5

_LONGEST_KEPT = 1 << 24
"""Longer tags and metadata are nothing that a program wrote on purpose."""

_Shape = dict[int, "_Shape"]
_KEPT: _Shape = {}
_HEAD: _Shape = {}
# What is done with long contents, by message and field: looked into, kept, or (all others) left out. Of a
# tensor its beginning is kept, where its dtype and its shape stand.
_EVENT: _Shape = {5: {1: {1: _KEPT, 7: _KEPT, 8: _HEAD, 9: _KEPT}}, 7: _KEPT, 8: {1: _KEPT}}
_LAST_OF_HEAD, _FIELDS_OF_HEAD = 3, 64


class NoEvent(Exception):
    """The bytes are no protobuf message, or one of a kind that nobody writes (groups)."""


class Payload:
    """The bytes of a record, of which perhaps only the beginning is in memory."""

    def __init__(self, head: bytes | memoryview, length: int, read: Read | None = None) -> None:
        self._window: bytes | memoryview = head
        self._at = 0
        self._read = read
        self.length = length

    def get(self, at: int, size: int) -> bytes:
        """Some of the bytes, all of which must lie within the payload."""
        begin = at - self._at
        if begin < 0 or begin + size > len(self._window):
            if self._read is None:
                raise NoEvent
            self._window = self._read(at, min(max(size, _WINDOW), self.length - at))
            self._at, begin = at, 0
        found = self._window[begin : begin + size]
        if len(found) < size:
            raise OSError("the file ended in the middle of a record")
        return bytes(found)


class _Field(NamedTuple):
    """A field: its number, where key, content and the next field begin; whether it comes with a length."""

    number: int
    key: int
    begin: int
    end: int
    sized: bool


def skeleton(payload: Payload, long: int = LONG) -> bytes:
    """The event without what makes it long: contents of at least ``long`` bytes that nothing hangs on."""
    return _without(payload, 0, payload.length, _EVENT, long)


def _without(payload: Payload, begin: int, end: int, shape: Mapping[int, _Shape], long: int) -> bytes:
    parts = []
    for place, field in enumerate(_fields(payload, begin, end)):
        if shape is _HEAD and field.number > _LAST_OF_HEAD:
            if place < _FIELDS_OF_HEAD:
                continue
            break
        inner = shape.get(field.number)
        if field.end - field.begin < long or not field.sized or inner is _KEPT:
            parts.append(_whole(payload, field))
            continue
        content = b"" if inner is None else _without(payload, field.begin, field.end, inner, long)
        parts.append(_varint(field.number << 3 | _BYTES) + _varint(len(content)) + content)
    return b"".join(parts)


def _whole(payload: Payload, field: _Field) -> bytes:
    if field.end - field.key > _LONGEST_KEPT:
        raise NoEvent
    return payload.get(field.key, field.end - field.key)


def _fields(payload: Payload, begin: int, end: int) -> Iterator[_Field]:
    at = begin
    while at < end:
        key, behind = _number(payload, at, end)
        number, kind = key >> 3, key & 7
        if not 0 < number < 1 << 29:
            raise NoEvent
        sized = kind == _BYTES
        if sized:
            size, behind = _number(payload, behind, end)
        elif kind == _VARINT:
            size = _number(payload, behind, end)[1] - behind
        elif kind in (_FIXED64, _FIXED32):
            size = 8 if kind == _FIXED64 else 4
        else:
            raise NoEvent
        if behind + size > end:
            raise NoEvent
        yield _Field(number, at, behind, behind + size, sized)
        at = behind + size


def _number(payload: Payload, at: int, end: int) -> tuple[int, int]:
    """A varint, and where the next byte stands."""
    content = payload.get(at, min(10, end - at))
    value = 0
    for place, byte in enumerate(content):
        value |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return value & (1 << 64) - 1, at + place + 1
    raise NoEvent


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])

"""What a picture says of itself in its first bytes: its kind and its size. Nothing is decoded.

Formats: PNG (RFC 2083), GIF89a, JPEG (ITU T.81, annex B), BMP (BITMAPINFOHEADER), WebP (RFC 9649).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from dashboards.blobs import type_of
from dashboards.not_shown import NotShown

JPEG_TAIL = 1 << 16
"""How far from the end the end of a JPEG is looked for: cameras write more behind it."""

Order = Literal["little", "big"]
_BMP_OLD = 12
_NO_FRAME = {0xC4, 0xC8, 0xCC}
_STANDALONE = {0x01, *range(0xD0, 0xD9)}


@dataclass(frozen=True)
class Header:
    """``kind``: its type; ``width`` and ``height`` in pixels; ``moves``: whether it may have many frames."""

    kind: str
    width: int
    height: int
    moves: bool = False

    @property
    def pixels(self) -> int:
        """How many there are to decode."""
        return self.width * self.height


def header_of(content: bytes) -> Header:
    """The header of a picture whose data is all there; raises `NotShown`."""
    if not content:
        raise NotShown("This picture is empty: the program wrote no bytes.")
    kind = type_of(content)
    read = _READERS.get(kind)
    if read is None:
        raise NotShown(
            f"This is no PNG, JPEG, GIF, BMP or WebP{_guess(content)}. It is not shown; it can be downloaded."
        )
    name = kind.removeprefix("image/").upper()
    try:
        width, height, is_whole = read(content)
    except (IndexError, ValueError):
        raise NotShown(f"This {name} is damaged: its header is cut off or makes no sense.") from None
    if not is_whole:
        raise NotShown(f"This {name} is cut off: only {len(content):,} bytes of it are there.")
    if width <= 0 or height <= 0:
        raise NotShown(f"This {name} has no pixels: it is {width:,} × {height:,}.")
    return Header(kind, width, height, _moves(kind, content))


def _moves(kind: str, content: bytes) -> bool:
    if kind == "image/png":  # APNG: its animation is announced before the data
        return b"acTL" in content[: content.find(b"IDAT")]
    return kind == "image/gif" or (content[12:16] == b"VP8X" and bool(content[20] & 2))


def _guess(content: bytes) -> str:
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in start:
        return " but SVG, which could run scripts"
    return " but a web page" if start.startswith(b"<") else ""


def _number(content: bytes, at: int, size: int, order: Order = "little", *, signed: bool = False) -> int:
    if at + size > len(content):
        raise ValueError(at)
    return int.from_bytes(content[at : at + size], order, signed=signed)


def _png(content: bytes) -> tuple[int, int, bool]:
    if content[12:16] != b"IHDR":
        raise ValueError
    return _number(content, 16, 4, "big"), _number(content, 20, 4, "big"), _png_ends(content)


def _png_ends(content: bytes) -> bool:
    at = 8
    while at + 12 <= len(content):
        if content[at + 4 : at + 8] == b"IEND":
            return True
        at += 12 + _number(content, at, 4, "big")
    return False


def _gif(content: bytes) -> tuple[int, int, bool]:
    return _number(content, 6, 2), _number(content, 8, 2), len(content) > 13


def _bmp(content: bytes) -> tuple[int, int, bool]:
    if _number(content, 14, 4) == _BMP_OLD:
        return _number(content, 18, 2), _number(content, 20, 2), True
    width, height = _number(content, 18, 4, signed=True), abs(_number(content, 22, 4, signed=True))
    row = (width * _number(content, 28, 2) + 31) // 32 * 4
    is_plain = _number(content, 30, 4) == 0
    return width, height, not is_plain or len(content) >= _number(content, 10, 4) + row * height


def _jpeg(content: bytes) -> tuple[int, int, bool]:
    at = 2
    while True:
        if _number(content, at, 1) != 0xFF:
            raise ValueError
        marker = _number(content, at + 1, 1)
        if marker in _STANDALONE or marker == 0xFF:
            at += 1 if marker == 0xFF else 2
        elif 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            height, width = _number(content, at + 5, 2, "big"), _number(content, at + 7, 2, "big")
            return width, height, b"\xff\xd9" in content[-JPEG_TAIL:]
        else:
            at += 2 + max(_number(content, at + 2, 2, "big"), 2)


def _webp(content: bytes) -> tuple[int, int, bool]:
    is_whole = len(content) >= _number(content, 4, 4) + 8
    form = content[12:16]
    if form == b"VP8 ":
        return _number(content, 26, 2) & 0x3FFF, _number(content, 28, 2) & 0x3FFF, is_whole
    if form == b"VP8L":
        bits = _number(content, 21, 4)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, is_whole
    if form == b"VP8X":
        return _number(content, 24, 3) + 1, _number(content, 27, 3) + 1, is_whole
    raise ValueError


_READERS: dict[str, Callable[[bytes], tuple[int, int, bool]]] = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/gif": _gif,
    "image/bmp": _bmp,
    "image/webp": _webp,
}

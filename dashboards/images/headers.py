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

DEFLATE = 1032
"""Bytes that one byte can stand for at most, as PNG packs them."""

Order = Literal["little", "big"]
_PNG_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_GIF_EXTENSION, _GIF_PICTURE = 0x21, 0x2C
_BMP_OLD = 12
_NO_FRAME = {0xC4, 0xC8, 0xCC}
_STANDALONE = {0x01, *range(0xD0, 0xD9)}


@dataclass(frozen=True)
class Header:
    """``kind``: its type; ``width`` and ``height`` in pixels; ``is_whole``: whether there can be data for all
    of them; ``moves``: whether it may have many frames.
    """

    kind: str
    width: int
    height: int
    is_whole: bool = True
    moves: bool = False

    @property
    def name(self) -> str:
        """What people call its type."""
        return self.kind.removeprefix("image/").upper()

    @property
    def pixels(self) -> int:
        """How many there are to decode."""
        return self.width * self.height


def header_of(content: bytes) -> Header:
    """The header of a picture; raises `NotShown`."""
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
    if width <= 0 or height <= 0:
        raise NotShown(f"This {name} has no pixels: it is {width:,} × {height:,}.")
    return Header(kind, width, height, is_whole, _moves(kind, content))


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
    width, height = _number(content, 16, 4, "big"), _number(content, 20, 4, "big")
    samples = _PNG_SAMPLES.get(content[25], 1)
    least = height * (1 + (width * samples * content[24] + 7) // 8)
    return width, height, _png_data(content) * DEFLATE >= least


def _png_data(content: bytes) -> int:
    """Bytes of its data; 0 where it does not end."""
    at, data = 8, 0
    while at + 12 <= len(content):
        size, name = _number(content, at, 4, "big"), content[at + 4 : at + 8]
        if name == b"IEND":
            return data
        data += size if name == b"IDAT" else 0
        at += 12 + size
    return 0


def _gif(content: bytes) -> tuple[int, int, bool]:
    width, height = _number(content, 6, 2), _number(content, 8, 2)
    try:
        return width, height, _gif_ends(content)
    except IndexError:
        return width, height, False


def _gif_ends(content: bytes) -> bool:
    """Whether all of its blocks are there; that none says that it is the last harms nothing."""
    at, pictures = 13 + _gif_colors(content[10]), 0
    while at < len(content) and content[at] in (_GIF_PICTURE, _GIF_EXTENSION):
        is_picture = content[at] == _GIF_PICTURE
        at += 11 + _gif_colors(content[at + 9]) if is_picture else 2
        while content[at]:
            at += 1 + content[at]
        at, pictures = at + 1, pictures + is_picture
    return pictures > 0


def _gif_colors(flags: int) -> int:
    """Bytes of a table of colours."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


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

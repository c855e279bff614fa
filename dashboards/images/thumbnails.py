"""Small copies of large pictures, made when they are looked at and kept for a while.

A picture is decoded only if its header says that it is small enough, as what its first bytes say and nothing
else, and one at a time, so that what is decoded at once is bounded.
"""

from __future__ import annotations

import io
import threading
from hashlib import blake2b
from typing import TYPE_CHECKING

from dashboards.recent import Recent

if TYPE_CHECKING:
    from dashboards.images.headers import Header

LARGEST = 25_000_000
"""Pixels of the largest picture that is decoded here."""

KIND = "image/webp"
SIDES = (128, 256, 512, 1024)
"""Pixels that the longer side of a copy may have; few, so that copies are found again."""

WORTH_IT = 200_000
"""Bytes and pixels below which a picture is sent as it is."""

_QUALITY = 90
_recent: Recent[bytes] = Recent(16 << 20, len)
_decoding = threading.Semaphore(1)


def side_for(pixels: int) -> int:
    """The smallest side that is enough to be shown at a size in pixels of the screen."""
    return next((side for side in SIDES if side >= pixels), SIDES[-1])


def is_worth_it(header: Header, size: int, side: int) -> bool:
    """Whether a copy is much less to send than the picture; one that moves has no copy that does."""
    is_large = max(header.width, header.height) > 2 * side and (size > WORTH_IT or header.pixels > WORTH_IT)
    return is_large and not header.moves and header.pixels <= LARGEST


def thumbnail(content: bytes, header: Header, side: int) -> bytes:
    """A WebP whose longer side has so many pixels; empty where none can be made."""
    if header.pixels > LARGEST:
        return b""
    key = blake2b(content, digest_size=16).digest(), side
    return _recent.get(key, lambda: _made(content, header, side))


def _made(content: bytes, header: Header, side: int) -> bytes:
    from PIL import Image  # here and not above: the server starts without it

    out = io.BytesIO()
    name = header.kind.removeprefix("image/").upper()
    try:
        with _decoding, Image.open(io.BytesIO(content), formats=[name]) as picture:
            if picture.width * picture.height > LARGEST or picture.mode.startswith(("I", "F")):
                return b""  # larger than its header says, or deeper than a copy can be
            picture.draft("RGB", (side, side))
            shown = picture if picture.mode in ("RGB", "RGBA") else picture.convert("RGBA")
            shown.thumbnail((side, side))
            shown.save(out, "WEBP", quality=_QUALITY, method=2)
    except Exception:  # a decoder of hostile bytes raises what it likes; the browser will see for itself
        return b""
    return out.getvalue()

"""Small copies of large pictures, made by a worker when they are looked at.

A picture is decoded only if its header says that it is small enough, and as what its first bytes say and
nothing else.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from dashboards.not_shown import NotShown
from dashboards.workers import WORKERS, Failed

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


def side_for(pixels: int) -> int:
    """The smallest side that is enough to be shown at a size in pixels of the screen."""
    return next((side for side in SIDES if side >= pixels), SIDES[-1])


def is_worth_it(header: Header, size: int, side: int) -> bool:
    """Whether a copy is much less to send than the picture; one that moves has no copy that does."""
    is_large = max(header.width, header.height) > 2 * side and (size > WORTH_IT or header.pixels > WORTH_IT)
    return is_large and not header.moves and header.pixels <= LARGEST


def thumbnail(content: bytes, header: Header, side: int) -> bytes:
    """A WebP whose longer side has so many pixels; empty where none can be made. Raises `NotShown`."""
    if header.pixels > LARGEST:
        return b""
    try:
        return WORKERS.run(reduced, content, name=header.name, side=side)
    except Failed as error:
        raise NotShown(f"This picture cannot be made smaller: {error}. A click shows it as it is.") from None


def reduced(content: bytes, name: str, side: int) -> bytes:
    """The copy; ``name`` is Pillow's of the format."""
    from PIL import Image  # here and not above: the server never decodes

    out = io.BytesIO()
    try:
        with Image.open(io.BytesIO(content), formats=[name]) as picture:
            if picture.width * picture.height > LARGEST or picture.mode.startswith(("I", "F")):
                return b""  # larger than its header says, or deeper than a copy can be
            picture.draft("RGB", (side, side))
            shown = picture if picture.mode in ("RGB", "RGBA") else picture.convert("RGBA")
            shown.thumbnail((side, side))
            shown.save(out, "WEBP", quality=_QUALITY, method=2)
    except MemoryError:
        raise
    except Exception:  # a decoder of hostile bytes raises what it likes; the browser will see for itself
        return b""
    return out.getvalue()

"""Whether a browser may be asked to draw a picture. Pure; knows no requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.images.headers import header_of
from dashboards.not_shown import NotShown

if TYPE_CHECKING:
    from dashboards.images.headers import Header

PLUGIN = "images"

LARGEST = 100_000_000
"""Pixels of the largest picture that a browser is asked to draw: it takes four bytes for each."""


def drawable(content: bytes) -> Header:
    """The header of a picture that a browser may be asked to draw; raises `NotShown`."""
    header = header_of(content)
    if header.pixels > LARGEST:
        raise NotShown(
            f"This picture says that it is {header.width:,} × {header.height:,} pixels, too large to draw. "
            "It can be downloaded."
        )
    if not header.is_whole:
        raise NotShown(f"This {header.name} is cut off: only {len(content):,} bytes of it are there.")
    return header

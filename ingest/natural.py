"""The order in which people expect names: digits by their number, ``/`` before everything else.

A key is text, for nothing is compared more quickly: what orders names stands in it as characters that come
in that order.
"""

from __future__ import annotations

import re
import struct
from functools import lru_cache

_PARTS = re.compile(r"(\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)", re.ASCII).split
_END, _SLASH, _NUMBER = "\0", "\1", "\3"
_RANKED = str.maketrans({"_": "\2_", "-": "\2-", ".": "\2.", **{chr(i): f"\4{chr(i)}" for i in range(5)}})
_BITS = struct.Struct(">d").pack  # of two numbers that are not negative the larger one has the larger bytes


def natural_key(name: str) -> str:
    """Sort key: ``layer2`` before ``layer10``, ``a/b`` before ``a-b``; equal looks fall back to the name."""
    return f"{_SLASH.join(map(_segment_key, name.split('/')))}{_END}{name}"


@lru_cache(maxsize=1 << 16)
def _segment_key(name: str) -> str:
    """Of a part between slashes: a million tags have few different ones."""
    parts = _PARTS(name)
    parts[::2] = map(_ranked, parts[::2])
    parts[1::2] = [f"{_NUMBER}{_BITS(float(number)).decode('latin-1')}" for number in parts[1::2]]
    return "".join(parts)


@lru_cache(maxsize=1 << 12)
def _ranked(text: str) -> str:
    return text.translate(_RANKED)

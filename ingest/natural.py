"""The order in which people expect names: digits by their number, ``/`` before everything else."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain

_NUMBER = re.compile(r"(\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)")
_MARK = re.compile(r"([/_\-.])")
Key = tuple[tuple[tuple[int, float, str], ...], str]


@lru_cache(maxsize=1 << 17)
def natural_key(name: str) -> Key:
    """Sort key: ``layer2`` before ``layer10``, ``a/b`` before ``a-b``; equal looks fall back to the name."""
    return tuple(chain.from_iterable(map(_parts, filter(None, _NUMBER.split(name))))), name


@lru_cache(maxsize=1 << 14)
def _parts(token: str) -> tuple[tuple[int, float, str], ...]:
    if token[0].isascii() and token[0].isdigit():
        return ((2, float(token), ""),)
    pieces = _MARK.split(token)
    return tuple((_RANK.get(piece, 3), 0.0, piece) for piece in pieces if piece)


_RANK = {"/": 0, "_": 1, "-": 1, ".": 1}

"""Addresses of TensorBoard, whose tabs stand behind a `#`: `#scalars&tagFilter=loss&_smoothingWeight=0.8`.

Servers never see that part, so `static/boot.js` asks for it with `?hash=`. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlencode

from django.http import QueryDict

HASH = "hash"
"""What our own address calls the part behind the `#`."""

_OURS = {"_smoothingWeight": "smoothing", "regexInput": "runFilter"}
_ELSEWHERE = {"runSelectionState"}  # which runs are drawn is in the profile, and no address changes that


@dataclass(frozen=True)
class OldAddress:
    """``tab``: the name of the dashboard; ``query``: what is looked at, in our words."""

    tab: str
    query: str


def old_address(asked: QueryDict) -> OldAddress | None:
    """What an address with `?hash=` means; None where it has none."""
    if HASH not in asked:
        return None
    tab, *pieces = asked.get(HASH, "").removeprefix("#").split("&")
    said = {name: asked.getlist(name) for name in asked if name != HASH}
    for name, value in (_pair(piece) for piece in pieces if "=" in piece):
        if name not in _ELSEWHERE:
            said[_OURS.get(name, name)] = [value]
    return OldAddress(unquote(tab), urlencode(said, doseq=True))


def _pair(piece: str) -> tuple[str, str]:
    name, _, value = piece.partition("=")
    return unquote(name), unquote(value)

"""Addresses of TensorBoard, whose tabs stand behind a `#`: `#scalars&tagFilter=loss&_smoothingWeight=0.8`.

Servers never see that part, so `static/boot.js` asks for it with `?hash=`. Pure.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlencode

from django.http import QueryDict

from profiles import selection_text

HASH = "hash"
"""What our own address calls the part behind the `#`."""

_OURS = {"_smoothingWeight": "smoothing", "regexInput": "runFilter"}
_SELECTION = "runSelectionState"
_FEW = 40  # runs: if there are no more, those are drawn of which nothing is said


@dataclass(frozen=True)
class OldAddress:
    """``tab``: the name of the dashboard; ``query``: what is looked at, in our words."""

    tab: str
    query: str


def old_address(asked: QueryDict, runs: Collection[str] = ()) -> OldAddress | None:
    """What an address with `?hash=` means where there are these runs; None where it has none."""
    if HASH not in asked:
        return None
    tab, *pieces = asked.get(HASH, "").removeprefix("#").split("&")
    said = {name: asked.getlist(name) for name in asked if name != HASH}
    for name, value in (_pair(piece) for piece in pieces if "=" in piece):
        if name != _SELECTION:
            said[_OURS.get(name, name)] = [value]
        elif text := _selection(value, runs):
            said[selection_text.NAME] = [text]
    return OldAddress(unquote(tab), urlencode(said, doseq=True))


def _selection(value: str, runs: Collection[str]) -> str:
    """Which runs are drawn, in our words; empty where nothing can be made of it."""
    chosen = _decoded(value)
    if not isinstance(chosen, dict) or not all(isinstance(shown, bool) for shown in chosen.values()):
        return ""
    shown: Mapping[str, bool] = {name: len(runs) <= _FEW for name in runs} | chosen
    return selection_text.text_of(shown)


def _decoded(value: str) -> Any:
    """JSON in base64, a byte a character as browsers have it."""
    try:
        return json.loads(base64.b64decode(value, validate=True).decode("latin-1"))
    except (ValueError, RecursionError):
        return None


def _pair(piece: str) -> tuple[str, str]:
    name, _, value = piece.partition("=")
    return unquote(name), unquote(value)

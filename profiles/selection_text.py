"""`runSelection` of an address: which runs are drawn, `{"only": ["a"]}` or `{"without": ["b"]}`.

No page of ours says it by itself: it comes from addresses of TensorBoard, and goes with the first change.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

from profiles.parts import frozen
from profiles.schema import BadProfile, ProfileData
from tensorbored.plugins.core import checks

NAME = "runSelection"
LONGEST = 4000  # characters: what is longer no address can be asked to hold


def text_of(shown: Mapping[str, bool]) -> str:
    """What an address says of all runs that there are; empty where none is shown, or it would be too long."""
    only, without = ([name for name, is_shown in shown.items() if is_shown is kind] for kind in (True, False))
    text = min(_text("without", without), _text("only", only), key=len)
    return text if only and len(text) <= LONGEST else ""


def selected(profile: ProfileData, text: str) -> ProfileData:
    """The profile with the runs that an address says; as it is where that makes no sense."""
    try:
        said = checks.mapping(json.loads(text[: LONGEST + 1]), NAME)
        (kind, names), *more = said.items()
        runs = checks.texts(names, f"{NAME}.{kind}", checks.MAX_TAGS)
    except (ValueError, RecursionError, BadProfile):
        return profile
    if more or kind not in {"only", "without"}:
        return profile
    is_shown = kind == "only"
    selection = frozen((name, is_shown) for name in runs)
    return replace(profile, run_selection=selection, run_selection_default=not is_shown)


def _text(kind: str, names: Iterable[str]) -> str:
    return json.dumps({kind: list(names)}, ensure_ascii=False, separators=(",", ":"))

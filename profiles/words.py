"""What an edit did, in a few words: read off the profile before it and after it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import fields

from profiles.parts import Pin, SuperimposedCard
from profiles.schema import ProfileData
from tensorbored.plugins.core.checks import MAX_TITLE

_WORDS = {
    "modified": "",
    "run_selection": "selection of runs",
    "run_selection_default": "selection of runs",
    "superimposed": "cards of several tags",
    "group_by": "grouping of runs",
    "metric_descriptions": "descriptions",
    "expanded_tag_groups": "open groups",
    "page_size": "cards a page",
    "tag_axis_scales": "axis scales",
    "y_axis_scale": "axis scales",
    "x_axis_scale": "axis scales",
    "tag_symlog_thresholds": "symlog thresholds",
    "symlog_threshold": "symlog thresholds",
    "run_table": "list of runs",
    "other": "other fields",
}
"""Where the name of a field does not say it."""


def said(before: ProfileData, after: ProfileData) -> str:
    """`Pinned train/loss`, `Changed smoothing, tag filter`; empty where nothing has changed."""
    changed = [field.name for field in fields(ProfileData) if _differ(before, after, field.name)]
    named = list(dict.fromkeys(_WORDS.get(name, name.replace("_", " ")) for name in changed))
    if changed == ["pins"]:
        text = _pins(before.pins, after.pins)
    elif changed == ["superimposed"]:
        text = _cards(before.superimposed, after.superimposed)
    elif changed and {"run_selection", "run_selection_default"}.issuperset(changed):
        text = _runs(before, after)
    elif changed == ["name"]:
        text = f"Renamed to {after.name}"
    else:
        text = f"Changed {', '.join(filter(None, named))}" if any(named) else ""
    return shortened(text)


def shortened(text: str) -> str:
    """A text that fits into a label."""
    return text if len(text) <= MAX_TITLE else f"{text[: MAX_TITLE - 1]}…"


def _differ(before: ProfileData, after: ProfileData, name: str) -> bool:
    return bool(getattr(before, name) != getattr(after, name))


def _pins(before: Collection[Pin], after: Collection[Pin]) -> str:
    there, then = {pin.card for pin in after}, {pin.card for pin in before}
    added = [pin.title or pin.tag for pin in after if pin.card not in then]
    gone = [pin.title or pin.tag for pin in before if pin.card not in there]
    return _both("Pinned", added, "unpinned", gone) or "Moved pins"


def _cards(before: Collection[SuperimposedCard], after: Collection[SuperimposedCard]) -> str:
    there, then = {card.id for card in after}, {card.id for card in before}
    added = [card.title for card in after if card.id not in then]
    gone = [card.title for card in before if card.id not in there]
    return _both("Added", added, "removed", gone) or "Changed a card of several tags"


def _runs(before: ProfileData, after: ProfileData) -> str:
    told, default = after.run_selection, after.run_selection_default
    is_new = default is not before.run_selection_default
    if is_new or (default is False and told.keys().isdisjoint(before.run_selection)):
        listed = [name for name, shown in told.items() if shown is not default]
        if not listed:
            return "Hid all runs" if default is False else "Showed all runs"
        return f"{'Showed only' if default is False else 'Hid'} {_counted(listed, 'runs')}"
    names = {**before.run_selection, **told}
    other = [name for name in names if before.run_selection.get(name) is not told.get(name)]
    is_shown = all(told.get(name, default) is not False for name in other)
    is_hidden = all(told.get(name, default) is False for name in other)
    word = "Showed" if is_shown else "Hid" if is_hidden else "Showed and hid"
    return f"{word} {_counted(other, 'runs')}"


def _both(word: str, added: Collection[str], other: str, gone: Collection[str]) -> str:
    parts = [f"{verb} {_counted(names)}" for verb, names in ((word, added), (other, gone)) if names]
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def _counted(names: Iterable[str], what: str = "cards") -> str:
    listed = list(names)
    return listed[0] if len(listed) == 1 else f"{len(listed):,} {what}"

"""What each field of a profile may hold, in the words of scripts: JSON in, the same JSON out, or an error.

Entries keep the keys that we do not know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tensorbored.plugins.core import checks

Check = Callable[[Any, str], Any]


def objects(value: Any, where: str, most: int) -> Iterator[tuple[dict[str, Any], str]]:
    for i, item in enumerate(checks.items(value, where, most)):
        yield checks.plain(checks.mapping(item, f"{where}[{i}]"), f"{where}[{i}]"), f"{where}[{i}]"


def pins(value: Any, where: str) -> list[dict[str, Any]]:
    return [_pin(card, place) for card, place in objects(value, where, checks.MAX_PINS)]


def _pin(card: dict[str, Any], where: str) -> dict[str, Any]:
    checks.text(card.get("plugin"), f"{where}.plugin")
    checks.text(card.get("tag"), f"{where}.tag")
    if card.get("runId") is not None:
        checks.text(card["runId"], f"{where}.runId")
    if card.get("sample") is not None:
        card["sample"] = checks.whole(card["sample"], f"{where}.sample", 0, checks.MAX_SAMPLE)
    return card


def superimposed(value: Any, where: str) -> list[dict[str, Any]]:
    cards = []
    for card, place in objects(value, where, checks.MAX_CARDS):
        checks.text(card.get("id"), f"{place}.id", checks.MAX_TITLE)
        checks.text(card.get("title"), f"{place}.title", checks.MAX_TITLE)
        checks.texts(card.get("tags"), f"{place}.tags", checks.MAX_CARDS)
        if card.setdefault("runId", None) is not None:
            checks.text(card["runId"], f"{place}.runId")
        cards.append(card)
    return cards


def selection(value: Any, where: str) -> list[dict[str, Any]]:
    if isinstance(value, Mapping):
        shown = checks.mapping(value, where, checks.MAX_RUNS)
        value = [{"type": "RUN_NAME", "value": run, "selected": shown[run]} for run in shown]
    entries = []
    for entry, place in objects(value, where, checks.MAX_RUNS):
        checks.one_of(entry.get("type"), f"{place}.type", checks.RUN_KINDS)
        checks.text(entry.get("value"), f"{place}.value")
        checks.flag(entry.get("selected"), f"{place}.selected")
        entries.append(entry)
    return entries


def group_by(value: Any, where: str) -> dict[str, Any]:
    config: dict[str, Any] = checks.plain(checks.mapping(value, where), where)
    checks.group_key(config.get("key"), f"{where}.key")
    for spelling in {"regexString", "regex_string"} & config.keys():
        checks.text(config[spelling], f"{where}.{spelling}", checks.MAX_FILTER)
    checks.text(config.get("hparam", ""), f"{where}.hparam")
    return config


def each(check: Check) -> Check:
    def checked(value: Any, where: str) -> dict[str, Any]:
        said = checks.mapping(value, where)
        return {key: check(item, checks.within(where, key)) for key, item in said.items()}

    return checked


def limited(longest: int) -> Check:
    return lambda value, where: checks.text(value, where, longest)


def scale(value: Any, where: str) -> str:
    return checks.one_of(value, where, checks.AXIS_SCALES)


def smoothing(value: Any, where: str) -> float:
    return checks.number(value, where, 0, checks.MAX_SMOOTHING)


def color_id(value: Any, where: str) -> int:
    """A colour of the palette by its number, or a hash that stands for a hue; -1 for none."""
    return checks.whole(value, where, *checks.COLOR_IDS)

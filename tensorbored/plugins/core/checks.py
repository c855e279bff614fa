"""What values a profile may hold: each check hands the value on, or names the place where it went wrong.

Training scripts call these on their arguments and the server on JSON, so a place is `smoothing` here and
`pinnedCards[3].tag` there. The standard library is all that is needed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from typing import Any, NoReturn, cast

MAX_PINS = 1_000
MAX_CARDS = 1_000  # superimposed ones, and the tags on each
MAX_COLORS = 10_000
MAX_TAGS = 10_000  # tags or groups that something is said about
MAX_RUNS = 1_000_000
MAX_TITLE = 200
MAX_FILTER = 1_000
MAX_NAME = 16_384  # of a tag or a run: the longest path there is, with each byte spelled out
MAX_DESCRIPTION = 10_000
MAX_DEPTH = 32
MAX_SMOOTHING = 0.999
MAX_INTEGER = 2**53  # as far as JavaScript counts
MAX_SAMPLE = 1_000_000
COLOR_IDS = (-1, 2**32 - 1)
AXIS_SCALES = ("linear", "log10", "symlog10")
RUN_KINDS = ("RUN_NAME", "RUN_ID")
GROUP_KEYS = ("run", "experiment", "regex", "regex_by_exp", "folder", "hparam")
NUMBERED_GROUP_KEYS = 4  # the existing TensorBored knows so many of them, by their numbers
LARGEST = 1e300

_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})", re.ASCII)
_WORD = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_SHOWN = 60


class BadProfile(ValueError):
    """A value that no profile can hold; the message begins with its place."""


def refuse(where: str, expected: str, value: Any) -> NoReturn:
    """Say what kind of value was expected, and what kind came."""
    raise BadProfile(f"{where}: {expected} is expected, not {_kind(value)}.")


def reject(where: str, expected: str, value: Any) -> NoReturn:
    """Say which values were expected, and which came: the kind was right."""
    raise BadProfile(f"{where}: {expected} is expected, not {_shown(value)}.")


def within(where: str, key: str) -> str:
    """The place of a key in an object: `groupBy.key`, or `tagAxisScales["train/loss"]`."""
    if _WORD.fullmatch(key):
        return f"{where}.{key}" if where else key
    return f"{where}[{_quoted(key)}]"


def text(value: Any, where: str, longest: int = MAX_NAME) -> str:
    """Text that every store and every protocol can carry."""
    if not isinstance(value, str):
        refuse(where, "text", value)
    if len(value) > longest:
        raise BadProfile(f"{where}: at most {longest:,} characters are allowed; these are {len(value):,}.")
    if "\0" in value or not _is_encodable(value):
        raise BadProfile(f"{where}: there are characters in this text that no file can hold.")
    return value


def number(value: Any, where: str, low: float, high: float = LARGEST) -> float:
    """A finite number from `low` to `high`."""
    found = _real(value, where, "a number")
    if not low <= found <= high:
        expected = f"a number from {low:g} to {high:g}" if high < LARGEST else f"a number from {low:g} on"
        reject(where, expected, value)
    return float(found)


def positive(value: Any, where: str) -> float:
    """A number greater than 0."""
    found = number(value, where, 0)
    if not found:
        reject(where, "a number greater than 0", value)
    return found


def whole(value: Any, where: str, low: int, high: int = MAX_INTEGER) -> int:
    """A whole number; other programs write 3 as 3.0."""
    expected = f"a whole number from {low} to {high}" if high < MAX_INTEGER else "a whole number"
    found = _real(value, where, expected)
    if not low <= found <= high or found != int(found):
        reject(where, expected, value)
    return int(found)


def flag(value: Any, where: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        refuse(where, "true or false", value)
    return value


def one_of(value: Any, where: str, choices: Sequence[str]) -> str:
    """One of a few words."""
    expected = f"{', '.join(choices[:-1])} or {choices[-1]}"
    if not isinstance(value, str):
        refuse(where, expected, value)
    if value not in choices:
        reject(where, expected, value)
    return value


def color(value: Any, where: str) -> str:
    """`#rrggbb` or `#rgb`, as it came."""
    expected = 'a colour such as "#2196F3"'
    if not isinstance(value, str):
        refuse(where, expected, value)
    if not _COLOR.fullmatch(value):
        reject(where, expected, value)
    return value


def version(value: Any, where: str) -> int:
    """The one version that there is."""
    if _real(value, where, "the number 1") != 1:
        reject(where, "1", value)
    return 1


def group_key(value: Any, where: str) -> str:
    """What runs are grouped by: one of `GROUP_KEYS`, in either case or, for the first four, by its number."""
    if isinstance(value, str):
        return one_of(value.lower(), where, GROUP_KEYS)
    return GROUP_KEYS[whole(value, where, 0, NUMBERED_GROUP_KEYS - 1)]


def axes(value: Any, where: str) -> dict[str, str]:
    """A scale for one axis of a chart or for both."""
    scales = mapping(value, where)
    for axis in scales:
        one_of(axis, f"{where}: an axis", ("y", "x"))
    return {axis: one_of(scale, within(where, axis), AXIS_SCALES) for axis, scale in scales.items()}


def items(value: Any, where: str, most: int) -> list[Any]:
    """A list, not too long."""
    if not isinstance(value, (list, tuple)):
        refuse(where, "a list", value)
    if len(value) > most:
        raise BadProfile(f"{where}: at most {most:,} entries are allowed; these are {len(value):,}.")
    return list(value)


def texts(value: Any, where: str, most: int) -> list[str]:
    """A list of texts."""
    return [text(item, f"{where}[{i}]") for i, item in enumerate(items(value, where, most))]


def mapping(value: Any, where: str, most: int = MAX_TAGS) -> dict[str, Any]:
    """An object, its keys checked."""
    if not isinstance(value, Mapping):
        refuse(where, "an object", value)
    if len(value) > most:
        raise BadProfile(f"{where}: at most {most:,} entries are allowed; these are {len(value):,}.")
    return {text(key, f"{where}: a key"): item for key, item in value.items()}


def plain(value: Any, where: str, depth: int = 0) -> Any:
    """What we have no use for, and keep: JSON of any shape, as long as it can be written again."""
    if depth > MAX_DEPTH:
        raise BadProfile(f"{where}: this is nested too deeply.")
    if isinstance(value, str):
        return text(value, where, MAX_INTEGER)
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, Integral):  # as numpy has them
        return int(value)
    if isinstance(value, Real):
        if not -LARGEST <= float(value) <= LARGEST:
            reject(where, "a finite number", value)
        return float(value)
    if isinstance(value, Mapping):
        inside = mapping(value, where, MAX_INTEGER)
        return {key: plain(item, within(where, key), depth + 1) for key, item in inside.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item, f"{where}[{i}]", depth + 1) for i, item in enumerate(value)]
    raise BadProfile(f"{where}: JSON has no way to write {type(value).__name__}.")


def _real(value: Any, where: str, expected: str) -> float:
    if isinstance(value, bool) or not isinstance(value, Real):
        refuse(where, expected, value)
    return cast(float, value)


def _kind(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Real):
        return "a number"
    if isinstance(value, str):
        return "text"
    if isinstance(value, (list, tuple)):
        return "a list"
    return "an object" if isinstance(value, Mapping) else type(value).__name__


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return _quoted(value)
    return "such a large one" if isinstance(value, int) and abs(value) > MAX_INTEGER else str(value)


def _quoted(value: str) -> str:
    return json.dumps(value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…")


def _is_encodable(value: str) -> bool:
    if value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True

"""Names of runs as a tree of folders. Folders that hold nothing but one folder are one with it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

_SEPARATORS = "/_-. "
_SHORTEST_PREFIX = 4
_DEEPEST = 64  # levels; what lies deeper is listed under the last of them
_LONG_STEM = 12  # what names share within their last segment is left out only when it is as long as this


@dataclass
class Folder:
    """``path`` ends without a slash, empty for the root; ``items``: folders and names of runs, in order.

    ``runs``: all that lie below, and the run that has the path for its name.
    """

    path: str = ""
    items: list[Folder | str] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)


def run_tree(names: Iterable[str]) -> Folder:
    """The root; everything comes where the first run of it stands in ``names``."""
    listed = list(names)
    above = {part for name in listed for part in _folders(name)}
    root = Folder()
    folders = {"": root}
    for name in listed:
        inside = [*_folders(name), *([name] if name in above else [])]
        for path in inside:
            if path not in folders:
                folders[path] = Folder(path)
                folders[path.rpartition("/")[0]].items.append(folders[path])
            folders[path].runs.append(name)
        folders[inside[-1] if inside else ""].items.append(name)
        root.runs.append(name)
    return _merged(root)


def in_tree_order(root: Folder) -> tuple[str, ...]:
    """All runs of a tree from its top to its bottom."""
    return tuple(_runs(root))


def common_prefix(names: Iterable[str]) -> str:
    """What all names begin with, up to a separator; empty where it is too short to be worth leaving out."""
    every = list(names)
    if len(every) < 2:
        return ""
    one, other = min(every), max(every)  # whatever these two share, all between them share too
    same = next((i for i, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), len(one))
    prefix = one[:same]
    folder = prefix.rfind("/") + 1
    stem = max(prefix.rfind(separator) for separator in _SEPARATORS) + 1
    end = stem if stem - folder >= _LONG_STEM else folder
    too_long = any(len(name) == end for name in every)
    return "" if end < _SHORTEST_PREFIX or too_long else prefix[:end]


def _folders(name: str) -> list[str]:
    """`a`, `a/b` for `a/b/c`. A slash at the ends or twice makes no folder without a name."""
    parts = name.split("/")
    if not all(parts):
        return []
    return ["/".join(parts[:i]) for i in range(1, min(len(parts), _DEEPEST))]


def _merged(folder: Folder) -> Folder:
    while len(folder.items) == 1 and isinstance(folder.items[0], Folder):
        folder = folder.items[0]
    folder.items = [item if isinstance(item, str) else _merged(item) for item in folder.items]
    return folder


def _runs(folder: Folder) -> Iterator[str]:
    for item in folder.items:
        if isinstance(item, str):
            yield item
        else:
            yield from _runs(item)


def stem_of(items: Sequence[Folder | str], path: str) -> str:
    """What the names of a folder's items have in common after its path, where that is long."""
    return common_prefix([label_of(item, path) for item in items if item != path])


def label_of(item: Folder | str, path: str) -> str:
    """The name of an item within the folder of this path."""
    full = item if isinstance(item, str) else item.path
    return full.removeprefix(f"{path}/") if path else full

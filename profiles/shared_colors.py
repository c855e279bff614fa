"""Colours of runs that belong to the logdir: a small file in it, `{run: "#rrggbb"}`, for all who look at it.

Ours is `.tensorboard/run_colors.json`; where there is none, the existing TensorBored's `runs/run_colors.json`
is read, and never written. A file that is none counts as empty.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ingest.store import Snapshot
from profiles import defaults, logdir_files, parts
from profiles.schema import BadProfile
from tensorbored.plugins.core import atomic, checks, files

PLACES = (Path(files.DIRECTORY) / "run_colors.json", Path("runs") / "run_colors.json")
MAX_BYTES = 2 * 1024 * 1024

_log = logging.getLogger(__name__)
_writing = threading.Lock()
_seen: dict[Path, SharedColors] = {}


@dataclass(frozen=True)
class SharedColors:
    """``colors``: run to `#rrggbb` in lower case; ``stamp`` changes with the file."""

    colors: Mapping[str, str] = field(default_factory=dict)
    stamp: logdir_files.Stamp | None = None

    def __bool__(self) -> bool:
        return bool(self.colors)


def shared_colors(snapshot: Snapshot) -> SharedColors:
    """What the logdir says; the file is read again only when it has changed."""
    logdir = defaults.logdir_of(snapshot)
    return SharedColors() if logdir is None else _look(logdir)


def share_colors(logdir: Path, chosen: Mapping[str, str]) -> Mapping[str, str]:
    """Add these to what is there, checked by `checked`; all that is there then. Raises `OSError`."""
    path = logdir / PLACES[0]
    with _writing:
        colors = dict(_look(logdir).colors) | dict(chosen)
        if len(colors) > checks.MAX_COLORS:
            raise BadProfile(f"overrides: at most {checks.MAX_COLORS:,} entries are allowed.")
        if not logdir_files.is_below(path.parent, logdir):
            raise PermissionError(f"{files.DIRECTORY} leads out of the log directory")
        atomic.write_text(path, json.dumps(colors, indent=2, sort_keys=True) + "\n")
    return colors


def checked(document: object, where: str) -> dict[str, str]:
    """Run to colour, each checked; runs are known by name, however they were written."""
    entries = checks.mapping(document, where, checks.MAX_COLORS)
    return {
        parts.run(name, f"{where}: a key"): parts.color(color, checks.within(where, name))
        for name, color in entries.items()
    }


def _look(logdir: Path) -> SharedColors:
    for place in PLACES:
        path = logdir / place
        stamp = logdir_files.stamp(path)
        if stamp is None:
            continue
        known = _seen.get(path)
        if known is None or known.stamp != stamp:
            known = _seen[path] = SharedColors(_read(path, logdir), stamp)
        return known
    return SharedColors()


def _read(path: Path, logdir: Path) -> Mapping[str, str]:
    try:
        content = logdir_files.content(path, logdir, MAX_BYTES)
        return checked(json.loads(content.decode("utf-8-sig")), "run_colors")
    except (OSError, ValueError, RecursionError, logdir_files.NotOurs) as error:
        _log.warning("%r is not used: %s", str(path), error)
        return {}

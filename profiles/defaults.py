"""The profile that a logdir is shown with: a file in the logdir, looked at when somebody asks, and replaced.

A file that is no profile is as good as none, and stays as it is until another is written; then it is kept
beside it, as `.bad`. Knows nothing of requests.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from ingest.store import Snapshot
from profiles import logdir_files
from profiles.schema import BadProfile, ProfileData, profile_from_json, wrapped
from tensorbored.plugins.core import files

MAX_BYTES = 2 * 1024 * 1024

_log = logging.getLogger(__name__)
_writing = threading.Lock()
_seen: dict[Path, tuple[logdir_files.Stamp, Found]] = {}


class NotWritten(Exception):
    """Why the file could not be replaced, in one sentence."""


class Changed(Exception):
    """Somebody else has written in the meantime."""


@dataclass(frozen=True)
class Default:
    """The profile, the document it was read from (wrapped), and a token that changes with the file."""

    profile: ProfileData
    document: Mapping[str, Any]
    token: str


@dataclass(frozen=True)
class Found:
    """What is in the logdir: a default profile, nothing, or a file that is no profile, and why."""

    default: Default | None = None
    problem: str = ""


def logdir_of(snapshot: Snapshot) -> Path | None:
    """The one directory that is looked at, where it is one and on this machine."""
    paths = [source.path for source in snapshot.sources]
    if len(paths) != 1 or "://" in paths[0] or not os.path.isdir(paths[0]):
        return None
    return Path(paths[0])


def look(logdir: Path) -> Found:
    """What is there now; the file is read again only when it has changed."""
    path = files.path_in(logdir)
    stamp = logdir_files.stamp(path)
    if stamp is None:
        return Found()
    known = _seen.get(path)
    if known is None or known[0] != stamp:
        known = _seen[path] = stamp, _read(path, logdir)
        if known[1].problem:
            _log.warning("%r is not used: %s", str(path), known[1].problem)
    return known[1]


def replace(logdir: Path, document: Mapping[str, Any], may: Callable[[str | None], bool]) -> Default:
    """Write a checked document; `may` is asked with the token of what is there now.

    Raises `Changed` where it says no, and `NotWritten`.
    """
    with _writing:
        now = look(logdir)
        if not may(now.default.token if now.default else None):
            raise Changed
        try:
            _write(logdir, document, keep=bool(now.problem))
        except OSError as error:
            raise _not_written(error) from error
        default = look(logdir).default
    if default is None:
        raise NotWritten("The profile was written and could not be read again.")
    return default


def _write(logdir: Path, document: Mapping[str, Any], *, keep: bool) -> None:
    path = files.path_in(logdir)
    if not logdir_files.is_below(path.parent, logdir):
        raise NotWritten(f"The profile was not written: {files.DIRECTORY} leads out of the log directory.")
    if keep:
        os.replace(path, path.with_name(f"{path.name}.bad"))
    files.write(logdir, wrapped(document))


def _not_written(error: OSError) -> NotWritten:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return NotWritten("The profile was not written: there is no space left.")
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return NotWritten("The profile was not written: the log directory is read-only.")
    return NotWritten(f"The profile was not written: {os.strerror(error.errno or errno.EIO)}.")


def _read(path: Path, logdir: Path) -> Found:
    try:
        content = logdir_files.content(path, logdir, MAX_BYTES)
        document = json.loads(content.decode("utf-8-sig"))
        profile = profile_from_json(document)
        if "version" not in document:
            raise BadProfile("version: the number 1 is expected, and there is none.")
    except BadProfile as error:
        return Found(problem=str(error))
    except logdir_files.NotOurs as error:
        return Found(problem=str(error))
    except OSError as error:
        return Found(problem=f"It cannot be read: {os.strerror(error.errno or errno.EIO)}.")
    except (ValueError, RecursionError):
        return Found(problem="It is not JSON.")
    return Found(Default(profile, wrapped(document), blake2b(content, digest_size=12).hexdigest()))

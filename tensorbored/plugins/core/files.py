"""Where a logdir keeps the profile that it is shown with, and how that file is written and read.

A file that is not JSON, or no object, is as good as none; it is left as it is.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tensorbored.plugins.core import atomic

DIRECTORY = ".tensorboard"
NAME = "default_profile.json"
LONG = 2**20


def path_in(logdir: str | os.PathLike[str]) -> Path:
    """The file's place."""
    return Path(logdir).expanduser() / DIRECTORY / NAME


def write(logdir: str | os.PathLike[str], document: Mapping[str, Any]) -> str:
    """Replace the file at once; raises `OSError` and then leaves what was there."""
    path = path_in(logdir)
    text = json.dumps(document, indent=2, allow_nan=False)
    if len(text) > LONG:  # no person reads that, and indented it could grow without end
        text = json.dumps(document, separators=(",", ":"), allow_nan=False)
    atomic.write_text(path, text + "\n")
    return str(path)


def read(logdir: str | os.PathLike[str]) -> dict[str, Any] | None:
    """The document, or None."""
    try:
        document = json.loads(path_in(logdir).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None

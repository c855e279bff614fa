"""The part of a static address that changes whenever a static file does, so that browsers may keep them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import django
from django.conf import settings


def token(directory: Path, version: str) -> str:
    """The program's version and a digest of which files there are, how large and how new.

    The files of Django's admin lie elsewhere, and change with Django.
    """
    digest = hashlib.sha256(f"{django.get_version()}\n".encode())
    for path in sorted(p for p in directory.rglob("*") if p.is_file()):
        state = path.stat()
        digest.update(f"{path.relative_to(directory)}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return f"{version}-{digest.hexdigest()[:8]}"


def is_immutable(path: str, url: str) -> bool:
    """Every file below the versioned address is, except while its author is at work on it."""
    return not settings.DEBUG

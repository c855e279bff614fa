"""What a page has to name so that a browser gets our scripts and styles: two files that the build made.

Where one was changed since (in a checkout) pages name the files themselves, and of scripts all that they
import: a browser finds imports only when it has what imports them, level by level, a trip for each.
"""

from __future__ import annotations

import json
import posixpath
import re
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.contrib.staticfiles import finders

Kind = Literal["js", "css"]

_IMPORT = re.compile(r'^(?:import|export)\b[^"\';]*?["\'](\.{1,2}/[^"\']+)["\']', re.MULTILINE)


def app(kind: Kind) -> str:
    """The file that the build made of all scripts, or of all styles."""
    return f"vendor/app/app.{kind}"


EARLY = "vendor/app/early.js"
"""What asks for the first charts before the other scripts are there."""


@lru_cache(maxsize=2)
def joined(kind: Kind) -> frozenset[str]:
    """The files that `app` holds; none where it is not there or not of just these."""
    static = Path(settings.BASE_DIR) / "static"
    try:
        manifest = json.loads((static / "vendor" / "MANIFEST.json").read_text(encoding="utf-8"))
        built = {name: held for name, held in manifest["sources"].items() if name.endswith(f".{kind}")}
        is_current = built == _sources(static, kind)
        return frozenset(manifest["entries"][f"app/app.{kind}"]) if is_current else frozenset()
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()


def _sources(static: Path, kind: Kind) -> dict[str, str]:
    """As hatch_build.py says it."""
    ours = [path for path in static.rglob(f"*.{kind}") if static / "vendor" not in path.parents]
    return {path.relative_to(static).as_posix(): sha256(path.read_bytes()).hexdigest() for path in ours}


@lru_cache(maxsize=64)
def imports_of(name: str) -> tuple[str, ...]:
    """Everything that a static file imports, and what that imports, each once, the nearest first."""
    found: dict[str, None] = {}
    waiting = [name]
    while waiting:
        for imported in _directly(waiting.pop(0)):
            if imported not in found and imported != name:
                found[imported] = None
                waiting.append(imported)
    return tuple(found)


def _directly(name: str) -> list[str]:
    path = finders.find(name)
    if not isinstance(path, str):
        return []  # static/vendor is not there yet: the browser will say so
    with open(path, encoding="utf-8") as file:
        text = file.read()
    return [posixpath.normpath(posixpath.join(posixpath.dirname(name), to)) for to in _IMPORT.findall(text)]

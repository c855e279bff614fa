"""What a page has to name so that a browser gets our scripts: one file that the build made of all of them.

Where a script was changed since (in a checkout) pages name the scripts themselves and all that they import: a
browser finds imports only when it has what imports them, level by level, a trip to the server for each.
"""

from __future__ import annotations

import json
import posixpath
import re
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

APP = "vendor/app/app.js"

_IMPORT = re.compile(r'^(?:import|export)\b[^"\';]*?["\'](\.{1,2}/[^"\']+)["\']', re.MULTILINE)


@lru_cache(maxsize=1)
def joined() -> frozenset[str]:
    """The scripts that `APP` holds; none where it is not there or not of just these scripts."""
    static = Path(settings.BASE_DIR) / "static"
    try:
        manifest = json.loads((static / "vendor" / "MANIFEST.json").read_text(encoding="utf-8"))
        is_current = manifest["sources"] == _sources(static)
    except (OSError, ValueError, KeyError):
        return frozenset()
    return frozenset(manifest["entries"]) if is_current else frozenset()


def _sources(static: Path) -> dict[str, str]:
    """As hatch_build.py says it."""
    ours = [path for path in static.rglob("*.js") if static / "vendor" not in path.parents]
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

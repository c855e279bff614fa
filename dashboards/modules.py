"""Which modules a script of ours imports, so that a page can name them all at once.

A browser finds imports only when it has what imports them: level by level, a trip to the server for each.
"""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache

from django.contrib.staticfiles import finders

_IMPORT = re.compile(r'^(?:import|export)\b[^"\';]*?["\'](\.{1,2}/[^"\']+)["\']', re.MULTILINE)


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

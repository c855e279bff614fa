"""The page of help: the project's README as a page, so that it is there without a network too."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from dashboards.http import private
from dashboards.markdown import Budget, clean, set_text

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SECONDS = 10.0
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_EMPTY_TABLE = re.compile(r"(?:^\|[ |-]*\|\n)+(?=\n)", re.MULTILINE)
_LINK_TO_FILE = re.compile(r"\[([^\]]*)\]\((?!https?:|#)[^)]*\)")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What the program does and how it is used."""
    return private(render(request, "shell/help.html", {"text": _text()}))


@lru_cache(maxsize=1)
def _text() -> SafeString:
    return clean(set_text(without_files(_readme()), Budget(SECONDS)), on_page=True)


def _readme() -> str:
    """A checkout has the file, a wheel what it says of itself."""
    path = Path(settings.BASE_DIR) / "README.md"
    if path.is_file():
        return path.read_text(encoding="utf-8")
    return metadata.metadata("tensorbored")["Description"]


def without_files(text: str) -> str:
    """Markdown without its pictures and without links to files beside it: here are none."""
    bare = _EMPTY_TABLE.sub("", _PICTURE.sub("", text))
    return _LINK_TO_FILE.sub(r"\1", bare)

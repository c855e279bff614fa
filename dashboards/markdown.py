"""Markdown from event files as HTML that may stand on a page: no scripts, no pictures, links that say so."""

from __future__ import annotations

from functools import lru_cache

import bleach
import markdown
from django.utils.safestring import SafeString, mark_safe

LONGEST = 100_000  # characters
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS = {"blockquote", "dd", "dl", "dt", "hr", "li", "ol", "p", "pre", "ul"}
_TAGS = _HEADINGS | _BLOCKS | {"a", "abbr", "b", "br", "code", "del", "em", "i", "strong", "sub", "sup"}
_TABLES = {"table", "tbody", "td", "th", "thead", "tr"}
_ATTRIBUTES = {"a": ["href", "title"], "abbr": ["title"]}
_PROTOCOLS = frozenset({"http", "https", "mailto"})


@lru_cache(maxsize=256)
def html_of(text: str) -> SafeString:
    """The HTML of a description; empty for an empty one."""
    made = markdown.markdown(text[:LONGEST], extensions=["tables"])
    return mark_safe(bleach.clean(made, tags=_TAGS | _TABLES, attributes=_ATTRIBUTES, protocols=_PROTOCOLS))

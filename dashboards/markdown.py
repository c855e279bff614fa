"""Markdown from event files as HTML that may stand on a page: no scripts, no pictures, links that say so.

Texts are hostile: what is not on a short list stays as text, and one that would take long to set is refused.
Python-Markdown needs minutes for a few thousand brackets, so its patterns are asked with an eye on the clock.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import markdown
from bleach.html5lib_shim import Filter  # type: ignore[attr-defined]
from bleach.sanitizer import Cleaner
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

LONGEST = 30_000  # characters
MOST_PIECES = 10_000  # tags and entities
SECONDS = 0.7
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS = {"blockquote", "br", "hr", "li", "ol", "p", "pre", "ul"}
_TABLES = {"table", "tbody", "td", "th", "thead", "tr"}
_TAGS = frozenset({*_HEADINGS, *_BLOCKS, *_TABLES, "a", "code", "em", "strong"})
_ATTRIBUTES = {"a": ["href", "title"]}
_PROTOCOLS = frozenset({"http", "https", "mailto"})
_PLAIN = re.compile(r"[A-Za-z](?:[\w ,;-]*[\w,;])?|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?", re.ASCII)
"""What markdown leaves as it is, in a paragraph."""

XHTML = "http://www.w3.org/1999/xhtml"
Spans = Callable[[str], Sequence[tuple[int, int]]]


class TooMuch(Exception):
    """The text would take too long to set; it can be shown as it is."""


class Budget:
    """Seconds of this thread's work that may be spent on setting texts."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._end = time.thread_time() + seconds

    def check(self) -> None:
        """Raises `TooMuch` where they are spent."""
        if time.thread_time() > self._end:
            raise TooMuch


@lru_cache(maxsize=256)
def html_of(text: str) -> SafeString:
    """The HTML of a description; empty for an empty one."""
    try:
        return clean(set_text(text[:LONGEST], Budget()))
    except TooMuch:
        return mark_safe(f"<p>{escape(text[:LONGEST])}</p>")


def set_text(text: str, budget: Budget) -> str:
    """Markdown as HTML that is not safe yet; raises `TooMuch`."""
    budget.check()
    if _PLAIN.fullmatch(text):
        return f"<p>{text}</p>"
    _kept.budget = budget
    made = _kept.converter.reset().convert(text)
    _kept.budget = None
    if made.count("<") + made.count("&") > MOST_PIECES:
        raise TooMuch
    return made


def clean(html: str, *, marks: Spans | None = None, on_page: bool = False) -> SafeString:
    """Safe HTML. ``marks``: which parts of a text are marked; ``on_page``: links open a page of their own."""
    filters = [*((_Links,) if on_page else ()), *((_marking(marks),) if marks else ())]
    if not filters:
        return mark_safe(_kept.cleaner.clean(html))
    return mark_safe(_cleaner(filters).clean(html))


def _cleaner(filters: Sequence[Any] = ()) -> Cleaner:
    return Cleaner(tags=_TAGS, attributes=_ATTRIBUTES, protocols=_PROTOCOLS, filters=filters)


class _Links(Filter):  # type: ignore[misc]
    """Links lead elsewhere, and who is there learns nothing of this page; or to another place in the text."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for token in super().__iter__():
            is_link = token["type"] == "StartTag" and token["name"] == "a"
            if is_link and not token["data"].get((None, "href"), "").startswith("#"):
                token["data"][(None, "rel")] = "noopener noreferrer nofollow"
                token["data"][(None, "target")] = "_blank"
            yield token


def _marking(spans: Spans) -> Any:
    class Marks(Filter):  # type: ignore[misc]
        """Parts of the text within `<mark>`."""

        def __iter__(self) -> Iterator[dict[str, Any]]:
            for token in super().__iter__():
                if token["type"] == "Characters":
                    yield from _marked(token["data"], spans)
                else:
                    yield token

    return Marks


def _marked(text: str, spans: Spans) -> Iterator[dict[str, Any]]:
    at = 0
    for start, end in spans(text):
        if at < start:
            yield {"type": "Characters", "data": text[at:start]}
        yield {"type": "StartTag", "namespace": XHTML, "name": "mark", "data": {}}
        yield {"type": "Characters", "data": text[start:end]}
        yield {"type": "EndTag", "namespace": XHTML, "name": "mark", "data": {}}
        at = end
    if at < len(text):
        yield {"type": "Characters", "data": text[at:]}


class _Kept(threading.local):
    """A converter and a cleaner for each thread: making them takes longer than using them."""

    def __init__(self) -> None:
        self.budget: Budget | None = None
        self.cleaner = _cleaner()
        self.converter = markdown.Markdown(extensions=["tables", "fenced_code"])
        # A picture would be fetched from somebody: the link to it is what is left.
        for name in ("image_link", "image_reference", "short_image_ref"):
            self.converter.inlinePatterns.deregister(name)
        for pattern in self.converter.inlinePatterns:
            self._watch(pattern, "handleMatch")
        for block in self.converter.parser.blockprocessors:
            self._watch(block, "test")

    def _watch(self, part: object, name: str) -> None:
        """Let a part of the converter look at the budget whenever it is asked for its work."""
        work: Callable[..., Any] = getattr(part, name)

        def checked(*args: Any) -> Any:
            if self.budget:
                self.budget.check()
            return work(*args)

        setattr(part, name, checked)


_kept = _Kept()

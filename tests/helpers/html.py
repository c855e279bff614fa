"""HTML as tests look at it: parsed strictly, with the few questions that they ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as MESSAGES


def document(text: str) -> Element:
    """A whole page; fails on the first thing that is not valid."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    return _valid(parser, parser.parse(text), text)


def part(text: str) -> Element:
    """A piece of a page; fails on the first thing that is not valid."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    return _valid(parser, parser.parseFragment(text), text)


def _valid(parser: Any, tree: Element, text: str) -> Element:
    for (line, column), code, values in parser.errors:
        where = text.splitlines()[line - 1] if line <= len(text.splitlines()) else ""
        raise AssertionError(f"{MESSAGES[code] % values} (column {column}): {where}")
    return tree


def by_id(tree: Element, name: str) -> Element:
    """The one element with this id."""
    (found,) = [element for element in elements(tree) if element.get("id") == name]
    return found


def elements(tree: Element) -> Iterator[Element]:
    """All elements, comments left out."""
    return (element for element in tree.iter() if isinstance(element.tag, str))


def with_class(tree: Element, name: str) -> list[Element]:
    """Elements of a class."""
    return [element for element in elements(tree) if name in (element.get("class") or "").split()]


def text_of(tree: Element) -> str:
    """What a person reads, spaces collapsed."""
    return " ".join("".join(tree.itertext()).split())


def duplicate_ids(tree: Element) -> list[str]:
    """Ids that more than one element has."""
    counts = Counter(element.get("id") for element in elements(tree) if element.get("id"))
    return [str(name) for name, count in counts.items() if count > 1]


def outer(text: str, name: str) -> str:
    """The source of the element with this id, cut out of a page by its indentation-free tags."""
    start = text.rindex("<", 0, text.index(f'id="{name}"'))
    tag = text[start + 1 :].split(maxsplit=1)[0]
    depth, at = 0, start
    while True:
        opened, closed = text.find(f"<{tag}", at), text.find(f"</{tag}>", at)
        if 0 <= opened < closed:
            depth, at = depth + 1, opened + 1
            continue
        depth, at = depth - 1, closed + 1
        if not depth:
            return text[start : closed + len(tag) + 3]

"""What every dashboard's cards share: groups of tags, pages, titles, ids and versions. Pure values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

from ingest.store import Snapshot

_UNSAID = frozenset(f"{kind}_summary" for kind in ("scalar", "histogram", "image", "audio", "text"))
"""What old programs end tags with: the name of the operation that wrote them."""

TOP_LEVEL = ""  # the group of tags without a slash
Item = TypeVar("Item")


@dataclass(frozen=True)
class Pager:
    """Which part of a long list is shown, and the way to the parts beside it (None at an end).

    ``field``: what addresses call the page of this list; empty where it cannot be typed. ``url``: page 1.
    """

    first: int
    last: int
    total: int
    page: int
    pages: int
    previous: str | None
    next: str | None
    url: str = ""
    field: str = ""

    @property
    def path(self) -> str:
        """Where all pages are."""
        return urlsplit(self.url).path

    @property
    def rest(self) -> list[tuple[str, str]]:
        """What their addresses say besides the page."""
        pairs = parse_qsl(urlsplit(self.url).query, keep_blank_values=True)
        return [pair for pair in pairs if pair[0] != self.field]


def cut(
    items: Sequence[Item], page: int, size: int, url: Callable[[int], str], field: str = ""
) -> tuple[Sequence[Item], Pager | None]:
    """One page of a list, the last one where `page` is beyond it; no pager where all fits."""
    pages = max(-(-len(items) // size), 1)
    page = min(max(page, 1), pages)
    first = (page - 1) * size
    shown = items[first : first + size]
    if pages == 1:
        return shown, None
    return shown, Pager(
        first=first + 1,
        last=first + len(shown),
        total=len(items),
        page=page,
        pages=pages,
        previous=url(page - 1) if page > 1 else None,
        next=url(page + 1) if page < pages else None,
        url=url(1),
        field=field,
    )


def grouped(tags: Iterable[str]) -> dict[str, list[str]]:
    """Tags by their first path segment; those without a slash come first, together."""
    groups: dict[str, list[str]] = {TOP_LEVEL: []}
    for tag in tags:
        group, slash, _ = tag.partition("/")
        groups.setdefault(group if slash else TOP_LEVEL, []).append(tag)
    if not groups[TOP_LEVEL]:
        del groups[TOP_LEVEL]
    return groups


def title(tag: str) -> tuple[str, str]:
    """What a card is called: the path of its tag, with its slash, and the last segment that says more."""
    head, _, last = tag.rpartition("/")
    return path_of(head if head and last in _UNSAID else tag)


def path_of(name: str) -> tuple[str, str]:
    """The path of a name, with its slash, and its last segment."""
    head, slash, last = name.rpartition("/")
    return head + slash, last


def element_id(kind: str, name: str) -> str:
    """An id for a name with any characters in it, the same on every page."""
    return f"{kind}-{_digest(name)}"


def token(*parts: object) -> str:
    """Equal for equal values (of plain types and frozen dataclasses), and for no others."""
    return _digest("\0".join(map(repr, parts)))


def card_version(snapshot: Snapshot, tag: str, runs: Iterable[str], colors: Mapping[str, object]) -> str:
    """Equal where a card would show the same curves in the same colours."""
    found = (snapshot.runs[name] for name in runs)
    return token(tag, *((run.name, run.count(tag), run.generation, colors.get(run.name)) for run in found))


def cards_version(
    snapshot: Snapshot, cards: Mapping[str, Iterable[str]], colors: Mapping[str, object]
) -> str:
    """The same of a chart of several tags, each with its runs."""
    return token(*(card_version(snapshot, tag, runs, colors) for tag, runs in cards.items()))


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=9).hexdigest()

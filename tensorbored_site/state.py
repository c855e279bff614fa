"""The one store of this process: the server, or a test, sets it; requests read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ingest.store import Store

_store = Store()
_sources: tuple[Any, ...] = ()


def use(store: Store, sources: Sequence[Any] = ()) -> None:
    """Make `store`, filled from `sources`, the one that pages show."""
    global _store, _sources
    _store, _sources = store, tuple(sources)


def store() -> Store:
    """The store that pages show; empty until somebody sets one."""
    return _store


def sources() -> tuple[Any, ...]:
    """Where the store is filled from."""
    return _sources

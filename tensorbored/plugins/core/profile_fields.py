"""The fields of a document as properties: what is put there is checked, what is read can be changed.

Knows one field at a time; which fields there are is said in `profile`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, overload

from tensorbored.plugins.core import checks
from tensorbored.plugins.core.profile_checks import Check, objects

if TYPE_CHECKING:
    from typing_extensions import Self

T = TypeVar("T")


class Table(MutableMapping[str, Any]):
    """A list of `{"runId": …, "color": …}` as the mapping that it stands for."""

    def __init__(self, entries: list[dict[str, Any]], key: str, value: str) -> None:
        self._entries, self._key, self._value = entries, key, value
        self._known: dict[str, dict[str, Any]] = {}

    def _index(self) -> dict[str, dict[str, Any]]:
        """Entries by key; made anew where somebody else has changed the list."""
        if len(self._known) != len(self._entries):
            self._known = {entry[self._key]: entry for entry in self._entries}
        return self._known

    def __getitem__(self, key: str) -> Any:
        return self._index()[key][self._value]

    def __setitem__(self, key: str, value: Any) -> None:
        known = self._index()
        if key in known:
            known[key][self._value] = value
        else:
            known[key] = {self._key: key, self._value: value}
            self._entries.append(known[key])

    def __delitem__(self, key: str) -> None:
        del self._index()[key]
        self._entries[:] = [entry for entry in self._entries if entry[self._key] != key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._index())

    def __len__(self) -> int:
        return len(self._index())

    def __repr__(self) -> str:
        return repr(dict(self))


class HasData(Protocol):
    """The document that holds the fields."""

    @property
    def data(self) -> dict[str, Any]: ...


class Field(Generic[T]):
    """A property that stands for one key of the document; what is put there is checked.

    `empty` makes what an absent key, or None, stands for. A field that is not `always` in the document is
    left out while it says nothing.
    """

    def __init__(
        self, key: str, check: Check, empty: Callable[[], Any] | None = None, always: bool = False
    ) -> None:
        self.key, self.check, self.empty, self.always = key, check, empty, always

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, profile: None, owner: type) -> Self: ...

    @overload
    def __get__(self, profile: HasData, owner: type) -> T: ...

    def __get__(self, profile: HasData | None, owner: type) -> T | Self:
        return self if profile is None else self.seen(profile)

    def __set__(self, profile: HasData, value: Any) -> None:
        self.put(profile.data, self.said(value))

    def said(self, value: Any) -> Any:
        """What the document gets to hold; raises `BadProfile`."""
        value = self.empty() if value is None and self.empty else value
        return None if value is None else self.check(value, f"Invalid {self.name}")

    def put(self, data: dict[str, Any], said: Any) -> None:
        """Into the document, or out of it where it says nothing."""
        if self.always or (said if self.empty else said is not None):
            data[self.key] = said
        else:
            data.pop(self.key, None)

    def seen(self, profile: HasData) -> T:
        """What the property reads as."""
        found: T = self.stored(profile)
        return found

    def stored(self, profile: HasData) -> Any:
        """The value in the document, made there if need be, so that it can be changed in place."""
        return profile.data.setdefault(self.key, self.empty()) if self.empty else profile.data.get(self.key)


class SelectionField(Field[list[dict[str, Any]]]):
    """Which runs are shown; a new selection says nothing of those that it does not name."""

    def __set__(self, profile: HasData, value: Any) -> None:
        super().__set__(profile, value)
        profile.data.pop("runSelectionDefault", None)


class TableField(Field[MutableMapping[str, T]]):
    """A list of pairs in the document, a mapping for the script; either can be put there."""

    def __init__(self, key: str, check: Check, columns: tuple[str, str]) -> None:
        super().__init__(key, self._entries, list, always=True)
        self.check_value, self.columns = check, columns

    def seen(self, profile: HasData) -> MutableMapping[str, T]:
        return Table(self.stored(profile), *self.columns)

    def _entries(self, value: Any, where: str) -> list[dict[str, Any]]:
        key, column = self.columns
        if isinstance(value, Mapping):
            pairs = checks.mapping(value, where, checks.MAX_COLORS).items()
            return [
                {key: name, column: self.check_value(item, checks.within(where, name))}
                for name, item in pairs
            ]
        return [
            {**entry, key: checks.text(entry.get(key), f"{place}.{key}"),
             column: self.check_value(entry.get(column), f"{place}.{column}")}
            for entry, place in objects(value, where, checks.MAX_COLORS)
        ]  # fmt: skip

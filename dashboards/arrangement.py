"""Which columns of a table are shown, in which order, and by which it is sorted: a value, and its neighbours.

In an address: `columns=run,value` and `sort=-value`; names that the table does not have are passed over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Arrangement:
    """``columns``: those shown, at least one; ``default``: those shown unless said."""

    columns: tuple[str, ...]
    sort: str
    down: bool
    default: tuple[str, ...]

    def sorted_by(self, name: str) -> Arrangement:
        """Sorted by this column; by the one that it is sorted by already, the other way round."""
        return replace(self, sort=name, down=name == self.sort and not self.down)

    def toggled(self, name: str) -> Arrangement:
        """With a column shown, at the end, or hidden; the last one stays."""
        rest = tuple(column for column in self.columns if column != name)
        return replace(self, columns=rest or self.columns if name in self.columns else (*rest, name))

    def moved(self, name: str, by: int) -> Arrangement:
        """With a column moved by so many places, as far as there are."""
        if name not in self.columns:
            return self
        rest = [column for column in self.columns if column != name]
        rest.insert(max(self.columns.index(name) + by, 0), name)
        return replace(self, columns=tuple(rest))

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """What of it an address has to say."""
        columns = (("columns", ",".join(self.columns)),) if self.columns != self.default else ()
        sort = f"{'-' * self.down}{self.sort}"
        return (*columns, *((("sort", sort),) if sort != self.default[0] else ()))


def arrangement(asked: Mapping[str, str], known: Sequence[str], default: Sequence[str]) -> Arrangement:
    """What an address asks for, of a table with the columns ``known``."""
    wanted = tuple(dict.fromkeys(name for name in asked.get("columns", "").split(",") if name in known))
    sort = asked.get("sort", "").removeprefix("-")
    return Arrangement(
        columns=wanted or tuple(default),
        sort=sort if sort in known else default[0],
        down=asked.get("sort", "").startswith("-") and sort in known,
        default=tuple(default),
    )

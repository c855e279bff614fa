"""How large cards are: all of them by their least width, single ones by columns and height."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tensorbored.plugins.core import checks

WIDTHS = 335, 735, 50  # pixels: from, to and the steps of the slider
COLUMNS = 1, 12
HEIGHTS = 120, 2_000  # pixels of what a card shows


@dataclass(frozen=True)
class CardSize:
    """The size of one card: columns that it spans, pixels that its chart is high; None is as others are."""

    columns: int | None = None
    height: int | None = None


USUAL = CardSize()


def card_size(value: Any, where: str) -> CardSize:
    """`{"columns": 2, "height": 400}`."""
    entry = checks.mapping(value, where)
    columns, height = entry.get("columns"), entry.get("height")
    return CardSize(
        None if columns is None else checks.whole(columns, f"{where}.columns", *COLUMNS),
        None if height is None else checks.whole(height, f"{where}.height", *HEIGHTS),
    )


def json_from_card_size(size: CardSize) -> dict[str, int]:
    """What `card_size` reads."""
    said = {"columns": size.columns, "height": size.height}
    return {key: value for key, value in said.items() if value is not None}


def width_or_none(value: Any, where: str = "cardWidth") -> int | None:
    """The least width of cards, the nearest that the slider has; or null for what the page thinks best."""
    if value is None:
        return None
    low, high, step = WIDTHS
    return low + step * round((checks.whole(value, where, low, high) - low) / step)

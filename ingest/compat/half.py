"""16-bit floats as torch lists them: the bits of 32-bit floats, where everybody else writes the 16 bits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def is_wide(listed: Sequence[int]) -> bool:
    """Whether numbers do not fit into 16 bits."""
    return any(number >> 16 for number in listed)


def numbers(listed: Sequence[int]) -> NDArray[np.float32]:
    """float32[n]: the numbers that were meant."""
    return np.array(listed, np.int64).astype(np.int32).view(np.float32)

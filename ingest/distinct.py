"""The different values of an array: ``np.unique`` as far as it is needed here.

The original is as good, but the first call of it imports a hundred modules, which takes as long as reading a
small logdir.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.generic)

_SPARSE = 8


class Distinct(NamedTuple):
    """``values``: each different one once, ascending; ``first``: where it stands first; ``counts``: how
    often;
    ``places``: which of the values each element of the array is.
    """

    values: NDArray[Any]
    first: NDArray[np.int64]
    counts: NDArray[np.int64]
    places: NDArray[np.int64]


def values(array: NDArray[Number]) -> NDArray[Number]:
    """Each different value once, ascending."""
    ordered = np.sort(array)
    return ordered[_beginnings(ordered)]


def distinct(array: NDArray[Any]) -> Distinct:
    """All that is to be known of the different values."""
    if array.dtype == np.int64 and len(array) and array.min() >= 0 and array.max() < _SPARSE * len(array):
        return _counted(array)
    order = np.argsort(array, kind="stable")
    ordered = array[order]
    new = _beginnings(ordered)
    begins = np.flatnonzero(new)
    places = np.empty(len(array), np.int64)
    places[order] = np.cumsum(new) - 1
    return Distinct(ordered[begins], order[begins], np.diff(np.append(begins, len(array))), places)


def _counted(array: NDArray[np.int64]) -> Distinct:
    """The same for numbers from 0 that are not much larger than there are many: without sorting."""
    counts = np.bincount(array)
    present = np.flatnonzero(counts)
    first = np.empty(len(counts), np.int64)
    first[array[::-1]] = np.arange(len(array) - 1, -1, -1)  # of several for one place the last one stays
    rank = np.cumsum(counts > 0) - 1
    return Distinct(present, first[present], counts[present], rank[array])


def _beginnings(ordered: NDArray[Any]) -> NDArray[np.bool_]:
    new = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    return new

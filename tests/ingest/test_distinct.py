"""The different values of an array: what ``np.unique`` says, however large the numbers are."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ingest.distinct import distinct, values

numbers = st.one_of(
    st.lists(st.integers(0, 60)), st.lists(st.integers(-5, 5)), st.lists(st.integers(-(2**63), 2**63 - 1))
)


@given(numbers)
def test_it_says_what_numpy_says(chosen: list[int]) -> None:
    array = np.array(chosen, np.int64)
    found = distinct(array)
    wanted, first, places, counts = np.unique(
        array, return_index=True, return_inverse=True, return_counts=True
    )
    assert found.values.tolist() == wanted.tolist() == values(array).tolist()
    assert found.first.tolist() == first.tolist()
    assert found.counts.tolist() == counts.tolist()
    assert found.places.tolist() == places.tolist()

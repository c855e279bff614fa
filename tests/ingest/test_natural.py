"""Names stand where people look for them."""

from __future__ import annotations

import random

import pytest

from ingest.natural import natural_key


@pytest.mark.parametrize(
    "names",
    [
        ["layer1", "layer2", "layer10"],
        ["v0.5", "v0.25e1", "v3"],
        ["a", "a/b", "a/b/c", "a-b", "a_b", "a1", "ab", "b"],
        ["01", "1", "1.0", "2"],  # equal numbers are told apart by how they are written
        ["", "/", "1", "A", "a", "é", "日"],
        ["a", "a/", "a/\0", "a\0", "a\4", "a "],
        ["9" * 308, "9" * 400, "x"],
    ],
)
def test_names_are_ordered_as_people_read_them(names: list[str]) -> None:
    shuffled = random.Random(0).sample(names, len(names))
    assert sorted(shuffled, key=natural_key) == names


def test_different_names_have_different_keys() -> None:
    rng = random.Random(1)
    names = {"".join(rng.choices("a/_-.01e\0\1\2\3\4é", k=rng.randrange(6))) for _ in range(10_000)}
    assert len({natural_key(name) for name in names}) == len(names)

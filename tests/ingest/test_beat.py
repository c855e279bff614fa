"""Library: a stretch read by its pattern gives the same points as reading it record by record."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.decoder import Decoder
from ingest.library import Library
from ingest.run_tags import RunTags
from ingest.scalar_events import SLACK
from ingest.store import FileData, FileState, RunData
from tests.helpers.event_writer import float_tensor, frame, scalar_event, tensor_event, version_event

Event = tuple[str, float, int, float]


def decode(content: bytes, library: Library, cuts: list[int] | None = None) -> RunData:
    """What a decoder makes of some bytes, given in pieces that end at ``cuts``."""
    decoder = Decoder(RunTags(), library)
    start = 0
    for cut in [*(cuts or []), len(content)]:
        if cut > start:
            piece = np.frombuffer(content[start:cut] + bytes(SLACK), np.uint8).copy()
            start += decoder.take(piece, cut - start).end
    data = FileData(FileState("f"), decoder.tag_ids, decoder.counts, decoder.blocks, decoder.start_time)
    return RunData("run", (data,), library.names)


def points(run: RunData) -> dict[str, list[tuple[int, float, float]]]:
    found = {}
    for tag in run.scalar_tags:
        series = run.scalars(tag)
        assert series is not None
        columns = (series.steps.tolist(), series.wall_times.tolist(), series.values.tolist())
        found[tag] = list(zip(*columns, strict=True))
    return found


def expected(events: list[Event]) -> dict[str, list[tuple[int, float, float]]]:
    found: dict[str, list[tuple[int, float, float]]] = {}
    for tag, value, step, wall_time in events:
        found.setdefault(tag, []).append((step, wall_time, float(np.float32(value))))
    return found


def training(tags: list[str], steps: list[int], odd_every: int, seed: int) -> list[Event]:
    """A loop that logs its tags every step, and something else every now and then."""
    rng = random.Random(seed)
    events = []
    for step in steps:
        events += [(tag, rng.gauss(0, 1), step, 1e9 + rng.random()) for tag in tags]
        if odd_every and step % odd_every == 0:
            events.append(("eval", rng.random(), step, 1e9))
    return events


loops = st.builds(
    training,
    st.lists(st.sampled_from(["a", "loss", "b/longer", "c" * 130, "loss2"]), min_size=1, max_size=6),
    st.integers(0, 20_000).flatmap(
        lambda first: st.integers(1, 400).map(lambda count: list(range(first, first + count)))
    ),
    st.sampled_from([0, 7, 50]),
    st.integers(0, 9),
)


@settings(max_examples=60)
@given(loops, st.booleans(), st.data())
def test_a_training_loop_is_read_exactly(events: list[Event], as_tensors: bool, data: st.DataObject) -> None:
    write = (
        (lambda tag, value, step, at: tensor_event(tag, float_tensor(value), step, at))
        if as_tensors
        else scalar_event
    )
    content = frame(version_event()) + b"".join(frame(write(*event)) for event in events)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(content)), max_size=3)))
    library = Library()
    assert points(decode(content, library, cuts)) == expected(events)
    # Once more, with what the first file taught.
    assert points(decode(content, library, cuts)) == expected(events)


def test_a_damaged_byte_within_a_beat_is_not_taken_for_the_pattern() -> None:
    events = training(["a", "b"], list(range(1, 120)), 0, 1)
    records = [frame(scalar_event(*event)) for event in events]
    library = Library()
    decode(b"".join(records), library)
    damaged = bytearray(b"".join(records))
    place = sum(map(len, records[:100])) + 12 + 16  # within the tag of record 100
    damaged[place] ^= 0x01
    found = points(decode(bytes(damaged), library))
    assert sum(map(len, found.values())) == len(events) or sum(map(len, found.values())) == len(events) - 1
    assert found["a"] != expected(events)["a"] or found["b"] != expected(events)["b"]


def test_a_pattern_that_says_late_what_its_tag_is_is_read_like_the_first_time() -> None:
    records = [
        frame(tensor_event("a", float_tensor(step), step, 1e9, "scalars" if step == 150 else None))
        for step in range(1, 200)
    ]
    library = Library()
    first = points(decode(b"".join(records), library))
    assert [step for step, _, _ in first["a"]] == list(range(150, 200))
    assert points(decode(b"".join(records), library)) == first


def test_a_pattern_of_tensors_means_nothing_where_nobody_called_them_scalars() -> None:
    events = training(["a", "b"], list(range(1, 200)), 0, 1)
    told = b"".join(
        frame(tensor_event(tag, float_tensor(value), step, at, "scalars" if step == 1 else None))
        for tag, value, step, at in events
    )
    untold = b"".join(
        frame(tensor_event(tag, float_tensor(value), step, at, None)) for tag, value, step, at in events
    )
    library = Library()
    assert points(decode(told, library)) == expected(events)
    assert points(decode(untold, library)) == {}


def test_a_file_like_an_earlier_one_is_read_in_a_piece_for_each_size_of_step() -> None:
    events = training(list("abcdefghij"), list(range(2000)), 0, 1)
    content = frame(version_event()) + b"".join(frame(scalar_event(*event)) for event in events)
    library = Library()
    pieces = [[len(block.points) for block in decode(content, library).parts[0].blocks] for _ in range(2)]
    assert sum(pieces[0]) == len(events)
    assert pieces[1] == [
        10,
        10 * 127,
        10 * 1872,
    ]  # step 0 is left out, and from 128 on a step takes two bytes

"""Framing: whatever the bytes, the same records as a plain walk finds, and never a crash or a hang."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.crc import length_crc, short_length_crcs
from ingest.records import FOOTER, HEADER, Frames, scan
from tests.helpers.event_writer import frame, scalar_event

payloads = st.lists(
    st.one_of(
        st.binary(max_size=40),
        st.binary(max_size=8).map(frame),  # a record within a record looks like a header
        st.integers(0, 3).map(lambda n: bytes(1 << 16 | n)),
        st.integers(200, 300).map(bytes),
    ),
    max_size=30,
)


def walk(content: bytes) -> tuple[list[tuple[int, int]], int]:
    """Payloads (start, length) found one by one, and where the next record begins."""
    at, found = 0, []
    while at + HEADER <= len(content):
        (length,) = struct.unpack_from("<Q", content, at)
        if at + HEADER + length + FOOTER > len(content):
            break
        found.append((at + HEADER, length))
        at += HEADER + length + FOOTER
    return found, at


def records(found: Frames) -> list[tuple[int, int]]:
    return list(zip(found.starts.tolist(), found.lengths.tolist(), strict=True))


def scanned(content: bytes, start: int = 0) -> Frames:
    return scan(np.frombuffer(content, np.uint8), start)


@given(payloads)
def test_finds_what_a_plain_walk_finds(contents: list[bytes]) -> None:
    content = b"".join(map(frame, contents))
    found = scanned(content)
    assert (records(found), found.end) == walk(content)
    assert not found.damaged


@given(st.lists(st.integers(1, 400), min_size=1, max_size=12), st.integers(1, 200), st.integers(0, 300))
def test_a_rhythm_that_breaks_is_followed_exactly(beat: list[int], repeats: int, other: int) -> None:
    lengths = [*beat * repeats, other, *beat * repeats]
    content = b"".join(frame(b"\x01" * length) for length in lengths)
    assert (records(scanned(content)), len(content)) == walk(content)


@given(payloads, st.data())
def test_a_stream_split_anywhere_gives_the_same_records(contents: list[bytes], data: st.DataObject) -> None:
    content = b"".join(map(frame, contents))
    cut = data.draw(st.integers(0, len(content)))
    first = scanned(content[:cut])
    then = scanned(content, first.end)
    assert records(first) + records(then) == walk(content)[0]
    assert not first.damaged


@given(payloads.filter(bool), st.data())
def test_a_flipped_byte_never_crashes_and_invents_nothing(contents: list[bytes], data: st.DataObject) -> None:
    content = bytearray(b"".join(map(frame, contents)))
    whole = set(walk(bytes(content))[0])
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    found = scanned(bytes(content))
    assert set(records(found)) <= whole
    assert found.damaged or found.end == len(content)


@pytest.mark.parametrize("beyond", [1, 4, 5, 40_000])
@pytest.mark.parametrize("behind", [0, 1, 40, 400])
def test_a_record_never_finished_is_left_even_with_whole_ones_within_it(beyond: int, behind: int) -> None:
    whole, others = frame(b"good") * 40, b"".join(frame(bytes([1]) * (20 + i % 9)) for i in range(behind))
    length = len(others) + beyond
    content = whole + struct.pack("<QI", length, length_crc(length)) + others
    found = scanned(content)
    assert (len(found.starts), found.end) == (40, len(whole))
    assert (found.damaged, found.wanted) == (False, length + HEADER + FOOTER)


@pytest.mark.parametrize("length", [2**31, 2**40, 2**63 - 1, 2**64 - 1])
def test_a_huge_length_with_a_right_checksum_waits_and_takes_no_memory(length: int) -> None:
    content = frame(b"good") + struct.pack("<QI", length, length_crc(length)) + bytes(100)
    found = scanned(content)
    assert len(found.starts) == 1
    assert (found.damaged, found.wanted) == (False, length + 16)


def test_zeros_are_damage_not_records() -> None:
    found = scanned(frame(b"good") + bytes(4096))
    assert (len(found.starts), found.damaged) == (1, True)


@pytest.mark.parametrize("content", [b"", b"\x00", b"<html>" * 700, bytes(range(256)) * 16])
def test_rubbish_gives_nothing(content: bytes) -> None:
    assert len(scanned(content).starts) == 0


def test_the_table_of_short_lengths_holds_their_checksums() -> None:
    table = short_length_crcs()
    assert [int(table[n]) for n in (0, 1, 255, 256, 65535)] == [
        length_crc(n) for n in (0, 1, 255, 256, 65535)
    ]


def test_many_tags_a_step_are_found() -> None:
    events = [
        scalar_event(f"tag/{i}" * (1 + i % 3), 0.5, step, 1e9) for step in range(300) for i in range(40)
    ]
    content = b"".join(map(frame, events))
    assert (records(scanned(content)), len(content)) == walk(content)

"""Large events without their contents: never a crash, and the same said of tags as by the whole event."""

from __future__ import annotations

import pytest
from google.protobuf.message import DecodeError
from hypothesis import given
from hypothesis import strategies as st

from ingest import events
from ingest.proto.event_pb2 import Event
from ingest.wire import NoEvent, Payload, skeleton
from tests.helpers.event_writer import field, varint

LONG = 16

numbers = st.sampled_from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 200, 1 << 29])
plain = st.one_of(
    st.binary(max_size=40),
    st.sampled_from([b"scalars", b"images", b"\xff", b"a" * 30]),
)


def key(number: int, kind: int) -> bytes:
    return varint(number << 3 | kind)


def messages(contents: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    """Bytes with the look of protobuf messages, right and wrong, with fields in any order."""
    fields = st.one_of(
        st.builds(field, numbers, contents),
        st.builds(lambda number, value: key(number, 0) + varint(value), numbers, st.integers(0, 1 << 64)),
        st.builds(lambda number, value: key(number, 1) + value, numbers, st.binary(min_size=8, max_size=8)),
        st.builds(lambda number, value: key(number, 5) + value, numbers, st.binary(min_size=4, max_size=4)),
        st.builds(lambda number, kind: key(number, kind), numbers, st.sampled_from([3, 4, 6, 7])),
    )
    return st.lists(fields, max_size=4).map(b"".join)


payloads = st.one_of(st.binary(max_size=200), st.recursive(plain, messages, max_leaves=30))

values = st.lists(st.builds(field, st.just(1), payloads), min_size=1, max_size=3).map(b"".join)
summaries = st.builds(lambda content: b"\x10\x05" + field(5, content), values)


def said(payload: bytes) -> list[object]:
    """What an event says of tags; the point is left out, for the number may have been cut away."""
    event = Event.FromString(payload)
    found: list[object] = [event.WhichOneof("what"), event.step, event.wall_time]
    try:
        found += [value._replace(scalar=None) for value in events.values(event)]
    except events.Damaged as damage:
        found.append(str(damage))
    return found


def skeleton_of(payload: bytes) -> bytes | None:
    try:
        return skeleton(Payload(payload, len(payload)), LONG)
    except NoEvent:
        return None


def parses(payload: bytes) -> bool:
    try:
        Event.FromString(payload)
    except DecodeError:
        return False
    return True


def has_groups(payload: bytes) -> bool:
    """Whether protobuf's deprecated groups may be in it, which nobody writes and which are refused."""
    return any(byte & 7 in (3, 4) for byte in payload)


@given(st.one_of(payloads, summaries))
def test_what_is_left_says_the_same_of_tags(payload: bytes) -> None:
    left = skeleton_of(payload)
    if parses(payload):
        assert left is not None or has_groups(payload)
        if left is not None:
            assert said(left) == said(payload)
    elif left is not None:
        parses(left)  # the damage may have been cut away; it must not crash


@given(st.one_of(payloads, summaries), st.integers(0, 20))
def test_only_the_beginning_needs_to_be_in_memory(payload: bytes, there: int) -> None:
    asked = Payload(payload[:there], len(payload), lambda at, size: payload[at : at + size])
    try:
        left = skeleton(asked, LONG)
    except NoEvent:
        left = None
    assert left == skeleton_of(payload)


def test_a_long_content_is_never_asked_for() -> None:
    tensor = b"\x08\x07\x12\x04\x12\x02\x08\x03" + field(8, bytes(1 << 20))
    metadata = field(9, field(1, field(1, b"images")))
    payload = field(5, field(1, field(1, b"tag") + field(8, tensor) + metadata))
    asked: list[tuple[int, int]] = []

    def read(at: int, size: int) -> bytes:
        asked.append((at, size))
        return payload[at : at + size]

    left = Event.FromString(skeleton(Payload(payload[:64], len(payload), read)))
    (value,) = events.values(left)
    assert (value.tag, value.info and value.info.plugin, value.extent) == ("tag", "images", 3)
    assert sum(size for _, size in asked) < 1 << 13


def test_a_file_that_ends_in_the_middle_of_a_record_is_an_error_of_the_file() -> None:
    payload = field(5, field(1, field(1, b"tag") + field(4, bytes(100_000))))
    with pytest.raises(OSError, match="middle of a record"):
        skeleton(Payload(payload[:8], len(payload), lambda at, size: b""))


def test_millions_of_numbers_in_fields_of_their_own_are_not_walked() -> None:
    tensor = b"\x08\x01" + b"\x2d\x00\x00\x80\x3f" * 200_000
    payload = field(5, field(1, field(1, b"tag") + field(8, tensor)))
    (value,) = events.values(Event.FromString(skeleton(Payload(payload, len(payload)))))
    assert value.tag == "tag"

"""A corpus of damaged files, each beside a good run that goes on growing: what is good is shown, what is not
is told, nothing takes more memory than it should, and the good run never waits.

The ids are those of the list of bad inputs in the project's reliability notes, section A.
"""

from __future__ import annotations

import bisect
import gzip
import os
import random
import socket
import struct
import tracemalloc
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import pytest

from ingest.crc import length_crc
from ingest.file_loader import FileLoader
from ingest.ingester import Ingester
from ingest.library import Library
from ingest.logdir import Source
from ingest.records import HEADER
from ingest.run_tags import RunTags
from ingest.store import FileState, RunData, Snapshot, Store
from tests.helpers.event_writer import START, EventFile, event, field, frame, scalar_event, version_event
from tests.helpers.opened import NAME

MOST = 64 << 20
"""Bytes of memory that a hostile file may cost."""

Write = Callable[[Path], None]


def point(step: int) -> bytes:
    return frame(scalar_event("loss", step, step, START + step))


GOOD = frame(version_event()) + point(1) + point(2)
LAST = point(3)


@dataclass(frozen=True)
class Case:
    """What is in the file; the steps that are shown; how the file's state, its reason and its count read."""

    content: bytes | Write
    steps: list[int]
    state: str = "active"
    reason: str | None = None
    skipped: int = 0

    def write(self, path: Path) -> None:
        path.parent.mkdir(exist_ok=True)
        if isinstance(self.content, bytes):
            path.write_bytes(self.content)
        else:
            self.content(path)


def flipped(record: bytes, place: int) -> bytes:
    hurt = bytearray(record)
    hurt[place] ^= 0x10
    return bytes(hurt)


def huge(length: int) -> bytes:
    return struct.pack("<QI", length, length_crc(length)) + bytes(100)


def nested(depth: int, number: int) -> bytes:
    content = b""
    for _ in range(depth):
        content = field(number, content)
    return content


def version(text: bytes) -> bytes:
    return frame(event(START, 0, field(3, text)))


def sparse(size: int) -> Write:
    """A file that claims to be very large and holds next to nothing."""

    def write(path: Path) -> None:
        with path.open("wb") as out:
            out.write(GOOD)
            for bits in range(size.bit_length(), 30, -1):  # as large as the file system lets it be
                try:
                    out.truncate(min(size, 1 << bits))
                except OSError:
                    continue
                return

    return write


def image_of(size: int, step: int) -> tuple[bytes, int]:
    """The beginning of a record with an image, up to its content, and what remains of the record."""
    value = field(1, b"image") + b"\x22" + _varint5(size)
    summary = b"\x0a" + _varint5(len(value) + size) + value
    head = event(START, step) + b"\x2a" + _varint5(len(summary) + size) + summary
    length = len(head) + size
    return struct.pack("<QI", length, length_crc(length)) + head, size + 4


def with_image(size: int) -> Write:
    """An image, nearly all of it a hole in the file, between good records; its checksum was never written."""

    def write(path: Path) -> None:
        head, rest = image_of(size, 1)
        with path.open("wb") as out:
            out.write(GOOD + head)
            out.seek(rest, 1)
            out.write(LAST)

    return write


def _varint5(number: int) -> bytes:
    """A varint of five bytes, whatever the number is."""
    return bytes([*(number >> 7 * i & 0x7F | 0x80 for i in range(4)), number >> 28 & 0x7F])


RUBBISH = random.Random(1).randbytes(4096)
DEAD, WAITING = "dead", "waiting"
AT_GOODS_END = f"damaged at byte {len(GOOD):,}"

CASES = {
    "A02-version-only": Case(frame(version_event()), []),
    "A03-cut-in-length": Case(GOOD + LAST[:5], [1, 2], WAITING),
    "A04-cut-in-length-crc": Case(GOOD + LAST[:10], [1, 2], WAITING),
    "A05-cut-in-payload": Case(GOOD + LAST[:20], [1, 2], WAITING),
    "A06-cut-in-footer": Case(GOOD + LAST[:-2], [1, 2], WAITING),
    "A08-length-crc": Case(GOOD + flipped(LAST, 9) + point(4), [1, 2], DEAD, AT_GOODS_END),
    "A09-data-crc-last": Case(GOOD + flipped(LAST, len(LAST) - 1), [1, 2, 3]),
    "A10-data-crc-middle": Case(GOOD + flipped(LAST, len(LAST) - 1) + point(4), [1, 2, 3, 4]),
    "A10-no-event": Case(
        GOOD + flipped(LAST, 24) + point(4), [1, 2, 4], reason="does not match its checksum", skipped=1
    ),
    "A11-length-2^31": Case(GOOD + huge(2**31), [1, 2], WAITING),
    "A12-length-2^40": Case(GOOD + huge(2**40), [1, 2], WAITING),
    "A13-length-2^63-1": Case(GOOD + huge(2**63 - 1), [1, 2], WAITING),
    "A14-length-2^64-1": Case(GOOD + huge(2**64 - 1), [1, 2], WAITING),
    "A15-empty-record": Case(GOOD + frame(b"") + LAST, [1, 2, 3]),
    "A16-random": Case(RUBBISH, [], DEAD, "damaged at byte 0"),
    "A17-zeros": Case(bytes(4096), [], DEAD, "damaged at byte 0"),
    "A18-html": Case(b"<!doctype html><title>Sign in</title>" * 100, [], DEAD, "damaged at byte 0"),
    "A19-gzip": Case(gzip.compress(GOOD + LAST), [], DEAD, "damaged at byte 0"),
    "A20-300-MB-record": Case(with_image(300_000_000), [1, 2, 3]),
    "A22-no-proto": Case(GOOD + frame(b"\xff" * 50) + LAST, [1, 2, 3], reason="is no event", skipped=1),
    "A23-nested-unknown": Case(GOOD + frame(event(START, 9, nested(10_000, 99))) + LAST, [1, 2, 3]),
    "A23-nested-groups": Case(
        GOOD + frame(b"\x0b" * 10_000 + b"\x0c" * 10_000) + LAST, [1, 2, 3], reason="is no event", skipped=1
    ),
    "A24-unknown-fields": Case(
        GOOD + frame(scalar_event("loss", 3, 3, START) + b"\xa3\x06\x08\x01\xa4\x06" + field(77, b"?")),
        [1, 2, 3],
    ),
    "A25-stray-bytes": Case(GOOD + b"abc" + GOOD, [1, 2], DEAD, AT_GOODS_END),
    "A26-no-version": Case(point(1) + point(2), [1, 2]),
    "A27-version-1": Case(version(b"brain.Event:1") + point(1), [1]),
    "A28-version-99": Case(version(b"brain.Event:99") + point(1), [1]),
    "A28-version-word": Case(version(b"brain.Event:new\xff") + point(1), [1]),
    "A29-9-TB-sparse": Case(sparse(9 << 40), [1, 2], DEAD, AT_GOODS_END),
}


def loaded(root: Path, *, checks: bool = False) -> tuple[Ingester, Store]:
    store = Store()
    return Ingester([Source(str(root))], store, checks=checks), store


def steps(snapshot: Snapshot, run: str) -> list[int]:
    series = snapshot.scalars(run, "loss")
    return [] if series is None else series.steps.tolist()


def file_of(snapshot: Snapshot, run: str) -> FileState:
    (file,) = snapshot.runs[run].files
    return file


@pytest.mark.parametrize("name", CASES)
def test_a_damaged_file_shows_what_is_good_of_it_and_hurts_no_other_run(tmp_path: Path, name: str) -> None:
    case = CASES[name]
    case.write(tmp_path / "bad" / NAME)
    good = EventFile(tmp_path / "good" / NAME)
    ingester, store = loaded(tmp_path)
    tracemalloc.start()
    for step in range(3):
        good.scalar("loss", step, step)
        ingester.run_once()
        assert steps(store.snapshot(), "good") == list(range(step + 1))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    file = file_of(store.snapshot(), "bad")
    assert steps(store.snapshot(), "bad") == case.steps
    assert (file.state, file.skipped) == (case.state, case.skipped)
    assert (case.reason is None and file.reason is None) or str(case.reason) in str(file.reason)
    assert peak < MOST


@pytest.mark.parametrize("name", CASES)
def test_what_is_verified_is_shown_or_told(tmp_path: Path, name: str) -> None:
    case = CASES[name]
    expected = [step for step in case.steps if not ("data-crc" in name and step == 3)]
    case.write(tmp_path / "bad" / NAME)
    ingester, store = loaded(tmp_path, checks=True)
    ingester.run_once()
    file = file_of(store.snapshot(), "bad")
    assert (steps(store.snapshot(), "bad"), file.state) == (expected, case.state)
    assert file.skipped == case.skipped + (name.startswith("A20") or "data-crc" in name)


def test_all_of_them_at_once_hold_up_nobody(tmp_path: Path) -> None:
    for name, case in CASES.items():
        case.write(tmp_path / name / NAME)
    good = [EventFile(tmp_path / f"good{i}" / NAME) for i in range(20)]
    ingester, store = loaded(tmp_path)
    for step in range(3):
        for file in good:
            file.scalar("loss", step, step)
        ingester.run_once()
    snapshot = store.snapshot()
    assert [steps(snapshot, f"good{i}") for i in range(20)] == [[0, 1, 2]] * 20
    assert {name: steps(snapshot, name) for name in CASES} == {n: c.steps for n, c in CASES.items()}


@pytest.mark.parametrize("content", [b"", b"\x00"], ids=["A01-empty", "A03-one-byte"])
def test_a_file_without_an_event_is_no_run_yet(tmp_path: Path, content: bytes) -> None:
    Case(content, []).write(tmp_path / "bad" / NAME)
    ingester, store = loaded(tmp_path)
    ingester.run_once()
    assert list(store.snapshot().runs) == []
    (tmp_path / "bad" / NAME).write_bytes(GOOD)
    ingester.run_once()
    assert steps(store.snapshot(), "bad") == [1, 2]


def test_a07_a_file_cut_at_any_byte_is_a_prefix_of_itself(tmp_path: Path) -> None:
    content = GOOD + LAST
    path = tmp_path / "run" / NAME
    path.parent.mkdir()
    for cut in range(len(content)):
        path.write_bytes(content[:cut])
        ingester, store = loaded(tmp_path)
        ingester.run_once()
        seen = steps(store.snapshot(), "run")
        assert seen == [1, 2, 3][: len(seen)]
        path.write_bytes(content)
        ingester.run_once()
        assert steps(store.snapshot(), "run") == [1, 2, 3]


def test_a21_two_million_short_records_are_all_read(tmp_path: Path) -> None:
    path = tmp_path / "run" / NAME
    path.parent.mkdir()
    path.write_bytes(b"".join(frame(scalar_event("l", i, i, START)) for i in range(1, 101)) * 20_000)
    ingester, store = loaded(tmp_path)
    ingester.run_once()
    series = store.snapshot().scalars("run", "l")
    assert series is not None
    assert len(series) == 2_000_000
    assert int(series.steps.sum()) == 20_000 * 5050


def test_a30_what_is_no_file_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "tfevents.pipe")
    (tmp_path / "tfevents.device").symlink_to("/dev/zero")
    (tmp_path / "tfevents.directory").mkdir()
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("tfevents.socket")
        ingester, store = loaded(tmp_path)
        ingester.run_once()
        assert list(store.snapshot().runs) == []


@pytest.mark.parametrize("power", [*range(12, 27), 32])
def test_r5_a_record_across_any_border_is_read_and_so_is_what_follows(tmp_path: Path, power: int) -> None:
    path = tmp_path / "run" / NAME
    path.parent.mkdir()
    head, rest = image_of((1 << power) - 200, 1)
    gap = (1 << power) - len(GOOD) - len(head) - rest - 10  # the next record begins ten bytes before it
    filler = frame(event(START, 0, field(77, bytes(gap - 16 - 9 - 3)))) if gap > 40 else b""
    with path.open("wb") as out:
        out.write(GOOD + head)
        out.seek(rest, 1)
        out.write(filler + LAST + point(4))
    ingester, store = loaded(tmp_path)
    ingester.run_once()
    assert steps(store.snapshot(), "run") == [1, 2, 3, 4]
    assert file_of(store.snapshot(), "run").offset == path.stat().st_size


@pytest.mark.slow
def test_r1_a_mebibyte_cut_a_thousand_times_at_random_is_read_once_each_time(tmp_path: Path) -> None:
    chance, path = random.Random(4), tmp_path / NAME
    records = [frame(version_event())]
    for step in range(1, 1_500):
        about = field(1, field(1, b"picture") + field(4, field(4, chance.randbytes(chance.randrange(2_800)))))
        records += [point(step)] + ([frame(event(START + step, step, field(5, about)))] if step % 2 else [])
    content = b"".join(records)
    assert len(content) >= 1 << 20
    for _ in range(1_000):
        cuts = sorted(chance.sample(range(len(content)), chance.randrange(1, 8)))
        tags, library = RunTags(), Library()
        loader = FileLoader(str(path), tags, library)
        path.unlink(missing_ok=True)
        for begin, end in zip([0, *cuts], [*cuts, len(content)], strict=True):
            with path.open("ab") as out:
                out.write(content[begin:end])
            list(loader.load())
        data = loader.data()
        run = RunData("run", (data,), library.names, tags.infos)
        assert (data.status.state, data.status.skipped) == ("active", 0)
        series, pictures = run.scalars("loss"), run.samples("picture")
        assert series is not None
        assert pictures is not None
        assert series.steps.tolist() == series.values.tolist() == [*range(1, 1_500)]
        assert pictures.steps.tolist() == [*range(1, 1_500, 2)]


SHORT = [frame(version_event()), *(point(step) for step in range(1, 8))]


@pytest.mark.parametrize("checks", [False, True], ids=["as it comes", "verified"])
def test_r2_each_bit_of_a_file_flipped_costs_at_most_what_it_stands_in(tmp_path: Path, checks: bool) -> None:
    """Behind a wrong length nothing is found; a wrong payload is left out, or shown where nobody checks."""
    content, path = b"".join(SHORT), tmp_path / "run" / NAME
    path.parent.mkdir()
    ends = list(accumulate(map(len, SHORT)))
    assert ends[-1] >= 300
    wrong = []
    for bit in range(8 * len(content)):
        hurt = bytearray(content)
        hurt[bit // 8] ^= 1 << bit % 8
        path.write_bytes(hurt)
        ingester, store = loaded(tmp_path, checks=checks)
        ingester.run_once()
        which = bisect.bisect_right(ends, bit // 8)
        in_header = bit // 8 - ends[which] + len(SHORT[which]) < HEADER
        whole = [step for step in range(1, 8) if (step < which if in_header else step != which)]
        seen = pairs(store.snapshot(), "run")
        more = Counter(seen) - Counter((step, float(step)) for step in whole)
        is_right = len(seen) - more.total() == len(whole) and more.total() <= (not in_header and not checks)
        wrong += [] if is_right else [(bit, seen)]
    assert wrong == []


def pairs(snapshot: Snapshot, run: str) -> list[tuple[int, float]]:
    series = snapshot.scalars(run, "loss")
    return [] if series is None else list(zip(series.steps.tolist(), series.values.tolist(), strict=True))


def test_r1_a_file_that_comes_in_pieces_of_any_size_is_read_once(tmp_path: Path) -> None:
    chance, path = random.Random(3), tmp_path / "run" / NAME
    path.parent.mkdir()
    content = b"".join(point(step) for step in range(1, 20_000))
    cuts = sorted(chance.sample(range(len(content)), 300))
    ingester, store = loaded(tmp_path)
    for begin, end in zip([0, *cuts], [*cuts, len(content)], strict=True):
        with path.open("ab") as out:
            out.write(content[begin:end])
        ingester.run_once()
    assert steps(store.snapshot(), "run") == list(range(1, 20_000))

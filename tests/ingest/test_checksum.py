"""`--checksum`: what is not what was written is left out and counted, whichever way records are read."""

from __future__ import annotations

import json
import random
import struct
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from ingest.file_loader import FileLoader
from ingest.ingester import Ingester
from ingest.library import Library
from ingest.logdir import Source
from ingest.plan import Plan
from ingest.run_tags import RunTags
from ingest.store import FileData, RunData, Snapshot, Store
from tensorbored import flags
from tests.helpers.event_writer import (
    START,
    EventFile,
    event,
    field,
    float_tensor,
    frame,
    scalar_event,
    tensor_event,
    version_event,
)
from tests.helpers.opened import NAME, age, facts, fresh
from tests.helpers.real_data import DATA, needs_data

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / NAME


def read(path: Path, library: Library | None = None, *, checks: bool = True) -> tuple[FileData, RunData]:
    library = library or Library()
    tags = RunTags()
    loader = FileLoader(str(path), tags, library, checks=checks)
    for _ in loader.load():
        pass
    return loader.data(), RunData("run", (loader.data(),), library.names, tags.infos)


def points(run: RunData, tag: str = "loss") -> list[tuple[int, float]]:
    series = run.scalars(tag)
    return [] if series is None else list(zip(series.steps.tolist(), series.values.tolist(), strict=True))


def opened(logdir: Path, *, checks: bool) -> Snapshot:
    store = Store()
    Ingester([Source(str(logdir))], store, checks=checks).run_once()
    return store.snapshot()


def spans(records: list[bytes]) -> list[tuple[int, int]]:
    """Where each record begins and ends."""
    ends = [sum(map(len, records[: i + 1])) for i in range(len(records))]
    return [(end - len(record), end) for record, end in zip(records, ends, strict=True)]


def test_any_flipped_bit_costs_its_record_and_no_other(path: Path) -> None:
    records = [frame(version_event()), *(frame(scalar_event("loss", i, i, START)) for i in range(4))]
    content, library = b"".join(records), Library()
    for bit in range(8 * len(content)):
        hurt = bytearray(content)
        hurt[bit // 8] ^= 1 << bit % 8
        path.write_bytes(hurt)
        data, run = read(path, library)
        row = next(i for i, (_, end) in enumerate(spans(records)) if bit // 8 < end)
        begin = spans(records)[row][0]
        in_header = bit // 8 < begin + 12
        kept = [i for i in range(4) if (i + 1 < row if in_header else i + 1 != row)]
        assert points(run) == [(i, float(i)) for i in kept]
        if in_header:
            assert (data.status.state, data.status.offset) == ("dead", begin)
        else:
            assert (data.status.state, data.status.skipped) == ("active", 1)
            assert data.status.reason == f"the record at byte {begin:,} does not match its checksum"


def test_r2_a_flipped_bit_that_nobody_verifies_hurts_no_other_record(path: Path) -> None:
    records = [frame(version_event()), *(frame(scalar_event("loss", i, i, START)) for i in range(6))]
    content, library = b"".join(records), Library()
    for bit in range(8 * len(content)):
        hurt = bytearray(content)
        hurt[bit // 8] ^= 1 << bit % 8
        path.write_bytes(hurt)
        data, run = read(path, library, checks=False)
        row = next(i for i, (_, end) in enumerate(spans(records)) if bit // 8 < end)
        begin = spans(records)[row][0]
        in_header = bit // 8 < begin + 12
        kept = [(i, float(i)) for i in range(6) if (i + 1 < row if in_header else i + 1 != row)]
        shown = points(run)
        assert [point for point in shown if point in kept] == kept
        assert sum(len(run.scalars(tag) or ()) for tag in run.scalar_tags) <= len(kept) + (not in_header)
        assert data.status.state == ("dead" if in_header else "active")


WRITERS = {
    "torch": lambda step: scalar_event("loss", step, step, START),
    "tf2": lambda step: tensor_event("loss", float_tensor(step), step, START),
    "uncommon": lambda step: scalar_event("loss", step, step, START) + b"\x9a\x06\x00",
}


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("count", [3, 40, 5000])
def test_a_changed_value_is_left_out_by_every_path(path: Path, writer: str, count: int) -> None:
    records = [frame(WRITERS[writer](step)) for step in range(count)]
    library = Library()
    path.write_bytes(b"".join(records))
    assert points(read(path, library, checks=False)[1]) == [(step, float(step)) for step in range(count)]
    victims = sorted({0, count // 2, count - 1})
    for victim in victims:
        hurt = bytearray(records[victim])
        hurt[hurt.index(struct.pack("<f", victim), 21) + 1] ^= 0x40
        records[victim] = bytes(hurt)
    path.write_bytes(b"".join(records))
    data, run = read(path, library)
    assert points(run) == [(step, float(step)) for step in range(count) if step not in victims]
    assert (data.status.skipped, data.status.state) == (len(victims), "active")
    assert len(points(read(path, library, checks=False)[1])) == count  # who does not ask is not told


def image(step: int, size: int) -> bytes:
    picture = bytes([step % 251]) * size
    return frame(event(START, step, field(5, field(1, field(1, b"image") + field(4, field(4, picture))))))


@pytest.mark.parametrize("size", [2_000, 200_000, 5_000_000])
def test_a_sample_damaged_where_nobody_looked_is_left_out(path: Path, size: int) -> None:
    records = [image(step, size) for step in range(12)]
    records[7] = records[7][: size // 2] + b"\xff" + records[7][size // 2 + 1 :]
    path.write_bytes(b"".join(records) + frame(scalar_event("loss", 1, 1, START)))
    data, run = read(path)
    found = run.samples("image")
    assert found is not None
    assert found.steps.tolist() == [step for step in range(12) if step != 7]
    assert (points(run), data.status.skipped) == ([(1, 1.0)], 1)
    assert (
        data.status.reason == f"the record at byte {sum(map(len, records[:7])):,} does not match its checksum"
    )


def test_a_long_payload_is_verified_piece_by_piece(path: Path) -> None:
    zeros = 280_000_000
    head = frame(event(START, 1, field(5, field(1, field(1, b"image") + field(4, field(4, bytes(zeros)))))))
    with path.open("wb") as out:
        out.write(head[: 1 << 10])
        out.truncate(zeros)  # all but the ends is a hole in the file
        out.seek(zeros)
        out.write(head[zeros:] + frame(scalar_event("loss", 1, 1, START)))
    del head
    tracemalloc.start()
    data, run = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (points(run), data.status.skipped) == ([(1, 1.0)], 0)
    assert run.tags("images") == ("image",)
    assert peak < 32 << 20


def test_damage_that_comes_while_we_watch_is_counted_too(tmp_path: Path) -> None:
    file = EventFile(tmp_path / "run" / NAME)
    store = Store()
    ingester = Ingester([Source(str(tmp_path))], store, checks=True)
    for step in range(40):
        record = bytearray(frame(scalar_event("loss", step, step, START)))
        record[-1] ^= step % 4 == 3
        file.append(bytes(record))
        ingester.run_once()
    run = store.snapshot().runs["run"]
    assert [step for step, _ in points(run)] == [step for step in range(40) if step % 4 != 3]
    assert run.files[0].skipped == 10


@needs_data
def test_real_files_are_as_they_were_written() -> None:
    assert facts(opened(DATA, checks=True)) == facts(opened(DATA, checks=False))


@needs_data
def test_a_flipped_bit_in_a_real_file_is_found(tmp_path: Path) -> None:
    chance = random.Random(7)
    for number, source in enumerate(sorted(DATA.rglob("*tfevents*"))[::4]):
        path = tmp_path / str(number) / source.name
        path.parent.mkdir()
        content = bytearray(source.read_bytes())
        content[chance.randrange(12, min(len(content), 1 << 20))] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
    runs = opened(tmp_path, checks=True).runs
    assert len(runs) > 5
    for run in runs.values():
        assert [file.skipped == 1 or file.state == "dead" for file in run.files] == [True]


def test_what_was_kept_without_checksums_hides_no_damage(tmp_path: Path) -> None:
    logdir, cache = tmp_path / "logs", tmp_path / "cache"
    file = EventFile(logdir / "run" / NAME)
    file.scalars("loss", [1.0, 2.0, 3.0])
    content = bytearray(file.path.read_bytes())
    content[-5] ^= 0x01
    file.path.write_bytes(content)
    age(logdir)
    command = [sys.executable, "-m", "tensorbored", "ingest", "--once", "--json", "--logdir", str(logdir)]
    command += ["--cache", "true", "--cache_dir", str(cache)]

    def report(*more: str) -> tuple[dict[str, int], str]:
        done = subprocess.run([*command, *more], cwd=ROOT, check=True, capture_output=True, text=True)
        return json.loads(done.stdout), done.stderr

    assert report()[0]["points"] == report()[0]["points"] == 3
    assert any(cache.rglob("*.pack"))
    checked, told = report("--checksum")
    assert (checked["points"], checked["records_skipped"]) == (2, 1)
    assert "does not match its checksum" in told
    assert report()[0]["points"] == 3  # and who does not ask gets what was kept


def test_the_flag_reaches_the_plan_and_turns_the_cache_off(tmp_path: Path) -> None:
    given = ["ingest", "--logdir", str(tmp_path), "--cache", "true", "--checksum"]
    plan = Plan.of(flags.environment(flags.parse(given)))
    assert (plan.checksum, plan.cache) == (True, True)
    assert plan.ingester(Store())._cache is None
    assert fresh(tmp_path) == {}


@pytest.mark.parametrize("command", [["export", "--out", "x"], ["--inspect"]])
def test_other_commands_do_not_take_the_flag(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        flags.parse([*command, "--logdir", "logs", "--checksum"])
    assert "--checksum" in capsys.readouterr().err

"""The cache as files: few of them, never in the way, and nothing believed that is not what was written."""

from __future__ import annotations

import errno
import logging
import os
import random
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.cache import Cache
from ingest.ingester import Ingester
from ingest.logdir import Source
from ingest.pack import Writer
from ingest.shelf import DRAFT, MEMORY
from ingest.store import Store
from tests.helpers.event_writer import START, EventFile, frame, scalar_event
from tests.helpers.opened import NAME, Opened, again, facts, fresh, loop, packs

ROOT = Path(__file__).parents[2]


def test_a_thousand_small_runs_are_one_file_on_disk(tmp_path: Path) -> None:
    for i in range(300):
        EventFile(tmp_path / "logs" / f"run{i}" / NAME).scalar(f"tag{i % 7}", i, i)
    assert again(tmp_path / "logs", tmp_path / "cache") == again(tmp_path / "logs", tmp_path / "cache")
    assert len(packs(tmp_path / "cache")) == 1
    assert again(tmp_path / "logs", tmp_path / "cache") == fresh(tmp_path / "logs")


def test_a_growing_logdir_keeps_few_packs_and_no_rubbish(tmp_path: Path) -> None:
    logdir, cache = tmp_path / "logs", tmp_path / "cache"
    opened = Opened(logdir, cache)
    for i in range(40):
        loop(logdir / f"run{i}" / NAME, 20)
        opened.read()
    assert 1 <= len(packs(cache)) <= 8
    assert again(logdir, cache) == fresh(logdir)
    assert not list(cache.rglob(f"*{DRAFT}"))


def test_only_what_grew_by_a_quarter_is_written_again(tmp_path: Path) -> None:
    logdir, cache = tmp_path / "logs", tmp_path / "cache"
    path = logdir / NAME
    path.parent.mkdir()
    path.write_bytes(b"".join(frame(scalar_event("loss", 1, step, START)) for step in range(60_000)))
    opened = Opened(logdir, cache)
    before = packs(cache)
    loop(path, 100)
    opened.read()
    assert packs(cache) == before
    with path.open("ab") as out:
        out.write(b"".join(frame(scalar_event("loss", 1, step, START)) for step in range(30_000)))
    opened.read()
    assert packs(cache) != before
    assert again(logdir, cache) == fresh(logdir)


def test_a_pack_cut_off_anywhere_is_ignored_and_removed(tmp_path: Path) -> None:
    logdir, cache = tmp_path / "logs", tmp_path / "cache"
    loop(logdir / NAME, 10)
    expected = again(logdir, cache)
    (pack,) = packs(cache)
    content = pack.read_bytes()
    sizes = [*range(40), *random.Random(2).sample(range(len(content)), 60), len(content) - 1]
    for size in sizes:
        shutil.rmtree(cache)
        pack.parent.mkdir(parents=True)
        pack.write_bytes(content[:size])
        assert again(logdir, cache) == expected
        assert pack not in packs(cache)


def test_a_damaged_byte_is_never_shown(tmp_path: Path) -> None:
    logdir, cache = tmp_path / "logs", tmp_path / "cache"
    loop(logdir / "a" / NAME, 10)
    loop(logdir / "b" / NAME, 10)
    expected = again(logdir, cache)
    (pack,) = packs(cache)
    content = pack.read_bytes()
    for place in random.Random(3).sample(range(len(content)), 80):
        damaged = bytearray(content)
        damaged[place] ^= 0x10
        shutil.rmtree(cache)
        pack.parent.mkdir(parents=True)
        pack.write_bytes(damaged)
        assert again(logdir, cache) == expected
        assert again(logdir, cache) == expected


def test_a_pack_changed_by_others_is_compared_with_its_checksums(tmp_path: Path) -> None:
    logdir, cache = tmp_path / "logs", tmp_path / "cache"
    loop(logdir / NAME, 10)
    expected = again(logdir, cache)
    (pack,) = packs(cache)
    content = pack.read_bytes()
    for place in random.Random(5).sample(range(len(content)), 20):
        pack.write_bytes(content[:place] + bytes([content[place] ^ 0x10]) + content[place + 1 :])
        assert again(logdir, cache) == expected
        (pack,) = packs(cache)
        content = pack.read_bytes()


def test_a_pack_is_compared_with_its_checksums_once_the_machine_was_started_anew(tmp_path: Path) -> None:
    logdir, cache = tmp_path / "logs", tmp_path / "cache"
    loop(logdir / NAME, 10)
    expected = again(logdir, cache)
    (pack,), (memory,) = packs(cache), cache.rglob(MEMORY)
    stamps = pack.stat()
    content = bytearray(pack.read_bytes())
    content[len(content) // 4] ^= 0x10
    pack.write_bytes(content)
    os.utime(pack, ns=(stamps.st_atime_ns, stamps.st_mtime_ns))
    with memory.open("wb") as out:
        writer = Writer(out, {})
        writer.finish({"boot": "another", "sound": {pack.name: stamps.st_mtime_ns}})
    assert again(logdir, cache) == expected


def test_a_damaged_memory_of_directories_is_none(tmp_path: Path) -> None:
    logdir, cache = tmp_path / "logs", tmp_path / "cache"
    loop(logdir / "a" / NAME, 10)
    expected = again(logdir, cache)
    (memory,) = cache.rglob(MEMORY)
    content = memory.read_bytes()
    for place in random.Random(4).sample(range(len(content)), 20):
        memory.write_bytes(content[:place] + bytes([content[place] ^ 0x10]) + content[place + 1 :])
        assert again(logdir, cache) == expected
    memory.write_bytes(b"")
    assert again(logdir, cache) == expected


def test_two_servers_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    logdir, cache = tmp_path / "logs", tmp_path / "cache"
    servers = [Opened(logdir, cache) for _ in range(2)]
    written = threading.Event()

    def serve(server: Opened) -> None:
        while not written.is_set():
            server.read()

    threads = [threading.Thread(target=serve, args=(server,)) for server in servers]
    for thread in threads:
        thread.start()
    for i in range(30):
        loop(logdir / f"{i % 20}" / NAME, 20, 20 * i)
    written.set()
    for thread in threads:
        thread.join()
    expected = fresh(logdir)
    assert [facts(server.read()) for server in servers] == [expected, expected]
    assert again(logdir, cache) == again(logdir, cache) == expected
    assert not list(cache.rglob(f"*{DRAFT}"))


LOOKING = """
import sys
from pathlib import Path
from tests.helpers.opened import Opened
opened = Opened(Path(sys.argv[1]), Path(sys.argv[2]))
print("opened", flush=True)
while True:
    opened.read()
"""


@pytest.mark.slow
def test_a_reader_killed_at_any_moment_leaves_nothing_wrong(tmp_path: Path) -> None:
    logdir, cache, chance = tmp_path / "logs", tmp_path / "cache", random.Random(4)
    for kill in range(8):
        command = [sys.executable, "-c", LOOKING, str(logdir), str(cache)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as reader:
            assert reader.stdout is not None
            reader.stdout.readline()
            for i in range(chance.randrange(1, 12)):
                loop(logdir / f"{i}" / NAME, 10, 10 * kill)
                time.sleep(chance.uniform(0, 0.02))
            reader.kill()
        assert again(logdir, cache) == fresh(logdir)


def test_the_cache_may_be_deleted_while_it_is_in_use(tmp_path: Path) -> None:
    logdir, cache = tmp_path / "logs", tmp_path / "cache"
    loop(logdir / "run" / NAME)
    again(logdir, cache)
    opened = Opened(logdir, cache)
    shutil.rmtree(cache)
    assert facts(opened.read()) == fresh(logdir)
    loop(logdir / "more" / NAME)
    assert facts(opened.read()) == fresh(logdir)
    assert again(logdir, cache) == fresh(logdir)


def test_a_place_that_cannot_be_written_to_is_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    logdir, cache = tmp_path / "logs", tmp_path / "cache"
    cache.write_text("a file")
    loop(logdir / "run" / NAME)
    opened = Opened(logdir, cache)
    for i in range(3):
        loop(logdir / f"run{i}" / NAME)
        assert facts(opened.read()) == fresh(logdir)
    told = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(told) == 1
    assert str(cache) in told[0]


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file may become larger, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_told_once_and_leaves_nothing_behind(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    logdir, cache = tmp_path / "logs", tmp_path / "cache"
    loop(logdir / "run" / NAME)
    with largest_file(3000):
        opened = Opened(logdir, cache)
        loop(logdir / "more" / NAME, 5)
    assert facts(opened.store.snapshot()).keys() == {"run"}
    assert [path for path in cache.rglob("*") if path.is_file()] == []
    assert len([record for record in caplog.records if record.levelno >= logging.WARNING]) == 1
    assert facts(opened.read()) == fresh(logdir)
    assert packs(cache)


def test_a_disk_that_does_not_take_a_pack_is_told_once_and_the_pack_is_none(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    logdir, cache = tmp_path / "logs", tmp_path / "cache"
    loop(logdir / "run" / NAME)
    with pytest.MonkeyPatch.context() as patched:

        def fail(handle: int) -> None:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

        patched.setattr(os, "fsync", fail)
        opened = Opened(logdir, cache)
        loop(logdir / "more" / NAME, 5)
        opened.read()
    assert [path for path in cache.rglob("*") if path.is_file()] == []
    assert len([record for record in caplog.records if record.levelno >= logging.WARNING]) == 1
    assert again(logdir, cache) == fresh(logdir)


def test_another_version_of_the_code_reads_anew_and_leaves_the_others_cache_alone(tmp_path: Path) -> None:
    logdir, cache = tmp_path / "logs", tmp_path / "cache"
    loop(logdir / NAME)
    again(logdir, cache, code=1000)
    before = packs(cache)
    assert again(logdir, cache, code=1001) == fresh(logdir)
    assert set(packs(cache)) > set(before)


def test_what_was_not_used_for_longest_makes_room(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for i in range(6):
        loop(tmp_path / f"logs{i}" / NAME, 200)
        again(tmp_path / f"logs{i}", cache, limit=60_000)
        again(tmp_path / "logs0", cache, limit=60_000)
        for age, path in enumerate(reversed(packs(cache))):
            os.utime(path, ns=(10**18 - 10**9 * age,) * 2)
    assert sum(path.stat().st_size for path in packs(cache)) <= 60_000
    assert 2 <= len(packs(cache)) < 6


def test_a_logdir_larger_than_the_cache_is_kept_in_part(tmp_path: Path) -> None:
    logdir, cache = tmp_path / "logs", tmp_path / "cache"
    for i in range(10):
        loop(logdir / f"run{i}" / NAME, 100)
    opened = Opened(logdir, cache, limit=50_000)
    kept = packs(cache)
    assert 10_000 < sum(path.stat().st_size for path in kept) <= 50_000
    opened.read()
    assert packs(cache) == kept
    assert again(logdir, cache, limit=50_000) == fresh(logdir)


def test_the_end_does_not_wait_for_a_write(tmp_path: Path) -> None:
    logdir, cache = tmp_path / "logs", Cache(tmp_path / "cache")
    loop(logdir / "run" / NAME)
    ingester = Ingester([Source(str(logdir))], Store(), cache=cache)
    cache.close(0)
    ingester.run_once()
    ingester.close(5)
    assert [path for path in (tmp_path / "cache").rglob("*") if path.is_file()] == []


def test_nothing_of_the_cache_is_for_others_to_read(tmp_path: Path) -> None:
    loop(tmp_path / "logs" / NAME)
    again(tmp_path / "logs", tmp_path / "cache")
    (pack,) = packs(tmp_path / "cache")
    assert pack.stat().st_mode & 0o077 == 0

"""Work on hostile bytes in processes of their own: what happens there is a sentence, and the next works."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dashboards.images import thumbnails
from dashboards.workers import Failed, Workers
from tests.helpers import decoders
from tests.helpers.memory import resident
from tests.helpers.pictures import picture

ROOT = Path(__file__).parents[2]
LIMITED = pytest.mark.skipif(sys.platform != "linux", reason="no other system keeps a limit of memory")


@pytest.fixture
def workers() -> Iterator[Workers]:
    made = Workers(seconds=30)
    yield made
    made.close()


def process_of(workers: Workers, salt: bytes = b"") -> int:
    return int(workers.run(decoders.whose, salt + os.urandom(8)).split()[0])


def test_work_is_done_by_another_process_that_lives_on(workers: Workers) -> None:
    assert workers.run(decoders.turned, b"abc", end="!") == b"cba!"
    first = process_of(workers)
    assert first != os.getpid()
    assert process_of(workers) == first


def test_large_bytes_come_and_go_whole(workers: Workers) -> None:
    content = os.urandom(48 << 20)
    assert workers.run(decoders.turned, content) == content[::-1]


def test_a_worker_has_nothing_of_the_server(workers: Workers) -> None:
    imported = workers.run(decoders.whose, b"").decode().split()[1:]
    assert "dashboards.worker_process" in imported
    assert not {"django", "numpy", "PIL"} & {name.partition(".")[0] for name in imported}


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGABRT", "SIGKILL", "SIGFPE"])
def test_a_decoder_that_crashes_costs_a_sentence(name: str, workers: Workers) -> None:
    with pytest.raises(Failed, match="its decoder crashed"):
        workers.run(decoders.crashing, name.encode())
    assert workers.run(decoders.turned, b"abc") == b"cba"


def test_a_decoder_that_leaves_costs_a_sentence(workers: Workers) -> None:
    with pytest.raises(Failed, match="its decoder crashed"):
        workers.run(decoders.leaving, b"")
    assert workers.run(decoders.turned, b"abc") == b"cba"


def test_a_worker_that_is_killed_while_it_is_idle_is_replaced(workers: Workers) -> None:
    first = process_of(workers)
    os.kill(first, signal.SIGKILL)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    assert process_of(workers) != first


@pytest.mark.parametrize("work", [decoders.hanging, decoders.spinning])
def test_a_decoder_that_hangs_is_killed(work: Callable[[bytes], bytes], workers: Workers) -> None:
    first = process_of(workers)
    workers.seconds = 0.5
    with pytest.raises(Failed, match=r"took longer than 0\.5 seconds"):
        workers.run(work, b"")
    workers.seconds = 30
    assert process_of(workers) != first
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


@LIMITED
@pytest.mark.parametrize("work", [decoders.growing, decoders.greedy])
def test_a_decoder_that_wants_all_memory_costs_a_sentence_and_the_server_nothing(
    work: Callable[[bytes], bytes], workers: Workers
) -> None:
    before = resident()
    with pytest.raises(Failed, match="wanted more than 512 MB"):
        workers.run(work, b"")
    assert workers.run(decoders.turned, b"abc") == b"cba"
    assert resident() - before < 64 << 20


@LIMITED
def test_a_picture_that_wants_more_memory_than_there_is_costs_a_sentence() -> None:
    workers = Workers(seconds=30, memory=96 << 20)
    try:
        with pytest.raises(Failed, match="its decoder wanted more than 96 MB"):
            workers.run(thumbnails.reduced, picture(5000, 5000), name="PNG", side=128)
        assert workers.run(thumbnails.reduced, picture(500, 500), name="PNG", side=128)
    finally:
        workers.close()


def test_what_work_raises_is_a_sentence_and_its_process_stays(workers: Workers) -> None:
    first = process_of(workers)
    with pytest.raises(Failed, match=r"gave up \(ValueError\)"):
        workers.run(decoders.raising, b"abc")
    assert process_of(workers) == first


def test_what_failed_is_not_tried_again_at_once(workers: Workers) -> None:
    first = process_of(workers)
    for _ in range(3):
        with pytest.raises(Failed, match="crashed"):
            workers.run(decoders.crashing, b"SIGKILL")
    second = process_of(workers)
    for _ in range(3):
        with pytest.raises(Failed, match="crashed"):
            workers.run(decoders.crashing, b"SIGKILL")
    assert process_of(workers) == second != first


def test_there_are_never_more_processes_than_allowed(workers: Workers) -> None:
    with ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(process_of, workers, bytes([number])) for number in range(40)]
        assert len({one.result() for one in asked}) <= 2


def test_hostile_and_good_work_at_once_disturb_each_other_not(workers: Workers) -> None:
    def good(number: int) -> bool:
        content = bytes([number]) * 1000 + b"end"
        return workers.run(decoders.turned, content) == content[::-1]

    def bad(number: int) -> bool:
        with pytest.raises(Failed, match="crashed"):
            workers.run(decoders.crashing, ["SIGSEGV", "SIGKILL"][number % 2].encode())
        return True

    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit([good, bad][number % 3 == 0], number) for number in range(18)]
        assert all(one.result() for one in asked)


def test_who_finds_all_busy_is_told_so_and_may_come_again() -> None:
    workers = Workers(most=1, seconds=1.5)
    try:
        workers.run(decoders.turned, b"")  # it has started
        with ThreadPoolExecutor(3) as threads:
            slow = [threads.submit(workers.run, decoders.hanging, bytes([number])) for number in range(3)]
        said = sorted(str(one.exception()) for one in slow)
        assert {"its decoder took longer than 1.5 seconds"} <= set(said)
        assert set(said) <= {"its decoder took longer than 1.5 seconds", "too much else is being decoded"}
        workers.seconds = 30
        assert workers.run(decoders.turned, b"abc") == b"cba"
    finally:
        workers.close()


def test_without_work_there_is_no_process() -> None:
    code = "import subprocess\nsubprocess.Popen = None\nimport dashboards.workers"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_workers_end_with_their_server() -> None:
    code = """
import os, sys
from dashboards.workers import WORKERS
from tests.helpers import decoders
from tests.helpers.memory import resident
if __name__ == "__main__":
    print(WORKERS.run(decoders.whose, b"").split()[0].decode(), flush=True)
    sys.stdin.read()
"""
    server = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout
    assert server.stdin
    worker = int(server.stdout.readline())
    os.kill(worker, 0)
    server.kill()
    server.wait()
    server.stdin.close()
    assert server.stdout.read() == ""  # which the worker would hold open
    server.stdout.close()

"""Work on bytes from anybody, done in processes of their own: a decoder that crashes, hangs or wants all the
memory costs whoever asked a sentence, and the server nothing.

A process starts when there is work and none is idle, lives on, and is replaced when it is lost. What came of
work, be it nothing, is kept for a while.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from dashboards.recent import Recent
from dashboards.worker_process import DONE, FULL, RAISED, READY, receive, send

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PROGRAM = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from dashboards.worker_process import serve
serve(int(sys.argv[2]))
"""
"""Nothing of the program that the server is: it may be any."""

ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Where there are many processors, the threads of linear algebra alone take more than the memory there is."""

LATE, LOST = b"l", b"c"
"""What stands for an answer that did not come: the time was up; the process ended."""

STARTING = 60.0
"""Seconds that a process may take until it can be asked."""

KEPT = 300
"""Seconds for which work is not done again: a machine that was busy may do better then."""


class Failed(Exception):
    """Work that came to nothing. The message is the end of a sentence that says why."""


class Workers:
    """At most ``most`` processes, each with ``memory`` bytes, and for each work ``seconds``.

    Safe to use from many threads. Whoever finds all of them busy waits for as long as one work may take.
    """

    def __init__(self, most: int = 2, seconds: float = 5.0, memory: int = 512 << 20) -> None:
        self.seconds = seconds
        self.memory = memory
        self._room = threading.BoundedSemaphore(most)
        self._idle: list[_Worker] = []
        self._recent: Recent[bytes] = Recent(24 << 20, len)

    def run(self, work: Callable[..., bytes], content: bytes, **arguments: Any) -> bytes:
        """``work(content, **arguments)``: a function of a module, with values of JSON; raises `Failed`."""
        named = {"module": work.__module__, "name": work.__name__, "arguments": arguments}
        order = json.dumps({**named, "seconds": self.seconds}).encode()
        key = (
            work.__qualname__,
            str(arguments),
            blake2b(content, digest_size=16).digest(),
            time.monotonic() // KEPT,
        )
        answer = self._recent.get(key, lambda: self._answer(order, content))
        if answer.startswith(DONE):
            return answer[1:]
        raise Failed(self._why(answer))

    def close(self) -> None:
        """End those that are idle."""
        while self._idle:
            self._idle.pop().end()

    def _answer(self, order: bytes, content: bytes) -> bytes:
        if not self._room.acquire(timeout=self.seconds):
            raise Failed("too much else is being decoded")
        try:
            worker = self._taken()
            answer = worker.ask(order, content, self.seconds)
            if worker.is_alive:
                self._idle.append(worker)
            return answer
        except OSError:  # the machine has no room for a process
            return LOST
        finally:
            self._room.release()

    def _taken(self) -> _Worker:
        with suppress(IndexError):  # as soon as none is idle
            while True:
                worker = self._idle.pop()
                if worker.is_alive:
                    return worker
                worker.end()
        return _Worker(self.memory)

    def _why(self, answer: bytes) -> str:
        return {
            LATE: f"its decoder took longer than {self.seconds:g} seconds",
            LOST: "its decoder crashed",
            FULL: f"its decoder wanted more than {self.memory >> 20:,} MB of memory",
            RAISED: f"its decoder gave up ({answer[1:].decode()})",
        }[answer[:1]]


class _Worker:
    """One process, asked by one thread at a time."""

    def __init__(self, memory: int) -> None:
        program = [sys.executable, "-c", PROGRAM, json.dumps(sys.path), str(memory)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(program, stdin=pipe, stdout=pipe, env={**os.environ, **ONE_THREAD})
        self._is_started = False

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked again."""
        return self._process.poll() is None

    def ask(self, order: bytes, content: bytes, seconds: float) -> bytes:
        """Its answer, or what stands for it; unless it could be asked again it has ended then."""
        answer = READY if self._is_started else self._within(STARTING)
        self._is_started = True
        if answer == READY:
            answer = self._within(seconds, order, content)
        if answer[:1] not in (DONE, RAISED):
            self.end()
        return answer

    def end(self) -> None:
        """At once, whatever it does."""
        self._process.kill()
        with suppress(OSError):  # what it was not sent any more
            self._process.communicate()

    def _within(self, seconds: float, *sent: bytes) -> bytes:
        answer = LOST
        with self._killed_after(seconds) as is_late, suppress(EOFError, OSError):
            for part in sent:
                send(cast("BinaryIO", self._process.stdin), part)
            answer = receive(cast("BinaryIO", self._process.stdout))
        return LATE if is_late() else answer

    @contextmanager
    def _killed_after(self, seconds: float) -> Iterator[Callable[[], bool]]:
        """Its end is the end of waiting for it, wherever that is."""
        late = threading.Event()

        def kill() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(seconds, kill)
        timer.daemon = True
        timer.start()
        try:
            yield late.is_set
        finally:
            timer.cancel()
            timer.join()


WORKERS = Workers()
"""Those of this server."""

atexit.register(WORKERS.close)

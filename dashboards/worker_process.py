"""What a worker process does: work on the bytes that it is sent, within its memory, until nobody asks.

It knows nothing of requests, and imports neither Django nor a decoder before it is asked to. Orders are JSON,
and an answer is a letter with what was made: nothing that comes back can be more than bytes.
"""

from __future__ import annotations

import importlib
import json
import math
import os
import signal
import sys
from typing import Any, BinaryIO

READY, DONE, FULL, RAISED = b"r", b"d", b"f", b"x"
"""What an answer begins with: it can be asked; this was made; memory ran out; the work raised this."""

_LENGTH = 8


def send(line: BinaryIO, content: bytes) -> None:
    """Bytes, behind how many they are."""
    line.write(len(content).to_bytes(_LENGTH, "little"))
    line.write(content)
    line.flush()


def receive(line: BinaryIO) -> bytes:
    """What was sent; raises `EOFError` where nothing more comes."""
    return _exactly(line, int.from_bytes(_exactly(line, _LENGTH), "little"))


def _exactly(line: BinaryIO, size: int) -> bytes:
    content = line.read(size)
    if len(content) < size:
        raise EOFError
    return content


def serve(memory: int) -> None:
    """Answer orders, within so many bytes of memory, until the server closes the line."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which closes the line
    orders, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what decoders print is no answer
    _limit(memory)
    answer = READY
    while answer != FULL:  # after that nobody knows what is still held
        send(answers, answer)
        try:
            answer = _answer(json.loads(receive(orders)), receive(orders))
        except EOFError:
            return
    send(answers, answer)


def _limit(memory: int) -> None:
    try:
        import resource  # Windows has none; there only the time is limited, and the size of what is decoded

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    except (ImportError, ValueError, OSError):  # macOS has a limit of this name that it refuses to set
        return


def _answer(order: dict[str, Any], content: bytes) -> bytes:
    alarm = getattr(
        signal, "alarm", lambda seconds: None
    )  # which ends it, should the server be gone meanwhile
    alarm(math.ceil(order["seconds"]) + 1)
    try:
        work = getattr(importlib.import_module(order["module"]), order["name"])
        return DONE + bytes(work(content, **order["arguments"]))
    except MemoryError:
        return FULL
    except Exception as error:  # decoders of hostile bytes raise what they like
        return RAISED + type(error).__name__.encode()
    finally:
        alarm(0)

"""What decoders do that meet the wrong bytes, as work for `dashboards.workers`."""

from __future__ import annotations

import os
import signal
import sys
import time


def turned(content: bytes, end: bytes | str = "") -> bytes:
    """Work that goes well: the bytes from back to front."""
    return content[::-1] + str(end).encode()


def whose(content: bytes) -> bytes:
    """The process that does it, and what it has imported."""
    return f"{os.getpid()} {' '.join(sys.modules)}".encode()


def raising(content: bytes) -> bytes:
    """Finds the bytes wrong."""
    raise ValueError(content)


def crashing(content: bytes) -> bytes:
    """Reads where no memory is."""
    os.kill(os.getpid(), getattr(signal, content.decode()))
    return b""


def leaving(content: bytes) -> bytes:
    """Ends the process as C code does that gives up."""
    os._exit(0)


def hanging(content: bytes) -> bytes:
    """Never ends, and takes no time."""
    while True:
        time.sleep(60)


def spinning(content: bytes) -> bytes:
    """Never ends, and does not listen."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    while True:
        pass


def growing(content: bytes) -> bytes:
    """Takes memory for as long as there is some."""
    held = []
    while True:
        held.append(bytearray(os.urandom(1 << 10) * (16 << 10)))


def greedy(content: bytes) -> bytes:
    """Asks for all memory at once, as a header says that lies."""
    return bytes(1 << 40)

"""The real TensorBoard, serving a directory: what our answers to its clients are held against."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import urlopen

PATIENCE = 60
Ask = Callable[..., tuple[int, bytes]]


@contextmanager
def tensorboard(
    logdir: Path, is_loaded: Callable[[Ask], bool], samples: str = "scalars=100000", *options: str
) -> Iterator[Ask]:
    """`ask(path, form)` gives its status and body. ``samples``: how many it keeps of each kind."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    flags = ("--load_fast=false", f"--samples_per_plugin={samples}", f"--port={port}", *options)
    command = [sys.executable, "-m", "tensorboard.main", f"--logdir={logdir}", *flags]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:

        def ask(path: str, form: list[tuple[str, str]] | None = None) -> tuple[int, bytes]:
            data = None if form is None else urlencode(form).encode()
            try:
                with urlopen(f"http://127.0.0.1:{port}{path}", data, PATIENCE) as response:
                    return response.status, response.read()
            except HTTPError as error:
                with error:
                    return error.code, error.read()

        try:
            _wait(lambda: is_loaded(ask))
            yield ask
        finally:
            process.terminate()


def _wait(is_ready: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            if is_ready():
                return
        except URLError:
            pass
        assert time.monotonic() < end, "TensorBoard did not load the files"
        time.sleep(0.1)

"""The whole program as a process of its own, as people start it: for what only a process can show."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.error import HTTPError
from urllib.request import urlopen

from tests.helpers import postgres

ANNOUNCEMENT = r"^TensorBored \S+ at (http://\S+) \(Press CTRL\+C to quit\)$"
PATIENCE = 30
PASSWORD = "correct horse"
GONE: set[str] = set()
"""Addresses of servers that were ended by us: pages that are still open may ask them in vain."""


@dataclass
class Program:
    """A running server: where it is, what it said so far on the terminal."""

    process: subprocess.Popen[str]
    said: str = ""
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def url(self) -> str:
        """The address it announced, with a slash at the end."""
        return self.wait_for(ANNOUNCEMENT)[1]

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Wait until the terminal shows this."""
        with self._changed:
            self._changed.wait_for(
                lambda: re.search(pattern, self.said, re.MULTILINE) or self._is_over(), PATIENCE
            )
            found = re.search(pattern, self.said, re.MULTILINE)
        assert found, f"The program never said {pattern!r}, but:\n{self.said}"
        return found

    def stop(self) -> int:
        """Ask it to end; returns its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def _is_over(self) -> bool:
        return self.process.poll() is not None

    def _listen(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            with self._changed:
                self.said += line
                self._changed.notify_all()
        with self._changed:
            self._changed.notify_all()


def get(url: str) -> tuple[int, str]:
    """Status and text of an answer."""
    try:
        with urlopen(url, timeout=PATIENCE) as response:
            return response.status, response.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def wait_until(condition: Callable[[], object]) -> None:
    """Ask again and again until the answer is yes."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "It never came true."
        time.sleep(0.05)


def environment(data_dir: str = "") -> dict[str, str]:
    """Ours, for a program that keeps its things in this directory, or in a database in place of it."""
    there = data_dir or os.environ["TENSORBORED_DATA_DIR"]
    made = os.environ | {"TENSORBORED_DATA_DIR": there}
    return (
        made | {"DATABASE_URL": postgres.database_of(there)} if os.environ.get("TESTS_DATABASE_URL") else made
    )


def make_superuser(name: str, data_dir: str) -> None:
    """An account with `PASSWORD`, as people make their first one."""
    said = ("--noinput", "--username", name, "--email", f"{name}@example.org")
    subprocess.run(
        [sys.executable, "-m", "tensorbored", "createsuperuser", *said],
        env=environment(data_dir) | {"DJANGO_SUPERUSER_PASSWORD": PASSWORD},
        check=True,
        capture_output=True,
    )


@contextmanager
def running(
    *flags: str,
    data_dir: str = "",
    python: str = sys.executable,
    command: tuple[str, ...] = ("-m", "tensorbored"),
) -> Iterator[Program]:
    """The program with these flags, on any free port unless they name one; ended afterwards."""
    port = () if any(flag.startswith("--port") for flag in flags) else ("--port", "0")
    process = subprocess.Popen(
        [python, *command, *flags, *port],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(data_dir),
    )
    program = Program(process)
    listener = threading.Thread(target=program._listen, daemon=True)
    listener.start()
    try:
        yield program
    finally:
        announced = re.search(ANNOUNCEMENT, program.said, re.MULTILINE)
        GONE.update({announced[1]} if announced else ())
        if process.poll() is None:
            process.kill()
        process.wait(PATIENCE)
        listener.join(PATIENCE)
        assert process.stderr
        process.stderr.close()

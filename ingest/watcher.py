"""Word of directories in which something happens, from a kernel that sends it: Linux's inotify.

No word is no proof: changes through mapped memory, through another name of the same file, or by a machine
that mounts this one's disk may go by untold. Whoever relies on it has to ask all the same, only seldom.
"""

from __future__ import annotations

import ctypes
import errno
import logging
import os
import struct
import sys
import weakref
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, KeysView

logger = logging.getLogger(__name__)

_HEAD = struct.Struct("iIII")
"""Of an event: which watch, what happened, a cookie, and how long the name behind it is."""

_LOST, _ENDED = 0x4000, 0x8000
"""IN_Q_OVERFLOW and IN_IGNORED."""

_WANTED = 0x0300_0FCE
"""All but reading: MODIFY, ATTRIB, CLOSE_WRITE, MOVED_*, CREATE, DELETE*, MOVE_SELF; ONLYDIR, DONT_FOLLOW."""

_EXHAUSTED = {errno.ENOSPC, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOSYS, errno.EPERM}

_LIMIT = "/proc/sys/fs/inotify/max_user_watches"
_AT_ONCE = 1 << 16


class Watcher:
    """Watches directories. ``most``: how many at most; half of what the user may have unless told otherwise,
    for other programs want some.
    """

    def __init__(self, most: int | None = None) -> None:
        self._most = _half_of_all() if most is None else most
        self._handle = -1
        self._paths: dict[int, str] = {}
        self._numbers: dict[str, int] = {}
        self._is_full = sys.platform != "linux"

    @property
    def watched(self) -> KeysView[str]:
        """The directories of which word comes."""
        return self._numbers.keys()

    def watch(self, path: str) -> None:
        """Have word of everything that happens in a directory from now on, if that can be had."""
        if self._is_full or path in self._numbers:
            return
        try:
            if len(self._numbers) >= self._most:
                raise OSError(errno.ENOSPC, "half of what a user may watch")
            number = self._add(path)
        except OSError as error:
            if error.errno in _EXHAUSTED:
                self._give_up(error)
            return
        self._numbers.pop(self._paths.get(number, ""), None)  # the same directory, by an earlier path
        self._paths[number], self._numbers[path] = path, number

    def forget(self, path: str) -> None:
        """No more word of a directory."""
        number = self._numbers.pop(path, None)
        if number is not None:
            del self._paths[number]
            _libc().inotify_rm_watch(self._handle, number)

    def touched(self) -> set[str] | None:
        """The directories in which something happened since the last question; None: too much to tell."""
        found: set[str] = set()
        is_lost = False
        for told in self._told():
            at = 0
            while at < len(told):
                number, what, _, size = _HEAD.unpack_from(told, at)
                at += _HEAD.size + size
                is_lost |= bool(what & _LOST)
                found.add(self._paths.get(number, ""))
                if what & _ENDED and number in self._paths:
                    del self._numbers[self._paths.pop(number)]
        return None if is_lost else found

    def _told(self) -> Iterator[bytes]:
        with suppress(BlockingIOError):
            while self._handle >= 0:
                yield os.read(self._handle, _AT_ONCE)

    def _add(self, path: str) -> int:
        if self._handle < 0:
            self._handle = _checked(_libc().inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC))
            weakref.finalize(self, os.close, self._handle)
        return _checked(_libc().inotify_add_watch(self._handle, os.fsencode(path), ctypes.c_uint32(_WANTED)))

    def _give_up(self, error: OSError) -> None:
        """What is watched stays so; nothing is added."""
        self._is_full = True
        logger.info(
            "Not all directories can be watched (%s): %d are, the others are asked in every cycle",
            error.strerror,
            len(self._numbers),
        )


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def _half_of_all() -> int:
    with suppress(OSError, ValueError), open(_LIMIT, encoding="ascii") as limit:
        return int(limit.read()) // 2
    return 0

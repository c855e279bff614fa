"""A connection whose other end may be slow, but holds up nobody.

A thread that answers waits once much of its answer is not taken, and waitress lets it wait for ever: as many
who never read as there are threads, and nobody is answered. So who takes nothing for a while is hung up on,
sooner where others wait for the thread.
"""

from __future__ import annotations

import time

from waitress.channel import HTTPChannel

UNREAD = 20.0
"""Seconds in which somebody who holds a thread may take nothing."""

UNREAD_WHILE_OTHERS_WAIT = 5.0


class Channel(HTTPChannel):  # type: ignore[misc]
    """Asked before each wait for events whether it has something to read or to write."""

    _took = 0.0

    def readable(self) -> bool:
        """Whether more requests are awaited; here, where nothing else is under way, the patience ends."""
        now = time.time()
        if self._takes_nothing():
            if now - self._took > self._patience():
                self.handle_close()
        else:
            self._took = now
        return bool(self.connected and super().readable())

    def writable(self) -> bool:
        """Whether there is something to send."""
        return bool(self.connected and super().writable())

    def _takes_nothing(self) -> bool:
        """Whether there is something to take, and none of it was since the last question."""
        return bool(self.total_outbufs_len) and self.last_activity <= self._took

    def _patience(self) -> float:
        if not self.requests:
            return float(self.adj.channel_timeout)
        return UNREAD_WHILE_OTHERS_WAIT if self.server.task_dispatcher.queue else UNREAD

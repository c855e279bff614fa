"""The memory of costly values is bounded, forgets what was used least recently, and makes nothing twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from dashboards.recent import Recent


def test_a_kept_value_is_not_made_again() -> None:
    recent: Recent[bytes] = Recent(10, len)
    assert recent.get("a", lambda: b"1234") is recent.get("a", lambda: b"5678")


def test_the_least_recently_used_goes_first() -> None:
    recent: Recent[bytes] = Recent(10, len)
    for key in ("a", "b", "a", "c"):
        recent.get(key, lambda key=key: key.encode() * 4)  # type: ignore[misc]
    assert recent.nbytes == 8
    assert recent.get("a", bytes) == b"aaaa"
    assert recent.get("b", bytes) == b""


def test_what_is_too_large_or_owns_nothing_is_not_kept() -> None:
    recent: Recent[bytes] = Recent(10, len)
    assert recent.get("large", lambda: bytes(11)) == bytes(11)
    assert recent.get("empty", bytes) == b""
    assert recent.nbytes == 0


def test_many_threads_leave_the_count_right() -> None:
    recent: Recent[bytes] = Recent(100, len)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda i: recent.get(i % 17, lambda: bytes(9)), range(2000)))
    assert recent.nbytes == 99

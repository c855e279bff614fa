"""What can be wrong with a request before any view sees it, on the wire to the running program: each is
answered with a status that is no error of ours, and the next visitor finds everything as it was.

The ids are those of the list of bad inputs in the project's reliability notes, section D.
"""

from __future__ import annotations

import gzip
import re
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.helpers.event_writer import START, EventFile, frame, scalar_event
from tests.helpers.opened import NAME
from tests.helpers.program import PATIENCE, Program, get, running


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    logdir = tmp_path_factory.mktemp("logs")
    EventFile(logdir / "run" / NAME).scalars("loss", [1, 2])
    EventFile(logdir / "long" / NAME).append(frame(scalar_event("loss", 1 / 3, 1, START)) * 700_000)
    with running("--logdir", str(logdir), data_dir=str(tmp_path_factory.mktemp("data"))) as program:
        program.wait_for("Loaded 2 runs,")
        yield program
    assert "Traceback" not in program.said


def connected(program: Program) -> socket.socket:
    return socket.create_connection(("127.0.0.1", urlsplit(program.url).port or 80), PATIENCE)


def statuses(program: Program, request: bytes) -> list[int]:
    """The statuses of all answers to what is sent, until the server or the end of it closes."""
    with connected(program) as connection:
        try:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # it may be refused before all was sent
        answer = b""
        try:
            while chunk := connection.recv(65536):
                answer += chunk
        except ConnectionResetError:
            pass
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", answer)]


def post(*headers: bytes, body: bytes = b"", path: bytes = b"/data/profile") -> bytes:
    return b"\r\n".join([b"POST %s HTTP/1.1" % path, b"Host: localhost", *headers, b"", body])


def ask(path: bytes, *headers: bytes, method: bytes = b"GET") -> bytes:
    return b"\r\n".join([b"%s %s HTTP/1.1" % (method, path), b"Host: localhost", *headers, b"", b""])


LENGTH, CHUNKED = b"Content-Length: %d", b"Transfer-Encoding: chunked"
LARGE, SMALL = b" " * (3 << 20), b'{"version": 1}'
REFUSED = range(400, 500)

CASES: dict[str, tuple[bytes, set[int]]] = {
    "D88-dots": (ask(b"/../../etc/passwd"), {400, 404}),
    "D88-encoded dots": (ask(b"/static/%2e%2e/%2e%2e/etc/passwd"), {400, 404}),
    "D88-twice encoded": (ask(b"/static/%252e%252e/etc/passwd"), {400, 404}),
    "D88-backslashes": (ask(b"/static/..%5c..%5cetc"), {400, 404}),
    "D88-two slashes": (ask(b"//etc/passwd"), {400, 404}),
    "D88-a backslash first": (ask(b"/\\etc/passwd"), {400, 404}),
    "D88-parameter": (ask(b"/timeseries;x/"), {404}),
    "D88-not UTF-8": (ask(b"/%ff%fe/"), {404}),
    "D88-NUL": (ask(b"/%00"), {404}),
    "D88-not ASCII": (ask("/é".encode()), {400, 404}),
    "D91-no length": (post(), set(REFUSED)),
    "D91-long": (post(LENGTH % len(LARGE), body=LARGE), {413}),
    "D91-long by chunks": (post(CHUNKED, body=b"%x\r\n%s\r\n0\r\n\r\n" % (len(LARGE), LARGE)), {413}),
    "D91-claims terabytes": (post(LENGTH % (1 << 42), body=SMALL), {413}),
    "D91-understated": (post(LENGTH % 5, body=SMALL), set(REFUSED)),
    "D91-negative": (post(LENGTH % -1, body=SMALL), {400}),
    "D91-no number": (post(b"Content-Length: many", body=SMALL), {400}),
    "D91-two lengths": (post(LENGTH % 3, LENGTH % 14, body=SMALL), set(REFUSED)),
    "D91-chunks that are none": (post(CHUNKED, body=b"zz\r\n" + SMALL), {400}),
    "D91-other encoding": (post(b"Transfer-Encoding: gzip", body=gzip.compress(SMALL)), {501}),
    "D91-packed": (
        post(b"Content-Encoding: gzip", LENGTH % len(gzip.compress(SMALL)), body=gzip.compress(SMALL)),
        set(REFUSED),
    ),
    "D91-expects": (post(b"Expect: 100-continue", LENGTH % 1, body=b"["), {100, *REFUSED}),
    "D93-header of 300 KB": (ask(b"/timeseries/", b"X: " + b"x" * 300_000), {431}),
    "D93-10,000 cookies": (
        ask(b"/timeseries/", b"Cookie: " + b"; ".join(b"c%d=%d" % (i, i) for i in range(10_000))),
        {200},
    ),
    "D93-10,000 headers": (ask(b"/timeseries/", *(b"X-%d: 1" % i for i in range(10_000))), {200, 431}),
    "D93-no colon": (ask(b"/timeseries/", b"nothing"), {400}),
    "D94-no host": (b"GET /timeseries/ HTTP/1.1\r\n\r\n", {400}),
    "D94-empty": (b"GET /timeseries/ HTTP/1.1\r\nHost:\r\n\r\n", {400}),
    "D94-two hosts": (ask(b"/timeseries/", b"Host: evil.example"), {400}),
    "D94-absolute": (ask(b"http://evil.example/timeseries/"), {400}),
    "D94-zone": (b"GET /timeseries/ HTTP/1.1\r\nHost: [fe80::1%25eth0]\r\n\r\n", {400}),
    **{
        f"D96-{method.decode()[:9]}": (ask(b"/timeseries/", method=method), {200, 400, 403, 404, 405, 501})
        for method in (b"HEAD", b"OPTIONS", b"TRACE", b"PROPFIND", b"get", b"G" * 9_000, b"CONNECT")
    },
    "D96-no request": (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", {400}),
    "D97-10,000 ranges": (ask(b"/timeseries/", b"Range: bytes=" + b"0-0," * 10_000), {200}),
    "D97-64 KiB of etags": (ask(b"/timeseries/", b"If-None-Match: " + b'"x",' * 16_000), {200}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_request_that_is_none_is_refused_and_the_next_one_is_answered(program: Program, name: str) -> None:
    request, expected = CASES[name]
    found = statuses(program, request)
    assert found or len(request) > 1 << 18  # what is too long may be cut off before its answer is read
    assert set(found) <= expected | {400}
    assert get(f"{program.url}timeseries/")[0] == 200


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody says how much memory a process has")
@pytest.mark.parametrize("header", [LENGTH % (60 << 20), LENGTH % (3 << 20), CHUNKED])
def test_s12_d90_a_body_of_60_mb_costs_no_memory_however_often_it_comes(
    program: Program, header: bytes
) -> None:
    piece = b" " * (1 << 16)
    piece = b"%x\r\n%s\r\n" % (len(piece), piece) if header is CHUNKED else piece
    assert get(f"{program.url}timeseries/")[0] == 200
    before = memory(program)
    for _ in range(10):
        with connected(program) as connection:
            with suppress(OSError):  # it is refused before all was sent
                connection.sendall(post(header))
                for _ in range(60 << 4):
                    connection.sendall(piece)
            with suppress(ConnectionResetError):
                assert b" 413 " in connection.recv(1 << 16)[:20]
    assert get(f"{program.url}timeseries/")[0] == 200
    assert memory(program) - before < 8 << 20


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody says how much memory a process has")
def test_d92_d100_500_who_send_slowly_or_never_read_keep_nobody_waiting(program: Program) -> None:
    never_read = ask(b"/timeseries/") * 3
    kinds = (ask(b"/timeseries/")[:-2], post(LENGTH % 100, body=b"[")[:-1], never_read, never_read)
    before = memory(program)
    with ExitStack() as stack:
        for number in range(500):
            stack.enter_context(connected(program)).sendall(kinds[number % len(kinds)])
        assert get(f"{program.url}timeseries/")[0] == 200
        assert get(f"{program.url}data/runs")[0] == 200
        assert memory(program) - before < 200 << 20
    assert get(f"{program.url}timeseries/")[0] == 200


def test_d100_who_never_reads_a_long_answer_gives_its_thread_back(program: Program) -> None:
    """Each of them holds one, for it is more than is kept of an answer; and there are no more than four."""
    with ExitStack() as stack:
        for _ in range(5):
            connection = stack.enter_context(connected(program))
            connection.sendall(ask(b"/data/plugin/scalars/scalars?run=long&tag=loss"))
        assert get(f"{program.url}timeseries/")[0] == 200


def test_d100_who_reads_slowly_gets_all_of_a_long_answer(program: Program) -> None:
    path = b"/data/plugin/scalars/scalars?run=long&tag=loss"
    with connected(program) as slow, connected(program) as quick:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        for connection in (slow, quick):
            connection.sendall(ask(path, b"Connection: close"))
        wanted, got = read_all(quick), slow.recv(1 << 12)
        for _ in range(5):
            assert get(f"{program.url}data/runs")[0] == 200
            got += slow.recv(1 << 12)
        got += read_all(slow)
    assert len(wanted) > 16 << 20
    assert got.partition(b"\r\n\r\n")[2] == wanted.partition(b"\r\n\r\n")[2]


def read_all(connection: socket.socket) -> bytes:
    parts = []
    while part := connection.recv(1 << 20):
        parts.append(part)
    return b"".join(parts)


def memory(program: Program) -> int:
    """Bytes that the program has in memory."""
    status = Path(f"/proc/{program.process.pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) << 10

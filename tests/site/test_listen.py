"""Which port is taken, and what is said when none can be."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from tensorbored_site.listen import ListenError, Listening, explained, listen


@contextmanager
def taken_port() -> Iterator[int]:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield server.getsockname()[1]


@contextmanager
def listening(*arguments: object, **options: int) -> Iterator[Listening]:
    found = listen(*arguments, **options)  # type: ignore[arg-type]
    try:
        yield found
    finally:
        for each in found.sockets:
            each.close()


def test_any_free_port_is_a_real_one() -> None:
    with listening(None, 0) as found:
        assert found.port > 0
        assert found.url("/prefix/") == f"http://localhost:{found.port}/prefix/"


def test_browsers_may_connect_before_the_server_accepts() -> None:
    with listening(None, 0) as found:
        socket.create_connection(("127.0.0.1", found.port), timeout=1).close()


def test_a_port_asked_for_by_number_is_taken_or_refused() -> None:
    with taken_port() as port, pytest.raises(ListenError) as error:
        listen(None, port)
    assert str(error.value) == f"TensorBored could not bind to port {port}, it was already in use"
    with listening(None, port) as found:
        assert found.port == port


def test_the_next_free_port_is_taken_by_default() -> None:
    with taken_port() as port, listening(None, None, default=port) as found:
        assert port < found.port < port + 100


def test_when_none_is_free_it_says_how_many_were_tried() -> None:
    with taken_port() as port:
        message = rf"could not bind to any port around {port} \(tried 1 times\)"
        with pytest.raises(ListenError, match=message):
            listen(None, None, default=port, attempts=1)


def test_a_server_on_another_kind_of_address_keeps_its_port() -> None:
    with taken_port() as port, pytest.raises(ListenError, match="already in use"):
        listen("::1", port)


def test_all_interfaces_include_this_machine() -> None:
    with listening(None, 0, bind_all=True) as found:
        socket.create_connection(("127.0.0.1", found.port), timeout=1).close()


@pytest.mark.parametrize(
    ("host", "port", "message"),
    [
        (None, 65536, "TensorBored cannot bind to port 65536 > 65535"),
        ("198.51.100.1", 0, "TensorBored could not bind to unavailable address 198.51.100.1"),
        ("no.such.host.invalid", 0, "TensorBored could not bind to unavailable address no.such.host.invalid"),
    ],
)
def test_an_address_that_cannot_be_had_is_named(host: str | None, port: int, message: str) -> None:
    with pytest.raises(ListenError) as error:
        listen(host, port)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (errno.EACCES, "TensorBored must be run as superuser to bind to port 80"),
        (errno.EAFNOSUPPORT, "TensorBored could not bind to unsupported address family ::1"),
    ],
)
def test_the_system_s_refusals_are_explained(code: int, message: str) -> None:
    assert str(explained(OSError(code, ""), "::1", 80)) == message


def test_addresses_with_colons_stand_in_brackets() -> None:
    assert Listening([], "::1", 6006).url() == "http://[::1]:6006/"

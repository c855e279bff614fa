"""Take a port to listen on, by TensorBoard's rules and with its words.

The default port may be busy, so the next free one is taken; a port that was asked for by number is taken or
refused. Knows sockets only.
"""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass

DEFAULT_PORT = 6006
ATTEMPTS = 100
LAST_PORT = 65535
BACKLOG = 1024


class ListenError(Exception):
    """Why there is nothing to listen on, in words for the terminal."""


class PortInUseError(ListenError):
    """Somebody else listens on this port."""


@dataclass(frozen=True)
class Listening:
    """Sockets that accept connections already, and where people reach them."""

    sockets: Sequence[socket.socket]
    host: str
    port: int

    def url(self, path_prefix: str = "") -> str:
        """The address for the browser."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}{path_prefix.rstrip('/')}/"


def listen(
    host: str | None,
    port: int | None,
    *,
    bind_all: bool = False,
    default: int = DEFAULT_PORT,
    attempts: int = ATTEMPTS,
) -> Listening:
    """Listen on `host` (or on everything); `port` None means the default or the next free one."""
    candidates = range(default, default + attempts) if port is None else [_possible(port)]
    for candidate in candidates:
        try:
            sockets = _everywhere(candidate) if bind_all else _at(host or "localhost", candidate)
        except PortInUseError:
            continue
        taken = sockets[0].getsockname()[1]
        return Listening(sockets, _reachable_name(taken) if bind_all else host or "localhost", taken)
    if port is None:
        raise ListenError(f"TensorBored could not bind to any port around {default} (tried {attempts} times)")
    if port == 0:
        raise ListenError("TensorBored unable to find any open port")
    raise ListenError(f"TensorBored could not bind to port {port}, it was already in use")


def _possible(port: int) -> int:
    if port > LAST_PORT:
        raise ListenError(f"TensorBored cannot bind to port {port} > {LAST_PORT}")
    return port


def _at(host: str, port: int) -> list[socket.socket]:
    """A socket for each address of the name: `localhost` is often two."""
    _refuse_if_answered(port)
    sockets: list[socket.socket] = []
    for family, address in _addresses(host, port):
        where = (address[0], sockets[0].getsockname()[1], *address[2:]) if sockets else address
        try:
            sockets.append(_bound(family, where))
        except OSError as error:
            if not sockets or error.errno == errno.EADDRINUSE:
                _close(sockets)
                raise explained(error, host, port) from error
    return sockets


def _addresses(host: str, port: int) -> list[tuple[int, tuple[str, int]]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise ListenError(f"TensorBored could not bind to unavailable address {host}") from error
    return sorted({(int(family), address) for family, _, _, _, address in found})  # type: ignore[misc]


def _everywhere(port: int) -> list[socket.socket]:
    """One socket for both kinds of addresses where the system can, else the older kind."""
    _refuse_if_answered(port)
    try:
        return [_bound(socket.AF_INET6, ("::", port), dual=True)]
    except OSError as error:
        if error.errno in {errno.EADDRINUSE, errno.EACCES}:
            raise explained(error, "::", port) from error
    try:
        return [_bound(socket.AF_INET, ("0.0.0.0", port))]
    except OSError as error:
        raise explained(error, "0.0.0.0", port) from error


def _bound(family: int, address: tuple[object, ...], *, dual: bool = False) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name != "nt":  # there it would let two servers share a port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0 if dual else 1)
        made.bind(address)
        made.listen(BACKLOG)  # from here on browsers wait instead of being refused
    except OSError:
        made.close()
        raise
    return made


def _refuse_if_answered(port: int) -> None:
    """A server on another kind of address does not stop us from binding, but would get our visitors."""
    if port and _answers("localhost", port):
        raise PortInUseError


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def _reachable_name(port: int) -> str:
    name = socket.getfqdn()
    return name if _answers(name, port) else "localhost"


def explained(error: OSError, host: str, port: int) -> Exception:
    """The system's refusal in words; what is not known here comes back as it is."""
    if error.errno == errno.EADDRINUSE:
        return PortInUseError()
    if error.errno == errno.EACCES:
        return ListenError(f"TensorBored must be run as superuser to bind to port {port}")
    if error.errno == errno.EADDRNOTAVAIL:
        return ListenError(f"TensorBored could not bind to unavailable address {host}")
    if error.errno == errno.EAFNOSUPPORT:
        return ListenError(f"TensorBored could not bind to unsupported address family {host}")
    return error


def _close(sockets: Sequence[socket.socket]) -> None:
    for each in sockets:
        each.close()

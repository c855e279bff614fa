"""Which names are ours, whether they can be reached from other machines, and who is let in therefore."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Iterable
from functools import cache
from ipaddress import ip_address

from django.http.request import split_domain_port, validate_host

LOOPBACK = (".localhost", "127.0.0.1", "[::1]")
AUTH = ("none", "token", "login")
SHORTEST_TOKEN = 22  # characters: 128 bits in base 64
EVERYWHERE = {"0.0.0.0", "::"}


def allowed(host: str, bind_all: bool, others: Iterable[str]) -> list[str]:
    """Names under which pages may be asked for: this machine's, the one listened on, and `others`."""
    if bind_all or host in EVERYWHERE:
        return ["*"]
    return [*LOOPBACK, *(_bracketed(name) for name in (host, *others) if name)]


def can_be_meant(host: str, others: Iterable[str]) -> bool:
    """Whether a server that listens everywhere is meant: an address, this machine's name, one of `others`.

    A page elsewhere can have its own name lead here, and would then be asking from our own origin.
    """
    name = split_domain_port(host)[0]
    return _is_address(name) or validate_host(name, [*LOOPBACK, *others]) or name in _names_of_machine()


def are_loopback(names: Iterable[str]) -> bool:
    """Whether nobody on another machine can mean any of these names."""
    return all(name in LOOPBACK or _is_loopback(name.strip("[]").lower()) for name in names)


def auth(chosen: str, names: Iterable[str]) -> str:
    """Who is let in: everybody where only this machine can ask, else who brings the token."""
    if chosen and chosen not in AUTH:
        raise SystemExit(f"ERROR: TENSORBORED_AUTH is {chosen!r}, but none, token or login is expected.")
    return chosen or ("none" if are_loopback(names) else "token")


def token(chosen: str) -> str:
    """The secret of `--auth token`: a new one for each start, unless somebody has chosen one."""
    if chosen and len(chosen) < SHORTEST_TOKEN:
        raise SystemExit(f"ERROR: TENSORBORED_TOKEN has fewer than {SHORTEST_TOKEN} characters.")
    return chosen or secrets.token_hex(24)


def listed(text: str) -> list[str]:
    """Names or addresses that are parted by commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def _bracketed(name: str) -> str:
    return f"[{name}]" if ":" in name and not name.startswith("[") else name


def _is_address(name: str) -> bool:
    try:
        return bool(ip_address(name.strip("[]")))
    except ValueError:
        return False


@cache
def _names_of_machine() -> frozenset[str]:
    """Asked for once: the longer one may take a look into the network."""
    name = socket.gethostname().lower()
    return frozenset((name, f"{name}.local", socket.getfqdn().lower()))


def _is_loopback(name: str) -> bool:
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")

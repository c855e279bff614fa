"""What may be written behind a flag, as values; the complaints are argparse's own kind."""

from __future__ import annotations

import argparse
import ipaddress
import re


def samples_per_plugin(text: str) -> str:
    """`scalars=500,images=all` in the form that goes into a variable: numbers only, 0 for all."""
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    return ",".join(f"{plugin.strip()}={_samples(plugin, number.strip())}" for plugin, _, number in pairs)


def _samples(plugin: str, number: str) -> int:
    if number == "all":
        return 0
    if not plugin.strip() or not (number.isascii() and number.isdigit()):
        raise argparse.ArgumentTypeError(
            f"expected PLUGIN=NUMBER or PLUGIN=all, but got {plugin!r} with {number!r}"
        )
    return int(number)


def not_negative(text: str) -> float:
    """A number of 0 or more."""
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"invalid float value: {text!r}") from None
    if not value >= 0:  # NaN too
        raise argparse.ArgumentTypeError(f"must be non-negative: {value!r}")
    return value


def positive(text: str) -> int:
    """A whole number of 1 or more."""
    try:
        value = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"invalid int value: {text!r}") from None
    if value < 1:
        raise argparse.ArgumentTypeError(f"must be positive: {value!r}")
    return value


def boolean(text: str) -> bool:
    """true or false, in any case."""
    if text.lower() not in ("true", "false"):
        raise argparse.ArgumentTypeError(f"invalid choice: {text!r} (choose from true, false)")
    return text.lower() == "true"


def pattern(text: str) -> str:
    """A regular expression."""
    try:
        re.compile(text)
    except re.error as error:
        raise argparse.ArgumentTypeError(f"not a valid regular expression: {error}: {text!r}") from None
    return text


def steps(text: str) -> tuple[int | None, int | None]:
    """`A:B`, of which either may be missing."""
    first, colon, last = text.partition(":")
    try:
        if colon:
            return int(first) if first else None, int(last) if last else None
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"steps are A:B, A: or :B, but got: {text!r}")


def port(text: str) -> int | None:
    """A port; None for `default`."""
    if text == "default":
        return None
    try:
        port = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"invalid port: {text!r}") from None
    if port < 0:
        raise argparse.ArgumentTypeError(f"must be non-negative: {port!r}")
    return port


def networks(text: str) -> str:
    """Addresses of machines or networks, by commas."""
    for part in text.split(",") if text else ():
        try:
            ipaddress.ip_network(part.strip())
        except ValueError:
            raise argparse.ArgumentTypeError(f"not the address of a machine or a network: {part!r}") from None
    return text


def header(text: str) -> str:
    """The name of a header."""
    if not re.fullmatch(r"[A-Za-z0-9-]*", text):
        raise argparse.ArgumentTypeError(f"not the name of a header: {text!r}")
    return text

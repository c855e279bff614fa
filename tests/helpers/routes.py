"""Every route there is, as the URLconf has it, so that a new view cannot forget a rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


def every_route() -> list[str]:
    """Addresses, with what they capture filled in by something that may stand there."""
    return list(dict.fromkeys(_filled(route) for route in _routes(get_resolver().url_patterns)))


def _routes(patterns: list[Any], prefix: str = "/") -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def _filled(route: str) -> str:
    """`<int:id>` becomes 1; the admin's patterns become what they match."""
    route = re.sub(r"<int:\w+>|<path:\w+>|<\w+>|<(?:str|slug):\w+>", "1", route)
    route = re.sub(r"\(\?P<\w+>[^)]*\)", "nothing", route)
    return route.removesuffix("$").replace("\\Z", "")

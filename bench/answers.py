"""How soon a server answers, without a browser: ours against TensorBoard's, in turns, in one run.

A chart is what the page asks for to draw one card: a tag of all runs, each tag once, so that nobody has the
answer ready. A series is one tag of one run as JSON, from an address that both have, over four connections
that stay open: some hundred series each for the first time, then the same again.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

from bench.ui import CASES, logdir_of, ours, theirs

CONNECTIONS = 4
SOONER, KILOBYTES, OFTENER = 15, 300, 10
BELOW = {"ours": "", "theirs": "experiment/defaultExperimentId/"}
"""Where each has the address that both have."""


class Asked(NamedTuple):
    """A request; ``body`` makes it a POST."""

    path: str
    body: str = ""


class Visitor:
    """One connection that stays open, and what a browser would send along."""

    def __init__(self, url: str) -> None:
        place = urlsplit(url)
        self._connection = http.client.HTTPConnection(place.netloc, timeout=60)
        self._headers = {"Accept-Encoding": "gzip"}
        with urlopen(url) as page:
            cookies = page.headers.get_all("Set-Cookie") or []
        if cookies:
            self._headers["Cookie"] = "; ".join(cookie.partition(";")[0] for cookie in cookies)

    def ask(self, asked: Asked) -> int:
        """The bytes of the answer, as they came."""
        headers = self._headers
        if asked.body:
            headers = headers | {"Content-Type": "application/x-www-form-urlencoded"}
        method = "POST" if asked.body else "GET"
        self._connection.request(method, f"/{asked.path}", asked.body or None, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        assert answer.status == 200, f"{asked.path}: {answer.status} {content[:200]!r}"
        return len(content)


def chart(side: str, tag: str) -> Asked:
    """What a page asks for to draw a card."""
    if side == "ours":
        return Asked(f"timeseries/series?{urlencode({'tag': tag, 'width': 390})}")
    wanted = json.dumps([{"plugin": "scalars", "tag": tag}])
    path = f"{BELOW[side]}data/plugin/timeseries/timeSeries"
    return Asked(path, urlencode({"requests": wanted}))


def series(side: str, run: str, tag: str) -> Asked:
    """One series as JSON."""
    return Asked(f"{BELOW[side]}data/plugin/scalars/scalars?{urlencode({'run': run, 'tag': tag})}")


def seconds_of(visitor: Visitor, asked: Asked) -> tuple[float, int]:
    """How long an answer takes to its last byte, and its bytes."""
    began = time.perf_counter()
    size = visitor.ask(asked)
    return time.perf_counter() - began, size


def rate(url: str, wanted: Sequence[Asked]) -> float:
    """Answers a second when all connections together ask for each of these once."""
    left, count = iter(wanted), itertools.count()
    visitors = [Visitor(url) for _ in range(CONNECTIONS)]

    def go(visitor: Visitor) -> None:
        for asked in left:  # the iterator of a list gives each to one thread
            visitor.ask(asked)
            next(count)

    threads = [threading.Thread(target=go, args=(visitor,)) for visitor in visitors]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    assert next(count) == len(wanted), "a connection failed"
    return len(wanted) / seconds


def compare_charts(urls: dict[str, str], tags: Sequence[str]) -> Iterator[str]:
    """Rows of the table about charts."""
    visitors = {side: Visitor(url) for side, url in urls.items()}
    taken = {side: [seconds_of(visitors[side], chart(side, tags[0]))] for side in urls}  # does not count
    for tag in tags[1:]:
        for side, visitor in visitors.items():
            taken[side].append(seconds_of(visitor, chart(side, tag)))
    sooner, size = ([statistics.median(column) for column in _columns(taken, place)] for place in (0, 1))
    yield (
        f"| a chart's data | {sooner[0]:.4f} s | {sooner[1]:.3f} s | {sooner[1] / sooner[0]:.1f}x "
        f"| >= {SOONER}x sooner |"
    )
    kilobytes = [number / 1000 for number in size]
    yield (
        f"| its bytes | {kilobytes[0]:.0f} KB | {kilobytes[1]:.0f} KB | {kilobytes[1] / kilobytes[0]:.1f}x "
        f"| <= {KILOBYTES} KB |"
    )


def _columns(taken: dict[str, list[tuple[float, int]]], place: int) -> list[list[float]]:
    return [[answer[place] for answer in answers[1:]] for answers in taken.values()]


def compare_series(urls: dict[str, str], names: Sequence[tuple[str, str]], repeat: int) -> Iterator[str]:
    """Rows of the table about single series: asked for the first time, and again."""
    rates: dict[str, list[list[float]]] = {title: [] for title in ("a series as JSON", "the same again")}
    for turn in range(repeat):
        for turns in rates.values():
            wanted = names[turn::repeat]
            turns.append([rate(url, [series(side, *name) for name in wanted]) for side, url in urls.items()])
    for title, turns in rates.items():
        mine, other = map(statistics.median, zip(*turns, strict=True))
        yield (
            f"| {title}, {CONNECTIONS} connections | {mine:.0f} a second | {other:.0f} a second "
            f"| {mine / other:.1f}x | >= {OFTENER}x |"
        )


def names_in(url: str) -> list[tuple[str, str]]:
    """Runs and tags, those that follow one another as different as can be."""
    with urlopen(f"{url}data/plugin/scalars/tags") as answer:
        told: dict[str, dict[str, object]] = json.load(answer)
    columns: Callable[[str], list[tuple[str, str]]] = lambda run: [(run, tag) for tag in told[run]]  # noqa: E731
    return [name for row in zip(*map(columns, sorted(told)), strict=True) for name in row]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--logdir", type=Path, help="measure on this one")
    parser.add_argument("--repeat", type=int, default=5, help="turns of series for each side (default: 5)")
    options = parser.parse_args()
    logdir = options.logdir or logdir_of(CASES[0])
    with ExitStack() as stack:
        urls = {
            side: stack.enter_context(open_(logdir)) for side, open_ in (("ours", ours), ("theirs", theirs))
        }
        names = names_in(urls["ours"])
        print("| what | ours | TensorBoard | ratio | to reach |\n|---|---|---|---|---|")
        tags = list(dict.fromkeys(tag for _, tag in names))
        for row in chain(compare_charts(urls, tags), compare_series(urls, names, options.repeat)):
            print(row, flush=True)


if __name__ == "__main__":
    main()

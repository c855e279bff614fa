"""Logdirs of what is no scalar, as torch writes them: images with scalars between, and histograms.

The bytes are put together by hand and depend on nothing but the seed. Payloads come from a small pool, so
writing does not take longer than reading; to a reader they all look new.
"""

from __future__ import annotations

import argparse
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tests.helpers.event_writer import START, event, field, frame, version_event

POOL = 64


def summary_event(step: int, tag: bytes, value: bytes) -> bytes:
    """A record with an event of one value."""
    return frame(event(START + step, step, field(5, field(1, field(1, tag) + value))))


def image(random: np.random.Generator, size: int) -> bytes:
    """A Summary.Image whose PNG is noise after its signature: nobody decodes it here."""
    png = b"\x89PNG\r\n\x1a\n" + random.bytes(size)
    return field(4, b"\x08\xe0\x01\x10\xe0\x01\x18\x03" + field(4, png))


def histogram(random: np.random.Generator, limits: np.ndarray) -> bytes:
    """A HistogramProto of 10,000 normal values in TensorFlow's 1,549 buckets, cut as torch cuts it."""
    values = random.normal(scale=0.05, size=10_000)
    counts, edges = np.histogram(values, bins=limits)
    filled = np.flatnonzero(counts)
    first, last = max(int(filled[0]) - 1, 0), int(filled[-1]) + 1
    numbers = values.min(), values.max(), len(values), values.sum(), (values**2).sum()
    heads = b"".join(bytes([i << 3 | 1]) + struct.pack("<d", x) for i, x in enumerate(numbers, 1))
    columns = edges[first + 1 : last + 1].astype("<f8"), counts[first:last].astype("<f8")
    return field(5, heads + b"".join(field(i, column.tobytes()) for i, column in enumerate(columns, 6)))


def bucket_limits() -> np.ndarray:
    """TensorFlow's default bucket limits: 1e-12 times powers of 1.1, both signs, and 0."""
    powers = [1e-12]
    while powers[-1] < 1e20:
        powers.append(powers[-1] * 1.1)
    return np.array([-power for power in reversed(powers)] + [0.0] + powers)


def images_file(images: int, size: int, scalars: int) -> Iterator[bytes]:
    """Images of one size with scalars spread between them."""
    random = np.random.default_rng(0)
    pool = [image(random, size) for _ in range(POOL)]
    yield frame(version_event())
    for step in range(images):
        yield summary_event(step, b"samples/generated", pool[step % POOL])
        for at in range(scalars * step // images, scalars * (step + 1) // images):
            yield summary_event(at, b"train/loss", b"\x15" + struct.pack("<f", 1 / (1 + at)))


def histograms_file(seed: int, tags: int, steps: int) -> Iterator[bytes]:
    """A run's histograms, all tags at every step."""
    random = np.random.default_rng(seed)
    limits = bucket_limits()
    pool = [histogram(random, limits) for _ in range(POOL)]
    yield frame(version_event())
    for step in range(steps):
        for tag in range(tags):
            yield summary_event(step, b"layers/%d/weight" % tag, pool[(step * tags + tag) % POOL])


def write(path: Path, records: Iterator[bytes]) -> None:
    """One event file."""
    path.mkdir(parents=True, exist_ok=True)
    with open(path / "events.out.tfevents.1700000000.host.1.0", "wb", buffering=1 << 20) as out:
        out.writelines(records)


def main() -> None:
    """Write a logdir."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("logdir", type=Path)
    parser.add_argument("kind", choices=("images", "histograms"))
    parser.add_argument("--images", type=int, default=1000)
    parser.add_argument("--size", type=int, default=150_000, help="bytes of an image")
    parser.add_argument("--scalars", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=8)
    parser.add_argument("--tags", type=int, default=30)
    parser.add_argument("--steps", type=int, default=500)
    args = parser.parse_args()
    if args.kind == "images":
        write(args.logdir / "run", images_file(args.images, args.size, args.scalars))
        return
    for run in range(args.runs):
        write(args.logdir / f"run_{run}", histograms_file(run, args.tags, args.steps))


if __name__ == "__main__":
    main()

"""Coverage-guided fuzzing of the reader of event files: `make fuzz`, or with `-max_total_time=600`.

Each input is read whole, in two pieces, once more with what the first reading taught the library, and as a
file whose long records are leapt over. No reading may raise, and all must give the same points. How much
damage is counted is not compared: what is only indexed is checked when somebody looks at it, unless it was
parsed at once. Where every checksum is verified nothing is left to chance, and the samples and the count must
be equal too. Comparisons that atheris watches never give back numpy's arrays, some 30 KB an input, so memory
(`-rss_limit_mb`) says little of us; the same inputs without it stay where they are.
"""

from __future__ import annotations

import functools
import sys
import time

import atheris

with atheris.instrument_imports(include=["ingest"]):
    import numpy as np

    from ingest.block import HEAD, TAIL
    from ingest.decoder import Decoder
    from ingest.event_file import EventFile, Stop
    from ingest.index import of_tag
    from ingest.library import Library
    from ingest.records import Bytes
    from ingest.run_tags import RunTags
    from ingest.scalar_events import SLACK
    from ingest.storage import FileStat

from tests.helpers.event_writer import (
    event,
    field,
    float_tensor,
    frame,
    scalar_event,
    tensor_event,
    varint,
    version_event,
)

SECONDS = 5.0


class Content:
    """A file in memory; ``leap`` is the least that leaves something to leap over."""

    leap = HEAD + TAIL

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __enter__(self) -> Content:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def stat(self) -> FileStat:
        return FileStat("fuzz", len(self._content), 1)

    def read_at(self, offset: int, size: int) -> bytes:
        return self._content[offset : offset + size]

    def read_into(self, offset: int, buffer: memoryview) -> int:
        found = self._content[offset : offset + len(buffer)]
        buffer[: len(found)] = found
        return len(found)


def read(content: bytes, cut: int, library: Library, *, checks: bool = False) -> tuple[object, ...]:
    """Everything that a reading in two pieces gives."""
    tags = RunTags()
    decoder = Decoder(tags, library, checks=checks)
    start, ended = 0, False
    for end in (cut, len(content)):
        if end > start and not ended:
            buffer = np.frombuffer(content[start:end] + bytes(SLACK), np.uint8).copy()
            stop = decoder.take(buffer, end - start, start)
            start, ended = start + stop.end, stop.damaged
    return given(decoder, library, start, ended, tags if checks else None)


def by_leaps(content: bytes, library: Library, *, checks: bool = False) -> tuple[object, ...]:
    """Everything that reading it as a file gives."""
    tags, file = RunTags(), EventFile("fuzz")
    decoder = Decoder(tags, library, checks=checks)
    take = functools.partial(_take, decoder, file)
    for _ in file.blocks(Content(content), take, decoder.take_block):
        pass
    return given(decoder, library, file.offset, file.problem is not None, tags if checks else None)


def _take(decoder: Decoder, file: EventFile, buffer: Bytes, filled: int) -> Stop:
    return decoder.take(buffer, filled, file.offset)


def given(
    decoder: Decoder, library: Library, end: int, ended: object, tags: RunTags | None
) -> tuple[object, ...]:
    """What a decoder has now; with ``tags`` also the samples and how much was damaged."""
    series = []
    for number in decoder.tag_ids.tolist():
        parts = [block.of_tag(number) for block in decoder.blocks]
        found = [part for part in parts if part is not None]
        columns = (b"".join(getattr(part, name).astype("<f8").tobytes() for part in found) for name in NAMES)
        series.append((library.names.text(number), *columns))
    rest = (samples(decoder, library, tags), decoder.skipped) if tags else ()
    return sorted(series), decoder.start_time, end, ended, *rest


def samples(decoder: Decoder, library: Library, tags: RunTags) -> list[tuple[object, ...]]:
    """The index, tag by tag; what stands there of a tag that turned out to hold scalars is never shown."""
    all_ = {number for block in decoder.index for number in block.tag_ids.tolist()}
    entries = ((number, of_tag(decoder.index, number)) for number in all_ if not tags.is_scalar(number))
    return sorted(
        (library.names.text(number), *(column.tobytes() for column in found.columns()))
        for number, found in entries
    )


NAMES = ("steps", "wall_times", "values")


def stream(data: atheris.FuzzedDataProvider) -> bytes:
    """Records of all sorts, most of them well framed."""
    out = [frame(version_event())]
    for _ in range(data.ConsumeIntInRange(0, 12)):
        out.append(record(data) * data.ConsumeIntInRange(1, 40))
    content = bytearray(b"".join(out))
    for _ in range(data.ConsumeIntInRange(0, 3)):
        content[data.ConsumeIntInRange(0, len(content) - 1)] ^= data.ConsumeIntInRange(0, 255)
    return bytes(content)


def record(data: atheris.FuzzedDataProvider) -> bytes:
    """One record, or bytes that are none."""
    kind = data.ConsumeIntInRange(0, 8)
    tag = data.PickValueInList([b"a", b"loss", b"b/c" * 40, b"\xff", b"", b"loss2"])
    step, value, at = data.ConsumeInt(8), data.ConsumeFloat(), data.ConsumeFloat()
    if kind == 0:
        return data.ConsumeBytes(40)
    if kind == 1:
        return frame(data.ConsumeBytes(60))
    if kind == 2:
        return frame(event(at, step, field(5, data.ConsumeBytes(60))))
    if kind == 3:
        plugin = data.PickValueInList(["scalars", "images", "", None])
        return frame(tensor_event("loss", float_tensor(1.0), step, at, plugin))
    if kind == 4:
        return frame(event(at, step, field(7, b"\x08\x01")))
    if kind == 5:
        return frame(event(at, step, field(5, varint(data.ConsumeInt(8)) + field(1, data.ConsumeBytes(30)))))
    if kind == 6:
        image = field(1, tag) + field(4, bytes(data.ConsumeIntInRange(0, 5000)))
        return frame(event(at, step, field(5, field(1, image))))
    return frame(scalar_event(tag, value if abs(value) < 3e38 else 0.0, step, at))


def one_input(raw: bytes) -> None:
    """Read one input in every way and compare."""
    data = atheris.FuzzedDataProvider(raw)
    content = raw[1:] if raw[:1] == b"r" else stream(data)
    began, library, other = time.process_time(), Library(), Library()
    cut = data.ConsumeIntInRange(0, max(len(content), 1))
    cut = min(cut, len(content))
    whole = read(content, len(content), library)
    compare(whole, read(content, cut, other), by_leaps(content, other), read(content, len(content), library))
    compare(
        read(content, len(content), library, checks=True),
        read(content, cut, other, checks=True),
        by_leaps(content, Library(), checks=True),
    )
    if time.process_time() - began > SECONDS:
        raise AssertionError("too slow")


def compare(one: tuple[object, ...], *others: tuple[object, ...]) -> None:
    """NaN is not equal to itself, so what is compared is how it looks."""
    for other in others:
        if repr(other) != repr(one):
            raise AssertionError(f"readings differ:\n{one}\n{other}")


def main() -> None:
    """Fuzz until told to stop."""
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

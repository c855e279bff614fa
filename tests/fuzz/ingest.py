"""Coverage-guided fuzzing of the reader of event files: `make fuzz`, or with `-max_total_time=600`.

Each input is read three times: whole, in two pieces, and once more with what the first reading taught
the library. No reading may raise, and all must give the same points. How much damage is counted is not
compared: what is only indexed is checked when somebody looks at it, unless it was parsed at once.
Memory is watched by libFuzzer (`-rss_limit_mb`), which itself takes more with every input.
"""

from __future__ import annotations

import sys
import time

import atheris

with atheris.instrument_imports(include=["ingest"]):
    import numpy as np

    from ingest.decoder import Decoder
    from ingest.library import Library
    from ingest.run_tags import RunTags
    from ingest.scalar_events import SLACK

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

SECONDS = 2.0


def read(content: bytes, cut: int, library: Library) -> tuple[object, ...]:
    """Everything that a reading in two pieces gives."""
    decoder = Decoder(RunTags(), library)
    start, ended = 0, False
    for end in (cut, len(content)):
        if end > start and not ended:
            buffer = np.frombuffer(content[start:end] + bytes(SLACK), np.uint8).copy()
            stop = decoder.take(buffer, end - start)
            start, ended = start + stop.end, stop.damaged
    series = []
    for number in decoder.tag_ids.tolist():
        parts = [block.of_tag(number) for block in decoder.blocks]
        found = [part for part in parts if part is not None]
        columns = (b"".join(getattr(part, name).astype("<f8").tobytes() for part in found) for name in NAMES)
        series.append((library.names.text(number), *columns))
    return sorted(series), decoder.start_time, start, ended


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
    kind = data.ConsumeIntInRange(0, 6)
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
    return frame(scalar_event(tag, value if abs(value) < 3e38 else 0.0, step, at))


def one_input(raw: bytes) -> None:
    """Read one input in every way and compare."""
    data = atheris.FuzzedDataProvider(raw)
    content = raw[1:] if raw[:1] == b"r" else stream(data)
    began, library = time.perf_counter(), Library()
    whole = read(content, len(content), library)
    cut = data.ConsumeIntInRange(0, max(len(content), 1))
    # NaN is not equal to itself, so what is compared is how it looks.
    for other in (read(content, min(cut, len(content)), Library()), read(content, len(content), library)):
        if repr(other) != repr(whole):
            raise AssertionError(f"readings differ:\n{whole}\n{other}")
    if time.perf_counter() - began > SECONDS:
        raise AssertionError("too slow")


def main() -> None:
    """Fuzz until told to stop."""
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

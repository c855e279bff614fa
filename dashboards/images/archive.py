"""All pictures of a tag as a zip file, made while it is sent: one picture is in memory at a time."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

from dashboards.blobs import ENDINGS, type_of
from dashboards.exports import file_name
from dashboards.images.headers import NotShown
from dashboards.images.pictures import all_encoded, pictures_of
from dashboards.sample_cards import moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dashboards.steps import Steps
    from ingest.store import Snapshot

_EARLIEST, _LATEST = datetime(1980, 1, 1), datetime(2107, 12, 31)
"""What a zip file can say of when a file was made."""


def archive(snapshot: Snapshot, tag: str, runs: Sequence[str], sample: int | None = None) -> Iterator[bytes]:
    """The zip in pieces: a folder a run, a file a picture, and a list of what could not be read."""
    out = _Pieces()
    problems: list[str] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for run in runs:
            steps = pictures_of(snapshot, run, tag)
            for info, content in _files(steps, run, sample, problems) if steps else ():
                packed.writestr(info, content)
                yield out.taken()
        if problems:
            packed.writestr("unreadable.txt", "\n".join(problems) + "\n")
    yield out.taken()


def _files(
    steps: Steps, run: str, sample: int | None, problems: list[str]
) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
    """Each picture with its name; several of one step and sample are counted."""
    digits = max(len(str(steps.step(len(steps) - 1))), len(str(steps.step(0))))
    before, again = None, 0
    for at in range(len(steps)):
        step = steps.step(at)
        again = again + 1 if step == before else 0
        before = step
        try:
            pictures = all_encoded(steps, at)
        except NotShown as error:
            problems.append(f"{run}: step {step}: {error}")
            continue
        for number, content in enumerate(pictures):
            if sample in (None, number):
                parts = [f"step-{step:0{digits}}", f"sample-{number + 1}" if len(pictures) > 1 else ""]
                stem = "-".join([*filter(None, parts), *([str(again + 1)] if again else [])])
                yield _info(run, f"{stem}.{ENDINGS[type_of(content)]}", steps.wall_time(at)), content


def _info(run: str, name: str, wall_time: float) -> zipfile.ZipInfo:
    written = moment(wall_time)
    when = min(max(written.replace(tzinfo=None), _EARLIEST), _LATEST) if written else _EARLIEST
    folder = "/".join(file_name(part, "")[:-1] for part in run.split("/") if part.strip(". "))
    return zipfile.ZipInfo(f"{folder or 'run'}/{name}", when.timetuple()[:6])


class _Pieces(io.RawIOBase):
    """A file that only grows, and forgets what was taken from it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, content: object) -> int:
        piece = bytes(content)  # type: ignore[call-overload]
        self._pieces.append(piece)
        return len(piece)

    def taken(self) -> bytes:
        """What was written since it was asked last."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)

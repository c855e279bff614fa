"""All files of a tag as a zip, made while it is sent: those of one step are in memory at a time."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

from dashboards.blobs import ENDINGS, type_of
from dashboards.encoded import all_encoded, encoded_steps
from dashboards.exports import file_name
from dashboards.not_shown import NotShown
from dashboards.sample_cards import moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dashboards.steps import Steps
    from ingest.store import Snapshot

_EARLIEST, _LATEST = datetime(1980, 1, 1), datetime(2107, 12, 31)
"""What a zip file can say of when a file was made."""


def archive(
    snapshot: Snapshot, plugin: str, tag: str, runs: Sequence[str], sample: int | None = None
) -> Iterator[bytes]:
    """The zip in pieces: a folder a run, its files, and a list of what could not be read."""
    out = _Pieces()
    problems: list[str] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for run in runs:
            steps = encoded_steps(snapshot, plugin, run, tag)
            for info, content in _files(steps, run, sample, problems) if steps else ():
                packed.writestr(info, content)
                yield out.taken()
        if problems:
            packed.writestr("unreadable.txt", "\n".join(problems) + "\n")
    yield out.taken()


def _files(
    steps: Steps, run: str, sample: int | None, problems: list[str]
) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
    """Each file with its name; several of one step and sample are counted."""
    digits = max(len(str(steps.step(len(steps) - 1))), len(str(steps.step(0))))
    before, again = None, 0
    for at in range(len(steps)):
        step = steps.step(at)
        again = again + 1 if step == before else 0
        before = step
        try:
            files = all_encoded(steps, at)
        except NotShown as error:
            problems.append(f"{run}: step {step}: {error}")
            continue
        for number, content in enumerate(files):
            if sample in (None, number):
                parts = [f"step-{step:0{digits}}", f"sample-{number + 1}" if len(files) > 1 else ""]
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

"""What newer programs wrote is kept, harms nothing, and is said to be newer: once, in a sentence.

R15 of the project's reliability notes.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest import newer
from ingest.ingester import Ingester
from ingest.logdir import Source
from ingest.store import RunData, Snapshot, Store
from tests.helpers.event_writer import START, event, field, float_tensor, frame, scalar_event
from tests.helpers.opened import NAME, Opened, facts
from tests.ingest.test_bad_events import strings
from tests.ingest.test_metadata import SOUND, of, told

VERSION_99 = b"\x08\x63"


def saying(version: bytes) -> bytes:
    """The first event of a file."""
    return event(START, 0, field(3, version))


def scalar(tag: str, step: int, content: bytes) -> bytes:
    """A scalar as TF 2 writes it, with metadata in each event."""
    metadata = field(9, field(1, field(1, b"scalars") + (field(2, content) if content else b"")))
    value = field(1, tag.encode()) + field(8, float_tensor(step)) + metadata
    return event(START + step, step, field(5, field(1, value)))


def written(logdir: Path, run: str, events: list[bytes]) -> Path:
    path = logdir / run / NAME
    path.parent.mkdir(parents=True)
    path.write_bytes(b"".join(map(frame, events)))
    return path


def read(logdir: Path) -> Snapshot:
    store = Store()
    Ingester([Source(str(logdir))], store).run_once()
    return store.snapshot()


def said(run: RunData) -> list[str]:
    return [notice.sentence for notice in newer.notices(run)]


@pytest.mark.parametrize(
    ("version", "known_as"),
    [
        (b"brain.Event:1", 0),
        (b"brain.Event:2", 0),
        (b"brain.Event:3", 3),
        (b"brain.Event:99", 99),
        (b"brain.Event:-1", 0),
        (b"brain.Event:many", 0),
        (b"brain.Event:" + b"9" * 5000, 0),
        (b"tree.Event:99", 0),
        (b"\xff\xfe", 0),
        (b"", 0),
    ],
)
def test_r15_b28_a_file_of_any_version_is_read_and_a_newer_one_says_so(
    tmp_path: Path, version: bytes, known_as: int
) -> None:
    points = [scalar_event("loss", step, step, START + step) for step in range(1, 40)]
    path = written(tmp_path, "run", [saying(version), *points, b"\xff" * 20, *points])
    run = read(tmp_path).runs["run"]
    (file,) = run.files
    series = run.scalars("loss")
    assert series is not None
    assert series.steps.tolist() == [*range(1, 40)] * 2
    assert (file.state, file.skipped, file.newer) == ("active", 1, known_as)
    assert said(run) == (
        [
            f"the event file is of version {known_as}, newer than version 2 that this TensorBored knows; "
            "what it understands is shown, and a newer TensorBored may show more"
        ]
        if known_as
        else []
    )
    assert file.path == str(path)


SAMPLES = {
    "scalars": field(8, float_tensor(1)),
    "histograms": field(8, b"\x08\x01" + field(2, field(2, b"\x08\x00") + field(2, b"\x08\x03"))),
    "images": strings([3], b"1", b"1", b"png"),
    "audio": strings([1, 2], b"RIFF", b"label"),
    "text": strings([], b"words"),
    "pr_curves": field(8, b"\x08\x01" + field(2, field(2, b"\x08\x06") + field(2, b"\x08\x00"))),
    "mesh": field(8, b"\x08\x01" + field(2, b"")),
    "hparams": field(8, b""),
}


@pytest.mark.parametrize("plugin", SAMPLES)
def test_r15_data_of_a_newer_version_is_kept_as_that_of_a_known_one_and_says_so(
    tmp_path: Path, plugin: str
) -> None:
    runs = {"known": b"", "zero": b"\x08\x00", "newer": VERSION_99, "broken": b"\xff"}
    for run, content in runs.items():
        written(tmp_path, run, [of(SAMPLES[plugin] + told(plugin, content)), of(SAMPLES[plugin], 2)])
    found = read(tmp_path).runs
    assert [run.tags(plugin) for run in found.values()] == [("x",)] * 4
    assert [run.count("x") for run in found.values()] == [2] * 4
    assert [file.skipped for run in found.values() for file in run.files] == [0] * 4
    assert {name: said(run) for name, run in found.items() if said(run)} == {
        "newer": [
            f"the {plugin} data (as of the tag 'x') is of version 99, newer than version 0 that this "
            "TensorBored knows; what it understands is shown, and a newer TensorBored may show more"
        ]
    }


@pytest.mark.parametrize(
    "metadata",
    [told("mine", VERSION_99), told("mine", b"", 99), told("text", b"", 99), told("graph_keras_model", b"1")],
    ids=["a plugin nobody knows", "its data class", "another data class", "no version"],
)
def test_r15_of_what_has_no_version_that_we_know_nothing_is_said(tmp_path: Path, metadata: bytes) -> None:
    written(tmp_path, "run", [of(strings([], b"words") + metadata)])
    run = read(tmp_path).runs["run"]
    assert (said(run), run.files[0].skipped) == ([], 0)
    (plugin,) = run.plugins
    assert run.tags(plugin) == ("x",)


def test_r15_each_run_says_so_whichever_way_it_is_read(tmp_path: Path) -> None:
    """Later runs repeat the pattern that the first one taught, and then all come from the cache."""
    logdir, cache = tmp_path / "logs", tmp_path / "cache"
    for run in ("a", "b", "c"):
        loop = [scalar(tag, step, VERSION_99) for step in range(1, 400) for tag in ("loss", "rate")]
        written(logdir, run, [saying(b"brain.Event:3"), *loop])
    seen = [Opened(logdir), Opened(logdir, cache), Opened(logdir, cache)]
    for opened in seen:
        runs = opened.store.snapshot().runs.values()
        assert [[notice.what for notice in newer.notices(run)] for run in runs] == [
            ["file 3", "scalars 99"]
        ] * 3
        assert [run.count("loss") for run in runs] == [399] * 3
    assert facts(seen[0].store.snapshot()) == facts(seen[2].store.snapshot())


def test_r15_it_is_told_once_on_the_terminal_however_many_runs_have_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for run in ("a", "b", "c"):
        events = [saying(b"brain.Event:99"), of(SOUND, 1), scalar("loss", 1, VERSION_99)]
        written(tmp_path, run, events)
    ingester = Ingester([Source(str(tmp_path))], Store())
    for step in range(3):
        ingester.run_once()
        with (tmp_path / "a" / NAME).open("ab") as out:
            out.write(frame(scalar("loss", 2 + step, VERSION_99)))
    lines = [record.getMessage() for record in caplog.records if "newer than" in record.getMessage()]
    assert len(lines) == 2
    assert sum("the event file is of version 99" in line for line in lines) == 1
    assert sum("the scalars data (as of the tag 'loss') is of version 99" in line for line in lines) == 1

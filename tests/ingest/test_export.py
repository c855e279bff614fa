"""A table of all scalars: every bit survives, nothing is replaced by half a file, and --raw is raw."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pyarrow import parquet

from ingest.export import ExportError, Selection, kind_of, run
from ingest.logdir import Source
from tests.helpers.event_writer import (
    START,
    EventFile,
    double_tensor,
    frame,
    scalar_event,
    tensor_event,
)

Rows = list[tuple[str, str, int, float, float]]
KINDS = ["csv", "jsonl", "parquet"]
ODD = [0.1, 1e-5, -0.0, 1e20, 16777217.0, 3.4e38, 1e-45, math.inf, -math.inf, math.nan]


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    root = tmp_path / "logs"
    file, fine = (EventFile(root / name / "events.out.tfevents.1.host") for name in ("run10", "run9"))
    for step, value in enumerate(ODD):
        file.scalar("odd", value, step, START + step / 3)
        fine.append(frame(tensor_event("fine, “exact”\n", double_tensor(value / 3), step, START)))
    EventFile(root / "run2" / "events.out.tfevents.1.host").scalars("loss", [1.0, 2.0, 3.0, 4.0])
    return root


def export(logdir: Path, out: Path, **selection: Any) -> int:
    return run([Source(str(logdir))], str(out), selection=Selection(**selection))


def rows_of(path: Path) -> Rows:
    """A table read back by other people's programs."""
    if path.suffix == ".parquet":
        rows = parquet.read_table(path).to_pylist()
    elif path.suffix == ".jsonl":
        rows = [json.loads(line) for line in path.read_bytes().decode().splitlines()]
    else:
        rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode(), newline="")))
    assert all(list(row) == ["run", "tag", "step", "wall_time", "value"] for row in rows)
    return [
        (row["run"], row["tag"], int(row["step"]), float(row["wall_time"]), float(row["value"]))
        for row in rows
    ]


def bits(numbers: list[float], dtype: type) -> list[bytes]:
    return [np.array(number, dtype).tobytes() for number in numbers]


@pytest.mark.parametrize("kind", KINDS)
def test_every_bit_comes_back(logdir: Path, tmp_path: Path, kind: str) -> None:
    assert export(logdir, tmp_path / f"out.{kind}") == 0
    rows = rows_of(tmp_path / f"out.{kind}")
    single = [row for row in rows if row[1] == "odd"]
    double = [row for row in rows if row[1] == "fine, “exact”\n"]
    with np.errstate(over="ignore"):
        assert bits([row[4] for row in single], np.float32) == bits(ODD, np.float32)
    assert bits([row[4] for row in double], np.float64) == bits([value / 3 for value in ODD], np.float64)
    assert [row[3] for row in single] == [START + step / 3 for step in range(len(ODD))]
    assert [row[2] for row in single] == list(range(len(ODD)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "name", ["two\nlines", "two\rlines", "two\r\nlines", 'say "hi"', "a,b", " pad ", "\ttab"]
)
def test_names_of_any_characters_come_back(tmp_path: Path, kind: str, name: str) -> None:
    EventFile(tmp_path / "logs" / name / "events.out.tfevents.1.host").scalars(name, [1.0, 2.0])
    assert export(tmp_path / "logs", tmp_path / f"out.{kind}") == 0
    assert [row[:3] for row in rows_of(tmp_path / f"out.{kind}")] == [(name, name, 0), (name, name, 1)]


@pytest.mark.parametrize("out", ["nowhere/out.csv", "-"])
def test_where_nothing_can_be_written_the_place_that_was_named_is_told(
    logdir: Path, tmp_path: Path, out: str
) -> None:
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "tensorbored", "export", "--logdir", str(logdir), "--out", out]
        done = subprocess.run(command, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, check=False)
    why = "No space left on device" if out == "-" else "No such file or directory"
    assert done.stderr.decode() == f"Error: {'stdout' if out == '-' else out}: {why}\n"
    assert done.returncode == 1


@pytest.mark.parametrize("kind", KINDS)
def test_runs_and_tags_come_in_natural_order(logdir: Path, tmp_path: Path, kind: str) -> None:
    export(logdir, tmp_path / f"out.{kind}")
    series = list(dict.fromkeys((row[0], row[1]) for row in rows_of(tmp_path / f"out.{kind}")))
    assert series == [("run2", "loss"), ("run9", "fine, “exact”\n"), ("run10", "odd")]


def test_floats_are_written_as_short_as_their_type_allows(logdir: Path, tmp_path: Path) -> None:
    export(logdir, tmp_path / "out.csv", tags=re.compile("odd").search)
    values = [line.rpartition(",")[2] for line in (tmp_path / "out.csv").read_text().splitlines()]
    assert values[:5] == ["value", "0.1", "1e-05", "-0.0", "1e+20"]
    assert values[6:] == ["3.4e+38", "1e-45", "inf", "-inf", "nan"]


def test_json_names_what_is_not_finite_as_tensorboard_does(logdir: Path, tmp_path: Path) -> None:
    export(logdir, tmp_path / "out.jsonl", tags=re.compile("odd").search)
    values = [json.loads(line)["value"] for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert values[0] == 0.1
    assert values[-3:] == ["Infinity", "-Infinity", "NaN"]


@pytest.mark.parametrize(
    ("selection", "steps"),
    [
        ({"runs": re.compile("^run2$").search}, [0, 1, 2, 3]),
        ({"tags": re.compile("LOSS", re.I).search}, [0, 1, 2, 3]),
        ({"tags": re.compile("loss").search, "steps": (1, 2)}, [1, 2]),
        ({"tags": re.compile("loss").search, "steps": (2, None)}, [2, 3]),
        ({"tags": re.compile("loss").search, "steps": (None, 0)}, [0]),
        ({"runs": re.compile("none").search}, []),
    ],
    ids=str,
)
def test_a_selection_is_all_that_is_written(
    logdir: Path, tmp_path: Path, selection: dict[str, Any], steps: list[int]
) -> None:
    assert export(logdir, tmp_path / "out.csv", **selection) == 0
    assert [row[2] for row in rows_of(tmp_path / "out.csv")] == steps


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_to_write_is_a_table_without_rows(empty_logdir: Path, tmp_path: Path, kind: str) -> None:
    assert export(empty_logdir, tmp_path / f"out.{kind}") == 0
    assert rows_of(tmp_path / f"out.{kind}") == []


def restarted(root: Path) -> Path:
    file = EventFile(root / "run" / "events.out.tfevents.1.host")
    file.scalars("loss", [0.0, 1.0, 2.0, 3.0])
    again = EventFile(root / "run" / "events.out.tfevents.2.host", version=False)
    for step in (2, 3):
        again.scalar("loss", 10.0 * step, step, START + 100 + step)
    return root


def test_raw_is_every_point_in_the_order_of_the_files(tmp_path: Path) -> None:
    root = restarted(tmp_path / "logs")
    export(root, tmp_path / "shown.csv")
    export(root, tmp_path / "raw.csv", raw=True)
    export(root, tmp_path / "kept.csv", purges=False)
    assert [row[4] for row in rows_of(tmp_path / "shown.csv")] == [0, 1, 20, 30]
    assert [row[4] for row in rows_of(tmp_path / "raw.csv")] == [0, 1, 2, 3, 20, 30]
    assert [row[4] for row in rows_of(tmp_path / "kept.csv")] == [0, 1, 2, 3, 20, 30]


@pytest.mark.parametrize("kind", KINDS)
def test_long_series_are_written_whole(tmp_path: Path, kind: str) -> None:
    count = 150_000
    path = tmp_path / "logs" / "events.out.tfevents.1.host"
    path.parent.mkdir()
    path.write_bytes(b"".join(frame(scalar_event("loss", step, step, START)) for step in range(count)))
    export(tmp_path / "logs", tmp_path / f"out.{kind}")
    assert [row[2] for row in rows_of(tmp_path / f"out.{kind}")] == list(range(count))


def test_a_file_is_replaced_only_by_a_finished_one(logdir: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("before")
    out.chmod(0o640)

    def fails(tag: str) -> bool:
        assert out.read_text() == "before"
        if tag == "odd":
            raise KeyboardInterrupt
        return True

    with pytest.raises(KeyboardInterrupt):
        export(logdir, out, tags=fails)
    assert out.read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["logs", "out.csv"]
    assert export(logdir, out) == 0
    assert len(rows_of(out)) == 24
    assert out.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link(logdir: Path, tmp_path: Path) -> None:
    (tmp_path / "there.csv").write_text("before")
    (tmp_path / "out.csv").symlink_to("there.csv")
    assert export(logdir, tmp_path / "out.csv") == 0
    assert (tmp_path / "out.csv").is_symlink()
    assert len(rows_of(tmp_path / "there.csv")) == 24


@pytest.mark.parametrize(
    ("logs", "out", "message"),
    [
        ("absent", "out.csv", "absent: there is no such directory."),
        ("logs/run2/events.out.tfevents.1.host", "out.csv", "host: not a directory."),
        ("logs", "out.txt", "does not say which format to write: add --format csv, jsonl or parquet."),
        ("logs", "no/such/out.csv", "No such file or directory"),
        ("logs", "logs", "does not say which format"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    logdir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], logs: str, out: str, message: str
) -> None:
    assert export(tmp_path / logs, tmp_path / out) == 1
    said = capsys.readouterr().err
    assert said.startswith("Error: ")
    assert said.endswith(f"{message}\n") or message in said
    assert said.count("\n") == 1
    assert not (tmp_path / "out.csv").exists()


def test_damage_is_told_and_the_rest_written(
    logdir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    EventFile(logdir / "run2" / "events.out.tfevents.1.host", version=False).append(bytes(40))
    assert export(logdir, tmp_path / "out.csv") == 0
    warning, summary = capsys.readouterr().err.splitlines()
    assert "damaged at byte" in warning
    assert summary == f"Wrote 24 points of 3 series to {tmp_path / 'out.csv'}"


@pytest.mark.parametrize(
    ("out", "kind"), [("a.CSV", "csv"), ("a.ndjson", "jsonl"), ("a.pq", "parquet"), ("-", "csv")]
)
def test_the_ending_says_the_format(out: str, kind: str) -> None:
    assert kind_of(out) == kind


def test_a_name_without_an_ending_says_none() -> None:
    with pytest.raises(ExportError, match="add --format"):
        kind_of("scalars")


def command(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    words = [sys.executable, "-m", "tensorbored", "export", *arguments]
    return subprocess.run(words, capture_output=True, timeout=60, **options)


def test_the_command_writes_to_stdout(logdir: Path) -> None:
    done = command("--logdir", str(logdir), "--out", "-", "--tags", "LOSS", "--steps", "1:2")
    assert done.stdout.decode().splitlines() == [
        "run,tag,step,wall_time,value",
        "run2,loss,1,1700000001.0,2.0",
        "run2,loss,2,1700000002.0,3.0",
    ]
    assert done.stderr == b"Wrote 2 points of 1 series to stdout\n"


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_the_command_writes_any_format_to_stdout(logdir: Path, tmp_path: Path, kind: str) -> None:
    done = command("--logdir", str(logdir), "--out=-", "--format", kind)
    (tmp_path / f"out.{kind}").write_bytes(done.stdout)
    assert len(rows_of(tmp_path / f"out.{kind}")) == 24


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    EventFile(tmp_path / "events.out.tfevents.1.host").append(
        b"".join(frame(scalar_event("loss", 1, step, START)) for step in range(20_000))
    )
    script = f"{sys.executable} -m tensorbored export --logdir {tmp_path} --out - | head -n 1"
    done = subprocess.run(["sh", "-c", script], capture_output=True, timeout=60)
    assert (done.stdout, done.stderr) == (b"run,tag,step,wall_time,value\n", b"")


def test_without_pyarrow_a_sentence_says_how_to_get_it(logdir: Path, tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules['pyarrow'] = None; from tensorbored.cli import main; "
        f"sys.exit(main(['export', '--logdir', {str(logdir)!r}, '--out', {str(tmp_path / 'out.parquet')!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.stderr == "Error: Parquet takes one more package: pip install tensorbored[parquet]\n"
    assert done.returncode == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_written_to_and_not_replaced(logdir: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "out.csv")
    with subprocess.Popen(["cat", str(tmp_path / "out.csv")], stdout=subprocess.PIPE) as reader:
        assert export(logdir, tmp_path / "out.csv") == 0
        content = reader.stdout.read() if reader.stdout else b""
    assert content.count(b"run2,loss") == 4


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=str)
def test_an_export_that_is_ended_leaves_nothing_half_written(tmp_path: Path, number: int) -> None:
    path = tmp_path / "logs" / "events.out.tfevents.1.host"
    path.parent.mkdir()
    path.write_bytes(frame(scalar_event("a", 0.5, 1, START)) * 1_000_000)
    out = tmp_path / "out" / "points.csv"
    out.parent.mkdir()
    command = [sys.executable, "-m", "tensorbored", "export", "--logdir", str(path.parent), "--out", str(out)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        while not list(out.parent.iterdir()):
            assert process.poll() is None
        process.send_signal(number)
        said = process.communicate()[1]
    assert (process.returncode, said) == (128 + number, b"")
    assert list(out.parent.iterdir()) == []


def test_a_number_of_32_bits_is_as_short_beside_others_of_64(tmp_path: Path) -> None:
    file = EventFile(tmp_path / "run/events.out.tfevents.1.host")
    file.scalar("single", 0.1, 1)
    file.append(frame(tensor_event("wide", double_tensor(0.1), 1, START)))
    export(tmp_path, tmp_path / "out.csv")
    rows = csv.DictReader((tmp_path / "out.csv").read_text().splitlines())
    text = {row["tag"]: row["value"] for row in rows}
    assert text == {"single": "0.1", "wide": "0.1"}

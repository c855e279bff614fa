"""`--inspect` prints what TensorBoard prints, line for line; both read the same files here."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tensorboard.backend.event_processing import event_file_inspector as theirs

from ingest import inspect as ours
from tests.helpers.event_writer import (
    START,
    EventFile,
    event,
    field,
    float_tensor,
    frame,
    scalar_event,
    tensor_event,
    varint,
)
from tests.helpers.real_data import DATA, needs_data

Capture = pytest.CaptureFixture[str]

NAME = "events.out.tfevents.1.host"


def inspected(capsys: Capture, **what: str) -> str:
    """What both print about the same thing."""
    theirs.inspect(**what)
    expected = capsys.readouterr().out
    if "logdir" in what:
        what["directory"] = what.pop("logdir")
    assert ours.run(**what) == 0
    printed = capsys.readouterr().out
    assert printed == expected
    return printed


def session(status: int, step: int) -> bytes:
    return frame(event(START, step, field(7, b"\x08" + varint(status))))


def graph(step: int = 0) -> bytes:
    return frame(event(START, step, field(4, b"\x0a\x00")))


def value(number: int, tag: str) -> bytes:
    """A summary with an old-style image, histogram or audio clip."""
    return frame(event(START, 3, field(5, field(1, field(1, tag.encode()) + field(number, b"")))))


def real_folders() -> list[Path]:
    return sorted(path for path in DATA.iterdir() if path.is_dir()) if DATA.is_dir() else []


@needs_data
@pytest.mark.parametrize("folder", real_folders(), ids=lambda path: path.name)
def test_real_runs_are_reported_alike(folder: Path, capsys: Capture) -> None:
    report = inspected(capsys, logdir=str(folder))
    runs = {path.parent for path in folder.rglob("*tfevents*")}
    assert report.count("\nEvent statistics for ") == len(runs) > 0


@needs_data
@pytest.mark.parametrize(
    ("folder", "tag"),
    [("tbx-2018-rnn", "loss"), ("torch-study", "no such tag"), ("mlagents-rl", "Losses/Policy Loss")],
)
def test_one_tag_of_real_runs_is_reported_alike(folder: str, tag: str, capsys: Capture) -> None:
    inspected(capsys, logdir=str(DATA / folder), tag=tag)


def test_everything_that_is_counted_is_counted_alike(tmp_path: Path, capsys: Capture) -> None:
    file = EventFile(tmp_path / "run" / NAME)
    for step in (0, 5, 3, 3, 9, -2, 2**40):
        file.scalar("loss", 1, step)
        file.append(frame(tensor_event("new/loss", float_tensor(1), step, START)))
    for status in (0, 1, 2, 3, 1):
        file.append(session(status, status))
    file.append(
        graph() + value(4, "pictures/ä") + value(5, "weights") + value(6, "sound") + value(3, "ancient")
    )
    report = inspected(capsys, logdir=str(tmp_path))
    assert "outoforder_steps     [(5, 3), (9, -2)]" in report
    assert "   pictures/ä\n" in report


@pytest.mark.parametrize("tag", ["loss", "accuracy", "absent"])
def test_a_tag_is_reported_by_itself(tmp_path: Path, capsys: Capture, tag: str) -> None:
    for name in ("a", "b/c"):
        file = EventFile(tmp_path / name / NAME)
        file.scalars("loss", [1.0, 2.0])
        file.scalars("accuracy", [1.0], first_step=7)
        file.append(graph() + session(1, 4))
    report = inspected(capsys, logdir=str(tmp_path), tag=tag)
    assert "graph" not in report


def test_one_file_is_reported_by_itself(tmp_path: Path, capsys: Capture) -> None:
    for name in (NAME, "events.out.tfevents.2.host"):
        EventFile(tmp_path / name).scalars("loss", [1.0, 2.0])
    inspected(capsys, event_file=str(tmp_path / NAME))
    inspected(capsys, event_file=str(tmp_path / NAME), tag="loss")


def test_several_files_of_a_directory_are_one_report(tmp_path: Path, capsys: Capture) -> None:
    for number in range(5):
        EventFile(tmp_path / f"events.out.tfevents.{number}.host").scalars(
            "loss", [1.0] * 3, first_step=number
        )
    (tmp_path / "model.pt").write_bytes(b"x")
    inspected(capsys, logdir=f"{tmp_path}/")


def test_directories_are_listed_as_the_file_system_lists_them(tmp_path: Path, capsys: Capture) -> None:
    for name in ("z", "a", "a/deep/er", "m", "links/one"):
        EventFile(tmp_path / "logs" / name / NAME).scalar("loss", 1, 1)
    EventFile(tmp_path / "elsewhere" / NAME).scalar("loss", 1, 1)
    (tmp_path / "logs/link").symlink_to("../elsewhere")
    report = inspected(capsys, logdir=str(tmp_path / "logs"))
    assert "logs/link\n" in report


def test_links_in_circles_end(tmp_path: Path, capsys: Capture) -> None:
    EventFile(tmp_path / "run" / NAME).scalar("loss", 1, 1)
    (tmp_path / "run/up").symlink_to("..")
    assert ours.run(str(tmp_path)) == 0
    assert capsys.readouterr().out.count("Event statistics") == 1


def test_a_file_is_read_up_to_its_first_damaged_record(tmp_path: Path, capsys: Capture) -> None:
    broken = bytearray(frame(scalar_event("loss", 1, 5, START)))
    broken[-6] ^= 1
    contents = {"payload": bytes(broken), "length": bytes(40), "half": bytes(broken[:30]), "empty": b""}
    for name, content in contents.items():
        file = EventFile(tmp_path / name / NAME)
        file.scalar("loss", 1, 1)
        file.append(content)
        if name in ("payload", "length"):
            file.scalar("loss", 1, 9)
    report = inspected(capsys, logdir=str(tmp_path))
    assert report.count("last_step            1\n") == 4


def test_damage_is_told_on_stderr(tmp_path: Path, capsys: Capture) -> None:
    file = EventFile(tmp_path / NAME)
    file.append(frame(b"\xff" * 30) + bytes(40))
    assert ours.run(str(tmp_path)) == 0
    told = capsys.readouterr().err.splitlines()
    assert [line.partition(NAME)[2][:18] for line in told] == [": damaged at byte ", ": 1 records are no"]


def test_many_steps_are_counted_alike(tmp_path: Path, capsys: Capture) -> None:
    steps = np.random.default_rng(1).integers(0, 30_000, 70_000)
    records = (
        event(START, int(s), field(5, field(1, field(1, b"x") + b"\x15" + struct.pack("<f", 1))))
        for s in steps
    )
    (tmp_path / NAME).write_bytes(b"".join(map(frame, records)))
    assert ours.run(str(tmp_path)) == 0
    report = capsys.readouterr().out
    assert f"num_steps            {len(set(steps.tolist()))}\n" in report
    assert report.count("), (") + 1 == int((np.diff(steps) < 0).sum())


def test_a_directory_without_files_is_a_sentence(tmp_path: Path, capsys: Capture) -> None:
    assert "No event files found within logdir" in inspected(capsys, logdir=str(tmp_path))
    assert "No event files found within logdir" in inspected(capsys, logdir=str(tmp_path / "absent"))


def test_a_file_in_place_of_a_directory_is_a_sentence(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / NAME
    EventFile(path)
    assert ours.run(str(path)) == 1
    assert (
        f"It seems that {path} may be an event file instead of a logdir. If this is the case, use "
        "--event_file instead of --logdir to pass it in.\n"
    ) in capsys.readouterr().out
    other = tmp_path / "notes.txt"
    other.write_text("")
    assert ours.run(str(other)) == 1
    assert capsys.readouterr().err == f"Error: {other}: is a file, not a directory\n"


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path, capsys: Capture) -> None:
    assert ours.run(event_file=str(tmp_path / "absent")) == 1
    assert capsys.readouterr().err == f"Error: {tmp_path / 'absent'}: No such file or directory\n"


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    file = EventFile(tmp_path / NAME)
    for number in range(5000):
        file.scalar(f"a long name of a tag, number {number}", 1, 1)
    script = f"{sys.executable} -m tensorbored --inspect --logdir {tmp_path} | head -n 1"
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("=" * 70 + "\n", "")


def test_a_tag_writes_no_control_characters_to_the_terminal(tmp_path: Path, capsys: Capture) -> None:
    EventFile(tmp_path / NAME).scalar("a\x1b[2Jb\nc", 1, 1)
    assert ours.run(str(tmp_path)) == 0
    assert "   a\\x1b[2Jb\\nc\n" in capsys.readouterr().out

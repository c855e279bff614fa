"""The command line: its words, its exit codes, and what it does without loading a server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.plan import Plan
from tensorbored import __version__, flags
from tests.helpers.event_writer import EventFile


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tensorbored", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | environment,
    )


COMPLAINTS = [
    ([], "A logdir must be specified. For example `tensorbored --logdir mylogdir`."),
    (["--logdir", "a", "--logdir_spec", "b:c"], "May not specify both --logdir and --logdir_spec"),
    (["--logdir", "a", "--host", "b", "--bind_all"], "Must not specify both --host and --bind_all."),
    (["--logdir", "a", "--path_prefix", "b"], "Path prefix must start with slash, but got: 'b'."),
    (["--logdir_spec", " , "], "--logdir_spec names no directory: ' , '."),
    (["--inspect"], "Must specify either --logdir or --event_file.\n"),
    (["--inspect", "--logdir_spec", "a:b"], "--logdir_spec is not supported with --inspect.\n"),
    (
        ["--inspect", "--logdir=a", "--event_file=b"],
        "Must specify either --logdir or --event_file, but not both.",
    ),
    (["--event_file", "a"], "A logdir must be specified."),
    (["export", "--logdir", "a"], "Say where to write: --out FILE, or --out - for stdout."),
]
UNREADABLE = [
    (["--logdir", "a", "--reload_interval", "nan"], "must be non-negative: nan"),
    (["--logdir", "a", "--reload_interval", "-1"], "must be non-negative: -1.0"),
    (["--logdir", "a", "--port", "http"], "invalid port: 'http'"),
    (["--logdir", "a", "--max_reload_threads", "0"], "must be positive: 0"),
    (["--logdir", "a", "--max_reload_threads", "x"], "invalid int value: 'x'"),
    (["--logdir", "a", "--load_fast", "x"], "invalid choice: 'x'"),
    (["--logdir", "a", "--once"], "go with the ingest command only"),
    (["--logdir", "a", "--out", "b"], "go with the export command only"),
    (["export", "--logdir", "a", "--inspect"], "--inspect does not go with the export command"),
    (["export", "--logdir", "a", "--steps", "7"], "steps are A:B, A: or :B, but got: '7'"),
    (["export", "--logdir", "a", "--steps", "a:b"], "steps are A:B, A: or :B, but got: 'a:b'"),
    (["export", "--logdir", "a", "--runs", "(a"], "not a valid regular expression"),
    (["export", "--logdir", "a", "--format", "xml"], "invalid choice: 'xml'"),
    (["logs"], "invalid choice: 'logs'"),
]


@pytest.mark.parametrize(("arguments", "message"), COMPLAINTS)
def test_flags_that_do_not_go_together_are_an_error(arguments: list[str], message: str) -> None:
    done = command(*arguments)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: {message}")


@pytest.mark.parametrize(("arguments", "message"), UNREADABLE)
def test_flags_that_cannot_be_read_are_a_usage_error(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        flags.parse(arguments)
    assert stop.value.code == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("flag", ["--version", "--version_tb"])
def test_the_version_needs_no_logdir(flag: str) -> None:
    assert command(flag, "--host", "a", "--bind_all").stdout == f"{__version__}\n"


@pytest.mark.parametrize(
    "order", [["--logdir", "x", "ingest"], ["ingest", "--logdir", "x"], ["ingest", "--logdir=x"]]
)
def test_flags_stand_before_or_after_the_command(order: list[str]) -> None:
    options = flags.parse(order)
    assert (options.command, options.logdir) == ("ingest", "x")


def test_the_server_is_the_command_when_none_is_named() -> None:
    assert flags.parse(["--logdir", "x"]).command == "runserver"


def test_rare_flags_are_in_the_full_help_only() -> None:
    short, full = command("--help").stdout, command("--helpfull").stdout
    assert "--logdir PATH" in short
    assert "--path_prefix" not in short
    assert "--path_prefix" in full


@pytest.mark.parametrize(
    "flag",
    [
        "--load_fast=false",
        "--generic_data=true",
        "--reload_task=process",
        "--reload_multifile=TRUE",
        "--reload_multifile_inactive_secs=-1",
        "--detect_file_replacement=false",
    ],
)
def test_flags_that_ask_tensorboard_for_what_is_always_done_are_accepted(flag: str) -> None:
    assert flags.environment(flags.parse(["--logdir", "x", flag])) == flags.environment(
        flags.parse(["--logdir", "x"])
    )


@pytest.mark.parametrize(("given", "threads"), [([], None), (["--max_reload_threads", "3"], 3)])
def test_no_more_runs_are_read_at_once_than_was_asked(given: list[str], threads: int | None) -> None:
    assert Plan.of(flags.environment(flags.parse(["--logdir", "x", *given]))).threads == threads


def test_a_home_directory_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    assert flags.environment(flags.parse(["--logdir", "~/logs"]))["TENSORBORED_LOGDIR"] == "/home/ada/logs"


def test_an_address_is_not_taken_for_a_path() -> None:
    for address in ("s3://bucket/a//b", "gs://bucket", "memory:///logs"):
        variables = flags.environment(flags.parse(["--logdir", address]))
        assert variables["TENSORBORED_LOGDIR"] == address


@pytest.mark.parametrize(
    ("text", "steps"), [("1:5", (1, 5)), (":5", (None, 5)), ("-3:", (-3, None)), (":", (None, None))]
)
def test_steps_are_a_range_whose_ends_may_be_left_out(
    text: str, steps: tuple[int | None, int | None]
) -> None:
    assert flags.parse(["export", f"--steps={text}"]).steps == steps


def test_inspect_prints_what_is_in_a_logdir(empty_logdir: Path) -> None:
    EventFile(empty_logdir / "run" / "events.out.tfevents.1.host").scalars("loss", [1.0, 2.0])
    done = command("--inspect", "--logdir", str(empty_logdir), "--tag", "loss")
    assert done.returncode == 0
    assert f"Event statistics for tag loss in {empty_logdir}/run:\n" in done.stdout
    assert "   num_steps            2\n" in done.stdout


def test_manage_knows_the_commands_that_are_ours(empty_logdir: Path) -> None:
    EventFile(empty_logdir / "events.out.tfevents.1.host").scalars("loss", [1.0, 2.0])
    done = command("manage", "export", "--logdir", str(empty_logdir), "--out", "-")
    assert done.stdout.count("loss") == 2
    assert "export" in command("manage", "help", "--commands").stdout.split()


def test_ingest_prints_one_line_of_json(empty_logdir: Path) -> None:
    file = EventFile(empty_logdir / "run" / "events.out.tfevents.1.host")
    for step in range(5):
        file.scalar("loss", 1.0, step)
        file.scalar("accuracy", 1.0, step)
    (empty_logdir / "broken").mkdir()
    (empty_logdir / "broken" / "events.out.tfevents.2.host").write_bytes(b"no records at all in here")

    done = command("ingest", "--logdir", str(empty_logdir), "--once", "--json")

    report = json.loads(done.stdout)
    assert done.stdout.count("\n") == 1
    assert list(report) == [
        "runs", "series", "points", "samples", "bytes", "seconds", "peak_rss_bytes", "files_failed",
        "records_skipped",
    ]  # fmt: skip
    assert (report["series"], report["points"], report["samples"], report["files_failed"]) == (2, 10, 0, 1)
    assert report["seconds"] < 10 < report["peak_rss_bytes"]
    assert "broken" in done.stderr


def test_ingest_of_a_directory_that_is_not_there_finds_nothing(tmp_path: Path) -> None:
    done = command("ingest", "--logdir", str(tmp_path / "later"), "--once", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["runs"] == 0
    assert "No event files yet" in done.stderr


def test_ingest_needs_no_django(empty_logdir: Path) -> None:
    script = (
        "import sys; from tensorbored.cli import main; "
        f"main(['ingest', '--logdir', {str(empty_logdir)!r}, '--once']); "
        "sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True).returncode == 0


def test_the_first_account_is_made_in_a_database_that_is_not_there_yet(tmp_path: Path) -> None:
    where = ("--db", str(tmp_path / "new" / "people.sqlite3"))
    made = ("createsuperuser", "--noinput", "--username", "ada", "--email", "ada@example.org")
    password = {"DJANGO_SUPERUSER_PASSWORD": "correct horse", "TENSORBORED_DATA_DIR": str(tmp_path / "data")}
    done = command(*made, *where, **password)
    assert (done.returncode, done.stdout) == (0, "Superuser created successfully.\n"), done.stderr
    listed = command("profiles", *where, "list", **password)
    assert (listed.returncode, listed.stdout.split()[:2]) == (0, ["NUMBER", "OWNER"]), listed.stderr
    wrong = command("profiles", "export", "night", *where, **password)
    assert (wrong.returncode, wrong.stderr) == (1, "CommandError: There is no profile 'night'.\n")

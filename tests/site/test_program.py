"""The program as a process: what it says, how it ends, what it answers."""

from __future__ import annotations

import http.client
import os
import re
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from tests.helpers.event_writer import EventFile
from tests.helpers.program import Program, get, running, wait_until


def write_run(directory: Path) -> None:
    file = EventFile(directory / "events.out.tfevents.1.host")
    for step in range(3):
        file.scalar("loss", 1.0 / (1 + step), step)


@pytest.fixture
def logdir(empty_logdir: Path) -> Path:
    write_run(empty_logdir / "first")
    return empty_logdir


COMMANDS = [("-m", "tensorbored"), ("-m", "tensorbored", "serve"), ("manage.py", "runserver")]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_it_serves_the_runs_and_ends_when_asked(
    command: tuple[str, ...], logdir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(__file__).parents[2])
    with running("--logdir", str(logdir), command=command) as program:
        program.wait_for("^Serving TensorBored on localhost; to expose to the network, use a proxy or pass ")
        program.wait_for("Loaded 1 run,")
        status, page = get(program.url)
        assert (status, "first" in page) == (200, True)
        assert program.stop() == 0
    assert "TensorBored caught SIGTERM; exiting...\n" in program.said
    assert "Traceback" not in program.said


def test_a_busy_port_ends_it_with_an_error(logdir: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        with running("--logdir", str(logdir), f"--port={port}") as program:
            assert program.process.wait(30) == 255
            program.wait_for(f"ERROR: TensorBored could not bind to port {port}, it was already in use")


def test_a_logdir_that_appears_later_is_picked_up(tmp_path: Path) -> None:
    logdir = tmp_path / "later"
    with running("--logdir", str(logdir), "--reload_interval", "0.1") as program:
        program.wait_for("No event files yet in .*later")
        assert get(program.url)[0] == 200
        write_run(logdir / "newcomer")
        wait_until(lambda: "newcomer" in get(program.url)[1])


def test_below_a_prefix_all_addresses_carry_it(logdir: Path) -> None:
    with running("--logdir", str(logdir), "--path_prefix", "/tb/") as program:
        url = program.url
        assert urlsplit(url).path == "/tb/"
        status, page = get(url)
        assert status == 200
        local = set(re.findall(r'="(/[^"]*)"', page))
        assert {path for path in local if not path.startswith("/tb/")} == set()
        for asset in {path for path in local if "/static/" in path}:
            assert get(f"{origin(url)}{asset}")[0] == 200
        assert get(f"{origin(url)}/timeseries/")[0] == 404


def origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def raw(program: Program, target: bytes, *hosts: bytes) -> bytes:
    lines = [
        b"GET %s HTTP/1.1" % target,
        *(b"Host: %s" % host for host in hosts),
        b"Connection: close",
        b"",
        b"",
    ]
    parts = urlsplit(program.url)
    with socket.create_connection(("127.0.0.1", parts.port or 80), timeout=10) as connection:
        connection.sendall(b"\r\n".join(lines))
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    return answer


def test_on_the_wire_hosts_are_checked_and_the_server_is_not_named(logdir: Path) -> None:
    with running("--logdir", str(logdir)) as program:
        whole = raw(program, b"http://evil.example/", b"localhost")
        two = raw(program, b"/", b"localhost", b"evil.example")
        good = raw(program, b"/", b"localhost")
    assert [answer.split()[1] for answer in (whole, two, good)] == [b"400", b"400", b"302"]
    assert b"server:" not in (whole + two + good).lower()


def test_a_connection_stays_open_between_requests(logdir: Path) -> None:
    with running("--logdir", str(logdir)) as program:
        connection = http.client.HTTPConnection(urlsplit(program.url).netloc, timeout=10)
        for path in ("/", "/timeseries/", "/no/such/page", "/runs/"):
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            assert not response.will_close, path
        connection.close()


def test_the_database_lies_where_it_was_asked_for(logdir: Path, tmp_path: Path) -> None:
    path = tmp_path / "elsewhere" / "profiles.sqlite3"
    with running("--logdir", str(logdir), "--db", str(path)) as program:
        assert get(program.url)[0] == 200
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    assert "profiles_draft" in tables


def test_two_that_start_together_share_a_fresh_data_directory(logdir: Path, tmp_path: Path) -> None:
    shared = str(tmp_path / "data")
    with (
        running("--logdir", str(logdir), data_dir=shared) as one,
        running("--logdir", str(logdir), data_dir=shared) as other,
    ):
        assert get(one.url)[0] == get(other.url)[0] == 200
    assert "Traceback" not in one.said + other.said


def test_beyond_this_machine_the_address_carries_a_secret_that_is_said_once(logdir: Path) -> None:
    with running("--logdir", str(logdir), "--bind_all") as program:
        token = program.wait_for(r"/\?token=([0-9a-f]{48}) \(Press")[1]
        place, port = "http://127.0.0.1", urlsplit(program.url).port
        assert get(f"{place}:{port}/data/runs")[0] == 401
        asked = Request(f"{place}:{port}/data/runs", headers={"Authorization": f"token {token}"})
        with urlopen(asked, timeout=10) as response:
            assert response.status == 200
        assert get(f"{place}:{port}/data/nothing?token={token}x")[0] == 401
        program.stop()
    assert program.said.count(token) == 1


def test_who_opens_it_to_everybody_is_told(logdir: Path) -> None:
    with running("--logdir", str(logdir), "--bind_all", "--auth", "none") as program:
        program.wait_for("Anybody who reaches this machine may read and change everything")
        assert "token" not in program.url


def test_with_logins_and_no_account_it_says_how_to_make_one(logdir: Path, tmp_path: Path) -> None:
    with running("--logdir", str(logdir), "--auth", "login", data_dir=str(tmp_path / "data")) as program:
        program.wait_for("Nobody can sign in yet: `tensorbored createsuperuser` makes the first account.")
        assert get(f"{program.url}data/runs")[0] == 401


def test_behind_a_server_of_ones_own_all_processes_ask_for_one_token(logdir: Path, tmp_path: Path) -> None:
    environment = os.environ | {
        "TENSORBORED_LOGDIR": str(logdir),
        "TENSORBORED_AUTH": "token",
        "TENSORBORED_DATA_DIR": str(tmp_path / "data"),
    }
    code = [sys.executable, "-c", "import tensorbored.wsgi"]
    refused = subprocess.run(code, env=environment, capture_output=True, text=True)
    assert (refused.returncode, "set TENSORBORED_TOKEN" in refused.stderr) == (1, True)
    chosen = environment | {"TENSORBORED_TOKEN": "x" * 22}
    assert subprocess.run(code, env=chosen, capture_output=True).returncode == 0
    assert (tmp_path / "data" / "tensorbored.sqlite3").exists()

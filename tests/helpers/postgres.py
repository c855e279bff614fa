"""A PostgreSQL server of the tests' own: in a temporary directory, reached by a socket there, soon gone.

`TESTS_DATABASE_URL` names it to those tests that are run on it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from glob import glob
from hashlib import blake2b
from pathlib import Path
from urllib.parse import quote

import psycopg

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql*/bin")
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=40"


class NoServer(Exception):
    """Why none can be started."""


@contextmanager
def server() -> Iterator[str]:
    """The address of an empty database, whose owner may make others."""
    # Not in pytest's own directory: the path of a socket has to be short.
    directory = Path(tempfile.mkdtemp(prefix="tb-pg-"))
    try:
        _give_away(directory)
        _run("initdb", "-D", str(directory / "data"), "-U", "tests", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-k {directory} -c listen_addresses='' {QUICK}"
        log = str(directory / "log")
        _run("pg_ctl", "-D", str(directory / "data"), "-o", options, "-l", log, "-w", "start")
        try:
            yield f"postgresql://tests@{quote(str(directory), safe='')}/postgres"
        finally:
            _run("pg_ctl", "-D", str(directory / "data"), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def database_of(data_dir: str) -> str:
    """The address of the database that stands for this data directory's, made when it is first asked for."""
    address = os.environ["TESTS_DATABASE_URL"]
    name = f"of_{blake2b(data_dir.encode(), digest_size=8).hexdigest()}"
    with psycopg.connect(address, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    return f"{address.rpartition('/')[0]}/{name}"


def databases(address: str) -> dict[str, str]:
    """Those that tests have made, by their names."""
    with psycopg.connect(address) as connection:
        found = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'of\\_%'")
        return {name: f"{address.rpartition('/')[0]}/{name}" for (name,) in found}


def _run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs, which refuse to be run by root."""
    try:
        done = subprocess.run(
            [_found(program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            cwd="/",
            user=_somebody(),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoServer(f"{program}: {error}") from error
    if done.returncode:
        raise NoServer(f"{program}: {done.stdout}")


def _found(program: str) -> str:
    for place in ("", *(path for pattern in PLACES for path in sorted(glob(pattern), reverse=True))):
        if found := shutil.which(program, path=place or None):
            return found
    raise NoServer(f"there is no {program} on this machine")


def _somebody() -> str | None:
    """Who runs it: not root."""
    if os.geteuid() != 0:
        return None
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _give_away(directory: Path) -> None:
    if (name := _somebody()) is not None:
        shutil.chown(directory, name)

"""Where this program keeps what outlives it (database, secret key): the user's data directory."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

CONNECTED = 60
"""Seconds that a thread keeps a connection: to open a file and close it again takes longer than what most
requests ask of it; and who puts another file in its place waits no longer than that.
"""

SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "CONN_MAX_AGE": CONNECTED,
    "OPTIONS": {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
    },
}


def data_dir(chosen: str | None = None) -> Path:
    """The directory, made if need be and closed to others.

    Where the user's own cannot be written to, as in many containers, one that lasts as long as this process.
    """
    path = Path(chosen).expanduser() if chosen else user_data_path("tensorbored", appauthor=False)
    problem = _problem(path)
    if problem is None:
        return path
    if chosen:
        raise SystemExit(f"ERROR: TensorBored cannot use {chosen} as its data directory: {problem}")
    sys.stderr.write(
        f"TensorBored cannot write to {path} ({problem}): what you choose will be forgotten when it ends. "
        "Name another place with TENSORBORED_DATA_DIR.\n"
    )
    return _passing_dir()


def _problem(path: Path) -> str | None:
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        return error.strerror or str(error)
    return None if os.access(path, os.W_OK | os.X_OK) else "no permission"


def _passing_dir() -> Path:
    path = tempfile.mkdtemp(prefix="tensorbored-")
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return Path(path)


def database(chosen: str, url: str, directory: Path) -> dict[str, Any]:
    """Django's settings of the database: a SQLite file, or PostgreSQL where its address is given.

    `chosen` is either, and goes before `url`, which may be somebody else's: of that only PostgreSQL counts.
    """
    if "://" in chosen or (not chosen and url.startswith(("postgres://", "postgresql://"))):
        return _postgresql(chosen or url)
    return {**SQLITE, "NAME": Path(chosen) if chosen else directory / "tensorbored.sqlite3"}


def _postgresql(url: str) -> dict[str, Any]:
    import dj_database_url

    if not url.startswith(("postgres://", "postgresql://")):
        raise SystemExit("ERROR: --db takes the path of a SQLite file or a postgresql:// address.")
    try:
        import psycopg  # noqa: F401
    except ImportError:
        raise SystemExit("ERROR: PostgreSQL takes `pip install 'tensorbored[postgres]'`.") from None
    try:
        return dict(dj_database_url.parse(url, conn_max_age=CONNECTED, conn_health_checks=True))
    except ValueError as error:
        raise SystemExit(f"ERROR: this is not the address of a database: {error}") from None


def secret_key(directory: Path) -> str:
    """A key drawn once; of two processes that start together the first one's stays."""
    path = directory / "secret_key"
    if not path.exists():
        _write_once(path, secrets.token_urlsafe(50))
    return path.read_text().strip()


def _write_once(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    except OSError:  # a file system without hard links
        draft.replace(path)
    draft.unlink(missing_ok=True)

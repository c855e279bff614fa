"""The database gets its tables by itself when the server starts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from ingest.plan import Plan
from profiles.sessions import SessionStore

TURN = 0x7E5502  # the number of the lock, in any PostgreSQL


def prepare() -> None:
    """Bring the database up to date. Two servers that start together take turns."""
    with _turn_in_database() if connection.vendor == "postgresql" else _turn_on_disk():
        call_command("migrate", verbosity=0, interactive=False)
        SessionStore.clear_expired()
    connection.close()


def register(plan: Plan) -> None:
    """Make what is looked at known to the admin, under the paths that people know it by."""
    from profiles import access, drafts

    paths = [source.path for source in plan.sources]
    if paths:
        access.register(drafts.key_of_paths(paths), ", ".join(paths))
    connection.close()


@contextmanager
def _turn_on_disk() -> Iterator[None]:
    Path(connection.settings_dict["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl
    except ImportError:  # Windows: two that start in the same instant may collide
        yield
        return
    with (Path(settings.DATA_DIR) / "migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _turn_in_database() -> Iterator[None]:
    """The lock goes with the connection, however it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [TURN])
        yield
        cursor.execute("SELECT pg_advisory_unlock(%s)", [TURN])

"""The embedded database gets its tables by itself when the server starts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from ingest.plan import Plan
from profiles.sessions import SessionStore


def prepare() -> None:
    """Bring the database up to date. Two servers that start together take turns."""
    Path(connection.settings_dict["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    with _turn(Path(settings.DATA_DIR) / "migrate.lock"):
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
def _turn(path: Path) -> Iterator[None]:
    try:
        import fcntl
    except ImportError:  # Windows: two that start in the same instant may collide
        yield
        return
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

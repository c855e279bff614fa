"""What tests share: settings with a data directory of their own, a client, a store.

A test that needs the database asks for pytest-django's `db`; what it wrote is rolled back.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# How quick a busy machine is says nothing about what a test asks for.
settings.register_profile(
    "unhurried", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("unhurried")

# Before anything imports the settings: tests never touch what belongs to the person who runs them.
_DATA_DIR = tempfile.TemporaryDirectory(prefix="tensorbored-tests-")
for _name in [name for name in os.environ if name.startswith("TENSORBORED_")]:
    del os.environ[_name]
os.environ["TENSORBORED_DATA_DIR"] = _DATA_DIR.name
os.environ["TENSORBORED_CACHE_DIR"] = f"{_DATA_DIR.name}/cache"
# Nor the database that DATABASE_URL may name; tests/site/test_postgres.py names one of the tests' own.
os.environ["DATABASE_URL"] = os.environ.get("TESTS_DATABASE_URL", "")
# Playwright's loop runs in the thread of the tests, which Django takes for an async view.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from tensorbored._bootstrap import bootstrap  # noqa: E402  # the environment first

bootstrap()

import django  # noqa: E402

django.setup()

from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402
from whitenoise.middleware import WhiteNoiseMiddleware  # noqa: E402

# In a file, as people have it: in memory the threads of a test would not wait for one another.
if not os.environ["DATABASE_URL"]:
    connections.settings["default"].setdefault("TEST", {})["NAME"] = f"{_DATA_DIR.name}/test.sqlite3"

from ingest.store import Store  # noqa: E402
from tensorbored_site import state  # noqa: E402
from tests.helpers.store_builder import store_of  # noqa: E402

Runs = Mapping[str, Mapping[str, Any]]

_look = WhiteNoiseMiddleware.add_files_from_finders
_files: dict[str, dict[str, Any]] = {}


def _look_once(middleware: WhiteNoiseMiddleware) -> None:
    """Every client makes the middleware anew, which would look at hundreds of static files each time."""
    if middleware.static_prefix not in _files:
        _look(middleware)
        _files[middleware.static_prefix] = middleware.files
    middleware.files = _files[middleware.static_prefix]


WhiteNoiseMiddleware.add_files_from_finders = _look_once


@pytest.fixture
def client(db: None) -> Client:
    """A browser on this machine."""
    return Client(headers={"host": "localhost"})


@pytest.fixture
def show() -> Iterator[Callable[..., Store]]:
    """`show({"run": {"tag": values}})` makes these runs the ones that pages show."""
    before = state.store(), state.sources()

    def use(runs: Runs, **options: Any) -> Store:
        store = store_of(runs, **options)
        state.use(store)
        return store

    yield use
    state.use(*before)


@pytest.fixture
def empty_logdir(tmp_path: Path) -> Path:
    """A directory in which there is nothing yet."""
    logdir = tmp_path / "logs"
    logdir.mkdir()
    return logdir


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On PostgreSQL only what asks for a database, or a browser, says anything new."""
    if os.environ["DATABASE_URL"]:
        asking = {"db", "client", "context", "browser"}
        items[:] = [item for item in items if asking & set(getattr(item, "fixturenames", ()))]


def pytest_unconfigure() -> None:
    _DATA_DIR.cleanup()

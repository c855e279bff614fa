"""What is kept for people is kept in PostgreSQL as in SQLite: the tests that need a database, once more."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.postgres import NoServer, server
from tests.helpers.program import get, running

ROOT = Path(__file__).parents[2]
PLACES = (
    "tests/profiles",
    *(f"tests/site/test_{name}.py" for name in ("admin", "door", "gate", "isolation", "proxy", "sso")),
)
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server, or a reason that nobody overlooks."""
    try:
        with server() as url:
            yield url
    except NoServer as error:
        reason = f"PostgreSQL cannot be started, install it (`make postgres`): {error}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


def test_what_needs_a_database_works_with_this_one(address: str) -> None:
    environment = os.environ | {"TESTS_DATABASE_URL": address}
    del environment["DJANGO_SETTINGS_MODULE"]  # else Django is there before tests/conftest.py
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "not stranger", *PLACES],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout


def test_two_programs_that_start_together_make_the_tables_once(
    address: str, empty_logdir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    flags = "--logdir", str(empty_logdir), "--auth", "login"
    with running(*flags) as one, running(*flags) as other:
        assert get(f"{one.url}sign-in/")[0] == get(f"{other.url}sign-in/")[0] == 200
        for program in (one, other):
            program.wait_for("Profiles and accounts are kept in PostgreSQL: postgres on /")
            program.wait_for("Nobody can sign in yet")
    assert "Traceback" not in one.said + other.said

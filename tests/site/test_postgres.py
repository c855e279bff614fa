"""What is kept for people is kept in PostgreSQL as in SQLite: the tests of it once more, and its journeys."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.helpers.postgres import NoServer, databases, server
from tests.helpers.program import get, running

ROOT = Path(__file__).parents[2]
PLACES = (
    "tests/profiles",
    *(
        f"tests/site/test_{name}.py"
        for name in ("admin", "door", "fuzz", "gate", "isolation", "proxy", "sso")
    ),
)
JOURNEYS = tuple(
    f"tests/browser/test_{name}.py"
    for name in ("default_profile", "people", "profile_copies", "profiles", "readme_examples")
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


def outcome(address: str, *places: str) -> str:
    """What pytest says of these tests on this server."""
    environment = os.environ | {"TESTS_DATABASE_URL": address}
    del environment["DJANGO_SETTINGS_MODULE"]  # else Django is there before tests/conftest.py
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *places],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def drafts(address: str) -> int:
    """How many people have set up something there."""
    with psycopg.connect(address) as connection:
        row = connection.execute("SELECT count(*) FROM profiles_draft").fetchone()
    return int(row[0]) if row else 0


def test_what_needs_a_database_works_with_this_one(address: str) -> None:
    assert " passed" in outcome(address, *PLACES)


@pytest.mark.browser
def test_the_journeys_of_people_leave_their_drafts_in_this_one(address: str) -> None:
    before = databases(address).keys()
    said = outcome(address, *JOURNEYS)
    if "NO BROWSER TEST HAS RUN" in said:
        pytest.skip("no Chromium")
    assert " passed" in said
    made = [there for name, there in databases(address).items() if name not in before]
    assert len(made) > len(JOURNEYS)
    assert sum(drafts(there) for there in made) > len(made)


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

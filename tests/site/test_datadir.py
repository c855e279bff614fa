"""Where the program keeps what outlives it, also where it must not write."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.db import close_old_connections, connection

from tensorbored_site.datadir import CONNECTED, data_dir, secret_key


def test_a_key_is_drawn_once_and_closed_to_others(tmp_path: Path) -> None:
    directory = data_dir(str(tmp_path / "data"))
    assert secret_key(directory) == secret_key(directory)
    assert len(secret_key(directory)) >= 50
    assert [path.name for path in directory.iterdir()] == ["secret_key"]
    assert stat.S_IMODE((directory / "secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700


def test_a_directory_that_was_named_is_used_or_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SystemExit, match=r"cannot use .*file/data as its data directory"):
        data_dir(str(tmp_path / "file" / "data"))


def test_without_a_home_to_write_to_it_forgets_instead_of_failing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "home").touch()
    for name in ("HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    assert secret_key(data_dir())
    assert "will be forgotten when it ends" in capsys.readouterr().err


@pytest.mark.django_db(transaction=True)
def test_a_connection_outlasts_a_request_but_not_for_long() -> None:
    connection.close()
    connection.ensure_connection()
    mine = connection.connection
    close_old_connections()  # as at the end of each request
    assert connection.connection is mine
    connection.close_at -= CONNECTED
    close_old_connections()
    assert connection.connection is None

"""`/data/profile`: what scripts and TensorBored's clients read and write, and how the rest is refused."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from ingest.store import SourceState, Store
from profiles import defaults
from profiles.drafts import source_key
from profiles.models import KeptDefault, Source
from tensorbored.plugins.core import profile_writer
from tensorbored_site import state

URL = "/data/profile"
FILE = Path(".tensorboard") / "default_profile.json"
FLAT = {
    "version": 1,
    "name": "mine",
    "pinnedCards": [{"plugin": "scalars", "tag": "loss", "new": 1}],
    "later": [1],
}
WRAPPED = {"version": 1, "data": FLAT}
Show = Callable[..., Store]


@pytest.fixture
def looking(show: Show) -> Callable[..., None]:
    """`looking(path, …)` makes these the directories that are looked at."""

    def use(*paths: object) -> None:
        show({}).publish(sources=tuple(SourceState(str(path)) for path in paths))

    return use


@pytest.fixture
def logdir(looking: Callable[..., None], empty_logdir: Path) -> Path:
    """An empty logdir, looked at."""
    looking(empty_logdir)
    return empty_logdir


def post(client: Client, body: Any, **headers: str) -> Any:
    text = body if isinstance(body, (str, bytes)) else json.dumps(body)
    return client.post(URL, text, content_type="application/json", headers=headers)


def put(logdir: Path, content: bytes) -> Path:
    path = logdir / FILE
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def told(response: Any) -> tuple[int, str]:
    return response.status_code, response.content.decode()


# --- reading --------------------------------------------------------------------------------------


def test_where_there_is_none_it_says_so(client: Client, logdir: Path) -> None:
    assert told(client.get(URL)) == (404, "No default profile found")


def test_what_a_script_has_written_is_served(client: Client, logdir: Path) -> None:
    profile_writer.set_default_profile(logdir, "Training", pinned_cards=[profile_writer.pin_scalar("loss")])
    response = client.get(URL)
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert response.json() == json.loads((logdir / FILE).read_text())
    assert response.json()["data"]["name"] == "Training"


def test_a_flat_file_is_served_wrapped_and_with_all_its_keys(client: Client, logdir: Path) -> None:
    put(logdir, json.dumps(FLAT).encode())
    assert client.get(URL).json() == WRAPPED


def test_a_change_on_disk_is_seen_and_nothing_is_sent_twice(client: Client, logdir: Path) -> None:
    profile_writer.set_default_profile(logdir, "one")
    first = client.get(URL)
    known = {"If-None-Match": first["ETag"]}
    assert client.get(URL, headers=known).status_code == 304
    profile_writer.set_default_profile(logdir, "two")
    assert client.get(URL, headers=known).json()["data"]["name"] == "two"
    (logdir / FILE).unlink()
    assert client.get(URL).status_code == 404


RUBBISH = {
    "nothing": b"",
    "half": b'{"version": 1, "da',
    "a list": b"[]",
    "no version": b'{"data": {}}',
    "not UTF-8": b'{"version": 1, "name": "\xff"}',
    "deep": b"[" * 100_000,
    "a bad field": b'{"version": 1, "smoothing": 7}',
    "another version": b'{"version": 2, "data": {}}',
    "NaN": b'{"version": 1, "later": NaN}',
    "huge": b'{"version": 1, "later": "' + b"x" * 2**21 + b'"}',
}


@pytest.mark.parametrize("content", RUBBISH.values(), ids=RUBBISH.keys())
def test_rubbish_is_as_good_as_none_stays_and_is_told_once(
    content: bytes, client: Client, logdir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = put(logdir, content)
    for _ in range(3):
        assert told(client.get(URL)) == (404, "No default profile found")
    assert path.read_bytes() == content
    assert len([record for record in caplog.records if "is not used" in record.message]) == 1
    assert post(client, FLAT).status_code == 200
    assert path.with_name(f"{path.name}.bad").read_bytes() == content
    assert client.get(URL).json() == WRAPPED


def test_why_a_file_is_no_profile_is_known(logdir: Path) -> None:
    put(logdir, RUBBISH["a bad field"])
    problem = defaults.look(logdir).problem
    assert problem == "smoothing: a number from 0 to 0.999 is expected, not 7."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_in_its_place_is_not_waited_for(client: Client, logdir: Path) -> None:
    (logdir / FILE).parent.mkdir()
    os.mkfifo(logdir / FILE)
    assert client.get(URL).status_code == 404


def test_a_link_out_of_the_logdir_is_not_followed(client: Client, logdir: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    secret = outside / "default_profile.json"
    secret.write_text(json.dumps(WRAPPED))
    (logdir / FILE).parent.mkdir()
    (logdir / FILE).symlink_to(secret)
    assert client.get(URL).status_code == 404
    (logdir / FILE).unlink()
    (logdir / FILE).parent.rmdir()
    (logdir / FILE).parent.symlink_to(outside)
    assert client.get(URL).status_code == 404
    assert "leads out of the log directory" in post(client, FLAT).json()["warning"]
    assert json.loads(secret.read_text()) == WRAPPED


# --- writing --------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", [FLAT, WRAPPED, {"version": 1, "data": {}, "beside": 1}], ids=len)
def test_what_is_posted_is_echoed_stored_and_readable_for_scripts(
    document: dict[str, Any], client: Client, logdir: Path
) -> None:
    response = post(client, document)
    assert (response.status_code, response.json()) == (200, document)
    stored = client.get(URL)
    assert stored.json() == (WRAPPED if document is FLAT else document)
    assert stored["ETag"] == response["ETag"]
    assert json.loads((logdir / FILE).read_text()) == stored.json()
    loaded = profile_writer.read_profile(logdir)
    assert loaded is not None
    assert loaded.name == document.get("data", document).get("name", "Default Profile")


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ("", 400, "Invalid JSON"),
        ("{", 400, "Invalid JSON"),
        (b"\xff\xfe{\0}\0", 400, "Invalid JSON"),
        ("[" * 100_000, 400, "Invalid JSON"),
        ('{"version": 1} x', 400, "Invalid JSON"),
        ('{"version": 1}'.encode("utf-16"), 400, "Invalid JSON"),
        ('{"version": 1, "version": 2}', 422, "version: 1 is expected, not 2."),
        ([], 400, "Invalid profile format"),
        ("null", 400, "Invalid profile format"),
        ("7", 400, "Invalid profile format"),
        ({}, 400, "Invalid profile: missing version field"),
        ({"data": {}}, 400, "Invalid profile: missing version field"),
        ({"version": "x"}, 422, "version: the number 1 is expected, not text."),
        ({"version": None, "data": []}, 422, "version: the number 1 is expected, not null."),
        ('{"version": 1, "data": NaN}', 422, "data: an object is expected, not a number."),
        ('{"version": 1e999}', 422, "version: 1 is expected, not inf."),
        ({"version": 1, "data": {"pinnedCards": [{"plugin": "scalars", "tag": 4}]}}, 422,
         "data.pinnedCards[0].tag: text is expected, not a number."),
        ({"version": 1, "runColors": [{"runId": "a", "color": "</style>"}]}, 422,
         'runColors[0].color: a colour such as "#2196F3" is expected, not "</style>".'),
        ({"version": 1, "name": "x" * 300_000}, 413, "A profile may have 256 KiB."),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_what_cannot_be_stored_is_refused_and_nothing_changes(
    body: Any, status: int, sentence: str, client: Client, logdir: Path
) -> None:
    before = put(logdir, json.dumps(WRAPPED).encode()).read_bytes()
    response = post(client, body)
    assert told(response) == (status, sentence)
    assert response["Content-Type"].startswith("text/plain")
    assert (logdir / FILE).read_bytes() == before


def test_a_body_of_256_kib_is_stored_however_it_is_nested(client: Client, logdir: Path) -> None:
    deep = "[" * 30 + ",".join("1" * 1 for _ in range(125_000)) + "]" * 30
    assert post(client, f'{{"version": 1, "later": {deep}}}').status_code == 200
    assert client.get(URL).status_code == 200


def test_who_saves_over_somebody_else_is_told(client: Client, logdir: Path) -> None:
    first = post(client, FLAT | {"name": "one"})
    assert post(client, FLAT | {"name": "two"}, **{"If-Match": f'"x", W/{first["ETag"]}'}).status_code == 200
    late = post(client, FLAT | {"name": "three"}, **{"If-Match": first["ETag"]})
    assert told(late) == (412, "The default profile has changed since it was read.")
    assert client.get(URL).json()["data"]["name"] == "two"
    (logdir / FILE).unlink()
    assert post(client, FLAT, **{"If-Match": "*"}).status_code == 412


@pytest.mark.usefixtures("logdir")
def test_what_a_script_without_an_account_changes_is_in_the_log(client: Client) -> None:
    source = Source.objects.create(key=source_key(state.store().snapshot()), name="/logs")
    assert post(client, FLAT).status_code == 200
    entry = LogEntry.objects.select_related("user").get()
    assert (entry.user.username, entry.user.is_active, entry.object_id) == (
        "(no account)",
        False,
        str(source.pk),
    )
    assert entry.get_change_message() == "The default profile is now “mine”."


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_none(method: str, client: Client, logdir: Path) -> None:
    assert getattr(client, method)(URL).status_code == 405


UNAVAILABLE = (400, "Profile persistence is unavailable for this logdir")


def test_only_one_directory_on_this_machine_keeps_a_profile(
    client: Client, looking: Callable[..., None], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    for paths in (
        (),
        (tmp_path, tmp_path),
        (tmp_path / "missing",),
        (tmp_path / "file",),
        ("gs://bucket/logs",),
    ):
        looking(*paths)
        assert told(post(client, FLAT)) == UNAVAILABLE
        assert told(client.get(URL)) == (404, "No default profile found")
    odd = tmp_path / "a,b:c"
    odd.mkdir()
    looking(odd)
    assert post(client, FLAT).status_code == 200


KEPT = "It is kept in the database, and whoever looks through a server of this database sees it."


def block(logdir: Path) -> Path:
    """Put a file where the directory of the profile would be made: not even root writes one there."""
    place = logdir / FILE.parent
    place.write_text("in the way")
    return place


def test_where_the_file_cannot_be_written_the_database_keeps_the_profile(
    client: Client, logdir: Path
) -> None:
    block(logdir)
    response = post(client, WRAPPED)
    echo = response.json()
    warning = echo.pop("warning")
    assert (response.status_code, echo) == (200, WRAPPED)
    assert warning.startswith("The profile was not written: ")
    assert warning.endswith(KEPT)
    stored = client.get(URL)
    assert (stored.json(), stored["ETag"]) == (WRAPPED, response["ETag"])
    page = Client(headers={"host": "localhost"}).get("/profiles/").content.decode()
    assert "Profile: mine" in page


def test_what_is_kept_is_replaced_only_by_who_has_seen_it(client: Client, logdir: Path) -> None:
    block(logdir)
    first = post(client, FLAT | {"name": "one"})
    assert post(client, FLAT | {"name": "two"}, **{"If-Match": first["ETag"]}).status_code == 200
    assert post(client, FLAT, **{"If-Match": first["ETag"]}).status_code == 412
    assert client.get(URL).json()["data"]["name"] == "two"


def test_a_file_that_is_written_later_comes_before_what_is_kept(client: Client, logdir: Path) -> None:
    profile_writer.set_default_profile(logdir, "before")
    place = logdir / FILE.parent
    place.rename(logdir / "aside")
    block(logdir)
    post(client, FLAT)
    assert client.get(URL).json()["data"]["name"] == "mine"
    place.unlink()
    (logdir / "aside").rename(place)
    assert client.get(URL).json()["data"]["name"] == "before"
    assert "warning" not in post(client, FLAT | {"name": "later"}).json()
    assert not KeptDefault.objects.exists()


def test_a_kept_default_that_cannot_be_read_is_as_good_as_none(client: Client, logdir: Path) -> None:
    KeptDefault.objects.create(source=source_key(state.store().snapshot()), data={"version": 9})
    assert client.get(URL).status_code == 404


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_logdir_says_so(client: Client, logdir: Path) -> None:
    logdir.chmod(0o500)
    warning = post(client, FLAT).json()["warning"]
    assert warning == f"The profile was not written: the log directory is read-only. {KEPT}"


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.EROFS, "the log directory is read-only"),
        (errno.EACCES, "the log directory is read-only"),
        (errno.ENOSPC, "there is no space left"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
def test_each_reason_has_its_sentence(number: int, sentence: str) -> None:
    reason = defaults._not_written(OSError(number, ""))
    assert str(reason) == f"The profile was not written: {sentence}."

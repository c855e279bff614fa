"""`/data/run_colors`: the colours that a logdir brings, and who may say otherwise."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from ingest.store import SourceState, Store
from profiles import edits
from profiles.colors import own_colors, run_colors
from profiles.palette import chosen
from profiles.schema import ProfileData

URL = "/data/run_colors"
OURS, THEIRS = Path(".tensorboard/run_colors.json"), Path("runs/run_colors.json")


@pytest.fixture
def store(show: Callable[..., Store], empty_logdir: Path) -> Store:
    """Two runs of an empty logdir."""
    store = show({"a": {}, "b": {}})
    store.publish(sources=(SourceState(str(empty_logdir)),))
    return store


def post(client: Client, body: Any) -> tuple[int, str]:
    text = body if isinstance(body, str) else json.dumps(body)
    response = client.post(URL, text, content_type="application/json")
    return response.status_code, response.content.decode()


def put(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def test_a_logdir_without_colours_has_none(client: Client, store: Store) -> None:
    assert client.get(URL).json() == {}


def test_colours_are_kept_in_a_place_of_their_own_and_shown(
    client: Client, store: Store, empty_logdir: Path
) -> None:
    assert post(client, {"run": "defaultExperimentId/a", "color": "#ABC"})[0] == 200
    status, text = post(client, {"overrides": {"gone": "#2196F3"}})
    assert (status, json.loads(text)) == (200, {"a": "#aabbcc", "gone": "#2196f3"})
    assert client.get(URL).json() == {"a": "#aabbcc", "gone": "#2196f3"}
    assert (empty_logdir / OURS).read_text() == '{\n  "a": "#aabbcc",\n  "gone": "#2196f3"\n}\n'
    assert not (empty_logdir / "runs").exists()
    snapshot = store.snapshot()
    assert run_colors(snapshot) == dict(own_colors(snapshot)) | {"a": chosen("#aabbcc")}


def test_a_persons_choice_and_a_grouping_come_before_the_logdirs(
    client: Client, store: Store, empty_logdir: Path
) -> None:
    post(client, {"overrides": {"a": "#2196F3", "b": "#2196F3"}})
    mine = edits.set_run_color(ProfileData(), "a", "#e52592")
    assert run_colors(store.snapshot(), mine)["a"].light == "#e52592"
    assert run_colors(store.snapshot(), mine)["b"].light == "#2196f3"
    grouped = run_colors(store.snapshot(), edits.set_group_by(mine, "regex", "b"))
    assert grouped["b"].light != "#2196f3"


def test_the_place_of_the_existing_tensorbored_is_read_and_never_written(
    client: Client, store: Store, empty_logdir: Path
) -> None:
    put(empty_logdir / THEIRS, '{"a": "#123456"}')
    assert client.get(URL).json() == {"a": "#123456"}
    post(client, {"run": "b", "color": "#654321"})
    assert client.get(URL).json() == {"a": "#123456", "b": "#654321"}
    assert (empty_logdir / THEIRS).read_text() == '{"a": "#123456"}'


@pytest.mark.parametrize("text", ["[]", "{", '{"a": "red"}', '{"a": 1}', "\udcff"])
def test_a_file_that_is_none_counts_as_empty(
    client: Client, store: Store, empty_logdir: Path, text: str
) -> None:
    put(empty_logdir / OURS, text.encode(errors="surrogateescape").decode("latin-1"))
    assert client.get(URL).json() == {}


def test_a_link_out_of_the_logdir_is_neither_read_nor_written(
    client: Client, store: Store, empty_logdir: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "run_colors.json").write_text('{"a": "#123456"}')
    (empty_logdir / ".tensorboard").symlink_to(tmp_path / "elsewhere")
    assert client.get(URL).json() == {}
    assert post(client, {"run": "b", "color": "#654321"})[0] == 409
    assert (tmp_path / "elsewhere" / "run_colors.json").read_text() == '{"a": "#123456"}'


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("{", "Invalid JSON"),
        ([], "body: an object is expected, not a list."),
        ({}, "run: text is expected, not null."),
        ({"run": "a"}, 'color.a: a colour such as "#2196F3" is expected, not null.'),
        ({"run": "a", "color": "red"}, 'color.a: a colour such as "#2196F3" is expected, not "red".'),
        (
            {"overrides": {"a b": 1}},
            'overrides["a b"]: a colour such as "#2196F3" is expected, not a number.',
        ),
    ],
)
def test_what_is_no_colour_is_refused_by_its_name(
    client: Client, store: Store, empty_logdir: Path, body: Any, sentence: str
) -> None:
    assert post(client, body) == (400, sentence)
    assert not (empty_logdir / OURS).exists()


def test_where_there_is_no_one_directory_nothing_can_be_kept(
    client: Client, show: Callable[..., Store]
) -> None:
    show({"a": {}}).publish(sources=(SourceState("s3://bucket/logs"),))
    assert client.get(URL).json() == {}
    sentence = "Run color persistence is unavailable for this logdir"
    assert post(client, {"run": "a", "color": "#123456"}) == (400, sentence)

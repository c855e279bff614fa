"""Discovery: every run once, by the name of its real place, whatever links and oddities lie about."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.logdir import Source, discover, sources_from
from tests.helpers.event_writer import EventFile


def add_run(directory: Path, name: str = "events.out.tfevents.1.host") -> None:
    EventFile(directory / name).scalar("loss", 1, 1)


def runs_in(root: Path) -> list[str]:
    return sorted(discover([Source(str(root))]).runs)


def test_every_directory_with_an_event_file_is_a_run(tmp_path: Path) -> None:
    for name in (".", "a", "a/b/c", "with space", "events.out.tfevents.dir"):
        add_run(tmp_path / name)
    (tmp_path / "empty").mkdir()
    assert runs_in(tmp_path) == [".", "a", "a/b/c", "events.out.tfevents.dir", "with space"]


def test_tfevents_may_stand_anywhere_in_the_name(tmp_path: Path) -> None:
    for i, name in enumerate(["events.out.tfevents", "my.tfevents.v2", "tfevents"]):
        add_run(tmp_path / str(i), name)
    (tmp_path / "other").mkdir()
    (tmp_path / "other/model.pt").write_bytes(b"x")
    assert runs_in(tmp_path) == ["0", "1", "2"]


def test_loops_of_links_end_and_each_real_directory_is_one_run(tmp_path: Path) -> None:
    add_run(tmp_path / "logs/run")
    for link, target in {
        "logs/run/up": "..",
        "logs/self": "self",
        "logs/x": "y",
        "logs/y": "x",
        "logs/a": "run",
    }.items():
        (tmp_path / link).symlink_to(target)
    add_run(tmp_path / "elsewhere/other")
    (tmp_path / "logs/linked").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert runs_in(tmp_path / "logs") == ["linked/other", "run"]


def test_deep_trees_are_walked(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(300):
        deep /= "d"
    add_run(deep)
    assert runs_in(tmp_path) == ["/".join("d" * 300)]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_named_like_an_event_file_is_left_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "events.out.tfevents.pipe")
    assert runs_in(tmp_path) == []


def test_a_name_that_is_not_utf8_is_spelled_out(tmp_path: Path) -> None:
    directory = os.fsencode(tmp_path) + b"/run\xff"
    os.mkdir(directory)
    Path(os.fsdecode(directory), "tfevents").write_bytes(b"")
    assert runs_in(tmp_path) == ["run\\xff"]


def test_what_is_wrong_with_a_source_is_a_state(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    found = discover(
        [Source(str(tmp_path / "absent")), Source(str(tmp_path / "file")), Source(str(tmp_path))]
    )
    assert [state.problem for state in found.sources] == ["missing", "not a directory", None]


def test_a_spec_names_its_sources() -> None:
    assert sources_from("", "a:/x,/y, b:rel/z ,C:\\logs,gs://bucket/d") == (
        Source("/x", "a"),
        Source("/y"),
        Source("rel/z", "b"),
        Source("C:\\logs"),
        Source("gs://bucket/d"),
    )


def test_a_named_source_begins_the_names_of_its_runs(tmp_path: Path) -> None:
    add_run(tmp_path / "r")
    add_run(tmp_path)
    assert sorted(discover([Source(str(tmp_path), "exp")]).runs) == ["exp/.", "exp/r"]

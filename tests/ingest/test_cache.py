"""The cache: opening a logdir again gives exactly what reading all of it gives, whatever happened to it."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.cache import Cache
from ingest.ingester import Ingester
from ingest.logdir import Source
from ingest.store import Store
from tests.helpers.event_writer import (
    START,
    EventFile,
    double_tensor,
    event,
    field,
    float_tensor,
    frame,
    scalar_event,
    tensor_event,
)
from tests.helpers.opened import LONG_AGO, NAME, Opened, again, age, facts, facts_of, fresh, loop


def start_event(step: int) -> bytes:
    return event(START, step, field(7, b"\x08\x01"))


def image_event(tag: str) -> bytes:
    return event(START, 1, field(5, field(1, field(1, tag.encode()) + field(4, b"\x08\x01"))))


def described(tag: str, step: int, name: str) -> bytes:
    metadata = field(9, field(1, field(1, b"scalars")) + field(2, name.encode()))
    value = field(1, field(1, tag.encode()) + field(8, float_tensor(1)) + metadata)
    return event(START, step, field(5, value))


TAGS = st.sampled_from(["loss", "a/b", "a/a", "été"])
STEPS = st.integers(0, 300)
RECORDS = st.one_of(
    st.builds(scalar_event, TAGS, st.floats(width=32), STEPS, st.just(START)),
    st.builds(described, TAGS, STEPS, st.sampled_from(["", "One", "Two"])),
    st.builds(lambda tag, step: tensor_event(tag, float_tensor(2), step, START, None), TAGS, STEPS),
    st.builds(lambda tag, step: tensor_event(tag, double_tensor(0.1), step, START), TAGS, STEPS),
    st.builds(image_event, TAGS),
    st.builds(start_event, STEPS),
    st.just(b"\xff" * 20),
)


def cycles(tags: list[str], count: int) -> list[bytes]:
    """Records of a training loop."""
    return [
        scalar_event(tag, i + step, step, START + step) for step in range(count) for i, tag in enumerate(tags)
    ]


CYCLES = st.builds(cycles, st.lists(TAGS, min_size=1, max_size=4), st.integers(1, 80))
CONTENT = st.one_of(CYCLES, st.lists(RECORDS, max_size=12)).map(lambda rows: b"".join(map(frame, rows)))
FILES = st.integers(0, 2)
ACTS = st.one_of(
    st.tuples(st.just("append"), FILES, CONTENT, st.integers(0, 40)),
    st.tuples(st.sampled_from(["rewrite", "replace"]), FILES, CONTENT, st.just(0)),
    st.tuples(st.sampled_from(["shrink", "remove"]), FILES, st.just(b""), st.integers(0, 400)),
    st.tuples(st.sampled_from(["look", "open"]), st.just(0), st.just(b""), st.just(0)),
)


def act(path: Path, what: str, content: bytes, cut: int) -> None:
    """Something that happens to an event file; ``cut``: how many bytes of it are missing."""
    if what == "append":
        with path.open("ab") as out:
            out.write(content[: max(len(content) - cut, 0)])
    elif what == "rewrite":
        path.write_bytes(content)
    elif what == "replace":
        other = path.with_name("other")
        other.write_bytes(content)
        other.replace(path)
    elif path.exists() and what == "shrink":
        os.truncate(path, max(path.stat().st_size - cut, 0))
    elif what == "remove":
        path.unlink(missing_ok=True)


def happened(path: Path, long_ago: int) -> None:
    """Let what was done to a file have been done at a certain time, as long as the file is there."""
    if path.exists():
        os.utime(path, (LONG_AGO + long_ago, LONG_AGO + long_ago))


@settings(max_examples=150)
@given(acts=st.lists(ACTS, min_size=2, max_size=10), is_old=st.booleans())
def test_opening_again_equals_a_fresh_read_whatever_happened(
    acts: list[tuple[str, int, bytes, int]], *, is_old: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    base = tmp_path_factory.mktemp("any")
    logdir, cache = base / "logs", base / "cache"
    logdir.mkdir()
    opened = Opened(logdir, cache)
    for i, (what, number, content, cut) in enumerate(acts):
        if what == "look":
            opened.read()
        elif what == "open":
            opened = Opened(logdir, cache)
        else:
            path = logdir / f"{number}.tfevents"
            act(path, what, content, cut)
            if is_old:
                happened(path, i)
    assert again(logdir, cache) == fresh(logdir)
    assert again(logdir, cache) == fresh(logdir)
    shutil.rmtree(base)


@settings(max_examples=100)
@given(
    first=st.lists(CONTENT, min_size=1, max_size=3),
    then=st.lists(st.tuples(st.booleans(), CONTENT), max_size=4),
)
def test_a_run_as_it_was_kept_goes_on_like_any_other(
    first: list[bytes], then: list[tuple[bool, bytes]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """As long as what is new stands behind the rest: of tags, what a program heard first counts."""
    base = tmp_path_factory.mktemp("grows")
    logdir, cache = base / "logs", base / "cache"
    logdir.mkdir()
    for number, content in enumerate(first):
        (logdir / f"{number}.tfevents").write_bytes(content)
    age(logdir)
    Opened(logdir, cache)
    opened = Opened(logdir, cache)
    last = len(first) - 1
    for starts_a_file, content in then:
        last += starts_a_file
        act(logdir / f"{last}.tfevents", "append", content, 0)
        assert facts(opened.read()) == fresh(logdir)
    assert again(logdir, cache) == fresh(logdir)
    shutil.rmtree(base)


def test_numbers_of_32_bits_stay_so_beside_others_of_64(tmp_path: Path) -> None:
    logdir, cache = tmp_path / "logs", tmp_path / "cache"
    file = loop(logdir / "run" / NAME, steps=20)
    for step in range(20):
        file.append(frame(tensor_event("wide", double_tensor(0.1), step, START)))
    loop(logdir / "run" / NAME, steps=20, first=20)
    age(logdir)
    for opened in (Opened(logdir), Opened(logdir, cache), Opened(logdir, cache)):
        run = opened.store.snapshot().runs["run"]
        kinds = {tag: series.values.dtype for tag in run.scalar_tags if (series := run.scalars(tag))}
        assert kinds.pop("wide") == np.float64
        assert set(kinds.values()) == {np.dtype(np.float32)}


def test_a_run_of_which_a_file_went_is_what_is_left_of_it(tmp_path: Path) -> None:
    logdir, cache = tmp_path / "logs", tmp_path / "cache"
    loop(logdir / "run/1.tfevents")
    last = loop(logdir / "run/2.tfevents", first=60)
    age(logdir)
    Opened(logdir, cache)
    opened = Opened(logdir, cache)
    last.path.unlink()
    assert facts(opened.read()) == fresh(logdir)
    (logdir / "run/1.tfevents").unlink()
    assert facts(opened.read()) == {}


def test_a_training_loop_cut_anywhere_goes_on_from_the_cache(tmp_path: Path) -> None:
    whole = loop(tmp_path / "whole").path.read_bytes()
    for cut in random.Random(1).sample(range(len(whole)), 60):
        logdir, cache = tmp_path / f"logs{cut}", tmp_path / f"cache{cut}"
        path = logdir / "run" / NAME
        path.parent.mkdir(parents=True)
        path.write_bytes(whole[:cut])
        assert again(logdir, cache) == fresh(logdir)
        with path.open("ab") as out:
            out.write(whole[cut:])
        assert again(logdir, cache) == fresh(logdir)
        assert again(logdir, cache) == fresh(logdir)


def test_what_was_read_is_not_read_again(tmp_path: Path) -> None:
    path = loop(tmp_path / "logs" / NAME).path
    age(tmp_path / "logs")
    before = again(tmp_path / "logs", tmp_path / "cache")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    age(tmp_path / "logs")
    assert again(tmp_path / "logs", tmp_path / "cache") == before != fresh(tmp_path / "logs")


@pytest.mark.parametrize("place", [0.01, 0.5, 0.99])
def test_a_touched_file_of_the_same_size_is_compared_whole(tmp_path: Path, place: float) -> None:
    path = loop(tmp_path / "logs" / NAME).path
    age(tmp_path / "logs")
    again(tmp_path / "logs", tmp_path / "cache")
    content = bytearray(path.read_bytes())
    content[int(place * len(content))] ^= 0x01
    path.write_bytes(content)
    assert again(tmp_path / "logs", tmp_path / "cache") == fresh(tmp_path / "logs")


def test_a_copied_logdir_is_recognised_by_its_content_and_another_one_is_not(tmp_path: Path) -> None:
    loop(tmp_path / "logs" / NAME)
    again(tmp_path / "logs", tmp_path / "cache")
    shutil.copytree(tmp_path / "logs", tmp_path / "copy")
    shutil.rmtree(tmp_path / "logs")
    (tmp_path / "copy").rename(tmp_path / "logs")
    assert again(tmp_path / "logs", tmp_path / "cache") == fresh(tmp_path / "logs")
    shutil.rmtree(tmp_path / "logs")
    EventFile(tmp_path / "logs" / NAME).scalars("other", [3.0] * 900)
    assert again(tmp_path / "logs", tmp_path / "cache") == fresh(tmp_path / "logs")


def test_what_the_files_before_said_of_a_tag_decides_as_in_a_fresh_read(tmp_path: Path) -> None:
    logdir, cache = tmp_path / "logs", tmp_path / "cache"
    first, second = EventFile(logdir / "a.tfevents"), EventFile(logdir / "b.tfevents")
    first.append(frame(image_event("x")) + frame(described("y", 1, "One")))
    second.append(frame(scalar_event("x", 1, 1, START)) + frame(described("y", 2, "Two")))
    assert again(logdir, cache) == again(logdir, cache) == fresh(logdir)
    first.path.unlink()
    assert again(logdir, cache) == again(logdir, cache) == fresh(logdir)
    EventFile(logdir / "0.tfevents").append(frame(described("x", 1, "Zero")) + frame(image_event("y")))
    assert again(logdir, cache) == again(logdir, cache) == fresh(logdir)


def test_doubles_restarts_and_odd_tags_survive(tmp_path: Path) -> None:
    file = loop(tmp_path / "logs" / NAME)
    double = b"\x08\x02" + field(2, b"") + field(4, b"\x55\x55\x55\x55\x55\x55\xd5\x3f")
    file.append(frame(tensor_event("exact", double, 1, START)) + frame(start_event(20)))
    loop(file.path, 30, 20)
    file.scalar("<b>\u202e\x00 ~", float("nan"), 2**40, float("nan"))
    first = again(tmp_path / "logs", tmp_path / "cache")
    assert first == again(tmp_path / "logs", tmp_path / "cache") == fresh(tmp_path / "logs")
    assert first["."]["series"]["loss"][1][3:5] == (40, (20,))


def test_samples_are_found_again_behind_those_that_were_leapt_over(tmp_path: Path) -> None:
    logdir, cache = tmp_path / "logs", tmp_path / "cache"
    file = loop(logdir / NAME)
    for step in range(3):
        content = field(4, b"\x08\x01" + field(4, bytes(6_000_000)))
        file.append(frame(event(START, step, field(5, field(1, field(1, b"image") + content)))))
    first = again(logdir, cache)
    assert first == again(logdir, cache) == fresh(logdir)
    assert len(first["."]["samples"]["image"][0][3]) == 3 * 8
    loop(file.path, 10, 60)
    assert again(logdir, cache) == fresh(logdir)


def test_tags_in_another_order_than_this_process_met_them_are_sorted(tmp_path: Path) -> None:
    for logdir, tags in (("one", ["c", "b", "a"]), ("two", ["a", "b", "c", "d"])):
        file = EventFile(tmp_path / logdir / NAME)
        file.append(frame(start_event(0)))
        for step in range(30):
            for i, tag in enumerate(tags[: 1 + step]):
                file.scalar(tag, i + step, step)
        file.append(frame(start_event(10)))
        again(tmp_path / logdir, tmp_path / "cache")
    both, store = [Source(str(tmp_path / logdir), logdir) for logdir in ("one", "two")], Store()
    Ingester(both, store, cache=Cache(tmp_path / "cache")).run_once()
    for logdir in ("one", "two"):
        assert facts_of(store.snapshot().runs[f"{logdir}/."]) == fresh(tmp_path / logdir)["."]

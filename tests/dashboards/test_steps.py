"""The steps of a card: their order, and keys that lead to the same sample whatever is written later."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dashboards.steps import Steps, count_of, steps_of
from ingest import samples
from ingest.kinds import Image
from tests.helpers.event_writer import START, EventFile, event, field, frame
from tests.helpers.pictures import picture
from tests.helpers.sampled import NAME, images, legacy_image, opened, write_runs

COLORS = [(shade, 0, 0) for shade in range(0, 250, 10)]
PNGS = [picture(color=color) for color in COLORS]


def steps(logdir: Path, sample: int = 0) -> Steps:
    found = steps_of(opened(logdir).snapshot(), "run", "tag", sample, beside=2)
    assert found is not None
    return found


def _value(png: bytes) -> bytes:
    return field(1, field(1, b"tag") + field(4, b"\x08\x03\x10\x04\x18\x03" + field(4, png)))


def shown(found: Steps, at: int, sample: int = 0) -> bytes:
    value = samples.read(found.samples, int(found.places[at]))
    assert isinstance(value, Image)
    return value.encoded[sample]


def test_steps_ascend_and_those_that_repeat_stay_in_the_order_of_the_file(tmp_path: Path) -> None:
    told = images(*([png] for png in PNGS[:5]), steps=[7, 3, 7, 0, 7])
    found = steps(write_runs(tmp_path, {"run": {"tag": told}}))
    assert [found.step(at) for at in range(5)] == [0, 3, 7, 7, 7]
    assert [shown(found, at) for at in range(5)] == [PNGS[i] for i in (3, 1, 0, 2, 4)]


def test_a_key_leads_to_the_same_bytes_after_more_were_written(tmp_path: Path) -> None:
    file = EventFile(tmp_path / "run" / NAME)
    for step in (5, 9):
        file.append(legacy_image("tag", PNGS[step], 4, 3, step))
    before = steps(tmp_path)
    keys = {before.key(at): shown(before, at) for at in range(len(before))}
    file.append(legacy_image("tag", PNGS[20], 4, 3, 20))
    EventFile(tmp_path / "run" / "events.out.tfevents.0.host").append(legacy_image("tag", PNGS[1], 4, 3, 1))
    after = steps(tmp_path)
    assert len(after) == 4
    assert after.version != before.version
    for key, content in keys.items():
        at = after.position(key)
        assert at is not None
        assert shown(after, at) == content


def test_several_samples_in_one_record_have_keys_of_their_own(tmp_path: Path) -> None:
    values = b"".join(_value(png) for png in PNGS)
    EventFile(tmp_path / "run" / NAME).append(frame(event(START, 5, field(5, values))))
    found = steps(tmp_path)
    assert len({found.key(at) for at in range(len(found))}) == len(PNGS)
    assert [shown(found, at) for at in range(len(found))] == PNGS


@pytest.mark.parametrize("key", ["", "x" * 12, "0" * 12, "0" * 13, "-00000000001", "０" * 12])
def test_a_key_of_nothing_leads_nowhere(key: str, tmp_path: Path) -> None:
    assert steps(write_runs(tmp_path, {"run": {"tag": images([PNGS[0]])}})).position(key) is None


def test_a_sample_is_at_the_steps_that_have_so_many(tmp_path: Path) -> None:
    logdir = write_runs(tmp_path, {"run": {"tag": images(PNGS[:1], PNGS[:3], PNGS[:2], PNGS[:3])}})
    assert count_of(opened(logdir).snapshot(), "run", "tag", beside=2) == 3
    assert steps(logdir, 2).samples.steps[steps(logdir, 2).places].tolist() == [1, 3]
    assert steps_of(opened(logdir).snapshot(), "run", "tag", 3, beside=2) is None
    assert steps_of(opened(logdir).snapshot(), "run", "tag", -1, beside=2) is None


def test_where_no_step_has_a_sample_they_are_there_to_say_so(tmp_path: Path) -> None:
    assert len(steps(write_runs(tmp_path, {"run": {"tag": images([], [])}}))) == 2


def test_the_nearest_position_is_found_and_of_equal_steps_the_last(tmp_path: Path) -> None:
    found = steps(
        write_runs(tmp_path, {"run": {"tag": images(*([png] for png in PNGS[:4]), steps=[0, 10, 10, 20])}})
    )
    assert [found.near(step) for step in (-5, 0, 4, 10, 15, 16, 99)] == [0, 0, 0, 2, 2, 3, 3]


def test_steps_that_a_browser_cannot_count_to_are_text(tmp_path: Path) -> None:
    told = images([PNGS[0]], [PNGS[1]], steps=[4, (1 << 63) - 1])
    told_by = json.loads(steps(write_runs(tmp_path, {"run": {"tag": told}})).json())
    assert told_by["steps"] == ["4", "9223372036854775807"]
    assert told_by["times"] == [START, START + 1]

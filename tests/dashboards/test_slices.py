"""Which steps of a histogram's tag are shown, and what becomes of those that cannot be."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from dashboards.slices import evenly, picked, read_sane
from tests.helpers.event_writer import START, EventFile, frame, tensor_event
from tests.helpers.sample_files import NAME, histogram_event, histogram_file, legacy_event, samples_of

TAG = "layer/weights"


def rows(*buckets: tuple[float, float, float]) -> np.ndarray:
    return np.array(buckets, np.float64).reshape(-1, 3)


@pytest.mark.parametrize("count", [0, 1, 2, 50, 51, 52, 500, 99_999])
@pytest.mark.parametrize("most", [1, 2, 51])
def test_steps_are_picked_evenly_the_first_and_the_last_among_them(count: int, most: int) -> None:
    chosen = evenly(count, most)
    assert len(chosen) == min(count, most)
    if count:
        assert chosen[-1] == count - 1
        assert most == 1 or chosen[0] == 0
    gaps = np.diff(chosen)
    assert len(gaps) == 0 or gaps.max() - gaps.min() <= 1


def test_a_range_is_shown_in_full_where_it_fits(tmp_path: Path) -> None:
    histogram_file(tmp_path / "run", TAG, ((step, rows((0, 1, step))) for step in range(500)))
    found = samples_of(tmp_path, "run", TAG)
    all_of_it = picked(found, "step", 51)
    assert (len(all_of_it.steps), all_of_it.inside, all_of_it.total) == (51, 500, 500)
    part = picked(found, "step", 51, (100, 120))
    assert part.steps.tolist() == list(range(100, 121))
    assert [each[0, 2] for each in part.buckets] == list(range(100, 121))
    assert (part.inside, part.total) == (21, 500)
    assert picked(found, "relative", 5, (10, None)).x.tolist()[0] == 10
    assert picked(found, "wall", 5, (None, START + 9)).inside == 10


def test_a_step_that_is_asked_for_is_there_whatever_is_picked(tmp_path: Path) -> None:
    histogram_file(tmp_path / "run", TAG, ((step, rows((0, 1, step))) for step in range(500)))
    found = samples_of(tmp_path, "run", TAG)
    assert 123 not in picked(found, "step", 5).steps
    assert picked(found, "step", 5, at=123).steps.tolist() == [0, 123, 125, 250, 374, 499]
    assert len(picked(found, "step", 5, at=1000).steps) == 5


def test_a_step_that_cannot_be_read_is_a_sentence_and_the_others_stand(tmp_path: Path) -> None:
    file = EventFile(tmp_path / "run" / NAME)
    file.append(frame(histogram_event(TAG, rows((0, 1, 2)), 0, START)))
    file.append(frame(histogram_event(TAG, np.zeros((2, 2)), 1, START + 1)))
    file.append(frame(tensor_event(TAG, b"\x08\x07" + b"\x42\x02hi", 2, START + 2, "histograms")))
    file.append(frame(legacy_event(TAG, [1.0], [1.0, 2.0, 3.0], 3, (0.0, 1.0))))
    file.append(frame(histogram_event(TAG, rows((0, 1, math.nan), (1, 2, 5)), 4, START + 4)))
    made = picked(samples_of(tmp_path, "run", TAG), "step", 51)
    assert made.steps.tolist() == [0, 4]
    sentences = dict(made.problems)
    assert sentences.keys() == {1, 2, 3}
    assert sentences[1] == "a histogram is not a list of left edge, right edge and count"
    assert sentences[3] == "a histogram has 3 counts and 1 limits"
    assert dict(made.notes) == {4: "1 bucket without finite numbers left out"}


def test_the_old_form_has_its_real_ends_in_place_of_limits_without_meaning(tmp_path: Path) -> None:
    most = np.finfo(np.float64).max
    file = EventFile(tmp_path / "run" / NAME)
    file.append(frame(legacy_event(TAG, [-1.0, 0.0, 1.0, most], [0.0, 3.0, 4.0, 5.0], 7, (-0.5, 2.5))))
    (buckets,) = picked(samples_of(tmp_path, "run", TAG), "step", 51).buckets
    assert buckets.tolist() == [[-0.5, 0, 3], [0, 1, 4], [1, 2.5, 5]]


def test_steps_that_go_back_are_in_order_and_none_is_lost(tmp_path: Path) -> None:
    steps = [0, 10, 20, 5, 10]
    histogram_file(tmp_path / "run", TAG, ((step, rows((0, 1, i))) for i, step in enumerate(steps)))
    made = picked(samples_of(tmp_path, "run", TAG), "step", 51)
    assert made.steps.tolist() == [0, 5, 10, 10, 20]
    assert [each[0, 2] for each in made.buckets] == [0, 3, 1, 4, 2]


def test_a_file_that_is_gone_is_told_for_each_of_its_steps(tmp_path: Path) -> None:
    histogram_file(tmp_path / "run", TAG, ((step, rows((0, 1, step))) for step in range(3)))
    found = samples_of(tmp_path, "run", TAG)
    (tmp_path / "run" / NAME).unlink()
    kept, problems, _ = read_sane(found, [0, 2])
    assert not kept
    assert [step for step, _ in problems] == [0, 2]
    assert "cannot be read" in problems[0][1]

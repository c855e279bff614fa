"""Bounds on memory: at most so many, always the newest, the same choice however the items came."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.ingester import Ingester
from ingest.logdir import Source
from ingest.plan import Plan
from ingest.sampling import ALL, Sampling, chosen
from ingest.store import RunData, Store
from tensorbored import flag_values, flags
from tests.helpers.event_writer import START, EventFile, event, field, frame, scalar_event

items = st.lists(st.tuples(st.integers(-9, 99), st.floats(0, 9)), min_size=1, max_size=60)


def columns(pairs: list[tuple[int, float]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([step for step, _ in pairs], np.int64), np.array([time for _, time in pairs], np.float64)


@given(items, st.integers(1, 20))
def test_as_many_as_are_asked_for_are_kept_and_the_last(pairs: list[tuple[int, float]], limit: int) -> None:
    kept = chosen(*columns(pairs), limit)
    assert kept.sum() == min(limit, len(pairs))
    assert kept[-1]


@given(items, items, st.integers(1, 20))
def test_a_choice_of_a_choice_is_a_choice_of_the_whole(
    first: list[tuple[int, float]], rest: list[tuple[int, float]], limit: int
) -> None:
    pairs = [(step, place) for place, (step, _) in enumerate([*first, *rest])]
    kept = [pair for pair, keep in zip(pairs, chosen(*columns(pairs), limit), strict=True) if keep]
    before = pairs[: len(first)]
    thinned = [pair for pair, keep in zip(before, chosen(*columns(before), limit), strict=True) if keep]
    together = thinned + pairs[len(first) :]
    again = [pair for pair, keep in zip(together, chosen(*columns(together), limit), strict=True) if keep]
    assert again == kept


def test_every_step_has_the_same_chance() -> None:
    steps = np.arange(100_000)
    kept = steps[chosen(steps, steps.astype(float), 10_000)]
    counts, _ = np.histogram(kept, bins=10, range=(0, 100_000))
    assert counts.min() > 800
    assert counts.max() < 1200


def load(root: Path, sampling: Sampling, portions: list[bytes]) -> RunData:
    """A run whose file grows by one portion a cycle."""
    store, file = Store(), EventFile(root / "events.out.tfevents.1")
    ingester = Ingester([Source(str(root))], store, sampling=sampling)
    for portion in portions:
        file.append(portion)
        ingester.run_once()
    return store.snapshot().runs["."]


def scalars(steps: range) -> bytes:
    return b"".join(frame(scalar_event(tag, step, step, START)) for step in steps for tag in ("a", "b"))


def images(steps: range) -> bytes:
    summary = field(5, field(1, field(1, b"image") + field(4, b"")))
    return b"".join(frame(event(START, step, summary)) for step in steps)


def test_a_run_keeps_what_was_asked_for_however_it_grows(tmp_path: Path) -> None:
    sampling = Sampling({"scalars": 50, "images": 7})
    cuts = [0, 10, 700, 2500, 3000]
    portions = [scalars(range(*cut)) + images(range(*cut)) for cut in pairwise(cuts)]
    grown = load(tmp_path / "grown", sampling, portions)
    whole = load(tmp_path / "whole", sampling, [b"".join(portions)])
    for run in (grown, whole):
        assert [run.count(tag) for tag in ("a", "image")] == [3000, 3000]
        assert sum(len(block.points) for part in run.parts for block in part.blocks) <= 400
        assert sum(len(block.entries) for part in run.parts for block in part.index_blocks) <= 3000
    steps = []
    for run in (grown, whole):
        series, found = run.scalars("a"), run.samples("image")
        assert series is not None
        assert found is not None
        assert (len(series), series.steps[-1], len(found), found.steps[-1]) == (50, 2999, 7, 2999)
        steps.append((series.steps.tolist(), found.steps.tolist()))
    assert steps[0] == steps[1]
    other = whole.scalars("b")
    assert other is not None
    assert other.steps.tolist() == steps[1][0]


def test_several_files_of_a_run_share_one_bound(tmp_path: Path) -> None:
    load(tmp_path, ALL, [scalars(range(1000))])
    other = EventFile(tmp_path / "events.out.tfevents.2")
    other.append(scalars(range(1000, 2000)))
    series = load(tmp_path, Sampling({"scalars": 100}), [b""]).scalars("a")
    assert series is not None
    assert (len(series), series.steps[-1]) == (100, 1999)


def test_a_restart_hides_what_it_overtakes_of_a_sample_too(tmp_path: Path) -> None:
    start = frame(event(START, 1000, field(7, b"\x08\x01")))
    portions = [scalars(range(1500)), start, scalars(range(1000, 1200))]
    run = load(tmp_path, Sampling({"scalars": 100}), portions)
    series = run.scalars("a")
    assert series is not None
    assert series.steps.tolist() == sorted(series.steps.tolist())
    assert (int(series.steps.max()), int(series.steps[-1])) == (1199, 1199)


@pytest.mark.parametrize("given", ["", "scalars=0", "scalars=all,images=all", " scalars=0 , "])
def test_nothing_zero_and_all_mean_everything(given: str) -> None:
    sampling = Plan("", samples=flag_values.samples_per_plugin(given)).sampling
    assert (sampling.limit("scalars"), sampling.limit("images"), sampling.highest) == (0, 0, 0)


def test_bounds_reach_the_plan_through_variables() -> None:
    options = flags.parse(["--logdir", "logs", "--samples_per_plugin", "scalars=500,images=0,text=all"])
    plan = Plan.of(flags.environment(options))
    assert dict(plan.sampling.limits) == {"scalars": 500, "images": 0, "text": 0}


@pytest.mark.parametrize(
    "given", ["scalars", "scalars=", "=5", "scalars=-1", "scalars=x", "scalars=1.5", "a=1=2"]
)
def test_bounds_that_cannot_be_read_are_refused(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        flags.parse(["--logdir", "logs", f"--samples_per_plugin={given}"])
    assert stopped.value.code == 2
    assert "PLUGIN=NUMBER" in capsys.readouterr().err


@pytest.mark.parametrize("limit", [3, 5, 8])
@pytest.mark.parametrize("begins", [5, 11, 29, 41])
def test_what_a_restart_made_void_is_hidden_whatever_was_kept(
    tmp_path: Path, limit: int, begins: int
) -> None:
    for number, steps in enumerate([range(80), range(begins, 100, 2)]):
        file = EventFile(tmp_path / f"events.out.tfevents.{number}.host")
        for step in steps:
            file.scalar("a", float(number), step, START + 1000 * number + step)
    store = Store()
    Ingester([Source(str(tmp_path))], store, sampling=Sampling({"scalars": limit})).run_once()
    series = store.snapshot().scalars(".", "a")
    assert series is not None
    assert series.values.tolist() == [float(step >= begins) for step in series.steps.tolist()]
    assert len(series) == limit

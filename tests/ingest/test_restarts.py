"""Restarts: what a killed job wrote behind its checkpoint is hidden and counted, never lost."""

from __future__ import annotations

import random
from pathlib import Path

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch.utils.tensorboard import SummaryWriter

from ingest.ingester import Ingester
from ingest.logdir import Source
from ingest.store import RunData, Store
from tests.helpers.event_writer import EventFile, event, field, frame


def load(root: Path, *, purge_orphaned: bool = True) -> RunData:
    store = Store()
    Ingester([Source(str(root))], store, purge_orphaned=purge_orphaned).run_once()
    return store.snapshot().runs["."]


def steps(run: RunData, tag: str = "loss", *, raw: bool = False) -> list[int]:
    series = run.scalars(tag, raw=raw)
    assert series is not None
    return series.steps.tolist()


def start(step: int, wall_time: float) -> bytes:
    return frame(event(wall_time, step, field(7, b"\x08\x01")))


def write(path: Path, numbers: range, first_time: float, tag: str = "loss") -> EventFile:
    file = EventFile(path)
    for step in numbers:
        file.scalar(tag, step, step, first_time + step)
    return file


def test_a_later_file_that_begins_at_a_passed_step_hides_what_it_overtakes(tmp_path: Path) -> None:
    write(tmp_path / "events.out.tfevents.1", range(10), 1e9)
    write(tmp_path / "events.out.tfevents.2", range(5, 8), 2e9)
    run = load(tmp_path)
    series = run.scalars("loss")
    assert series is not None
    assert series.steps.tolist() == [0, 1, 2, 3, 4, 5, 6, 7]
    assert (series.orphaned, series.restarts) == (5, (5,))
    assert steps(run, raw=True) == [*range(10), 5, 6, 7]


def test_the_last_step_of_a_run_is_the_highest_that_no_restart_made_void(tmp_path: Path) -> None:
    write(tmp_path / "events.out.tfevents.1", range(10), 1e9)
    void = write(tmp_path / "events.out.tfevents.1.void", range(12), 1e9 + 0.5, tag="void")
    void.append(start(0, 1.5e9) + start(0, 1.6e9))
    write(tmp_path / "events.out.tfevents.2", range(5, 8), 2e9)
    assert (load(tmp_path).last_step, load(tmp_path, purge_orphaned=False).last_step) == (7, 11)
    write(tmp_path / "events.out.tfevents.2.old", range(6), 2e9 + 0.5, tag="other")
    write(tmp_path / "events.out.tfevents.3", range(9, 12), 3e9, tag="third")
    assert load(tmp_path).last_step == 11


def test_without_purging_every_point_is_shown(tmp_path: Path) -> None:
    write(tmp_path / "events.out.tfevents.1", range(10), 1e9)
    write(tmp_path / "events.out.tfevents.2", range(5, 8), 2e9)
    run = load(tmp_path, purge_orphaned=False)
    series = run.scalars("loss")
    assert series is not None
    assert (series.steps.tolist(), series.restarts) == ([*range(10), 5, 6, 7], (5,))


def test_two_writers_at_once_are_no_restart(tmp_path: Path) -> None:
    write(tmp_path / "events.out.tfevents.1", range(10), 1e9)
    write(tmp_path / "events.out.tfevents.2", range(10), 1e9 + 0.5)
    assert steps(load(tmp_path)) == [*range(10), *range(10)]


def test_a_tag_that_the_later_file_does_not_write_stays_whole(tmp_path: Path) -> None:
    write(tmp_path / "events.out.tfevents.1", range(10), 1e9)
    write(tmp_path / "events.out.tfevents.2", range(3), 2e9, tag="other")
    run = load(tmp_path)
    assert (steps(run), steps(run, "other")) == (list(range(10)), [0, 1, 2])


def test_steps_that_go_back_within_a_file_are_data(tmp_path: Path) -> None:
    file = write(tmp_path / "events.out.tfevents.1", range(5), 1e9)
    file.scalars("loss", [1, 2], first_step=2)
    assert steps(load(tmp_path)) == [0, 1, 2, 3, 4, 2, 3]


def test_a_start_in_the_middle_of_a_file_hides_what_came_before_it_in_every_tag(tmp_path: Path) -> None:
    file = write(tmp_path / "events.out.tfevents.1", range(10), 1e9)
    file.scalar("eval", 1, 3)
    file.scalar("eval", 1, 8)
    file.append(start(5, 2e9))
    for step in (5, 6):
        file.scalar("loss", step, step, 2e9)
    run = load(tmp_path)
    assert (steps(run), steps(run, "eval")) == ([0, 1, 2, 3, 4, 5, 6], [3])


def test_the_first_start_of_a_run_counts_when_it_carries_a_step(tmp_path: Path) -> None:
    for number, (numbers, began) in enumerate([(range(10), 1e9), (range(5, 9), 2e9)]):
        writer = SummaryWriter(str(tmp_path), purge_step=numbers[0] if number else None)
        for step in numbers:
            writer.add_scalar("loss", step, step, walltime=began + step)
        writer.close()
    paths = sorted(tmp_path.glob("*tfevents*"))
    assert len(paths) == 2
    assert steps(load(tmp_path)) == list(range(9))


def test_a_start_without_a_step_at_the_beginning_hides_nothing(tmp_path: Path) -> None:
    file = EventFile(tmp_path / "events.out.tfevents.1")
    file.append(start(0, 1e9))
    file.scalars("loss", [1, 2, 3])
    assert steps(load(tmp_path)) == [0, 1, 2]


def test_each_of_many_restarts_is_remembered(tmp_path: Path) -> None:
    file = EventFile(tmp_path / "events.out.tfevents.1")
    for attempt in range(4):
        file.append(start(2 * attempt, 1e9 + 100 * attempt))
        for step in range(2 * attempt, 2 * attempt + 5):
            file.scalar("loss", attempt, step, 1e9 + 100 * attempt + step)
    series = load(tmp_path).scalars("loss")
    assert series is not None
    assert series.steps.tolist() == list(range(11))
    assert series.restarts == (2, 4, 6)
    assert series.orphaned == 9


def history(directory: Path, chance: random.Random) -> int:
    """A job that is killed and started again, in new files or in the same one; how many points it wrote."""
    written, last, now, file = 0, 0, 1e9, 0
    for _ in range(chance.randrange(1, 5)):
        file += chance.randrange(2)
        first = chance.randrange(last + 2)
        log = EventFile(directory / f"events.out.tfevents.{file}")
        log.append(start(first, now))
        for step in range(first, first + chance.randrange(8)):
            for tag in chance.sample(["loss", "eval", "rate"], chance.randrange(4)):
                now += 1
                log.scalar(tag, now - 1e9, step, now)
                written, last = written + 1, step
    return written


def test_r6_500_histories_of_restarts_show_what_tensorboard_shows(tmp_path: Path) -> None:
    chance = random.Random(6)
    for number in range(500):
        directory = tmp_path / str(number)
        written = history(directory, chance)
        peer = EventAccumulator(str(directory), size_guidance={"scalars": 0})
        peer.Reload()
        tags = peer.Tags()["scalars"]
        theirs = {tag: [(event.step, event.value) for event in peer.Scalars(tag)] for tag in tags}
        run = load(directory)
        ours = {tag: run.scalars(tag) for tag in run.scalar_tags}
        shown = {
            tag: list(zip(series.steps.tolist(), series.values.tolist(), strict=True))
            for tag, series in ours.items()
            if series
        }
        assert {tag: points for tag, points in shown.items() if points} == {
            tag: points for tag, points in theirs.items() if points
        }, directory
        assert sum(len(run.scalars(tag, raw=True) or ()) for tag in run.scalar_tags) == written

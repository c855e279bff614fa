"""What goes wrong with files while the whole program runs: it goes on serving what it had, says what is wrong
once on the terminal and on every page, and is well again when the files are, without being started anew.

R13 of the project's reliability notes; the ids are those of its list of bad inputs.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from tests.helpers.event_writer import START, EventFile, frame, scalar_event
from tests.helpers.html import part, text_of
from tests.helpers.opened import NAME
from tests.helpers.program import PATIENCE, Program, get, running, wait_until
from tests.ingest.test_bad_files import huge

UNPRIVILEGED = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", sys.executable)
"""Python with no more rights to files than others have, for who runs the tests as root."""


@dataclass
class Served:
    """Two logdirs that the program serves: the run of one is harmed, `good` goes on growing beside it."""

    program: Program
    logdir: Path
    cache: Path
    elsewhere: Path
    file: EventFile
    good: EventFile

    def points(self, run: str = "logs/run") -> list[float]:
        """What a client gets of a run."""
        question = urlencode({"run": run, "tag": "loss"})
        status, text = get(f"{self.program.url}data/plugin/scalars/scalars?{question}")
        return [value for _, _, value in json.loads(text)] if status == 200 else []

    def shown(self) -> str:
        """What every page says of the state of things."""
        status, text = get(f"{self.program.url}status/")
        assert status == get(f"{self.program.url}timeseries/")[0] == 200
        return text_of(part(text))

    def look_again(self) -> None:
        """Let it look at the files at least twice more."""
        for number in range(2):
            before = len(self.points("good/run"))
            self.good.scalar("loss", number, before)
            wait_until(lambda before=before: len(self.points("good/run")) > before)


@contextmanager
def served(tmp_path: Path) -> Iterator[Served]:
    """The program, after it has read both."""
    logdir, cache = tmp_path / "logs", tmp_path / "cache"
    file, good = EventFile(logdir / "run" / NAME), EventFile(tmp_path / "good" / "run" / NAME)
    file.scalars("loss", [1, 2, 3])
    good.scalar("loss", 0, 0)
    python, *before = (sys.executable,) if os.geteuid() else UNPRIVILEGED
    flags = ("--logdir_spec", f"logs:{logdir},good:{tmp_path}/good", "--cache_dir", str(cache))
    with running(
        *flags,
        "--reload_interval=0.1",
        python=python,
        command=(*before, "-m", "tensorbored"),
        data_dir=str(tmp_path / "data"),
    ) as program:
        program.wait_for("Loaded 2 runs,")
        yield Served(program, logdir, cache, tmp_path / "elsewhere", file, good)
    assert "Traceback" not in program.said


Act = Callable[[Served], object]


def refuse(place: str) -> Act:
    """Nobody may read something of the logdir any more, in which the file grows."""

    def act(served: Served) -> None:
        with served.file.path.open("ab") as out:
            (served.logdir / place).chmod(0)
            out.write(frame(scalar_event("loss", 4, 4, START)))

    return act


def put(*values: float) -> Act:
    """Another file in its place."""

    def act(served: Served) -> None:
        other = EventFile(served.elsewhere)
        other.scalars("loss", list(values))
        served.file.path.parent.mkdir(exist_ok=True)
        other.path.replace(served.file.path)

    return act


def grow(served: Served) -> None:
    served.file.scalar("loss", 4, 4)


def cut(served: Served) -> None:
    os.truncate(served.file.path, served.file.path.stat().st_size - 10)


def bring_back(served: Served) -> None:
    served.elsewhere.rename(served.logdir)
    grow(served)


@dataclass(frozen=True)
class Case:
    """What happens; what is served then, and said of it; what mends it; what is served in the end."""

    harm: Act
    points: list[float]
    reason: str
    mend: Act
    mended: list[float]


READ, GROWN, OTHER = [1.0, 2.0, 3.0], [1.0, 2.0, 3.0, 4.0], [7.0, 8.0]
DENIED = "annot be read: Permission denied"

CASES = {
    "A08-damaged": Case(
        lambda served: served.file.append(b"no record, and never was one"),
        READ,
        "damaged at byte",
        put(7, 8),
        OTHER,
    ),
    "A12-length-2^40": Case(lambda served: served.file.append(huge(2**40)), READ, "", put(7, 8), OTHER),
    "C73-file-refused": Case(
        refuse(f"run/{NAME}"), READ, DENIED, lambda served: served.file.path.chmod(0o644), GROWN
    ),
    "C73-run-refused": Case(
        refuse("run"), READ, DENIED, lambda served: served.file.path.parent.chmod(0o755), GROWN
    ),
    "C73-logdir-refused": Case(refuse("."), READ, DENIED, lambda served: served.logdir.chmod(0o755), GROWN),
    "C74-removed": Case(lambda served: shutil.rmtree(served.file.path.parent), [], "", put(7, 8), OTHER),
    "C75-cut": Case(cut, [1.0, 2.0], "", put(7, 8), OTHER),
    "C76-replaced": Case(put(7, 8), OTHER, "", put(*GROWN), GROWN),
    "C80-cache-removed": Case(lambda served: shutil.rmtree(served.cache), READ, "", grow, GROWN),
    "C83-logdir-gone": Case(
        lambda served: served.logdir.rename(served.elsewhere), READ, "It is gone.", bring_back, GROWN
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_r13_what_goes_wrong_is_told_once_and_what_was_read_is_served(tmp_path: Path, name: str) -> None:
    case = CASES[name]
    with served(tmp_path) as here:
        case.harm(here)
        wait_until(lambda: here.points() == case.points and case.reason in here.shown())
        here.look_again()
        assert here.points() == case.points
        assert ("unreadable" in here.shown()) == bool(case.reason)
        said = [line for line in here.program.said.splitlines() if str(here.logdir) in line]
        assert len([line for line in said if case.reason in line]) == (1 if case.reason else len(said))
        case.mend(here)
        wait_until(lambda: here.points() == case.mended and "unreadable" not in here.shown())


@pytest.mark.skipif(
    sys.platform != "linux", reason="no other system changes the limits of a process that runs"
)
def test_c80_on_a_full_disk_pages_are_served_and_what_cannot_be_kept_is_told(tmp_path: Path) -> None:
    with served(tmp_path) as here:
        pid, (_, most) = here.program.process.pid, resource.getrlimit(resource.RLIMIT_FSIZE)
        assert "Pinned" in pinned(here, "first")
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (40_000, most))  # enough for what SQLite has in memory
        here.file.scalars("loss", [4.0] * 20_000, 10)
        wait_until(lambda: len(here.points()) == 20_003)
        refused = re.compile(r"Nothing was kept: the disk (is full|fails)\.")
        wait_until(lambda: refused.search(pinned(here, "another")))
        here.look_again()
        here.shown()
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, most))
        assert "Pinned" in pinned(here, "last")


def pinned(served: Served, tag: str) -> str:
    """What is answered to somebody new who pins a card."""
    fields = {"action": "pin", "card": json.dumps({"plugin": "scalars", "tag": tag})}
    asked = Request(f"{served.program.url}profiles/pins/", urlencode(fields).encode(), {"HX-Request": "true"})
    with urlopen(asked, timeout=PATIENCE) as response:
        return text_of(part(response.read().decode()))

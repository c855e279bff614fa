"""How fast event files are read: ours against TensorBoard's data server (Rust) and its Python loader.

Both read the same logdirs in turns, in one run of this script, so a noisy machine is noisy for both;
what counts is the ratio of the medians. Each is measured from the inside, without its start-up: ours by
`tensorbored ingest --once --json`, the data server by the time it logs for its load cycle.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCALARS = str(ROOT.parent / "shared/bench/make_logdir.py")
BLOBS = "-m", "bench.blob_logdirs"


@dataclass(frozen=True)
class Case:
    """A logdir to load: what the writer is told, the ratio to reach, and which program the writer is."""

    name: str
    arguments: str
    reach: float
    writer: tuple[str, ...] = (SCALARS,)


CASES = {
    "torch": Case("1 M scalars, torch style", "--runs 20 --tags 10 --steps 5000", 3),
    "tf2": Case("1 M scalars, TF2 style", "--runs 20 --tags 10 --steps 5000 --style tf2", 2.5),
    "many": Case("5 M scalars, 1,000 runs", "--runs 1000 --tags 100 --steps 50", 2),
    "tags": Case("12,345 tags x 1 point", "--runs 1 --tags 12345 --steps 1", 1),
    "images": Case("150 MB of images, 10,000 scalars", "images", 3, BLOBS),
    "histograms": Case("120,000 histograms, 8 runs", "histograms", 1.5, BLOBS),
}
QUIET = Case("10,000 quiet runs, a cycle", "--runs 10000 --tags 10 --steps 10", 2)
SECOND = Case("5 M scalars, opened again", CASES["many"].arguments, 10)
PYTHON = Case("1 M scalars, Python loader", CASES["torch"].arguments, 200)


@dataclass(frozen=True)
class Load:
    """One load: seconds, and the most memory the process had, in bytes."""

    seconds: float
    peak: int


def ours(logdir: Path, *flags: str) -> Load:
    """Everything once, in a process of its own; without a cache unless the flags say so."""
    command = [sys.executable, "-m", "tensorbored", "ingest", "--logdir", str(logdir), "--once", "--json"]
    out = subprocess.run([*command, *flags], cwd=ROOT, check=True, capture_output=True, text=True)
    report = json.loads(out.stdout)
    return Load(report["seconds"], report["peak_rss_bytes"])


def data_server(logdir: Path) -> Load:
    """TensorBoard's data server; it logs how long its one load cycle took."""
    import tensorboard_data_server

    with tempfile.TemporaryDirectory() as scratch:
        command = [
            tensorboard_data_server.server_binary(),
            f"--logdir={logdir}",
            "--reload=once",
            "--port=0",
            "--verbose",
            f"--port-file={scratch}/port",
        ]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        assert process.stderr is not None
        try:
            for line in process.stderr:
                if found := re.search(r"Finished load cycle \(([\d.]+)(ms|s)\)", line):
                    seconds = float(found[1]) / (1000 if found[2] == "ms" else 1)
                    return Load(seconds, _peak_of(process.pid))
        finally:
            process.kill()
            process.wait()
    raise SystemExit("the data server ended without a load cycle")


def python_loader(logdir: Path) -> Load:
    """TensorBoard's Python loader, in a process of its own."""
    code = (
        "import sys, time\n"
        "from tensorboard.backend.event_processing import plugin_event_multiplexer as m\n"
        "loader = m.EventMultiplexer().AddRunsFromDirectory(sys.argv[1])\n"
        "began = time.perf_counter(); loader.Reload(); print(time.perf_counter() - began)\n"
    )
    out = subprocess.run(
        [sys.executable, "-c", code, str(logdir)], check=True, capture_output=True, text=True
    )
    return Load(float(out.stdout.split()[-1]), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)


def compare(case: Case, logdir: Path, peer: Callable[[Path], Load], repeat: int, *flags: str) -> str:
    """A row of the table: medians of loads taken in turns."""
    pairs = [(ours(logdir, *flags), peer(logdir)) for _ in range(repeat)]
    mine, theirs = (statistics.median(load.seconds for load in side) for side in zip(*pairs, strict=True))
    peaks = [max(load.peak for load in side) / 1e6 for side in zip(*pairs, strict=True)]
    ratio = theirs / mine
    return (
        f"| {case.name} | {mine:.3f} s | {theirs:.3f} s | {ratio:.1f}x | >= {case.reach:g}x "
        f"| {peaks[0]:.0f} MB | {peaks[1]:.0f} MB |"
    )


CYCLES = 24
"""Two minutes of them: long enough for everything that is done only now and then."""


def quiet(logdir: Path) -> tuple[float, float]:
    """Seconds of the first load and of the cycles that follow on average, if nothing happened for an hour.

    The clock is set forward from cycle to cycle instead of waiting.
    """
    code = (
        "import sys, time\n"
        "now, ahead = time.time_ns, 3600 * 10**9\n"
        "time.time_ns = lambda: now() + ahead\n"
        "from ingest.ingester import Ingester\n"
        "from ingest.logdir import Source\n"
        "from ingest.store import Store\n"
        "ingester = Ingester([Source(sys.argv[1])], Store())\n"
        f"for _ in range({CYCLES + 1}):\n"
        "    began = time.perf_counter(); ingester.run_once(); print(time.perf_counter() - began)\n"
        "    ahead += 5 * 10**9\n"
    )
    command = [sys.executable, "-c", code, str(logdir)]
    out = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    first, *cycles = map(float, out.stdout.split())
    return first, statistics.mean(cycles)


def compare_quiet(case: Case, logdir: Path, repeat: int) -> str:
    """A row of the table: what a cycle costs of what the first load cost."""
    loads = [quiet(logdir) for _ in range(repeat)]
    first, cycle = (statistics.median(side) for side in zip(*loads, strict=True))
    share = f"{100 * cycle / first:.2f} % | <= {case.reach:g} %"
    return f"| {case.name} | {cycle:.4f} s | own first load {first:.3f} s | {share} | | |"


def compare_second(case: Case, logdir: Path, repeat: int) -> str:
    """A row of the table: opening a logdir again, with what was kept of it, against opening it first."""
    with tempfile.TemporaryDirectory() as cache:
        flags = "--cache", "true", "--cache_dir", cache
        ours(logdir, *flags)
        return compare(case, logdir, ours, repeat, *flags)


def logdir_of(case: Case, workdir: Path) -> Path:
    """The case's logdir, written if it is not there yet."""
    path = workdir / re.sub(r"\W+", "-", case.arguments).strip("-")
    if not (path / ".complete").exists():
        command = [sys.executable, *case.writer, str(path.resolve()), *case.arguments.split()]
        subprocess.run(command, cwd=ROOT, check=True)
        (path / ".complete").touch()
    return path


def _peak_of(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


OWN = {"second": (SECOND, compare_second), "quiet": (QUIET, compare_quiet)}
"""Cases that compare us with ourselves."""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--workdir", type=Path, default=Path(tempfile.gettempdir()) / "tensorbored-bench")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument(
        "cases", nargs="*", help=f"of {', '.join(CASES)}, second, quiet, python; all unless named"
    )
    args = parser.parse_args()
    chosen = args.cases or [*CASES, "second", "quiet", "python"]
    began = time.time()
    print("| work | ours | peer | ratio | to reach | our peak | its peak |\n|---|---|---|---|---|---|---|")
    for name in chosen:
        if name in OWN:
            case, own = OWN[name]
            print(own(case, logdir_of(case, args.workdir), args.repeat), flush=True)
            continue
        case, peer = (PYTHON, python_loader) if name == "python" else (CASES[name], data_server)
        repeat = 1 if name == "python" else args.repeat  # it takes minutes
        print(compare(case, logdir_of(case, args.workdir), peer, repeat), flush=True)
    print(f"\n{args.repeat} loads each, in turns; {time.time() - began:.0f} s in all")


if __name__ == "__main__":
    main()

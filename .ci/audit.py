"""Ask the registries whether anything that we depend on is known to be vulnerable.

Two questions: `pip-audit` about every package of this Python, `npm audit` about package-lock.json. Exit code
0: nothing is known. 1: something is, and is named. 2: somebody did not answer, so that nobody knows; with
`--unanswered-passes` that is said and is no failure.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".cache" / "audit"
PATIENCE = 300  # seconds for each step
OURS = "tensorbored"


class Unanswered(Exception):
    """Nobody knows. The message says why."""


class Finding(NamedTuple):
    """A package, and what is known of it."""

    package: str
    what: str


class Answer(NamedTuple):
    """How many packages were asked about, what is known, and which ones the registry does not have."""

    asked: int
    findings: Sequence[Finding]
    unknown: Sequence[str] = ()


def of_pip(report: Mapping[str, Any]) -> Answer:
    """What a report of pip-audit says, for which a package that nobody knows is no finding."""
    packages = [each for each in report["dependencies"] if each["name"] != OURS]
    known = [each for each in packages if "skip_reason" not in each]
    if packages and not known:
        raise Unanswered(packages[0]["skip_reason"])
    findings = [
        Finding(f"{each['name']} {each['version']}", _described(vuln))
        for each in known
        for vuln in each["vulns"]
    ]
    return Answer(len(known), findings, [each["name"] for each in packages if "skip_reason" in each])


def _described(vuln: Mapping[str, Any]) -> str:
    names = ", ".join([vuln["id"], *vuln.get("aliases", ())])
    return f"{names}, mended in {' or '.join(vuln['fix_versions']) or 'no version yet'}"


def of_npm(report: Mapping[str, Any]) -> Answer:
    """What a report of npm says."""
    if "vulnerabilities" not in report:
        raise Unanswered(str(report.get("message") or report))
    findings = [
        Finding(name, f"{said['title']} ({said['severity']}, {said['url']})")
        for name, found in report["vulnerabilities"].items()
        for said in found["via"]
        if isinstance(said, dict)  # a name stands for a package that is listed itself
    ]
    return Answer(report["metadata"]["dependencies"]["total"], findings)


def ask_pip() -> Answer:
    """About every package beside the Python that runs this; what asks lives in an environment of its own."""
    python = TOOLS / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(TOOLS, with_pip=True)
    _run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "pip-audit"])
    where = [word for path in _site_packages() for word in ("--path", path)]
    flags = ["--format", "json", "--progress-spinner", "off", "--skip-editable"]
    return of_pip(_read(_run([str(python), "-m", "pip_audit", *flags, *where], fails=True)))


def _site_packages() -> list[str]:
    """Where this Python finds packages."""
    likely = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *sys.path}
    return sorted(path for path in likely if path.endswith("site-packages"))


def ask_npm() -> Answer:
    """About what the browser gets, and what joins it."""
    sys.path.insert(0, str(ROOT))
    from hatch_build import find_npm

    npm = find_npm()
    if npm is None:
        raise Unanswered("there is no npm on this machine")
    return of_npm(_read(_run([*npm, "audit", "--json", "--package-lock-only"], fails=True)))


def _run(command: Sequence[str], *, fails: bool = False) -> str:
    """What it printed; with ``fails`` whatever its exit code."""
    try:
        done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, timeout=PATIENCE)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unanswered(str(error)) from None
    if done.returncode and not (fails and done.stdout.strip()):
        raise Unanswered((done.stderr.strip().splitlines() or ["it failed without a word"])[-1])
    return done.stdout


def _read(text: str) -> Mapping[str, Any]:
    try:
        report = json.loads(text)
    except ValueError:
        raise Unanswered(f"not a report: {text[:200]!r}") from None
    return report if isinstance(report, dict) else {"message": text[:200]}


BOTH = {"pip-audit": ask_pip, "npm audit": ask_npm}


def main(flags: Sequence[str], asks: Mapping[str, Callable[[], Answer]] = BOTH) -> int:
    """Ask and say what was answered."""
    found, unanswered = 0, 0
    for name, ask in asks.items():
        try:
            answer = ask()
        except Unanswered as reason:
            unanswered += 1
            print(f"{name}: NOT AUDITED, the registry did not answer: {reason}")
            continue
        found += len(answer.findings)
        print(f"{name}: {answer.asked} packages, {len(answer.findings)} known vulnerabilities")
        print("".join(f"  {each.package}: {each.what}\n" for each in answer.findings), end="")
        if answer.unknown:
            print(f"  not known to the registry: {', '.join(answer.unknown)}")
    return 1 if found else 2 if unanswered and "--unanswered-passes" not in flags else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

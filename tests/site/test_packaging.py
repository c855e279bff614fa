"""What is built is what runs: the sdist and the wheel carry everything and add one name."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.helpers.program import running

ROOT = Path(__file__).parents[2]
CARRIED = ["templates/base.html", "static/vendor/htmx.org/htmx.min.js", "static/vendor/htmx.org/LICENSE"]
NOT_CARRIED = {".venv", ".cache", ".git", "node_modules", "build", "dist"}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel made from it (so the sdist holds all that a build needs)."""
    source, out = tmp_path_factory.mktemp("source") / "checkout", tmp_path_factory.mktemp("built")
    shutil.copytree(ROOT, source, ignore=lambda _, names: NOT_CARRIED & set(names))
    (source / "ingest" / "left-over.sqlite3").touch()  # git-ignored: must not be carried
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", out, source]
    subprocess.run(build, check=True, capture_output=True)
    return out


def names_in(archive: Path) -> set[str]:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return set(wheel.namelist())
    with tarfile.open(archive) as sdist:
        return {name.partition("/")[2] for name in sdist.getnames()}


def test_the_wheel_adds_one_name_to_site_packages(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    top = {name.partition("/")[0] for name in names_in(wheel)}
    assert {name for name in top if not name.endswith(".dist-info")} == {"tensorbored"}


def test_both_carry_templates_and_browser_libraries(built: Path) -> None:
    (wheel,), (sdist,) = built.glob("*.whl"), built.glob("*.tar.gz")
    assert {f"tensorbored/_server/{name}" for name in CARRIED} <= names_in(wheel)
    assert {*CARRIED, "package-lock.json", "hatch_build.py", "manage.py", "LICENSE"} <= names_in(sdist)
    assert "tensorbored/py.typed" in names_in(wheel)


def test_what_git_ignores_is_not_carried(built: Path) -> None:
    for archive in built.iterdir():
        assert not {name for name in names_in(archive) if "left-over" in name or "__pycache__" in name}


@pytest.fixture
def installed(built: Path, tmp_path: Path) -> Path:
    """The Python of a fresh environment with the wheel; its dependencies are those of the tests' own."""
    home = tmp_path / "venv"
    venv.create(home, with_pip=False)
    (wheel,) = built.glob("*.whl")
    site = site_packages(home)
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--target",
        str(site),
        str(wheel),
    ]
    subprocess.run(command, check=True)
    lend(dependencies(), site)
    return home / ("Scripts" if os.name == "nt" else "bin") / "python"


def site_packages(home: Path) -> Path:
    return next(home.rglob("site-packages"))


def dependencies() -> Iterable[Path]:
    """What this environment holds, except the project itself, which an editable install puts on the path."""
    here = Path(sysconfig.get_path("purelib"))
    return (entry for entry in here.iterdir() if "tensorbored" not in entry.name and entry.suffix != ".pth")


def lend(entries: Iterable[Path], site: Path) -> None:
    for entry in entries:
        if not (site / entry.name).exists():
            (site / entry.name).symlink_to(entry)


def test_the_installed_program_answers(
    installed: Path, empty_logdir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Packages of the same names, here and in site-packages, must not be taken for ours.
    for place in (tmp_path, site_packages(installed.parents[1])):
        for name in ("dashboards", "ingest", "profiles"):
            (place / f"{name}.py").write_text("raise ImportError('somebody else')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    with running(
        "--logdir", str(empty_logdir), python=str(installed), data_dir=str(tmp_path / "data")
    ) as program:
        answer = subprocess.run(["curl", "-sf", f"{program.url}timeseries/"], capture_output=True, text=True)
        assert "</html>" in answer.stdout
        assert program.stop() == 0

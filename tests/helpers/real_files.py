"""Real event files that other people's programs wrote, and what TensorBoard's reader found in them.

Not in a module of tests: whoever imports it where they are missing is skipped as a whole, or fails in CI.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import numpy as np
import pytest

DATA = Path(__file__).parents[3] / "shared" / "data"

if not DATA.is_dir():
    message = f"real event files are missing: {DATA}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message, allow_module_level=True)

EXPECTED = json.loads((DATA / "expected.json").read_text())


def digest(column: np.ndarray) -> str:
    return hashlib.sha256(column.tobytes()).hexdigest()[:16]

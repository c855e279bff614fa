"""Real event files that other people's programs wrote, and what TensorBoard's reader found in them.

Not in a module of tests: whoever imports it where they are missing is skipped as a whole.
"""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pytest

from tests.helpers.real_data import DATA, MISSING

if not DATA.is_dir():
    pytest.skip(MISSING, allow_module_level=True)

EXPECTED = json.loads((DATA / "expected.json").read_text())


def digest(column: np.ndarray) -> str:
    return hashlib.sha256(column.tobytes()).hexdigest()[:16]

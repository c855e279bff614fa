"""Where the real event files lie that programs of other people wrote: beside the repository, not in it."""

from __future__ import annotations

from pathlib import Path

import pytest

DATA = Path(__file__).parents[3] / "shared" / "data"
MISSING = f"real event files are missing: {DATA}"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=MISSING)

"""How much memory this process holds."""

from __future__ import annotations

import os
from pathlib import Path


def resident() -> int:
    """Bytes that are in memory now; Linux only."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE")

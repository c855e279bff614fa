"""Cards to pin and cards of several tags, as a profile's document holds them."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from typing import Any

_numbers = itertools.count(1)


def pin_scalar(tag: str) -> dict[str, Any]:
    """A chart of all runs."""
    return {"plugin": "scalars", "tag": tag}


def pin_histogram(tag: str, run_id: str) -> dict[str, Any]:
    """The histograms of one run."""
    return {"plugin": "histograms", "tag": tag, "runId": run_id}


def pin_image(tag: str, run_id: str, sample: int = 0) -> dict[str, Any]:
    """The images of one run; `sample` counts those that were written at the same step."""
    return {"plugin": "images", "tag": tag, "runId": run_id, "sample": sample}


def create_superimposed_card(title: str, tags: Sequence[str], run_id: str | None = None) -> dict[str, Any]:
    """Several tags in one chart, of all runs or of one."""
    identity = f"superimposed-{int(time.time() * 1000)}-{next(_numbers)}"
    return {"id": identity, "title": title, "tags": list(tags), "runId": run_id}

"""What tests of profiles share: a logdir that is looked at, and another browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from ingest.store import SourceState, Store


@pytest.fixture
def logdir(show: Callable[..., Store], empty_logdir: Path) -> Path:
    """A logdir with two runs, looked at."""
    store = show({name: {"loss": [1.0], "x/accuracy": [1.0]} for name in "ab"})
    store.publish(sources=(SourceState(str(empty_logdir)),))
    return empty_logdir


@pytest.fixture
def other(db: None) -> Client:
    """Another browser."""
    return Client(headers={"host": "localhost"})

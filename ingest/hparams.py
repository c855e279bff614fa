"""The hyperparameters of a run, as its `_hparams_/session_start_info` says them.

They stand in what the first event of the tag said of it, which a run keeps, so no file is opened. Text that
is no UTF-8 makes the whole message unreadable: such a run has none.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from google.protobuf.message import DecodeError

from ingest.proto.hparams_pb2 import HParamsPluginData

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ingest.store import RunData

__all__ = ["HParam", "all_hparams", "hparams"]

HParam = str | float | bool
SESSION = "_hparams_/session_start_info"
TOP = "."  # the run whose files lie in the logdir itself
_NONE: Mapping[str, HParam] = MappingProxyType({})
_TIME = re.compile(r"\d{9,}(\.\d+)?", re.ASCII)


def hparams(run: RunData) -> Mapping[str, HParam]:
    """What a run itself says, by name; numbers that are not finite are left out, as in TensorBoard."""
    return _parsed(run.info(SESSION).content)


def all_hparams(runs: Mapping[str, RunData]) -> Mapping[str, Mapping[str, HParam]]:
    """The hyperparameters that hold for each run, by its name.

    A run that says none has those of the last run beneath it that is named by a time
    (`SummaryWriter.add_hparams` writes into such a one), else what the nearest run above it has (Keras trains
    in `run/train`, `add_scalars` writes into `run/loss_train`).
    """
    own = {name: said for name, run in runs.items() if (said := hparams(run))}
    if not own:
        return dict.fromkeys(runs, _NONE)
    known = {**_told_below(own), **own}
    return {name: _nearest(name, known) for name in runs}


@lru_cache(maxsize=1 << 14)
def _parsed(content: bytes) -> Mapping[str, HParam]:
    try:
        said = HParamsPluginData.FromString(content).session_start_info.hparams
    except DecodeError:
        return _NONE
    found = ((name, _value(said[name])) for name in sorted(said))
    return MappingProxyType({name: value for name, value in found if value is not None})


def _value(value: Any) -> HParam | None:
    kind = value.WhichOneof("kind")
    if kind == "number_value":
        return float(value.number_value) if math.isfinite(value.number_value) else None
    if kind == "bool_value":
        return bool(value.bool_value)
    return str(value.string_value) if kind == "string_value" else None


def _nearest(name: str, own: Mapping[str, Mapping[str, HParam]]) -> Mapping[str, HParam]:
    while name:
        if name in own:
            return own[name]
        name = name.rpartition("/")[0]
    return _NONE


def _told_below(own: Mapping[str, Mapping[str, HParam]]) -> dict[str, Mapping[str, HParam]]:
    """By the run above: what the latest run named by a time says."""
    cut = ((name, *name.rpartition("/")) for name in own)
    timed = sorted((float(last), above or TOP, name) for name, above, _, last in cut if _TIME.fullmatch(last))
    return {above: own[name] for _, above, name in timed}

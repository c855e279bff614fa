"""Bytes as torch lists them: with unsigned numbers of 32 bits, where everybody else has signed ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.proto.event_pb2 import TensorProto

UINT8 = 4


def listed(tensor: TensorProto, name: str) -> Sequence[int]:
    """What a tensor lists in the field that its dtype names, or where torch puts it."""
    mine: Sequence[int] = getattr(tensor, name)
    return mine or (tensor.uint32_val if tensor.dtype == UINT8 else mine)

"""One number out of a TensorProto of any real dtype.

Format: TensorFlow's tensor.proto and types.proto: the value is the first entry of the field that its
dtype names, or the little-endian bytes of ``tensor_content``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from ingest.proto.event_pb2 import TensorProto

FLOAT, _BFLOAT16, _HALF = 1, 14, 19
_KINDS: dict[int, tuple[str, str]] = {
    FLOAT: ("<f4", "float_val"),
    2: ("<f8", "double_val"),
    3: ("<i4", "int_val"),
    4: ("<u1", "int_val"),
    5: ("<i2", "int_val"),
    6: ("<i1", "int_val"),
    9: ("<i8", "int64_val"),
    10: ("<u1", "bool_val"),
    _BFLOAT16: ("<u2", "half_val"),
    17: ("<u2", "int_val"),
    _HALF: ("<u2", "half_val"),
    22: ("<u4", "uint32_val"),
    23: ("<u8", "uint64_val"),
}


def scalar(tensor: TensorProto) -> float | None:
    """The value of a tensor with exactly one element; None for any other shape, dtype or broken content."""
    kind = _KINDS.get(tensor.dtype)
    shape = tensor.tensor_shape
    if kind is None or shape.unknown_rank or any(dim.size != 1 for dim in shape.dim):
        return None
    dtype, name = np.dtype(kind[0]), kind[1]
    listed = getattr(tensor, name)
    if len(listed) == 1:
        number = np.array(listed[0]).astype(dtype)
    elif not listed and len(tensor.tensor_content) == dtype.itemsize:
        number = np.frombuffer(tensor.tensor_content, dtype)[0]
    elif not listed and not tensor.tensor_content:
        return 0.0
    else:
        return None
    return _real(tensor.dtype, number)


def _real(dtype: int, number: np.ndarray | np.generic) -> float:
    if dtype == _BFLOAT16:
        return float((np.asarray(number).astype(np.uint32) << 16).view(np.float32))
    if dtype == _HALF:
        return float(np.asarray(number).view(np.float16))
    return float(number)

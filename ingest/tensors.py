"""TensorProtos to numbers and numpy arrays, of any dtype that a file can hold.

Format: TensorFlow's tensor.proto and types.proto: the values are the entries of the field that the dtype
names, the last of them repeated where there are fewer than the shape says, or the little-endian bytes of
``tensor_content``. Sizes are claims: nothing is allocated on a claim alone.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ingest.compat import half, unsigned

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.proto.event_pb2 import TensorProto

FLOAT, _STRING, _BFLOAT16, _HALF = 1, 7, 14, 19
_KINDS: dict[int, tuple[str, str]] = {
    FLOAT: ("<f4", "float_val"),
    2: ("<f8", "double_val"),
    3: ("<i4", "int_val"),
    4: ("<u1", "int_val"),
    5: ("<i2", "int_val"),
    6: ("<i1", "int_val"),
    9: ("<i8", "int64_val"),
    10: ("?", "bool_val"),
    11: ("<i1", "int_val"),
    12: ("<u1", "int_val"),
    13: ("<i4", "int_val"),
    _BFLOAT16: ("<u2", "half_val"),
    15: ("<i2", "int_val"),
    16: ("<u2", "int_val"),
    17: ("<u2", "int_val"),
    _HALF: ("<u2", "half_val"),
    22: ("<u4", "uint32_val"),
    23: ("<u8", "uint64_val"),
}
_COMPLEX_KINDS = {8: ("<c8", "<f4", "scomplex_val"), 18: ("<c16", "<f8", "dcomplex_val")}

LARGEST = 1 << 28
"""Bytes of the largest array that is made of a tensor."""


class NoTensor(ValueError):
    """A tensor that cannot be read. The message is a sentence for the user."""


def scalar(tensor: TensorProto) -> float | None:
    """The value of a tensor with exactly one element; None for any other shape, dtype or broken content."""
    kind = _KINDS.get(tensor.dtype)
    shape = tensor.tensor_shape
    if kind is None or shape.unknown_rank or any(dim.size != 1 for dim in shape.dim):
        return None
    dtype, name = np.dtype(kind[0]), kind[1]
    listed = unsigned.listed(tensor, name)
    if kind[1] == "half_val" and half.is_wide(listed):
        return float(half.numbers(listed)[0]) if len(listed) == 1 else None
    if len(listed) == 1:
        number = _cast(listed[:1], dtype)[0]
    elif not listed and len(tensor.tensor_content) == dtype.itemsize:
        number = np.frombuffer(tensor.tensor_content, dtype)[0]
    elif not listed and not tensor.tensor_content:
        return 0.0
    else:
        return None
    return float(_real(tensor.dtype, np.asarray(number)))


def array(tensor: TensorProto) -> NDArray[Any]:
    """The tensor as an array; strings as object[…] of bytes, 16-bit floats as float32 or float16.

    ``NoTensor`` where content and shape do not go together, or are larger than ``LARGEST``.
    """
    values = _strings(tensor) if tensor.dtype == _STRING else _numbers(tensor)
    if tensor.tensor_shape.unknown_rank:
        return values
    shape = tuple(dim.size for dim in tensor.tensor_shape.dim)
    return _shaped(values, shape)


def _strings(tensor: TensorProto) -> NDArray[np.object_]:
    values = np.empty(len(tensor.string_val), np.object_)
    values[:] = tensor.string_val
    return values


def _numbers(tensor: TensorProto) -> NDArray[Any]:
    if tensor.dtype in _COMPLEX_KINDS:
        whole, part, name = _COMPLEX_KINDS[tensor.dtype]
        listed = getattr(tensor, name)
        if listed:
            return np.array(listed[: len(listed) // 2 * 2], part).view(whole)
        return _content(tensor, np.dtype(whole))
    kind = _KINDS.get(tensor.dtype)
    if kind is None:
        raise NoTensor(f"a tensor has values of a kind that is not known here ({tensor.dtype})")
    dtype = np.dtype(kind[0])
    listed = unsigned.listed(tensor, kind[1])
    if kind[1] == "half_val" and half.is_wide(listed):
        return half.numbers(listed).astype(np.float16 if tensor.dtype == _HALF else np.float32)
    return _real(tensor.dtype, _cast(listed, dtype) if listed else _content(tensor, dtype))


def _content(tensor: TensorProto, dtype: np.dtype[Any]) -> NDArray[Any]:
    if len(tensor.tensor_content) % dtype.itemsize:
        raise NoTensor(f"a tensor has {len(tensor.tensor_content):,} bytes, of {dtype.itemsize} each")
    return np.frombuffer(tensor.tensor_content, dtype)


def _shaped(values: NDArray[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    size = math.prod(shape)
    said = "×".join(f"{side:,}" for side in shape) or "()"
    if min(shape, default=0) < 0 or size * values.itemsize > LARGEST:
        raise NoTensor(f"a tensor says that its shape is {said}")
    if not size or len(values) == size:
        return values[:size].reshape(shape)
    if len(values) > size or not len(values):
        raise NoTensor(f"a tensor of shape {said} has {len(values):,} values")
    # Writers leave out the end of a tensor that repeats its last value.
    return np.append(values, np.repeat(values[-1:], size - len(values))).reshape(shape)


def _cast(listed: Any, dtype: np.dtype[Any]) -> NDArray[Any]:
    """Numbers of a repeated field; those that do not fit are cut as C does it."""
    if dtype.kind == "f" or dtype.itemsize == 8 or dtype.kind == "b":
        return np.array(listed, dtype)
    return np.array(listed, np.int64).astype(dtype)


def _real(dtype: int, values: NDArray[Any]) -> NDArray[Any]:
    if dtype == _BFLOAT16:
        return (values.astype(np.uint32) << 16).view(np.float32)
    return values.view(np.float16) if dtype == _HALF else values

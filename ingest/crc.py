"""The masked CRC-32C that guards both parts of a TFRecord.

Format: https://www.tensorflow.org/tutorials/load_data/tfrecord (length, masked CRC of the length,
payload, masked CRC of the payload). The polynomial itself is the library's business; here are the mask
and the vectorised form for lengths, which are eight bytes each.
"""

from __future__ import annotations

import struct
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import google_crc32c
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MASK_DELTA = 0xA282EAD8


def masked_crc(data: bytes) -> int:
    """Masked CRC-32C of some bytes."""
    crc = int(google_crc32c.value(data))
    return (((crc >> 15) | (crc << 17)) + _MASK_DELTA) & 0xFFFFFFFF


def masked(crcs: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """uint32[n]: many CRCs as they stand in files."""
    return _rotated(crcs) + np.uint32(_MASK_DELTA)


def _rotated(crcs: NDArray[np.uint32]) -> NDArray[np.uint32]:
    rotated: NDArray[np.uint32] = crcs >> np.uint32(15)
    rotated |= crcs << np.uint32(17)
    return rotated


@lru_cache(maxsize=1024)
def length_crc(length: int) -> int:
    """Masked CRC-32C of a record's length as it stands in the file.

    Remembered: sounds, tensors and pictures of one tag often have one length, or one of a few.
    """
    return masked_crc(length.to_bytes(8, "little"))


@cache
def short_length_crcs() -> NDArray[np.uint32]:
    """uint32[65536]: ``length_crc`` of every length below 65,536.

    A CRC is affine over GF(2): what a bit of the length adds to it is the same for all lengths.
    """
    bits = [0, *(1 << bit for bit in range(16))]
    alone = _rotated(np.array([google_crc32c.value(struct.pack("<Q", bit)) for bit in bits], np.uint32))
    crcs = np.empty(1 << 16, np.uint32)
    crcs[0] = alone[0]
    for half, crc in zip(bits[1:], alone[1:], strict=True):
        np.bitwise_xor(crcs[:half], crc ^ alone[0], out=crcs[half : 2 * half])
    crcs += np.uint32(_MASK_DELTA)
    return crcs

"""Histograms of TensorFlow 1 and torch: a HistogramProto, where today's are a tensor of rows
(left, right, count).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ingest.proto.summary_values_pb2 import HistogramProto

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIELD, PLUGIN, EXTENT = "histo", "histograms", -1


def tensor(content: bytes) -> NDArray[np.float64]:
    """float64[k, 3]. Empty buckets at both ends go, and the outermost edges become the real extremes.

    The old form ends in limits such as ±1.8e308, so its outermost edges say nothing.
    """
    proto = HistogramProto.FromString(content)
    counts = np.array(proto.bucket, np.float64)
    limits = np.array(proto.bucket_limit, np.float64)
    if len(limits) != len(counts):
        raise ValueError(f"a histogram has {len(counts):,} counts and {len(limits):,} limits")
    filled = np.flatnonzero(counts > 0)
    if not len(filled):
        return np.zeros((0, 3))
    first, last = int(filled[0]), int(filled[-1])
    inner = limits[first:last]
    lefts, rights = np.append(proto.min, inner), np.append(inner, proto.max)
    return np.stack([lefts, rights, counts[first : last + 1]], axis=1)

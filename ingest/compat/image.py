"""Images of TensorFlow 1 and torch: a Summary.Image, where today's are strings: width, height, images."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ingest.proto.summary_values_pb2 import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIELD, PLUGIN, EXTENT = "image", "images", 3


def tensor(content: bytes) -> NDArray[np.object_]:
    """object[3] of bytes: width and height as text, and the encoded image."""
    proto = Image.FromString(content)
    sizes = [b"%d" % proto.width, b"%d" % proto.height]
    return np.array([*sizes, proto.encoded_image_string], np.object_)

"""Old forms of values, each turned into today's by a module of its own; nothing else knows of them.

Before tensors there was a field for each kind of value, and its name said which plugin the tag belongs to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.compat import audio, histogram, image, scalar

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from numpy.typing import NDArray

PLUGINS = {kind.FIELD: kind.PLUGIN for kind in (scalar, histogram, image, audio)}
"""The plugin of each old kind of value, by the name of its field in ``Summary.Value``."""

EXTENTS = {kind.FIELD: kind.EXTENT for kind in (scalar, histogram, image, audio)}
"""The first dimension of the tensor that an old value becomes; -1 where only looking into it tells."""

_TENSORS: dict[str, Callable[[bytes], NDArray[Any]]] = {
    kind.FIELD: kind.tensor for kind in (histogram, image)
}


def tensor(kind: str, content: bytes) -> NDArray[Any]:
    """An old value (the name of its field, and what stands there) as the tensor that is written today."""
    return _TENSORS[kind](content)

"""What samples are when they are looked at: images, sounds, histograms and so on, as typed values.

Each is made of a tensor in the form that is written today, by the plugin that its tag belongs to. A tensor
that its plugin could not show is an ``Unreadable``, never something half right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from google.protobuf.message import DecodeError
from numpy.typing import NDArray

from ingest.proto.plugin_data_pb2 import AudioPluginData, MeshPluginData

if TYPE_CHECKING:
    from collections.abc import Callable

Array = NDArray[Any]


class Unreadable(Exception):
    """A sample that cannot be shown. The message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Image:
    """``width`` and ``height`` in pixels as the writer says (0 where it does not), and encoded images."""

    width: int
    height: int
    encoded: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Audio:
    """``encoded`` sounds, each with a label in markdown; ``sample_rate`` in Hz where the writer says it."""

    encoded: tuple[bytes, ...]
    labels: tuple[str, ...]
    content_type: str = "audio/wav"
    sample_rate: float | None = None


@dataclass(frozen=True, slots=True)
class Histogram:
    """``buckets`` float64[k, 3]: left edge, right edge, count."""

    buckets: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Text:
    """``values``: an array of str, of any shape."""

    values: NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class PrCurve:
    """``rows`` float64[6, n]: true and false positives, true and false negatives, precision, recall."""

    rows: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Mesh:
    """One part of a mesh: ``content_type`` 1 vertices, 2 faces, 3 colours of what is called ``name``;
    ``values`` [batch, n, 3]; ``config`` as JSON text.
    """

    name: str
    content_type: int
    config: str
    values: Array


@dataclass(frozen=True, slots=True)
class Graph:
    """``content``: a serialized GraphDef, RunMetadata, or the JSON of a Keras model, by the tag's plugin."""

    content: bytes


@dataclass(frozen=True, slots=True)
class Layout:
    """``content``: a serialized Layout of custom scalars."""

    content: bytes


@dataclass(frozen=True, slots=True)
class HParams:
    """``content``: a serialized HParamsPluginData."""

    content: bytes


@dataclass(frozen=True, slots=True)
class Tensor:
    """``values``: an array of any dtype and shape, of a plugin that is not known here."""

    values: Array


Value = Image | Audio | Histogram | Text | PrCurve | Mesh | Graph | Layout | HParams | Tensor


def value_of(plugin: str, tensor: Array, content: bytes) -> Value:
    """A sample of a plugin, ``content`` being what its metadata says; ``Unreadable`` where it is none."""
    make = _KINDS.get(plugin)
    return Tensor(tensor) if make is None else make(tensor, content)


def _image(tensor: Array, content: bytes) -> Image:
    strings = _strings(tensor, "an image")
    if tensor.ndim != 1 or len(strings) < 2:
        raise Unreadable("an image is not a list of its width, its height and images")
    return Image(_number(strings[0]), _number(strings[1]), strings[2:])


def _audio(tensor: Array, content: bytes) -> Audio:
    _strings(tensor, "a sound")
    if tensor.ndim not in (1, 2) or (tensor.ndim == 2 and tensor.shape[1] != 2):
        raise Unreadable("a sound is neither a list of sounds nor of pairs of sound and label")
    pairs = tensor if tensor.ndim == 2 else [(sound, b"") for sound in tensor]
    data = _parsed(AudioPluginData, content)
    is_wav = not content or data.encoding == AudioPluginData.WAV
    sounds, labels = tuple(sound for sound, _ in pairs), tuple(_lenient(label) for _, label in pairs)
    return Audio(sounds, labels, "audio/wav" if is_wav else "application/octet-stream")


def _histogram(tensor: Array, content: bytes) -> Histogram:
    if tensor.ndim != 2 or tensor.shape[1] != 3 or tensor.dtype.kind not in "fiub":
        raise Unreadable("a histogram is not a list of left edge, right edge and count")
    return Histogram(tensor.astype(np.float64))


def _text(tensor: Array, content: bytes) -> Text:
    texts = [_lenient(string) for string in _strings(tensor, "a text")]
    values = np.empty(len(texts), np.object_)
    values[:] = texts
    return Text(values.reshape(tensor.shape))


def _pr_curve(tensor: Array, content: bytes) -> PrCurve:
    if tensor.ndim != 2 or tensor.shape[0] != 6 or tensor.dtype.kind not in "fiub":
        raise Unreadable("a PR curve does not have six rows")
    return PrCurve(tensor.astype(np.float64))


def _mesh(tensor: Array, content: bytes) -> Mesh:
    if tensor.ndim != 3 or tensor.shape[2] != 3 or tensor.dtype.kind not in "fiub":
        raise Unreadable("a part of a mesh is not a list of triples")
    data = _parsed(MeshPluginData, content)
    return Mesh(_lenient(data.name), data.content_type, _lenient(data.json_config), tensor)


def _graph(tensor: Array, content: bytes) -> Graph:
    return Graph(_single(tensor, "a graph"))


def _layout(tensor: Array, content: bytes) -> Layout:
    return Layout(_single(tensor, "a layout"))


_KINDS: dict[str, Callable[[Array, bytes], Value]] = {
    "images": _image,
    "audio": _audio,
    "histograms": _histogram,
    "text": _text,
    "pr_curves": _pr_curve,
    "mesh": _mesh,
    "custom_scalars": _layout,
    "hparams": lambda tensor, content: HParams(content),
    "graphs": _graph,
    "graph_run_metadata": _graph,
    "graph_run_metadata_graph": _graph,
    "graph_keras_model": _graph,
    "graph_tagged_run_metadata": _graph,
}


PLUGINS = frozenset(_KINDS)
"""Those whose samples are known here."""


def _strings(tensor: Array, what: str) -> tuple[bytes, ...]:
    if tensor.dtype != np.object_:
        raise Unreadable(f"{what} is made of numbers, not of strings")
    return tuple(tensor.reshape(-1).tolist())


def _single(tensor: Array, what: str) -> bytes:
    strings = _strings(tensor, what)
    if len(strings) != 1:
        raise Unreadable(f"{what} is {len(strings):,} strings, not one")
    return strings[0]


def _number(text: bytes) -> int:
    return int(text) if text.isdigit() and len(text) < 10 else 0


def _parsed(kind: Any, content: bytes) -> Any:
    try:
        return kind.FromString(content)
    except DecodeError:
        raise Unreadable("what the metadata says of a sample cannot be read") from None


def _lenient(content: bytes) -> str:
    return content.decode(errors="replace")

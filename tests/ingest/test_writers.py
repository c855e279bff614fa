"""What torch and tensorboardX write is read back, whatever they are asked to write."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorboardX
import torch
from torch.utils import tensorboard

from ingest import kinds, samples
from ingest.ingester import Ingester
from ingest.logdir import Source
from ingest.proto.hparams_pb2 import HParamsPluginData
from ingest.proto.layout_pb2 import Layout
from ingest.store import RunData, Snapshot, Store

WRITERS = {"torch": tensorboard.SummaryWriter, "tensorboardX": tensorboardX.SummaryWriter}

Write = Callable[[Callable[[Any], None]], Snapshot]

PIXELS = (np.arange(4 * 6 * 3) % 251).reshape(3, 4, 6).astype(np.uint8)


@pytest.fixture(params=WRITERS)
def write(request: pytest.FixtureRequest, tmp_path: Path) -> Write:
    """Give a function a writer, and get what it wrote."""

    def run(work: Callable[[Any], None]) -> Snapshot:
        with WRITERS[request.param](str(tmp_path)) as writer:
            work(writer)
        store = Store()
        Ingester([Source(str(tmp_path))], store).run_once()
        return store.snapshot()

    return run


def all_of(run: RunData, tag: str) -> list[kinds.Value]:
    found = run.samples(tag)
    assert found is not None
    return [samples.read(found, place) for place in range(len(found))]


def test_scalars(write: Write) -> None:
    snapshot = write(lambda writer: [writer.add_scalar("a", step / 4, step) for step in range(9)])
    series = snapshot.scalars(".", "a")
    assert series is not None
    assert series.values.tolist() == [step / 4 for step in range(9)]


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64])
def test_new_style_scalars_of_torch(tmp_path: Path, dtype: torch.dtype) -> None:
    with tensorboard.SummaryWriter(str(tmp_path)) as writer:
        for step in range(20):
            writer.add_scalar("a", torch.tensor(3, dtype=dtype), step, new_style=True)
            writer.add_scalar("d", torch.tensor(3, dtype=dtype), step, double_precision=True)
    store = Store()
    Ingester([Source(str(tmp_path))], store).run_once()
    for tag in ("a", "d"):
        series = store.snapshot().scalars(".", tag)
        assert series is not None
        assert (series.values.tolist(), series.steps.tolist()) == ([3.0] * 20, list(range(20)))


def test_several_scalars_in_one_chart_are_runs_of_their_own(write: Write) -> None:
    snapshot = write(lambda writer: writer.add_scalars("main/x", {"one": 1, "two": 2}, 5))
    owners = {run for runs in snapshot.scalar_tags.values() for run in runs}
    assert owners in ({"main_x_one", "main_x_two"}, {"main/x/one", "main/x/two"})


@pytest.mark.parametrize("count", [1, 300])
def test_histograms(write: Write, count: int) -> None:
    values = np.random.default_rng(0).normal(size=(count, 500))
    snapshot = write(
        lambda writer: [writer.add_histogram("h/weights", row, step) for step, row in enumerate(values)]
    )
    found = all_of(snapshot.runs["."], "h/weights")
    assert len(found) == count
    for histogram, row in zip(found, values, strict=True):
        assert isinstance(histogram, kinds.Histogram)
        buckets = histogram.buckets
        assert buckets[:, 2].sum() == 500
        assert (buckets[0, 0], buckets[-1, 1]) == (pytest.approx(row.min()), pytest.approx(row.max()))


def test_images(write: Write) -> None:
    def work(writer: Any) -> None:
        writer.add_image("one", PIXELS, 1)
        writer.add_images("grid", np.stack([PIXELS, PIXELS]), 2)
        writer.add_image_with_boxes("boxes", PIXELS, np.array([[1.0, 1.0, 3.0, 3.0]]), 3)

    run = write(work).runs["."]
    assert run.tags("images") == ("boxes", "grid", "one")
    for tag in run.tags("images"):
        (image,) = all_of(run, tag)
        assert isinstance(image, kinds.Image)
        width, height = struct.unpack(">II", image.encoded[0][16:24])
        assert (image.encoded[0][:4], image.width, image.height) == (b"\x89PNG", width, height)


def test_figures(write: Write) -> None:
    from matplotlib.figure import Figure

    (image,) = all_of(write(lambda writer: writer.add_figure("f", Figure(), 1)).runs["."], "f")
    assert isinstance(image, kinds.Image)
    assert image.encoded[0][:4] == b"\x89PNG"


def test_sounds(tmp_path: Path) -> None:
    with tensorboard.SummaryWriter(str(tmp_path)) as writer:
        writer.add_audio("a", np.linspace(-1, 1, 800), 1, sample_rate=8000)
    store = Store()
    Ingester([Source(str(tmp_path))], store).run_once()
    (sound,) = all_of(store.snapshot().runs["."], "a")
    assert isinstance(sound, kinds.Audio)
    assert (sound.encoded[0][:4], sound.content_type, sound.sample_rate) == (b"RIFF", "audio/wav", 8000)


def test_texts(write: Write) -> None:
    snapshot = write(lambda writer: [writer.add_text("t", f"step *{step}*", step) for step in range(30)])
    found = all_of(snapshot.runs["."], "t/text_summary")
    assert [text.values.tolist() for text in found if isinstance(text, kinds.Text)] == [
        [f"step *{step}*"] for step in range(30)
    ]


def test_pr_curves(write: Write) -> None:
    labels, predictions = np.array([0, 1, 1, 0, 1]), np.array([0.1, 0.8, 0.6, 0.4, 0.9])
    (curve,) = all_of(write(lambda writer: writer.add_pr_curve("p", labels, predictions, 3)).runs["."], "p")
    assert isinstance(curve, kinds.PrCurve)
    assert curve.rows.shape == (6, 127)
    assert curve.rows[0, 0] == 3


def test_meshes(write: Write) -> None:
    vertices = np.array([[[1, 1, 1], [-1, -1, 1], [1, -1, -1], [-1, 1, -1]]], np.float32)
    faces = np.array([[[0, 2, 3], [0, 3, 1], [0, 1, 2], [1, 3, 2]]], np.int32)
    colors = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 0, 255]]], np.uint8)

    def work(writer: Any) -> None:
        writer.add_mesh(
            "m", torch.tensor(vertices), torch.tensor(colors), torch.tensor(faces), {"camera": {}}, 2
        )

    run = write(work).runs["."]
    parts = {part.content_type: part for tag in run.tags("mesh") for part in all_of(run, tag)}  # type: ignore[union-attr]
    assert {kind: part.values.tolist() for kind, part in parts.items()} == {  # type: ignore[union-attr]
        1: vertices.tolist(),
        2: faces.tolist(),
        3: colors.tolist(),
    }
    assert {(part.name, part.config) for part in parts.values()} == {("m", '{"camera": {}}')}  # type: ignore[union-attr]


def test_layouts_of_custom_scalars(write: Write) -> None:
    charts = {"loss": {"both": ["Multiline", ["loss/.*"]], "band": ["Margin", ["a", "b", "c"]]}}
    run = write(lambda writer: writer.add_custom_scalars(charts)).runs["."]
    (layout,) = all_of(run, "custom_scalars__config__")
    assert isinstance(layout, kinds.Layout)
    category = Layout.FromString(layout.content).category[0]
    assert (category.title, [chart.title for chart in category.chart]) == (b"loss", [b"both", b"band"])
    assert run.tags("custom_scalars") == ("custom_scalars__config__",)


def test_hyperparameters(write: Write) -> None:
    chosen = {"lr": 0.1, "layers": 3, "name": "x", "bias": True}
    snapshot = write(lambda writer: writer.add_hparams(chosen, {"accuracy": 0.9}))
    (run,) = [run for run in snapshot.runs.values() if run.tags("hparams")]
    said = {tag: all_of(run, tag)[0] for tag in run.tags("hparams")}
    start = said["_hparams_/session_start_info"]
    assert isinstance(start, kinds.HParams)
    found = HParamsPluginData.FromString(start.content).session_start_info.hparams
    values = {name: getattr(value, value.WhichOneof("kind")) for name, value in found.items()}
    assert values == {"lr": 0.1, "layers": 3, "name": "x", "bias": True}
    assert set(said) == {
        "_hparams_/experiment",
        "_hparams_/session_start_info",
        "_hparams_/session_end_info",
    }
    series = run.scalars("accuracy")
    assert series is not None
    assert series.values.tolist() == [np.float32(0.9)]


def test_graphs(tmp_path: Path) -> None:
    with tensorboard.SummaryWriter(str(tmp_path)) as writer:
        writer.add_graph(torch.nn.Linear(2, 3), torch.zeros(1, 2))
    store = Store()
    Ingester([Source(str(tmp_path))], store).run_once()
    run = store.snapshot().runs["."]
    (graph,), (metadata,) = all_of(run, "__run_graph__"), all_of(run, "step1")
    assert isinstance(graph, kinds.Graph)
    assert isinstance(metadata, kinds.Graph)
    assert (b"Linear" in graph.content, run.tags("graph_tagged_run_metadata")) == (True, ("step1",))


NUMBERS = [torch.float32, torch.float64, torch.float16, torch.bfloat16]
WHOLE = [torch.int8, torch.int16, torch.int32, torch.int64, torch.uint8, torch.bool]


@pytest.mark.parametrize("dtype", NUMBERS + WHOLE)
def test_tensors(tmp_path: Path, dtype: torch.dtype) -> None:
    values = torch.arange(12).reshape(2, 2, 3).to(dtype)
    with tensorboard.SummaryWriter(str(tmp_path)) as writer:
        writer.add_tensor("t", values, 4)
    store = Store()
    Ingester([Source(str(tmp_path))], store).run_once()
    (tensor,) = all_of(store.snapshot().runs["."], "t")
    assert isinstance(tensor, kinds.Tensor)
    assert tensor.values.tolist() == values.tolist()
    assert store.snapshot().plugins == ("tensor",)


def test_embeddings_leave_nothing_strange(write: Write) -> None:
    snapshot = write(lambda writer: writer.add_embedding(torch.zeros(3, 4), ["a", "b", "c"], tag="e"))
    assert all(file.skipped == 0 for run in snapshot.runs.values() for file in run.files)

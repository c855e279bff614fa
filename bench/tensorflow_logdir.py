"""Runs as programs with TensorFlow write them: every kind of summary, odd values, old writers, Keras.

A script by itself, for the Python that has TensorFlow: `python tensorflow_logdir.py DIR`.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from tensorboard.plugins.hparams import api as hp
from tensorboard.plugins.mesh import summary_v2 as mesh
from tensorboard.plugins.pr_curve import summary as pr_curve

tf1 = tf.compat.v1
STEPS = 30
NUMBERS = (tf.float16, tf.bfloat16, tf.float32, tf.float64, tf.int8, tf.uint8, tf.int32, tf.int64, tf.bool)
MORE = (tf.int16, tf.uint16, tf.uint32, tf.uint64, tf.complex64, tf.complex128)
ODD = (1.0, float("nan"), float("inf"), -float("inf"), 1e-45, 3e38, -0.0)
LARGEST_STEP = 2**63 - 1
random = np.random.default_rng(0)


def scalars(step: int) -> None:
    """Of every type that can be one, with names and descriptions of all sorts."""
    for dtype in NUMBERS:
        tf.summary.scalar(f"types/{dtype.name}", tf.cast(step % 2 + step // 2 * 2, dtype), step=step)
    tf.summary.scalar("odd", ODD[step % len(ODD)], step=step)
    tf.summary.scalar("described", step / 7, step=step, description="*What* it is")
    with tf.name_scope("outer"), tf.summary.experimental.summary_scope("inner"):
        tf.summary.scalar("日本 / a b", step / 3, step=step)
    for first, name in ((-STEPS // 2, "negative"), (LARGEST_STEP - STEPS, "largest")):
        tf.summary.scalar(f"steps/{name}", step, step=first + step)


def histograms(step: int) -> None:
    """Of any shape, type and number of buckets."""
    normal = random.normal(size=500)
    for name, values in {
        "normal": normal.astype(np.float32),
        "float64": normal,
        "empty": np.zeros(0, np.float32),
        "constant": np.full(9, 3.0),
        "number": np.float32(step),
        "true": normal > 0,
        "whole": np.arange(100),
        "nan": np.array([1, np.nan, 2]),
        "infinite": np.array([1, np.inf, -np.inf]),
    }.items():
        tf.summary.histogram(f"histograms/{name}", values, step=step)
    for buckets in (0, 1, 300):
        tf.summary.histogram(f"buckets/{buckets}", normal, step=step, buckets=buckets)


def samples(step: int) -> None:
    """Pictures, sounds and texts, some of them empty."""
    batch = random.random((step % 4, 8, 6, 3)).astype(np.float32)
    tf.summary.image("images/batch", batch, step=step, max_outputs=9)
    for channels in (1, 2, 3, 4):
        tf.summary.image(f"images/{channels}", random.random((1, 5, 4, channels)), step=step)
    for name, dtype in (("uint8", np.uint8), ("uint16", np.uint16)):
        tf.summary.image(f"images/{name}", random.integers(0, 255, (1, 4, 4, 3)).astype(dtype), step=step)
    for shape in ((1, 400, 1), (2, 400, 2), (1, 0, 1), (0, 9, 1)):
        tf.summary.audio(f"sounds/{shape}", random.uniform(-1, 1, shape).astype(np.float32), 8000, step=step)
    for shape in ((), (2,), (3, 2), (2, 2, 2), (0,), (2, 0), (0, 2, 2)):
        tf.summary.text(f"texts/{shape}", tf.fill(shape, f"step *{step}* \0 日本"), step=step)
    tf.summary.text("texts/no text", tf.constant(b"\xff\xfe"), step=step)


def tensors(step: int) -> None:
    """With metadata of one's own."""
    plugin = tf1.SummaryMetadata.PluginData(plugin_name="mine", content=b"\x00\xff")
    metadata = tf1.SummaryMetadata(plugin_data=plugin, display_name="Mine", summary_description="*my* own")
    for dtype in (*NUMBERS, *MORE):
        grid = tf.cast(tf.constant([[0, 1], [2, step]]), dtype)
        tf.summary.write(f"tensors/{dtype.name}", grid, step=step, metadata=metadata)
        tf.summary.write(f"zeros/{dtype.name}", tf.zeros([100], dtype), step=step, metadata=metadata)
    tf.summary.write("tensors/string", tf.constant([["a", "b\0"]]), step=step, metadata=metadata)


def plugins(step: int) -> None:
    """What TensorBoard's own plugins write."""
    labels, guesses = random.random(50) > 0.5, random.random(50).astype(np.float32)
    curve = pr_curve.pb("curves/pr", labels, guesses, num_thresholds=21, description="a *curve*")
    tf.summary.experimental.write_raw_pb(curve.SerializeToString(), step=step)
    points = random.normal(size=(2, 9, 3)).astype(np.float32)
    mesh.mesh("meshes/points", points, step=step, config_dict={"camera": {}})


def written(logdir: Path) -> None:
    """TensorFlow 2: one run a kind, and two writers into one run at once."""
    for write in (scalars, histograms, samples, tensors, plugins):
        with tf.summary.create_file_writer(str(logdir / write.__name__)).as_default():
            for step in range(STEPS):
                write(step)
    pair = [tf.summary.create_file_writer(str(logdir / "two"), filename_suffix=end) for end in (".a", ".b")]
    for step in range(STEPS):
        for number, writer in enumerate(pair):
            with writer.as_default():
                tf.summary.scalar(f"writer/{number}", step * number, step=step)
    with tf.summary.create_file_writer(str(logdir / "hparams")).as_default():
        hp.hparams({"rate": 0.1, "layers": 3, "name": "x", "on": True}, trial_id="first")


def traced(logdir: Path) -> None:
    """Graphs."""
    product = tf.function(lambda a, b: tf.nn.relu(a @ b))
    with tf.summary.create_file_writer(str(logdir / "traced")).as_default():
        tf.summary.trace_on(graph=True)
        product(tf.ones((3, 3)), tf.ones((3, 3)))
        tf.summary.trace_export("product", step=0)
        tf.summary.graph(product.get_concrete_function(tf.ones((2, 2)), tf.ones((2, 2))).graph)


def old(logdir: Path) -> None:
    """TensorFlow 1: operations, values by hand, a writer that is closed and opened again."""
    with tf.Graph().as_default() as graph, tf1.Session() as session:
        values = tf1.random.normal([100])
        tf1.summary.scalar("scalar", values[0])
        tf1.summary.histogram("histogram", values)
        tf1.summary.histogram("nothing", tf1.zeros([0]))
        tf1.summary.image("image", tf1.random.uniform([2, 5, 4, 3]))
        tf1.summary.audio("sound", tf1.random.uniform([2, 400, 1], -1, 1), 8000.0)
        tf1.summary.text("text", tf1.as_string(values[:2]))
        merged, writer = tf1.summary.merge_all(), tf1.summary.FileWriter(str(logdir / "old"), graph)
        writer.add_session_log(tf1.SessionLog(status=tf1.SessionLog.START), global_step=1)
        for step in range(STEPS):
            metadata = tf1.RunMetadata()
            options = tf1.RunOptions(trace_level=tf1.RunOptions.FULL_TRACE)
            writer.add_summary(session.run(merged, options=options, run_metadata=metadata), step)
            writer.add_run_metadata(metadata, f"step{step}", step)
            by_hand = [tf1.Summary.Value(tag=f"by hand/{n}", simple_value=step * n / 7) for n in range(3)]
            writer.add_summary(tf1.Summary(value=by_hand), step)
            if step == STEPS // 2:
                writer.close()
                time.sleep(1.1)  # a file is called after the second in which it is opened
                writer.reopen()
        writer.close()


def trained(logdir: Path) -> None:
    """Keras, with all that its callback writes."""
    inputs, labels = random.normal(size=(64, 6, 6, 1)), random.integers(0, 3, 64)
    layers = [keras.layers.Conv2D(2, 3), keras.layers.Flatten(), keras.layers.Dense(3, activation="softmax")]
    model = keras.Sequential([keras.layers.Input((6, 6, 1)), *layers])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    told = {"histogram_freq": 1, "write_images": True, "write_steps_per_second": True, "update_freq": 1}
    callbacks = [keras.callbacks.TensorBoard(str(logdir / "keras"), **told)]
    for first, last in ((0, 3), (3, 6)):
        model.fit(
            inputs,
            labels,
            validation_split=0.25,
            batch_size=8,
            epochs=last,
            initial_epoch=first,
            callbacks=callbacks,
            verbose=0,
        )


if __name__ == "__main__":
    for make in (written, traced, old, trained):
        make(Path(sys.argv[1]))
    print(f"TensorFlow {tf.__version__}, Keras {keras.__version__}")

"""Dashboards set up from a training script: the README's examples, and what any script may rely on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tensorbored.plugins.core import profile_writer as pw
from tests.helpers.readme import EXAMPLES, code_blocks, example, run_block

FILE = Path(".tensorboard") / "default_profile.json"


def written(logdir: Path) -> dict[str, Any]:
    """What lies in the logdir, checked to be wrapped."""
    document = json.loads((logdir / FILE).read_text())
    assert document["version"] == 1
    data: dict[str, Any] = document["data"]
    return data


# --- the README's examples ------------------------------------------------------------------------


def test_example_1_sets_up_the_dashboard_of_an_experiment(tmp_path: Path) -> None:
    run_block(code_blocks(example(1))[0], tmp_path)
    data = written(tmp_path)
    assert data["name"] == "ResNet-50 Training"
    assert [card["tag"] for card in data["pinnedCards"]] == [
        "loss/total", "loss/classification", "loss/regularization",
        "metrics/accuracy", "metrics/top5_accuracy", "learning_rate",
    ]  # fmt: skip
    (card,) = data["superimposedCards"]
    assert (card["title"], card["tags"]) == ("Train vs Eval Loss", ["train/loss", "eval/loss"])
    assert {"runId": "experiment_v1", "color": "#2196F3"} in data["runColors"]
    assert (data["smoothing"], data["tagFilter"]) == (0.9, "loss|accuracy|learning_rate")


def test_example_2_makes_a_file_to_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run_block(code_blocks(example(2))[0], tmp_path)
    data = json.loads(Path("team_profile.json").read_text())["data"]
    assert data["name"] == "Team Standard View"
    assert data["pinnedCards"][0] == {"plugin": "scalars", "tag": "train/loss"}


def test_example_3_names_the_profile_after_the_experiment(tmp_path: Path) -> None:
    run_block(code_blocks(example(3))[0], tmp_path)["configure_ci_tensorboard"](str(tmp_path), "nightly")
    assert (written(tmp_path)["name"], written(tmp_path)["smoothing"]) == ("CI: nightly", 0.0)


def test_every_promised_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = code_blocks(EXAMPLES)
    assert len(blocks) >= 8
    for block in blocks:
        run_block(block, tmp_path)


# --- the document -----------------------------------------------------------------------------------


def test_a_plain_profile_holds_what_every_reader_asks_for() -> None:
    document = pw.create_profile().serialize()
    assert document["version"] == document["data"]["version"] == pw.PROFILE_VERSION
    assert document["data"].keys() == {
        "version", "name", "lastModifiedTimestamp", "pinnedCards", "runColors", "groupColors",
        "superimposedCards", "tagFilter", "runFilter", "smoothing", "groupBy",
    }  # fmt: skip
    assert (document["data"]["name"], document["data"]["smoothing"]) == ("Default Profile", 0.6)


def test_every_keyword_reaches_the_file(tmp_path: Path) -> None:
    path = pw.set_default_profile(
        tmp_path,
        "All",
        group_colors={"experiment:exp1": 2},
        run_selection={"a": True, "b": False},
        metric_descriptions={"loss": "*Lower* is better."},
        run_filter="exp",
        symlog_linear_threshold=2,
        group_by={"key": "regex", "regex_string": "(train|eval)_.*"},
        y_axis_scale="log10",
        x_axis_scale="symlog10",
        tag_axis_scales={"loss": {"y": "linear"}},
        tag_symlog_linear_thresholds={"loss": 3.0},
        expanded_tag_groups={"train": True},
    )
    assert path == str(tmp_path / FILE)
    data = written(tmp_path)
    assert data["groupColors"] == [{"groupKey": "experiment:exp1", "colorId": 2}]
    assert data["runSelection"] == [
        {"type": "RUN_NAME", "value": "a", "selected": True},
        {"type": "RUN_NAME", "value": "b", "selected": False},
    ]
    assert data["groupBy"] == {"key": "regex", "regex_string": "(train|eval)_.*"}
    assert data["tagAxisScales"] == {"loss": {"y": "linear"}}
    assert (data["symlogLinearThreshold"], data["tagSymlogLinearThresholds"]) == (2, {"loss": 3.0})
    assert (data["yAxisScale"], data["xAxisScale"], data["runFilter"]) == ("log10", "symlog10", "exp")
    assert data["metricDescriptions"] == {"loss": "*Lower* is better."}
    assert data["expandedTagGroups"] == {"train": True}


def test_group_colors_may_be_a_list_as_the_file_has_them() -> None:
    entries = [{"groupKey": "a", "colorId": 3, "note": "kept"}]
    assert pw.create_profile(group_colors=entries)["data"]["groupColors"] == entries


def test_selected_runs_are_these_and_no_others() -> None:
    data = pw.create_profile(selected_runs=["a"]).serialize()["data"]
    assert data["runSelection"] == [{"type": "RUN_NAME", "value": "a", "selected": True}]
    assert data["runSelectionDefault"] is False
    assert "runSelectionDefault" not in pw.create_profile(selected_runs=[]).serialize()["data"]
    profile = pw.create_profile(selected_runs=["a"])
    profile.run_selection = []
    assert "runSelectionDefault" not in profile.serialize()["data"]


def test_numbers_of_numpy_are_numbers(tmp_path: Path) -> None:
    card = pw.pin_image("x", "run", sample=np.int64(2))  # type: ignore[arg-type]
    pw.set_default_profile(tmp_path, pinned_cards=[card], smoothing=np.float32(0.5))  # type: ignore[arg-type]
    assert (written(tmp_path)["smoothing"], written(tmp_path)["pinnedCards"][0]["sample"]) == (0.5, 2)


def test_cards_of_several_tags_have_names_of_their_own() -> None:
    one, other = (pw.create_superimposed_card("Loss", ["a", "b"], run_id="best") for _ in "12")
    assert one["id"] != other["id"]
    assert (one["title"], one["tags"], one["runId"]) == ("Loss", ["a", "b"], "best")


BAD = [
    ({"name": 5}, "name: text is expected, not a number."),
    ({"smoothing": 1.5}, "smoothing: a number from 0 to 0.999 is expected, not 1.5."),
    ({"smoothing": "0.5"}, "smoothing: a number is expected, not text."),
    ({"pinned_cards": ["loss"]}, "pinned_cards[0]: an object is expected, not text."),
    ({"pinned_cards": [{"plugin": "scalars"}]}, "pinned_cards[0].tag: text is expected, not null."),
    ({"pinned_cards": [pw.pin_scalar("a")] * 1001}, "pinned_cards: at most 1,000 entries are allowed"),
    ({"run_colors": {"a": "red"}}, 'run_colors.a: a colour such as "#2196F3" is expected, not "red".'),
    ({"run_colors": {"a": "#12345\n"}}, "run_colors.a: a colour"),
    ({"group_colors": {"a": "red"}}, "group_colors.a: a whole number"),
    ({"selected_runs": "abc"}, "selected_runs: a list is expected, not text."),
    ({"run_selection": [{"type": "NAME"}]}, "run_selection[0].type: RUN_NAME or RUN_ID is expected"),
    ({"metric_descriptions": {"a/b": 1}}, 'metric_descriptions["a/b"]: text is expected, not a number.'),
    ({"tag_filter": None, "run_filter": 1}, "run_filter: text is expected"),
    ({"symlog_linear_threshold": 0}, "symlog_linear_threshold: a number greater than 0 is expected"),
    ({"group_by": {"key": "tag"}}, "group_by.key: run, experiment, regex, regex_by_exp, folder or hparam is"),
    ({"group_by": "experiment"}, "group_by: an object is expected, not text."),
    ({"y_axis_scale": "log3"}, "y_axis_scale: linear, log10 or symlog10 is expected, not \"log3\"."),
    ({"x_axis_scale": 1}, "x_axis_scale: linear, log10 or symlog10 is expected, not a number."),
    ({"tag_axis_scales": {"loss": {"z": "log10"}}}, "tag_axis_scales.loss: an axis: y or x is expected"),
    ({"tag_axis_scales": {"loss": {"y": "cubic"}}}, "tag_axis_scales.loss.y: linear, log10 or symlog10"),
    ({"expanded_tag_groups": {"a": 1}}, "expanded_tag_groups.a: true or false is expected, not a number."),
    ({"superimposed_cards": [{"id": "x", "title": "y", "tags": "z"}]}, "superimposed_cards[0].tags: a list"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "sentence"), BAD, ids=lambda value: str(value)[:40])
def test_an_argument_that_makes_no_sense_is_named(
    arguments: dict[str, Any], sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="Invalid ") as refusal:
        pw.set_default_profile(tmp_path, **arguments)
    assert str(refusal.value).startswith(f"Invalid {sentence}")
    assert not list(tmp_path.iterdir())


# --- step by step -----------------------------------------------------------------------------------


def test_a_profile_is_built_step_by_step(tmp_path: Path) -> None:
    profile = pw.Profile("Steps")
    profile.pin_scalar("loss")
    profile.pin_histogram("weights", "run1")
    profile.pin_image("samples", "run1", sample=2)
    profile.add_superimposed_card("Both", ["a", "b"])
    profile.run_colors["train"] = "#abc"
    profile.group_colors["g"] = 3
    profile.metric_descriptions["loss"] = "d"
    profile.expanded_tag_groups["train"] = True
    profile.select_runs(["train"])
    profile.smoothing = 0.9
    profile.y_axis_scale = "log10"
    assert profile.write(tmp_path) == str(tmp_path / FILE)
    loaded = pw.Profile.load(tmp_path)
    assert loaded is not None
    assert repr(loaded) == "Profile('Steps')"
    assert loaded.pinned_cards == [
        pw.pin_scalar("loss"), pw.pin_histogram("weights", "run1"), pw.pin_image("samples", "run1", 2),
    ]  # fmt: skip
    assert (loaded.run_colors, loaded.group_colors) == ({"train": "#abc"}, {"g": 3})
    assert (loaded.metric_descriptions, loaded.expanded_tag_groups) == ({"loss": "d"}, {"train": True})
    assert (loaded.smoothing, loaded.y_axis_scale, loaded.x_axis_scale) == (0.9, "log10", None)
    assert len(loaded.superimposed_cards) == len(loaded.run_selection) == 1


def test_what_was_changed_in_place_is_checked_when_it_is_written(tmp_path: Path) -> None:
    profile = pw.Profile()
    profile.run_colors["train"] = "red"
    with pytest.raises(ValueError, match=r"^Invalid run_colors\[0\].color: a colour"):
        profile.write(tmp_path)


def test_colours_are_a_mapping_and_the_list_in_the_file_at_once() -> None:
    profile = pw.Profile(run_colors={f"run{i}": "#123456" for i in range(10_000)})
    colors, again = profile.run_colors, profile.run_colors
    assert len(dict(colors)) == len(colors) == 10_000
    colors["new"] = "#abc"
    colors["run1"] = "#fff"
    del colors["run0"], colors["run2"]
    assert ("new" in again, "run0" in again, again["run1"]) == (True, False, "#fff")
    assert profile["data"]["runColors"][0] == {"runId": "run1", "color": "#fff"}
    assert profile["data"]["runColors"][-1] == {"runId": "new", "color": "#abc"}
    with pytest.raises(KeyError):
        del colors["run0"]


def test_two_profiles_are_put_together() -> None:
    ours = pw.Profile(
        "A", pinned_cards=[pw.pin_scalar("a")], run_colors={"r": "#aaa", "s": "#111"}, tag_filter="loss",
        y_axis_scale="log10", tag_axis_scales={"a": {"y": "log10"}}, run_filter="x",
    )  # fmt: skip
    theirs = pw.Profile(
        "B", pinned_cards=[pw.pin_scalar("b")], run_colors={"r": "#bbb"}, tag_filter="acc", smoothing=0.1,
        x_axis_scale="linear", tag_axis_scales={"b": {"x": "linear"}},
    )  # fmt: skip
    both = ours | theirs
    assert (both.name, both.smoothing, both.tag_filter, both.run_filter) == ("B", 0.1, "(loss)|(acc)", "x")
    assert [card["tag"] for card in both.pinned_cards] == ["a", "b"]
    assert both.run_colors == {"r": "#bbb", "s": "#111"}
    assert (both.y_axis_scale, both.x_axis_scale) == ("log10", "linear")
    assert both.tag_axis_scales == {"a": {"y": "log10"}, "b": {"x": "linear"}}
    assert (ours.name, len(ours.pinned_cards), len(theirs.pinned_cards)) == ("A", 1, 1)
    ours |= theirs
    assert ours.serialize() == both.serialize()
    with pytest.raises(TypeError):
        _ = ours | "a text"


# --- the file ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rubbish", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000], ids=lambda text: repr(text)[:9]
)
def test_what_is_no_profile_is_none_and_stays(rubbish: bytes, tmp_path: Path) -> None:
    assert pw.read_profile(tmp_path) is None
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_bytes(rubbish)
    assert pw.read_profile(tmp_path) is None
    assert (tmp_path / FILE).read_bytes() == rubbish


def test_wrapped_and_flat_files_are_read_and_keep_what_we_do_not_know(tmp_path: Path) -> None:
    flat = {
        "version": 1,
        "name": "mine",
        "pinnedCards": [{"plugin": "x", "tag": "y", "new": 1}],
        "later": {"a": 1},
    }
    for document in (flat, {"version": 1, "data": flat}):
        pw.write_profile(tmp_path, document)
        profile = pw.read_profile(tmp_path)
        assert profile is not None
        assert (profile.name, profile["data"]["later"]) == ("mine", {"a": 1})
        assert profile.pinned_cards[0]["new"] == 1


def test_another_version_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"^Invalid version: 1 is expected, not 2"):
        pw.write_profile(tmp_path, {"version": 2, "data": {}})


def test_others_may_read_the_file_as_far_as_the_umask_lets_them(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        path = Path(pw.set_default_profile(tmp_path))
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o644
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_failed_write_leaves_what_was_there(tmp_path: Path) -> None:
    path = Path(pw.set_default_profile(tmp_path, name="first"))
    with pytest.raises(ValueError, match=r"Invalid profile\.later: JSON"):
        pw.write_profile(tmp_path, {"version": 1, "data": {"later": object()}})
    with pytest.raises(OSError, match="director"):
        pw.set_default_profile(path)  # a file is no directory
    assert written(tmp_path)["name"] == "first"


WRITE_FOR_EVER = """
import sys
from tensorbored.plugins.core import profile_writer as pw
from tests.helpers.readme import EXAMPLES, code_blocks, example, run_block
pins = [pw.pin_scalar("tag/" + "x" * 1000 + str(i)) for i in range(300)]
print("ready", flush=True)
while True:
    pw.set_default_profile(sys.argv[1], pinned_cards=pins)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_a_script_killed_while_it_writes_leaves_a_whole_file(tmp_path: Path) -> None:
    pw.set_default_profile(tmp_path)
    for wait in (0.0, 0.003, 0.007, 0.02, 0.05):
        command = [sys.executable, "-c", WRITE_FOR_EVER, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as script:
            assert script.stdout is not None
            script.stdout.readline()
            time.sleep(wait)
            script.send_signal(signal.SIGKILL)
        assert len(written(tmp_path)["pinnedCards"]) in {0, 300}


def test_what_a_killed_script_left_behind_is_cleared_away_by_a_later_one(tmp_path: Path) -> None:
    path = Path(pw.set_default_profile(tmp_path))
    left, busy, others = (
        path.with_name(name) for name in (f".{path.name}.1.abc.tmp", f".{path.name}.2.def.tmp", ".notes.tmp")
    )
    for beside in (left, busy, others):
        beside.write_text("{")
    for old in (left, others, path):
        os.utime(old, (1e9, 1e9))
    pw.set_default_profile(tmp_path, name="later")
    assert sorted(path.parent.iterdir()) == sorted([path, busy, others])
    assert written(tmp_path)["name"] == "later"


LIGHT = """
import sys
sys.path.insert(0, sys.argv[1])
from tensorbored.plugins.core import profile_writer, color_sampler
profile_writer.set_default_profile(sys.argv[2], run_colors=color_sampler.colors_for_runs(["a"]))
known = set(sys.stdlib_module_names) | {"tensorbored", "__main__"}
print(sorted({name.partition(".")[0] for name in sys.modules} - known))
"""


def test_scripts_load_the_standard_library_and_nothing_else(tmp_path: Path) -> None:
    root = str(Path(pw.__file__).parents[3])
    command = [sys.executable, "-I", "-S", "-c", LIGHT, root, str(tmp_path)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"

"""The colours that scripts already rely on, and what the colour arithmetic promises."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tensorbored.plugins.core import color_sampler as cs

KNOWN = [
    (cs.sample_colors(5), "#e7729b #d78c00 #5db65f #00b4d9 #9b8df5"),
    (cs.sample_colors(3), "#e7729b #93ab2c #26a9f1"),
    (cs.sample_colors(5, lightness=0.6, chroma=0.2), "#d7397b #c66300 #009c18 #0098cb #7f63ee"),
    (cs.palette_categorical(8), "#e2568b #e46212 #ba8600 #5aa61b #00b093 #00a2e0 #6684fb #b767d9"),
    (
        cs.sample_colors_varied(10),
        "#fd9cba #f46b46 #e9a649 #afaa00 #6ec46e #00ccb0 #00bae3 #63b9ff #9885ff #ed9bf4",
    ),
    (cs.palette_sequential(5, hue=250), "#b6e3ff #7ab7f5 #3a8cd8 #0060ba #00309c"),
    (cs.palette_sequential(1), "#b6e3ff"),
    (cs.palette_diverging(5), "#0053b3 #6b9bcc #dedede #c88276 #a20a01"),
    (cs.palette_diverging(7), "#0053b3 #4284c5 #92b1d3 #dedede #d1a098 #bd6254 #a20a01"),
    (cs.palette_diverging(1), "#dedede"),
    (cs.palette_diverging(2), "#0053b3 #a20a01"),
    ([cs.lighten("#2196F3", 0.1), cs.darken("#2196F3", 0.1)], "#4ab6ff #0076d1"),
]


@pytest.mark.parametrize(("colors", "expected"), KNOWN, ids=lambda value: str(value)[:30])
def test_colors_are_the_known_ones(colors: list[str], expected: str) -> None:
    assert colors == expected.split()


@pytest.mark.parametrize("n", [0, -1])
def test_no_colors_asked_gives_none(n: int) -> None:
    assert cs.sample_colors(n) == cs.sample_colors_varied(n) == cs.palette_sequential(n) == []
    assert cs.ColorMap(n)(3) == "#808080"


def test_a_color_map_begins_again_after_the_last() -> None:
    colors = cs.ColorMap(3)
    assert colors(4) == colors[1] == list(colors)[1]
    assert len(colors) == 3


def test_many_runs_vary_in_lightness_as_well() -> None:
    few, many = [str(i) for i in range(8)], [str(i) for i in range(9)]
    assert list(cs.colors_for_runs(few).values()) == cs.sample_colors(8)
    assert list(cs.colors_for_runs(many).values()) == cs.sample_colors_varied(9)


@pytest.mark.parametrize("color", ["#000000", "#ffffff", "#2196f3", "#e7729b", "#808080"])
def test_a_color_survives_the_way_there_and_back(color: str) -> None:
    assert cs.oklch_to_hex(*cs.hex_to_oklch(color)) == color


def test_short_colors_are_read_and_others_refused() -> None:
    assert cs.lighten("#abc", 0) == "#aabbcc"
    with pytest.raises(ValueError, match="#rrggbb"):
        cs.darken("red;background:url(//x)")


def test_a_training_script_pays_for_no_framework() -> None:
    module = "tensorbored.plugins.core.color_sampler"
    loads = f"import sys, {module}; print({{'numpy', 'django'}} & set(sys.modules))"
    out = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()"

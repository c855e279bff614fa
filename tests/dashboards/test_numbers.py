"""Numbers in tables that the server makes read as those that the browser writes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboards.numbers import duration_text, percent_text, step_text, value_text
from tests.test_javascript import node

FORMAT = Path(__file__).parents[2] / "static" / "lib" / "format.js"
SCRIPT = """import { formatDuration, formatStep, formatValue } from %s;
const numbers = JSON.parse(process.argv[1]).map(Number);
const of = { value: formatValue, step: formatStep, duration: (seconds) => formatDuration(seconds) };
const texts = Object.entries(of).map(([name, format]) => [name, numbers.map(format)]);
console.log(JSON.stringify(Object.fromEntries(texts)));"""


def in_the_browser(numbers: list[float]) -> dict[str, list[str]]:
    """The texts that static/lib/format.js makes."""
    script = SCRIPT % json.dumps(FORMAT.as_uri())
    command = [node(), "--input-type=module", "-e", script, json.dumps([repr(n) for n in numbers])]
    found: dict[str, list[str]] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return found


def held(numbers: list[float]) -> None:
    expected = in_the_browser(numbers)
    assert [value_text(number) for number in numbers] == expected["value"]
    assert [step_text(number) for number in numbers] == expected["step"]
    assert [duration_text(number) for number in numbers] == expected["duration"]


def test_numbers_of_every_size_read_alike() -> None:
    leads = (1.0, 1.5, 9.99996, 1.23456789, 3.0)
    held([sign * lead * 10.0**power for power in range(-7, 9) for lead in leads for sign in (1, -1)])
    held([0.0, 59.94, 59.96, 60, 3599.6, 86_399, 90_000, 31_536_000, 1e9, 0.5, 0.001234])


@settings(max_examples=5)
@given(st.lists(st.floats(-1e12, 1e12).map(lambda n: round(n, 3)), min_size=1, max_size=100))
def test_any_numbers_read_alike(numbers: list[float]) -> None:
    assert [value_text(number) for number in numbers] == in_the_browser(numbers)["value"]


@pytest.mark.parametrize("text", [value_text, step_text, duration_text, percent_text])
def test_what_is_no_number_has_a_name(text: object) -> None:
    assert [text(float(n)) for n in ("nan", "inf", "-inf")] == ["NaN", "+∞", "-∞"]  # type: ignore[operator]


def test_parts_are_percents() -> None:
    assert [percent_text(part) for part in (0.5, -0.12345, 3)] == ["50%", "-12.345%", "300%"]

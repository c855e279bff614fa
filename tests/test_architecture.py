"""What is written about the program is true of it: flags, modules, dashboards, static files, decisions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template

from dashboards.dashboard import dashboards
from tensorbored.flags import make_parser

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PROMISES = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
MODULES = sorted(
    path.relative_to(ROOT)
    for path in (ROOT / "ingest").rglob("*.py")
    if path.name != "__init__.py" and not {"proto", "management"} & set(path.parts)
)


def test_the_table_of_flags_names_each_flag_and_no_other() -> None:
    options = {name for action in make_parser()._actions for name in action.option_strings}
    flags = {name for name in options if name.startswith("--")} - {"--help"}
    table = re.findall(r"^\| `(--\w+)", README, re.MULTILINE)
    assert len(table) == len(set(table))
    assert flags - set(table) == set(), "flags without a line in README's table"
    assert set(table) - flags == set(), "lines in README's table without a flag"


def test_every_module_of_ingest_has_its_place_in_the_code_map() -> None:
    missing = [str(path) for path in MODULES if f"`{path.name}`" not in ARCHITECTURE]
    assert missing == [], "name them in docs/architecture.md"


@pytest.mark.parametrize("dashboard", dashboards(), ids=lambda dashboard: dashboard.label)
def test_a_dashboard_has_a_template_and_a_test_of_its_name(dashboard: object) -> None:
    label = dashboard.label  # type: ignore[attr-defined]
    assert get_template(f"{label}/dashboard.html")
    assert (ROOT / "dashboards" / label / "apps.py").exists()
    assert list((ROOT / "tests" / "dashboards").rglob(f"test_{label}*.py"))


def test_every_static_file_that_templates_name_is_there() -> None:
    named = {
        name
        for path in (ROOT / "templates").rglob("*.html")
        for name in re.findall(
            r"""{% (?:static|style) ['"]([^'"]+)['"] %}""", path.read_text(encoding="utf-8")
        )
    }
    assert len(named) > 10
    assert {name for name in named if finders.find(name) is None} == set()


@pytest.mark.parametrize(
    "document", ["README.md", "docs/architecture.md", "docs/promises.md", "bench/README.md"]
)
def test_files_that_documents_name_are_there(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:\w[\w.-]*/)+[\w.-]+\.\w+)`", text))
    named |= set(re.findall(r"\]\((?!http|#)([^)#]+)\)", text))
    places = ROOT, (ROOT / document).parent
    assert {name for name in named if not any((place / name).exists() for place in places)} == set()


def test_decisions_are_numbered_and_say_what_would_change_our_mind() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(path.name[:4])}. "), path.name
        for part in ("Context", "Decision", "Consequences", "What would change our mind"):
            assert f"**{part}.**" in text, f"{path.name}: {part}"


def test_every_promise_and_every_bad_input_has_a_test_that_is_there() -> None:
    rows = re.findall(r"^\| ([RS]?\d[^|]*) \|.*\| (.+) \|$", PROMISES, re.MULTILINE)
    numbers = {number for written, _ in rows for number in _numbers(written)}
    wanted = (
        [f"R{i}" for i in range(1, 17)] + [f"S{i}" for i in range(1, 21)] + [str(i) for i in range(1, 105)]
    )
    assert numbers == set(wanted)
    tests = {named for _, held in rows for named in re.findall(r"`([\w/.]+)::(\w+)`", held)}
    assert {
        test for test in tests if f"\ndef {test[1]}(" not in (ROOT / test[0]).read_text(encoding="utf-8")
    } == set()


def _numbers(written: str) -> list[str]:
    """`R1`, or `2-6, 8`."""
    spans = [part.partition("-") for part in written.split(", ")]
    return [
        name
        for first, _, last in spans
        for name in ([first] if not last else [str(i) for i in range(int(first), int(last) + 1)])
    ]


RUNS = re.compile(
    r"\b(?:eval|exec)\(|\b(?:import|from) (?:pickle|marshal|shelve|yaml)\b|allow_pickle|shell=True|np\.load\("
)


def test_s20_nothing_that_files_hold_is_run() -> None:
    rooms = ("ingest", "dashboards", "profiles", "tensorbored", "tensorbored_site")
    found = [
        f"{path.name}: {line.strip()}"
        for room in rooms
        for path in (ROOT / room).rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if RUNS.search(line)
    ]
    assert found == []

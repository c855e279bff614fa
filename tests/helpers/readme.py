"""The examples of the README's chapter on profiles, run as they stand, but in directories of ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tensorbored.plugins.core import profile_writer

EXAMPLES = (Path(__file__).parents[1] / "tensorbored" / "readme_examples.txt").read_text(encoding="utf-8")
LOGDIRS = ("/path/to/logs", "/experiments/resnet50/logs")


def code_blocks(document: str) -> list[str]:
    """The Python of a Markdown document that uses the profile writer."""
    blocks = [part.partition("```")[0] for part in document.split("```python\n")[1:]]
    return [block for block in blocks if "profile_writer" in block and ">>>" not in block]


def run_block(block: str, logdir: Path) -> dict[str, Any]:
    """Run an example; what it defined."""
    for there in LOGDIRS:
        block = block.replace(there, str(logdir))
    names: dict[str, Any] = {"profile_writer": profile_writer}
    exec(compile(block, "README.md", "exec"), names)
    return names


def example(number: int) -> str:
    """The text of an example."""
    return EXAMPLES.split(f"### Example {number}:")[1].split("### Example")[0]

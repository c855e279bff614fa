"""Which Chromium to drive, and how: headless, quiet, the same on every machine."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@cache
def executable() -> str | None:
    """The machine's own Chromium; None where there is none, so that Playwright uses the one it fetched."""
    return next((path for name in NAMES if (path := shutil.which(name)) and _works(path)), None)


def _works(path: str) -> bool:
    """Some systems have a stub of this name that only says how to install it."""
    return subprocess.run([path, "--version"], capture_output=True).returncode == 0


def launch(playwright: Playwright) -> Browser:
    """A browser; the caller closes it."""
    return playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)

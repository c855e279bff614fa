"""Find the Django project and make it importable.

In a wheel it lies in `tensorbored/_server`, in a checkout or editable install beside this package. Never
called in somebody's notebook or training script: the project's package names are general ones.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def server_root() -> Path:
    """The folder that holds `tensorbored_site`, `templates` and the rest of the project."""
    bundled = HERE / "_server"
    return bundled if (bundled / "tensorbored_site").is_dir() else HERE.parent


def bootstrap() -> Path:
    """Put the project first on the import path, so that no package of the same name hides it."""
    root = str(server_root())
    sys.path[:] = [root, *(entry for entry in sys.path if entry != root)]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tensorbored_site.settings")
    return Path(root)

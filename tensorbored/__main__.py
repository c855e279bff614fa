"""`python -m tensorbored` is the `tensorbored` command."""

from __future__ import annotations

from tensorbored.cli import main

if __name__ == "__main__":
    raise SystemExit(main())

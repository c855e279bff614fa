#!/usr/bin/env python
"""Django's commands in a checkout; `tensorbored manage` is the same once installed."""

from __future__ import annotations

import sys

from tensorbored.cli import manage

if __name__ == "__main__":
    raise SystemExit(manage(sys.argv[1:], program="manage.py"))

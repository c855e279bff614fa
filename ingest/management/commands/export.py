"""`manage.py export`, for the list of commands: `tensorbored.cli` runs it, without Django."""

from __future__ import annotations

from ingest.management.commands.ingest import Command as _Command


class Command(_Command):
    help = "Write all scalars below a directory to one CSV, JSON lines or Parquet file."

"""`manage.py ingest`, for the list of commands: `tensorbored.cli` runs it, without Django."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from tensorbored import cli, flags


class Command(BaseCommand):
    help = "Read the event files below a directory, once or for good, and say what there is."

    def create_parser(self, prog_name: str, subcommand: str, **_: Any) -> Any:
        return flags.make_parser()

    def run_from_argv(self, argv: list[str]) -> None:
        sys.exit(cli.main(argv[1:]))

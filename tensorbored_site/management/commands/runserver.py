"""`manage.py runserver` is the program itself and not Django's development server."""

from __future__ import annotations

from ingest.management.commands.ingest import Command as _Command


class Command(_Command):
    help = "Show the runs below a directory in the browser."

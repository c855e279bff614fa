"""The `tensorbored` command: flags, then the program they ask for. Loads nothing that is not needed."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Sequence

from tensorbored import __version__, flags
from tensorbored._bootstrap import bootstrap


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] and arguments[0] in flags.PEOPLE:
        return _people(arguments)
    if arguments[:1] == ["manage"]:
        return manage(arguments[1:], program="tensorbored manage")
    options = flags.parse(arguments)
    if options.version_tb:
        print(__version__)
        return 0
    try:
        flags.check(options)
    except flags.FlagsError as error:
        sys.stderr.write(f"Error: {error}\n")
        return 1
    return _start(options)


def _start(options: flags.Options) -> int:
    os.environ.update(flags.environment(options))
    bootstrap()
    if options.inspect or options.command == "export":
        return _print(options)
    if options.command == "ingest":
        from ingest import command
        from ingest.plan import Plan

        return command.run(Plan.of(os.environ), once=options.once, as_json=options.json)
    from tensorbored_site import server

    return server.run(options)


def _print(options: flags.Options) -> int:
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):  # Windows has one of them
            signal.signal(getattr(signal, name), _leave)
    try:
        code = _inspect(options) if options.inspect else _export(options)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads what we print has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return code


def _leave(number: int, _frame: object) -> None:
    """End by an exception, so that what is half written is cleared away."""
    sys.exit(128 + number)


def _inspect(options: flags.Options) -> int:
    from ingest import inspect
    from ingest.logdir import located

    return inspect.run(located(options.logdir), located(options.event_file), options.tag)


def _export(options: flags.Options) -> int:
    from ingest import export
    from ingest.plan import Plan

    selection = export.Selection(
        re.compile(options.runs, re.IGNORECASE).search,
        re.compile(options.tags, re.IGNORECASE).search,
        options.steps,
        options.raw,
        options.purge_orphaned_data,
    )
    return export.run(Plan.of(os.environ).sources, options.out, options.format, selection)


def _people(arguments: list[str]) -> int:
    """Commands about accounts and profiles: Django's, with a database that is up to date."""
    rest, database = flags.split_db(arguments)
    if database:
        os.environ["TENSORBORED_DB"] = database
    bootstrap()
    if not {"-h", "--help"} & set(rest):
        import django

        django.setup()
        from tensorbored_site import database as tables

        tables.prepare()
    return manage(rest, program="tensorbored")


def manage(argv: Sequence[str], *, program: str) -> int:
    """Django's commands; those that are ours start before Django reads its settings."""
    bootstrap()
    if argv[:1] and argv[0] in flags.COMMANDS:
        return main(argv)
    from django.core.management import execute_from_command_line

    execute_from_command_line([program, *argv])
    return 0

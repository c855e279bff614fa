"""The flags of the command line: names, defaults and complaints, all in one place.

They are TensorBoard's where it has them. Knows only argparse; what the flags do is the server's business,
which reads them as TENSORBORED_* variables (`environment`), as any other WSGI server can set them.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from tensorbored import data_flags, flag_values

COMMANDS = ("runserver", "serve", "ingest", "export")
PEOPLE = ("createsuperuser", "changepassword", "profiles")
AUTH = ("none", "token", "login")
FORMATS = ("csv", "jsonl", "parquet")
RARE = {"path_prefix", "logdir_spec", "window_title", "reload_interval", "db", "cache_dir", "version_tb"}
RARE |= {"allowed_hosts", "trusted_proxy", "remote_user", *data_flags.RARE}


class FlagsError(Exception):
    """Flags that are each right and do not go together."""


class Options(argparse.Namespace):
    """What was asked for."""

    command: str
    logdir: str
    logdir_spec: str
    host: str | None
    bind_all: bool
    auth: str
    allowed_hosts: str
    trusted_proxy: str
    remote_user: str
    port: int | None  # None: 6006, or the next free one
    path_prefix: str
    reload_interval: float
    max_reload_threads: int | None  # None: as many as there are processors, at most eight
    purge_orphaned_data: bool
    cache: bool | None  # None: as the command has it
    cache_dir: str
    samples_per_plugin: str
    checksum: bool
    window_title: str
    db: str
    version_tb: bool
    once: bool
    json: bool
    inspect: bool
    event_file: str
    tag: str
    out: str
    format: str
    runs: str
    tags: str
    steps: tuple[int | None, int | None]
    raw: bool


def parse(argv: Sequence[str]) -> Options:
    """The flags in any order, before or after the command; exits with 2 where they cannot be read."""
    parser = make_parser()
    options = parser.parse_intermixed_args(argv, namespace=Options())
    if options.command != "ingest" and (options.once or options.json):
        parser.error("--once and --json go with the ingest command only")
    if options.command != "export" and (options.out or options.raw):
        parser.error("--out and --raw go with the export command only")
    if options.checksum and (options.command == "export" or options.inspect):
        parser.error("--checksum goes with the server and with the ingest command only")
    if options.inspect and options.command in ("ingest", "export"):
        parser.error(f"--inspect does not go with the {options.command} command")
    return options


def make_parser(*, full: bool = True) -> argparse.ArgumentParser:
    """The parser; without `full` its help leaves the rarer flags out."""
    parser = argparse.ArgumentParser(
        prog="tensorbored",
        description="Show the runs below a directory of tfevents files in the browser, live.",
        epilog="`tensorbored profiles`, `createsuperuser` and `changepassword` are about people; "
        "`tensorbored manage COMMAND` runs a Django command. --helpfull shows all flags.",
        add_help=False,
    )
    add_flags(parser)
    if not full:
        for action in parser._actions:
            if action.dest in RARE:
                action.help = argparse.SUPPRESS
    return parser


def add_flags(parser: argparse.ArgumentParser) -> None:
    """Everything the commands take."""
    add = parser.add_argument
    add(
        "command",
        nargs="?",
        choices=COMMANDS,
        default="runserver",
        help="runserver (or serve): the web server, also when left out; ingest: only read the files; "
        "export: write all scalars to one file",
    )
    add("-h", "--help", action=_Help, full=False, help="show the flags most used and exit")
    add("--helpfull", action=_Help, full=True, help="show all flags and exit")
    data_flags.add(parser)
    _add_server_flags(parser)
    ingest = parser.add_argument_group("ingest only")
    ingest.add_argument("--once", action="store_true", help="stop when everything has been read")
    ingest.add_argument("--json", action="store_true", help="print what was read as one line of JSON")
    _add_inspect_flags(parser)
    _add_export_flags(parser)


def _add_inspect_flags(parser: argparse.ArgumentParser) -> None:
    inspect = parser.add_argument_group("inspect")
    inspect.add_argument(
        "--inspect", action="store_true", help="print what is in the event files of --logdir, and stop"
    )
    inspect.add_argument(
        "--event_file", metavar="PATH", default="", help="with --inspect: this file, in place of --logdir"
    )
    inspect.add_argument("--tag", metavar="TAG", default="", help="with --inspect: this tag only")


def _add_export_flags(parser: argparse.ArgumentParser) -> None:
    export = parser.add_argument_group("export only")
    export.add_argument(
        "--out",
        metavar="FILE",
        default="",
        help="what to write: columns run, tag, step, wall_time, value; - is stdout",
    )
    export.add_argument(
        "--format",
        choices=FORMATS,
        default="",
        help="the format (default: by the ending of FILE; csv to stdout)",
    )
    export.add_argument(
        "--runs", metavar="REGEX", type=flag_values.pattern, default="", help="runs that match only"
    )
    export.add_argument(
        "--tags", metavar="REGEX", type=flag_values.pattern, default="", help="tags that match only"
    )
    export.add_argument(
        "--steps",
        metavar="A:B",
        type=flag_values.steps,
        default=(None, None),
        help="from step A to step B, both included; either may be left out",
    )
    export.add_argument(
        "--raw",
        action="store_true",
        help="also what a restart made void: every point, in the order of the files",
    )


def _add_server_flags(parser: argparse.ArgumentParser) -> None:
    server = parser.add_argument_group("server")
    server.add_argument("--host", metavar="ADDR", help="address to listen on (default: localhost)")
    server.add_argument(
        "--bind_all", action="store_true", help="listen on all interfaces, for all of the network"
    )
    server.add_argument(
        "--port",
        metavar="PORT",
        type=flag_values.port,
        help="port to listen on; 0 takes any free one (default: 6006, or the next that is free)",
    )
    server.add_argument(
        "--auth",
        choices=AUTH,
        default="",
        help="who is let in. none: everybody; token: who has the address printed first; login: who has "
        "an account (default: none on this machine, token where others can reach it)",
    )
    server.add_argument(
        "--allowed_hosts",
        metavar="NAMES",
        default="",
        help="names under which a proxy is reached, joined by commas; others than this machine's are refused",
    )
    server.add_argument(
        "--trusted_proxy",
        metavar="ADDRS",
        type=flag_values.networks,
        default="",
        help="addresses or networks of proxies whose X-Forwarded-For and -Proto are believed, by commas",
    )
    server.add_argument(
        "--remote_user",
        metavar="HEADER",
        type=flag_values.header,
        default="",
        help="header in which a trusted proxy names who has signed in there, such as Remote-User",
    )
    server.add_argument(
        "--path_prefix", metavar="PATH", default="", help="serve below this path, such as /tensorbored"
    )
    server.add_argument("--window_title", metavar="TEXT", default="", help="title of the browser window")
    server.add_argument(
        "--version_tb", action="store_true", help="print the version and exit (--version works too)"
    )


def split_db(arguments: Sequence[str]) -> tuple[list[str], str]:
    """A command about people without its `--db`, and what that said: Django's commands do not know it."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--db", default="")
    known, rest = parser.parse_known_args(list(arguments))
    return rest, _absolute(known.db)


def check(options: Options) -> None:
    """Complain about flags that do not go together."""
    if options.inspect:
        _check_inspect(options)
        return
    if options.logdir and options.logdir_spec:
        raise FlagsError("May not specify both --logdir and --logdir_spec")
    if not options.logdir and not options.logdir_spec:
        raise FlagsError(
            "A logdir must be specified. For example `tensorbored --logdir mylogdir`. "
            "Run `tensorbored --helpfull` for details and examples."
        )
    if options.logdir_spec and not options.logdir_spec.strip(", "):
        raise FlagsError(f"--logdir_spec names no directory: {options.logdir_spec!r}.")
    if options.command == "export" and not options.out:
        raise FlagsError("Say where to write: --out FILE, or --out - for stdout.")
    if options.host and options.bind_all:
        raise FlagsError("Must not specify both --host and --bind_all.")
    _check_auth(options)
    if options.path_prefix and not options.path_prefix.startswith("/"):
        raise FlagsError(f"Path prefix must start with slash, but got: {options.path_prefix!r}.")


def _check_auth(options: Options) -> None:
    if options.remote_user and not options.trusted_proxy:
        raise FlagsError("--remote_user needs --trusted_proxy: anybody could send that header.")
    if options.remote_user and options.auth != "login":
        raise FlagsError("--remote_user goes with --auth login.")


def _check_inspect(options: Options) -> None:
    if options.logdir_spec:
        raise FlagsError("--logdir_spec is not supported with --inspect.")
    if options.logdir and options.event_file:
        raise FlagsError("Must specify either --logdir or --event_file, but not both.")
    if not options.logdir and not options.event_file:
        raise FlagsError("Must specify either --logdir or --event_file.")


def environment(options: Options) -> dict[str, str]:
    """The settings' variables for these flags. Variables that have no flag are left as they are."""
    return {
        "TENSORBORED_LOGDIR": _absolute(options.logdir),
        "TENSORBORED_LOGDIR_SPEC": options.logdir_spec,
        "TENSORBORED_RELOAD_INTERVAL": str(options.reload_interval),
        "TENSORBORED_MAX_RELOAD_THREADS": str(options.max_reload_threads or ""),
        "TENSORBORED_PURGE_ORPHANED_DATA": str(options.purge_orphaned_data).lower(),
        "TENSORBORED_SAMPLES_PER_PLUGIN": options.samples_per_plugin,
        "TENSORBORED_CHECKSUM": "1" if options.checksum else "",
        "TENSORBORED_WINDOW_TITLE": options.window_title,
        "TENSORBORED_PATH_PREFIX": options.path_prefix.rstrip("/"),
        "TENSORBORED_HOST": options.host or "",
        "TENSORBORED_BIND_ALL": "1" if options.bind_all else "",
        **_environment_of_places(options),
        **_environment_of_people(options),
    }


def _environment_of_places(options: Options) -> dict[str, str]:
    """Where files of our own go; only the server keeps what it read without being asked."""
    chosen = {"TENSORBORED_DB": _absolute(options.db), "TENSORBORED_CACHE_DIR": _absolute(options.cache_dir)}
    if options.cache is not None or options.command in {"ingest", "export"}:
        chosen["TENSORBORED_CACHE"] = str(bool(options.cache)).lower()
    return {name: value for name, value in chosen.items() if value}


def _environment_of_people(options: Options) -> dict[str, str]:
    """Who is let in; what no flag says, a variable may."""
    chosen = {
        "TENSORBORED_AUTH": options.auth,
        "TENSORBORED_ALLOWED_HOSTS": options.allowed_hosts,
        "TENSORBORED_TRUSTED_PROXY": options.trusted_proxy,
        "TENSORBORED_REMOTE_USER": options.remote_user,
    }
    return {name: value for name, value in chosen.items() if value}


def _absolute(path: str) -> str:
    """A path that is the same wherever it is looked at from; addresses are that already."""
    if "://" in path:
        return path
    return os.path.abspath(os.path.expanduser(path)) if path else ""


class _Help(argparse.Action):
    def __init__(self, option_strings: Sequence[str], dest: str, *, full: bool, help: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help=help)
        self.full = full

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        make_parser(full=self.full).print_help()
        parser.exit()

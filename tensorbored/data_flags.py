"""The flags that say what is read and how. They are TensorBoard's where it has them."""

from __future__ import annotations

import argparse

from tensorbored import flag_values

TASKS = ("auto", "thread", "process", "blocking")
SWITCHES = ("auto", "true", "false")
RARE = ("max_reload_threads", "reload_task", "load_fast", "generic_data")


def add(parser: argparse.ArgumentParser) -> None:
    """All of them, as a group."""
    data = parser.add_argument_group("data")
    data.add_argument(
        "--logdir",
        metavar="PATH",
        default="",
        help="directory with event files; every directory below it that holds some is a run",
    )
    data.add_argument(
        "--logdir_spec",
        metavar="PATH_SPEC",
        default="",
        help="several directories, name1:/path1,name2:/path2, in place of --logdir",
    )
    data.add_argument(
        "--reload_interval",
        metavar="SECONDS",
        type=flag_values.not_negative,
        default=5.0,
        help="how often to look for new data; 0 reads once (default: 5)",
    )
    data.add_argument(
        "--db",
        metavar="PATH",
        default="",
        help="SQLite file or postgresql:// address for profiles and accounts (default: DATABASE_URL, or a "
        "file in the user's data directory)",
    )
    data.add_argument(
        "--purge_orphaned_data",
        metavar="BOOL",
        type=flag_values.boolean,
        default=True,
        help="hide points that a restarted job wrote again; they are counted and kept (default: true)",
    )
    data.add_argument(
        "--samples_per_plugin",
        metavar="PLUGIN=N,…",
        type=flag_values.samples_per_plugin,
        default="",
        help="bound memory: keep so many points of a tag, as in scalars=500,images=20; the newest one and a "
        "random choice of the others; 0 and all mean everything, as for plugins not named (the default)",
    )
    data.add_argument(
        "--checksum",
        action="store_true",
        help="verify the checksum of every payload and leave out what is damaged; reads every byte, so "
        "nothing is taken from the cache",
    )
    data.add_argument(
        "--max_reload_threads",
        metavar="N",
        type=flag_values.positive,
        help="how many runs are read at once (default: as many as there are processors, at most eight)",
    )
    _add_cache_flags(data)
    _add_superfluous_flags(data)


def _add_cache_flags(data: argparse._ArgumentGroup) -> None:
    data.add_argument(
        "--cache",
        metavar="BOOL",
        type=flag_values.boolean,
        help="keep what was read, so that the next start reads only what is new "
        "(default: true for the server, false for other commands)",
    )
    data.add_argument(
        "--cache_dir",
        metavar="PATH",
        default="",
        help="where to keep it; may be removed at any time (default: in the user's cache directory)",
    )


def _add_superfluous_flags(data: argparse._ArgumentGroup) -> None:
    """Flags of TensorBoard that ask for what is always done here."""
    data.add_argument(
        "--reload_multifile",
        metavar="BOOL",
        type=flag_values.boolean,
        help="accepted; all files are followed",
    )
    data.add_argument(
        "--reload_multifile_inactive_secs", metavar="SECONDS", type=int, help="accepted; no file is given up"
    )
    data.add_argument(
        "--detect_file_replacement",
        metavar="BOOL",
        type=flag_values.boolean,
        help="accepted; replaced files are noticed",
    )
    data.add_argument(
        "--reload_task", choices=TASKS, help="accepted; pages are served while runs are read, by threads"
    )
    for name in ("--load_fast", "--generic_data"):
        data.add_argument(
            name, choices=SWITCHES, help="accepted; there is one reader, and it is the fast one"
        )

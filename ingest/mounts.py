"""What kind of file system a directory is on, as far as it matters: of this machine, or of a network.

Files of this machine's file systems stay readable when they are removed while mapped, their time stamps tell
of changes, and the kernel knows of what happens to them. On a network's, another machine may do it.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_LOCAL = {"apfs", "bcachefs", "btrfs", "ext2", "ext3", "ext4", "f2fs", "overlay", "tmpfs", "xfs", "zfs"}


def is_local(directory: Path | str) -> bool:
    """Whether a directory is on a file system of this machine; false where that is not known."""
    if sys.platform == "darwin":
        return True
    try:
        with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as mounts:
            return _type_of(os.path.realpath(directory), mounts) in _LOCAL
    except OSError:
        return False


def _type_of(path: str, mounts: Iterable[str]) -> str:
    """The file system that a path is on, by the lines of mountinfo."""
    best = kind = ""
    for line in mounts:
        place, _, rest = line.partition(" - ")
        mount = place.split()[4].encode().decode("unicode_escape")
        if len(mount) >= len(best) and (path == mount or path.startswith(os.path.join(mount, ""))):
            best, kind = mount, rest.split()[0]
    return kind

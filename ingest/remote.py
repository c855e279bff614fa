"""Event files behind an address (``s3://``, ``gs://``, whatever fsspec knows): the optional extra `remote`.

One recursive listing a look and ranged reads, nothing else: what is open stays described as it was listed.
Where a store cannot be reached for a while, what was there before is still there. Credentials are the
business of fsspec and of the libraries behind it; we never see them.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timezone
from functools import cache
from typing import TYPE_CHECKING, Any

from ingest.storage import FileStat, Listing, Memory, Runs, is_event_file, may_hold_runs, printable

if TYPE_CHECKING:
    from types import TracebackType

    from ingest.store import Problem

PACKAGED = {"s3", "s3a", "gs", "gcs"}
"""Schemes that the extra `remote` brings all packages for."""

_VERSIONS = ("ETag", "etag", "generation", "md5Hash", "checksum")
_TIMES = ("LastModified", "last_modified", "updated", "mtime", "created")

Info = Mapping[str, Any]


class Remote:
    """A logdir at an address; remembers what it held, for when it cannot be reached."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/") if url.rstrip("/")[-1:] != ":" else url
        self._runs: Runs = {}

    def look(self) -> Listing:
        """What is there now, by one recursive listing."""
        try:
            problem, files = self._listed()
        except Exception as error:  # each store has its own errors, and they share no base
            return Listing("unreadable", _sentence(self._url, error), self._runs)
        self._runs = _by_run(self._url, files)
        return Listing(problem, runs=self._runs)

    def remember(self) -> Memory:
        """Nothing: one listing is all that a look takes."""
        return {}

    def recall(self, memory: Memory) -> None:
        """Nothing is needed."""

    def _listed(self) -> tuple[Problem | None, list[FileStat]]:
        store, root = _open(self._url)
        store.invalidate_cache()
        try:
            found: dict[str, Info] = store.find(root, detail=True)
            if not found:
                store.info(root)  # an empty directory, or none, or an address that does not answer
        except FileNotFoundError:
            return "missing", []
        if root in found:
            return "not a directory", []
        at = len(root.rstrip("/"))
        files = [
            _stat_of(self._url + name[at:], info)
            for name, info in found.items()
            if _is_to_be_read(name[at:]) and info.get("type", "file") == "file"
        ]
        return None, files


class RemoteFile:
    """A file at an address. Nothing is kept open: each read is one request for a range of bytes."""

    leap = 1 << 23

    def __init__(self, path: str, found: FileStat | None) -> None:
        self._path = path
        with _as_os_errors(path):
            self._store, self._name = _open(path)
        self._found = found

    def stat(self) -> FileStat:
        """The file as it was found; asks only where nobody said."""
        if self._found is None:
            with _as_os_errors(self._path):
                self._found = _stat_of(self._path, self._store.info(self._name))
        return self._found

    def read_at(self, offset: int, size: int) -> bytes:
        """Bytes from an offset on; fewer where the file ends."""
        size = min(size, self.stat().size - offset)  # stores answer a range beyond the end with an error
        if size <= 0:
            return b""
        with _as_os_errors(self._path):
            return bytes(self._store.cat_file(self._name, start=offset, end=offset + size))

    def read_into(self, offset: int, buffer: memoryview) -> int:
        """Fill a buffer with the bytes from an offset on; how many there were."""
        content = self.read_at(offset, len(buffer))[: len(buffer)]
        buffer[: len(content)] = content
        return len(content)

    def __enter__(self) -> RemoteFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing to close."""


open_file = RemoteFile


def _open(url: str) -> tuple[Any, str]:
    """fsspec's file system for an address, and the name of the address in it."""
    scheme, _, rest = url.partition("://")
    store = _store(scheme, rest.partition("/")[0])
    return store, str(store._strip_protocol(url))


@cache
def _store(scheme: str, host: str) -> Any:
    """One file system for all threads: fsspec by itself makes one for each, with connections of its own."""
    import fsspec

    options: dict[str, Any] = {}
    if scheme.rpartition("::")[2] in {"s3", "s3a"} and os.environ.get("S3_ENDPOINT"):
        options["endpoint_url"] = os.environ["S3_ENDPOINT"]  # TensorBoard's variable
    return fsspec.core.url_to_fs(f"{scheme}://{host}", **options)[0]


def _is_to_be_read(below: str) -> bool:
    *directories, name = below.split("/")
    return is_event_file(name) and all(map(may_hold_runs, directories))


def _by_run(url: str, files: list[FileStat]) -> Runs:
    runs: dict[str, list[FileStat]] = {}
    for file in sorted(files, key=lambda file: file.path):
        run = file.path[len(url) :].rpartition("/")[0].strip("/")
        runs.setdefault(printable(run) or ".", []).append(file)
    return {run: tuple(files) for run, files in runs.items()}


def _stat_of(path: str, info: Info) -> FileStat:
    changed = next((info[key] for key in _TIMES if info.get(key)), None)
    version = next((info[key] for key in _VERSIONS if info.get(key)), changed)
    return FileStat(path, int(info.get("size") or 0), _nanoseconds(changed), version=str(version))


def _nanoseconds(time: object) -> int:
    """Since 1970; 0 where a store does not tell, or tells in a way of its own."""
    if isinstance(time, str):
        try:
            time = datetime.fromisoformat(time.replace("Z", "+00:00"))
        except ValueError:
            return 0
    if isinstance(time, datetime):
        time = (time if time.tzinfo else time.replace(tzinfo=timezone.utc)).timestamp()
    return int(time * 1e9) if isinstance(time, int | float) else 0


@contextmanager
def _as_os_errors(path: str) -> Iterator[None]:
    """Whatever a store raises, as an ``OSError`` whose message is for people."""
    try:
        yield
    except FileNotFoundError:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path) from None
    except Exception as error:
        raise OSError(errno.EIO, _sentence(path, error), path) from error


def _sentence(url: str, error: Exception) -> str:
    """Why an address cannot be read, and what to do about it where we know."""
    scheme = url.partition("://")[0]
    said = str(error).strip().partition("\n")[0].rstrip(".") or type(error).__name__
    if isinstance(error, ImportError):
        if scheme in PACKAGED or error.name == "fsspec":
            return f"Reading {scheme}:// takes more packages: pip install tensorbored[remote]"
        return f"Reading {scheme}:// takes one more package: {said}."
    if isinstance(error, PermissionError):
        return f"Access was denied: {said}."
    if isinstance(error, ValueError) and "rotocol" in said:
        return f"No file system is known for {scheme}:// addresses."
    return f"It cannot be reached: {said}."

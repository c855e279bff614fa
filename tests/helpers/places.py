"""Places for event files: a local directory, fsspec's memory, and a real S3 server in this process.

Each is written to by other means than those that the ingester reads with, as training programs do.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import boto3
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from moto.server import ThreadedMotoServer


class Shelf(Protocol):
    """A logdir to write to; ``url`` is what a person would pass as ``--logdir``."""

    url: str

    def write(self, name: str, content: bytes) -> None:
        """Put a file there, in place of one of that name."""

    def delete(self, name: str) -> None:
        """Take it away."""


class Disk:
    """A directory."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.url = str(root)

    def write(self, name: str, content: bytes) -> None:
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_bytes() if path.exists() else b""
        if before and content.startswith(before):
            with path.open("ab") as out:
                out.write(content[len(before) :])
        else:
            beside = path.with_suffix(".new")
            beside.write_bytes(content)
            beside.replace(path)

    def delete(self, name: str) -> None:
        (self._root / name).unlink()


class Memory:
    """fsspec's memory file system."""

    def __init__(self) -> None:
        self._root = f"/{uuid.uuid4().hex}"
        self._store = MemoryFileSystem()
        self.url = f"memory:/{self._root}"

    def write(self, name: str, content: bytes) -> None:
        self._store.pipe_file(f"{self._root}/{name}", content)

    def delete(self, name: str) -> None:
        self._store.rm(f"{self._root}/{name}")


class Bucket:
    """A folder of an S3 bucket."""

    def __init__(self, endpoint: str) -> None:
        self._client: Any = boto3.client("s3", endpoint_url=endpoint)
        self._bucket = uuid.uuid4().hex
        self._client.create_bucket(Bucket=self._bucket)
        self.url = f"s3://{self._bucket}/team/logs"

    def write(self, name: str, content: bytes) -> None:
        self._client.put_object(Bucket=self._bucket, Key=f"team/logs/{name}", Body=content)

    def delete(self, name: str) -> None:
        self._client.delete_object(Bucket=self._bucket, Key=f"team/logs/{name}")


@contextmanager
def s3_server() -> Iterator[str]:
    """The address of an S3 server, which boto and s3fs find by the environment."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_DEFAULT_REGION": "us-east-1",
        }.items():
            patch.setenv(name, value)
        yield endpoint
    server.stop()

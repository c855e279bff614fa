"""Scripts and styles come compressed to those who take it, and unchanged to everybody."""

from __future__ import annotations

import gzip

import pytest
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.test import Client

NAMES = ["css/tokens.css", "shell.js", "icon.svg"]


def content_of(name: str) -> bytes:
    path = finders.find(name)
    assert isinstance(path, str)
    with open(path, "rb") as file:
        return file.read()


@pytest.mark.parametrize("name", NAMES)
def test_who_takes_gzip_gets_it_again_and_again(client: Client, name: str) -> None:
    for _ in range(2):
        answer = client.get(static(name), headers={"Accept-Encoding": "gzip, br"})
        packed = b"".join(answer) if answer.streaming else answer.content
        assert (answer.status_code, answer["Content-Encoding"]) == (200, "gzip")
        assert (int(answer["Content-Length"]), gzip.decompress(packed)) == (len(packed), content_of(name))
        assert "Accept-Encoding" in answer["Vary"]
        assert "immutable" in answer["Cache-Control"]
        assert len(packed) < len(content_of(name))


@pytest.mark.parametrize("name", NAMES)
def test_who_does_not_gets_the_file(client: Client, name: str) -> None:
    answer = client.get(static(name))
    assert "Content-Encoding" not in answer
    assert b"".join(answer) == content_of(name)
    assert "Accept-Encoding" in answer["Vary"]


def test_a_part_of_a_file_is_a_part_of_the_file(client: Client) -> None:
    answer = client.get(static("shell.js"), headers={"Accept-Encoding": "gzip", "Range": "bytes=0-9"})
    assert (answer.status_code, b"".join(answer)) == (206, content_of("shell.js")[:10])


def test_what_the_build_compressed_comes_as_it_is(client: Client) -> None:
    name = "vendor/htmx.org/htmx.min.js"
    answer = client.get(static(name), headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(b"".join(answer)) == content_of(name)


def test_other_methods_and_missing_files_are_left_alone(client: Client) -> None:
    gzip_please = {"Accept-Encoding": "gzip"}
    assert client.head(static("shell.js"), headers=gzip_please).status_code == 200
    assert client.get(static("none.js"), headers=gzip_please).status_code == 404

"""Bytes from event files can be looked at or kept, and never run: whatever they hold, their types are few."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from dashboards.blobs import ENDINGS, UNKNOWN, blob, type_of
from tensorbored_site.middleware import Compression
from tests.helpers.pictures import HTML, SVG, picture, wav

SCRIPT = b"<script>alert(1)</script>"
POLYGLOTS = [
    SVG,
    HTML,
    b"\xef\xbb\xbf" + HTML,
    b"  \n" + SVG,
    b"<?xml version='1.0'?>" + SVG,
    HTML.decode().encode("utf-16"),
    HTML.decode().encode("utf-16-be"),
    b"BM" + SCRIPT,
    b"BM=1;alert(1);//" + SCRIPT * 9,
    b"RIFF" + SCRIPT,
    b"RIFF\0\0\0\0" + SCRIPT,
    b"%PDF-1.7 " + SCRIPT,
    b"PK\x03\x04" + SCRIPT,
    b"\x1f\x8b" + SCRIPT,
    b"%!PS " + SCRIPT,
    b"\xff\xfe" + SCRIPT,
    b"ftyp" + SCRIPT,
    b"",
    b"\x89PN",
    b"G",
    b"<?xml version='1.0'?><?xml-stylesheet href='data:text/css,'?>" + SVG,
    b"<!--" + b"x" * 2000 + b"-->" + HTML,
    b"{\\rtf1}" + SCRIPT,
    b"MZ" + SCRIPT,
    b"<html xmlns='http://www.w3.org/1999/xhtml'><body onload='alert(1)'/></html>",
    b"data:text/html," + SCRIPT,
    b"javascript:alert(1)",
    b"#!/bin/sh\nalert",
    b"\0" * 30 + HTML,
]
DRESSED = [  # they begin as pictures and sounds do, and are taken for nothing else
    b"GIF89a/*" + SCRIPT,
    picture() + HTML,
    picture(kind="JPEG") + SVG,
    picture(kind="BMP") + HTML,
    wav() + HTML,
    b"ID3" + SCRIPT,
    b"\x89PNG\r\n\x1a\n" + SCRIPT,
]


def answered(content: bytes, method: str = "GET", **options: Any) -> HttpResponse:
    headers = options.pop("headers", {})
    request: Any = RequestFactory().generic(method, "/", headers=headers)
    return blob(request, content, options.pop("name", "a/tag"), **options)


@pytest.mark.parametrize(
    ("kind", "content"),
    [(f"image/{kind.lower()}", picture(kind=kind)) for kind in ("PNG", "JPEG", "GIF", "BMP", "WEBP")]
    + [
        ("audio/wav", wav()),
        ("audio/mpeg", b"ID3\x04\0\0"),
        ("audio/mpeg", b"\xff\xfb\x90\0"),
        ("audio/aac", b"\xff\xf1\x50\0"),
        ("audio/ogg", b"OggS\0"),
        ("audio/flac", b"fLaC\0"),
        ("audio/mp4", b"\0\0\0\x20ftypM4A "),
        ("audio/webm", b"\x1a\x45\xdf\xa3"),
    ],
)
def test_the_type_is_what_the_bytes_say(kind: str, content: bytes) -> None:
    assert type_of(content) == kind
    response = answered(content)
    assert response["Content-Type"] == kind
    assert response["Content-Disposition"] == f'inline; filename="a_tag.{ENDINGS[kind]}"'


@pytest.mark.parametrize("content", POLYGLOTS, ids=range(len(POLYGLOTS)))
def test_what_is_no_picture_and_no_sound_is_a_file_to_keep(content: bytes) -> None:
    response = answered(content)
    assert response["Content-Type"] == UNKNOWN
    assert response["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("content", [*POLYGLOTS, *DRESSED], ids=range(len(POLYGLOTS) + len(DRESSED)))
def test_nothing_in_it_can_run(content: bytes) -> None:
    response = answered(content)
    assert response["Content-Type"] in ENDINGS
    assert "svg" not in response["Content-Type"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.content == content


def test_a_name_from_a_file_cannot_end_the_header() -> None:
    disposition = answered(picture(), name='a"\r\nSet-Cookie: x\\../../é')["Content-Disposition"]
    assert "\r" not in disposition
    assert "/" not in disposition
    assert disposition.startswith("inline; filename*=utf-8''a_")


@pytest.mark.parametrize(
    ("asked", "status", "part", "within"),
    [
        ("bytes=0-3", 206, slice(0, 4), "bytes 0-3/100"),
        ("bytes=90-", 206, slice(90, 100), "bytes 90-99/100"),
        ("bytes=-7", 206, slice(93, 100), "bytes 93-99/100"),
        ("bytes=-999", 206, slice(0, 100), "bytes 0-99/100"),
        ("bytes=99-5000", 206, slice(99, 100), "bytes 99-99/100"),
        ("bytes=100-", 416, slice(0, 0), "bytes */100"),
        ("bytes=-0", 416, slice(0, 0), "bytes */100"),
        ("bytes=5-2", 200, slice(0, 100), None),
        ("bytes=0-1,5-6", 200, slice(0, 100), None),
        ("bytes=-", 200, slice(0, 100), None),
        ("lines=0-1", 200, slice(0, 100), None),
        ("bytes=" + "0-1," * 10_000, 200, slice(0, 100), None),
        ("bytes=" + "9" * 60 + "-", 416, slice(0, 0), "bytes */100"),
        ("", 200, slice(0, 100), None),
    ],
)
def test_players_get_the_part_that_they_ask_for(
    asked: str, status: int, part: slice, within: str | None
) -> None:
    content = bytes(range(100))
    response = answered(content, kind="audio/wav", headers={"Range": asked} if asked else {})
    assert (response.status_code, response.content) == (status, content[part])
    assert response.headers.get("Content-Range") == within
    assert response["Accept-Ranges"] == "bytes"


def test_a_range_under_a_condition_is_answered_with_everything() -> None:
    response = answered(wav(), headers={"Range": "bytes=0-3", "If-Range": '"other"'})
    assert (response.status_code, response.content) == (200, wav())


def test_parts_are_of_the_bytes_as_they_are_not_of_compressed_ones() -> None:
    request: Any = RequestFactory().get("/", headers={"Accept-Encoding": "gzip", "Range": "bytes=0-999"})
    content = b"\0" * 5000
    sent = Compression(lambda _: blob(request, content, "x"))(request)
    assert sent.content == content[:1000]
    assert "Content-Encoding" not in sent.headers


def test_columns_of_numbers_are_still_compressed() -> None:
    request: Any = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    sent = Compression(lambda _: HttpResponse(b"\0" * 5000, content_type=UNKNOWN))(request)
    assert gzip.decompress(sent.content) == b"\0" * 5000


def test_an_address_of_a_sample_is_kept_by_browsers_for_good() -> None:
    assert "immutable" in answered(picture(), cached=True)["Cache-Control"]
    assert answered(picture())["Cache-Control"] == "private, no-cache"
    refused = answered(b"x", kind="audio/wav", cached=True, headers={"Range": "bytes=5-"})
    assert refused["Cache-Control"] == "private, no-cache"

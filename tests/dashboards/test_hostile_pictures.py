"""Pictures that are none, are cut off or cost too much: a sentence each; the rest of the page is there."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

import pytest
from django.test import Client

from dashboards.images import thumbnails
from dashboards.images.headers import header_of
from ingest.store import Store
from tests.helpers.asking import Asking
from tests.helpers.memory import resident
from tests.helpers.pictures import HTML, SVG, bomb, endless, moving, noise, picture, png_header, wav
from tests.helpers.sampled import Sampled, doubles, images, strings

Shown = Callable[..., Store]
asking = Asking("images")
ask, keys, cards = asking.ask, asking.keys, asking.cards
RED, BLUE = picture(), picture(color=(0, 0, 200))
UNFIT = {
    "empty": b"",
    "svg": SVG,
    "svg with a header": b"<?xml version='1.0'?>\n" + SVG,
    "html": HTML,
    "a sound": wav(),
    "cut off png": noise(20, 20)[:-300],
    "cut off in the header": RED[:20],
    "cut off jpeg": noise(20, 20, "JPEG")[:-30],
    "cut off bmp": picture(kind="BMP")[:-8],
    "cut off webp": noise(20, 20, "WEBP")[:-30],
    "cut off gif": noise(40, 40, "GIF")[:-300],
    "a gif that stops": moving()[:20],
    "a png with fewer pixels than it says": png_header(300, 300),
    "no pixels": png_header(0, 7),
    "a bomb": png_header(50_000, 50_000),
    "the largest size": png_header(0xFFFFFFFF, 0xFFFFFFFF),
    "only a signature": b"\x89PNG\r\n\x1a\n",
    "gif without anything": b"GIF89a",
    "jpeg that goes nowhere": b"\xff\xd8\xff" + b"\xff" * 100,
}


@pytest.mark.parametrize("content", UNFIT.values(), ids=UNFIT.keys())
def test_what_cannot_be_shown_is_a_sentence_and_the_rest_of_the_page_is_there(
    content: bytes, client: Client, written: Shown
) -> None:
    written({"run": {"tag": images([RED], [content]), "other": images([BLUE])}})
    assert len(cards(client)) == 2
    for asked in ({"fit": 256}, {}):
        response = ask(client, "picture", key=keys(client)[1], **asked)
        assert response.status_code == 422
        assert re.fullmatch(r"Step 1: .{10,200}\.\n|This .{10,200}\.\n", response.content.decode())
        assert response["Content-Type"].startswith("text/plain")
    assert ask(client, "picture", key=keys(client)[0]).content == RED
    kept = ask(client, "file", key=keys(client)[1])
    assert (kept.status_code, kept.content) == (200, content)
    assert kept["Content-Disposition"].startswith("attachment")
    assert kept["Content-Type"] in {"application/octet-stream", "audio/wav"} or kept[
        "Content-Type"
    ].startswith("image/")


@pytest.mark.parametrize(
    ("tensor", "said"),
    [
        (strings([2], b"4", b"3"), "empty list"),
        (strings([0]), "is not a list of"),
        (strings([2, 2], b"4", b"3", RED, RED), "is not a list of"),
        (doubles([1, 2, 3]), "numbers"),
    ],
)
def test_a_tensor_that_is_no_image_is_a_sentence(
    tensor: bytes, said: str, client: Client, written: Shown
) -> None:

    written({"run": {"tag": Sampled("images", [tensor])}})
    response = ask(client, "picture", key=keys(client)[0])
    assert response.status_code == 422
    assert said in response.content.decode()
    assert len(cards(client)) == 1


@pytest.mark.parametrize("text", [b"wide", b"-4", b"9" * 30, b"", b"\xff"])
def test_a_width_that_is_no_number_harms_nothing(text: bytes, client: Client, written: Shown) -> None:

    written({"run": {"tag": Sampled("images", [strings([3], text, text, RED)])}})
    assert ask(client, "picture", key=keys(client)[0]).content == RED


def test_no_copy_is_made_of_more_pixels_than_are_decoded() -> None:
    header = header_of(png_header(50_000, 50_000))
    assert not thumbnails.is_worth_it(header, 10_000_000, 128)
    assert thumbnails.thumbnail(b"", header, 128) == b""


def test_b53_a_gif_of_ten_thousand_frames_is_told_by_its_first(client: Client, written: Shown) -> None:
    whole = moving()
    before, _, rest = whole.partition(b"\x21\xf9\x04")
    frames = b"\x21\xf9\x04" + rest.removesuffix(b"\x3b")
    many = before + frames * (10_000 // whole.count(b"\x21\xf9\x04")) + b"\x3b"
    written({"run": {"tag": images([many])}})
    assert len(cards(client)) == 1
    for fit in (0, 64, 256):
        response = ask(client, "picture", key=keys(client)[0], **({"fit": fit} if fit else {}))
        assert response.status_code == 200
        assert response["Content-Type"].startswith("image/")


@pytest.mark.skipif(sys.platform != "linux", reason="no other system tells the memory of a process so")
def test_a_bomb_is_refused_by_its_size_and_costs_no_memory(client: Client, written: Shown) -> None:
    content = bomb(50_000)
    assert len(content) < 4 << 20
    written({"run": {"tag": images([content])}})
    before = resident()
    for asked in ({"fit": 256}, {}):
        response = ask(client, "picture", key=keys(client)[0], **asked)
        assert response.status_code == 422
        assert "50,000 × 50,000 pixels, too large to draw" in response.content.decode()
    assert resident() - before < 64 << 20


def test_a_picture_that_cannot_be_decoded_has_no_copy(client: Client, written: Shown) -> None:
    damaged = bytearray(noise(1000, 1000))
    damaged[50_000:60_000] = bytes(10_000)
    written({"run": {"tag": images([bytes(damaged)])}})
    assert ask(client, "picture", key=keys(client)[0], fit=128).content == damaged


def test_a_picture_that_takes_for_ever_to_decode_is_a_sentence_and_the_others_are_shown(
    client: Client, written: Shown
) -> None:
    slow = endless()
    written({"run": {"tag": images([slow], [noise(2400, 300)])}})
    hanging, other = keys(client)
    for _ in range(2):  # the second time it is not tried again
        response = ask(client, "picture", key=hanging, fit=128)
        assert (response.status_code, response["Content-Type"]) == (422, "text/plain; charset=utf-8")
        assert response.content.decode() == (
            "This picture cannot be made smaller: its decoder took longer than 5 seconds. "
            "A click shows it as it is.\n"
        )
    assert ask(client, "picture", key=other, fit=128)["Content-Type"] == "image/webp"
    assert ask(client, "picture", key=hanging).content == slow
    assert len(cards(client)) == 1

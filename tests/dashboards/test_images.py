"""Images: a card for each tag, run and sample; all bytes as they were written; one sentence where not."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from dashboards.images.headers import header_of
from ingest.store import Store
from tensorbored_site import state
from tests.helpers import html
from tests.helpers.asking import Asking
from tests.helpers.event_writer import EventFile
from tests.helpers.pictures import moving, noise, picture
from tests.helpers.sampled import NAME, Sampled, images, legacy_image, opened, strings, write_runs

Shown = Callable[..., Store]
asking = Asking("images")
ask, keys, cards = asking.ask, asking.keys, asking.cards
RED, BLUE = picture(), picture(color=(0, 0, 200))


def test_there_is_a_card_for_each_tag_run_and_sample(client: Client, written: Shown) -> None:
    written(
        {
            "one": {"a/x": images([RED], [RED, BLUE, RED]), "loss": [1.0]},
            "two": {"a/x": images([RED]), "b": images([BLUE])},
        }
    )
    told = [html.text_of(card) for card in cards(client)]
    assert len(told) == 5
    assert [re.findall(r"sample \d of \d", text) for text in told] == [
        [],
        ["sample 1 of 3"],
        ["sample 2 of 3"],
        ["sample 3 of 3"],
        [],
    ]
    assert len(cards(client, "?runFilter=two")) == 2
    assert len(cards(client, "?tagFilter=b")) == 1


def test_a_card_shows_its_newest_step(client: Client, written: Shown) -> None:
    written({"run": {"tag": images([RED], [BLUE], [RED], steps=[5, 1000, 7])}})
    (card,) = cards(client)
    assert "step 1,000" in html.text_of(card)
    (image,) = [element for element in html.elements(card) if element.tag == "img"]
    assert client.get(str(image.get("src"))).content == BLUE


@pytest.mark.parametrize(
    "content",
    [*(picture(kind=kind) for kind in ("PNG", "JPEG", "GIF", "BMP", "WEBP")), moving()],
    ids=["png", "jpeg", "gif", "bmp", "webp", "moving"],
)
def test_a_picture_is_sent_as_it_was_written_and_kept_for_good(
    content: bytes, client: Client, written: Shown
) -> None:
    written({"run": {"tag": images([content], [RED, content])}})
    first, _ = keys(client)
    response = ask(client, "picture", key=first, fit=1024)
    assert response.content == content
    assert response["Content-Type"].startswith("image/")
    assert "immutable" in response["Cache-Control"]
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert ask(client, "picture", key=keys(client, sample=1)[0], sample=1).content == content


def test_old_images_are_shown_like_new_ones(client: Client, tmp_path: Path, show: Shown) -> None:
    file = EventFile(tmp_path / "run" / NAME)
    for step, content in enumerate((RED, BLUE, moving())):
        file.append(legacy_image("tag", content, 4, 3, step))
    state.use(opened(tmp_path))
    found = [ask(client, "picture", key=key).content for key in keys(client)]
    assert found == [RED, BLUE, moving()]


def test_a_large_picture_comes_as_a_copy_unless_it_is_asked_for_itself(
    client: Client, written: Shown
) -> None:
    large = noise(2400, 300)
    written({"run": {"tag": images([large])}})
    small = ask(client, "picture", key=keys(client)[0], fit=300)
    assert small["Content-Type"] == "image/webp"
    with Image.open(io.BytesIO(small.content)) as copy:
        assert copy.size == (512, 64)
    assert len(small.content) < len(large) / 4
    assert ask(client, "picture", key=keys(client)[0]).content == large


def test_what_moves_is_never_a_copy(client: Client, written: Shown) -> None:
    out = io.BytesIO()
    frames = [Image.new("P", (1200, 900), number) for number in range(2)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    written({"run": {"tag": images([out.getvalue()])}})
    assert ask(client, "picture", key=keys(client)[0], fit=128).content == out.getvalue()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "RGBA", "I;16"])
def test_copies_are_made_of_every_kind_of_colours_or_the_picture_is_sent(
    mode: str, client: Client, written: Shown
) -> None:
    out = io.BytesIO()
    Image.new(mode, (1200, 900)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    written({"run": {"tag": images([out.getvalue()])}})
    content = ask(client, "picture", key=keys(client)[0], fit=128).content
    with Image.open(io.BytesIO(content)) as copy:
        assert copy.size == ((1200, 900) if mode == "I;16" else (128, 96))


def test_moving_pictures_are_told_from_others() -> None:
    frames = [Image.new("RGB", (9, 9), (100 * number, 0, 0)) for number in range(3)]
    for kind in ("PNG", "WEBP"):
        still, moves = io.BytesIO(), io.BytesIO()
        frames[0].save(still, kind)
        frames[0].save(moves, kind, save_all=True, append_images=frames[1:])
        assert [header_of(out.getvalue()).moves for out in (still, moves)] == [False, True]
    assert header_of(moving()).moves


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP"])
@pytest.mark.parametrize("size", [(1, 1), (17, 5), (300, 1000)])
def test_headers_tell_the_size_that_decoding_finds(kind: str, size: tuple[int, int]) -> None:
    header = header_of(picture(*size, kind=kind))
    assert (header.kind, header.width, header.height) == (f"image/{kind.lower()}", *size)
    assert header.is_whole


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "I;16"])
@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (4000, 4000)])
def test_a_png_that_packs_as_well_as_can_be_is_whole(mode: str, size: tuple[int, int]) -> None:
    out = io.BytesIO()
    Image.new(mode, size).save(out, "PNG", compress_level=9)
    assert header_of(out.getvalue()).is_whole


def test_a_gif_without_an_end_is_whole_if_its_pictures_are() -> None:
    assert header_of(moving()).is_whole
    assert header_of(moving()[:-1]).is_whole
    assert not header_of(moving()[:-2]).is_whole


def test_lossless_and_extended_webp_tell_their_size() -> None:
    for options in ({"lossless": True}, {"save_all": True, "append_images": [Image.new("RGBA", (33, 9))]}):
        out = io.BytesIO()
        Image.new("RGBA", (33, 9), (1, 2, 3, 4)).save(out, "WEBP", **options)
        header = header_of(out.getvalue())
        assert (header.width, header.height) == (33, 9)


def test_all_pictures_of_a_tag_are_a_zip(client: Client, written: Shown) -> None:
    written(
        {
            "a/one": {"tag": images([RED], [BLUE, RED], [RED], [RED], steps=[8, 90, 90, 100])},
            "two": {"tag": images([moving()], [])},
            "three": {"other": images([RED])},
        }
    )
    response: Any = client.get("/images/all.zip?tag=tag")
    assert response["Content-Disposition"] == 'attachment; filename="tag.zip"'
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as packed:
        assert packed.testzip() is None
        assert packed.namelist() == [
            "a/one/step-008.png",
            "a/one/step-090-sample-1.png",
            "a/one/step-090-sample-2.png",
            "a/one/step-090-2.png",
            "a/one/step-100.png",
            "two/step-0.gif",
        ]
        assert packed.read("a/one/step-090-sample-1.png") == BLUE
        assert packed.read("two/step-0.gif") == moving()


def test_a_zip_of_one_card_has_its_sample_only_and_says_what_it_lacks(client: Client, written: Shown) -> None:

    tensors = [strings([4], b"4", b"3", RED, BLUE), strings([3, 2], b"4", b"3", *[RED] * 4)]
    written({"run": {"tag": Sampled("images", tensors)}})
    response: Any = ask(client, "all.zip", sample=1)
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as packed:
        assert packed.namelist() == ["run/step-0-sample-2.png", "unreadable.txt"]
        assert packed.read("run/step-0-sample-2.png") == BLUE
    response = ask(client, "all.zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as packed:
        assert "step 1: This picture cannot be shown" in packed.read("unreadable.txt").decode()


def test_no_name_in_a_zip_leads_out_of_its_folder(client: Client, written: Shown) -> None:
    written({"...": {"tag": images([RED])}, "a/b": {"tag": images([RED])}})
    response: Any = client.get("/images/all.zip?tag=tag")
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as packed:
        assert packed.namelist() == ["run/step-0.png", "a/b/step-0.png"]


def test_all_steps_are_a_page_of_small_pictures_the_newest_first(client: Client, written: Shown) -> None:
    written({"run": {"tag": images(*([RED] for _ in range(130)))}})
    first = html.document(ask(client, "all").content.decode())
    steps = [re.findall(r"\d+", html.text_of(told))[0] for told in html.with_class(first, "tile-told")]
    assert (len(steps), steps[0], steps[-1]) == (60, "129", "70")
    last = html.document(ask(client, "all", page=99).content.decode())
    assert len(html.with_class(last, "tile")) == 10
    assert not html.duplicate_ids(first)


def test_runs_are_compared_at_the_step_that_is_nearest_in_each(client: Client, written: Shown) -> None:
    written(
        {
            "one": {"tag": images([RED], [BLUE], steps=[0, 100])},
            "two": {"tag": images([RED], [BLUE], [RED], steps=[0, 40, 90])},
        }
    )
    page = html.document(client.get("/images/compare?tag=tag&step=100").content.decode())
    told = [html.text_of(card) for card in html.with_class(page, "card-image")]
    assert "step 100" in told[0]
    assert "nearest" not in told[0]
    assert "step 90 nearest to step 100" in told[1]
    response: Any = client.get("/images/compare-steps?tag=tag")
    assert response.json()["steps"] == [0, 40, 90, 100]
    newest = html.document(client.get("/images/compare?tag=tag").content.decode())
    assert "nearest" not in html.text_of(newest)


def test_a_comparison_of_no_runs_says_so(client: Client, written: Shown) -> None:
    written({"one": {"tag": images([RED], [BLUE])}, "two": {"other": images([RED])}})
    response = client.get("/images/compare?tag=tag&runFilter=two")
    assert response.status_code == 200
    page = html.document(response.content.decode())
    assert "No runs to compare" in html.text_of(page)
    assert not html.with_class(page, "compare")
    refused = client.get("/images/compare-steps?tag=tag&runFilter=two")
    assert (refused.status_code, refused.content.decode()[:10]) == (404, "runFilter:")


def test_a_comparison_is_sent_again_only_where_something_is_new(client: Client, tmp_path: Path) -> None:
    runs = {name: {"tag": images([RED], [BLUE])} for name in ("one", "two")}
    before = state.store(), state.sources()
    try:
        state.use(opened(write_runs(tmp_path, runs)))
        page = html.document(client.get("/images/compare?tag=tag&step=0").content.decode())
        (compared,) = html.with_class(page, "compare")
        seen = compared.get("version")
        asked = {"headers": {"HX-Request": "true", "HX-Target": "div#compare"}}
        assert client.get(f"/images/compare?tag=tag&seen={seen}", **asked).status_code == 204
        EventFile(tmp_path / "two" / "events.out.tfevents.2.host").append(legacy_image("tag", RED, 4, 3, 9))
        state.use(opened(tmp_path))
        response = client.get(f"/images/compare?tag=tag&seen={seen}", **asked)
        assert response.status_code == 200
        assert html.with_class(html.part(response.content.decode()), "compare")
    finally:
        state.use(*before)


def test_a_card_by_itself_is_the_card_of_the_page(client: Client, written: Shown) -> None:
    written({"run": {"tag": images([RED, BLUE], [RED, BLUE])}})
    (card, *_) = cards(client, "?tagFilter=tag")
    alone = html.part(ask(client, "card", sample=0).content.decode())
    (article,) = html.with_class(alone, "card")
    assert article.get("id") == card.get("id")
    assert html.text_of(article) == html.text_of(card)
    assert not html.duplicate_ids(alone)


@pytest.mark.parametrize("what", ["card", "steps", "picture", "file", "all", "all.zip"])
@pytest.mark.parametrize(
    "named",
    [
        {"run": "none"},
        {"tag": "none"},
        {"tag": "loss"},
        {"sample": "1"},
        {"sample": "-1"},
        {"sample": "x"},
        {"sample": "9" * 40},
        {"sample": "１"},
        {"run": "\0"},
        {"tag": "../../etc/passwd"},
    ],
)
def test_what_is_not_there_is_told_in_a_line(
    what: str, named: dict[str, str], client: Client, written: Shown
) -> None:
    written({"run": {"tag": images([RED]), "loss": [1.0]}})
    response = ask(client, what, **named)
    assert response.status_code == 404
    assert re.fullmatch(r"(run, tag, sample|sample): .+\.\n", response.content.decode())


@pytest.mark.parametrize("key", ["", "0" * 12, "x", "a" * 5000])
def test_a_picture_that_is_gone_is_told_in_a_line(key: str, client: Client, written: Shown) -> None:
    written({"run": {"tag": images([RED])}})
    response = ask(client, "picture", key=key)
    assert (response.status_code, response.content[:5]) == (404, b"key: ")


@pytest.mark.parametrize("address", ["compare", "compare?tag=none", "compare?tag=tag&step=1e9", "all.zip"])
def test_a_comparison_of_nothing_is_told_in_a_line(address: str, client: Client, written: Shown) -> None:
    written({"run": {"tag": images([RED])}})
    assert client.get(f"/images/{address}").status_code == 404


def test_how_pictures_are_shown_stands_in_the_address(client: Client, written: Shown) -> None:
    written({"run": {"tag": images([RED])}})
    address = "/images/?brightness=1.2&contrast=150&actual=1"
    page = client.get(address).content.decode()
    assert f'hx-get="{address.replace("&", "&amp;")}"' in page
    assert 'value="1.2"' in page
    odd = client.get("/images/?brightness=9&contrast=x&actual=yes").content.decode()
    assert 'hx-get="/images/"' in odd


def test_a_copy_of_a_card_has_ids_of_its_own_and_shares_its_step(client: Client, written: Shown) -> None:
    written({"run": {"tag": images([RED], [BLUE])}})
    texts = [ask(client, "card", slot=slot).content.decode() for slot in ("", "pin", '"><b>')]
    found = [{element.get("id") for element in html.elements(html.part(text))} - {None} for text in texts]
    assert not found[0] & found[1]
    assert found[0] == found[2]
    assert len({re.findall(r'subject="([^"]+)"', text)[0] for text in texts}) == 1


def test_where_there_is_none_the_page_says_how_to_write_one(client: Client, show: Shown) -> None:
    show({"run": {"loss": [1.0]}})
    text = html.text_of(html.document(client.get("/images/").content.decode()))
    assert "No images yet" in text
    assert 'writer.add_image("' in text

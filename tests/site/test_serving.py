"""How answers travel: below a prefix, compressed or not, kept by browsers or not."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings

from tensorbored_site import static
from tensorbored_site.middleware import Compression, path_prefix

LICENSE = "vendor/htmx.org/LICENSE"
SCRIPT = "vendor/htmx.org/htmx.min.js"


Get = Callable[[str], HttpResponse]


@pytest.fixture
def get() -> Iterator[Get]:
    """Ask a server that was started with `--path_prefix /tb`; it answers with the paths a view sees."""

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(f"{request.path} {request.path_info}")

    with override_settings(PATH_PREFIX="/tb"):
        yield lambda url: cast(HttpResponse, path_prefix(view)(RequestFactory().get(url)))


def test_views_see_the_path_below_the_prefix(get: Get) -> None:
    assert get("/tb/runs/?page=2").content == b"/tb/runs/ /runs/"


def test_the_bare_prefix_leads_to_the_page(get: Get) -> None:
    response = get("/tb?tagFilter=loss")
    assert (response.status_code, response["Location"]) == (301, "/tb/?tagFilter=loss")


@pytest.mark.parametrize("url", ["/", "/runs/", "/tbx/", "/x/tb/"])
def test_there_is_nothing_outside_the_prefix(url: str, get: Get) -> None:
    assert get(url).status_code == 404


@pytest.mark.parametrize("content_type", ["text/html; charset=utf-8", "application/octet-stream"])
def test_text_and_columns_are_compressed_for_who_takes_it(content_type: str) -> None:
    def answer(accepted: str) -> HttpResponse:
        response = HttpResponse(b"a" * 1000, content_type=content_type, headers={"ETag": '"one"'})
        request = RequestFactory().get("/", headers={"accept-encoding": accepted})
        return Compression(lambda _: response)(request)  # type: ignore[return-value]

    plain, packed = answer("identity"), answer("gzip, br")
    assert (plain.content, plain["ETag"]) == (b"a" * 1000, '"one"')
    assert (gzip.decompress(packed.content), packed["ETag"]) == (b"a" * 1000, 'W/"one"')
    assert packed["Content-Encoding"] == "gzip"
    assert plain["Vary"] == packed["Vary"] == "Accept-Encoding"


def test_static_files_are_kept_for_good_and_sent_compressed(client: Client) -> None:
    response = client.get(settings.STATIC_URL + SCRIPT, headers={"accept-encoding": "gzip"})
    assert response.status_code == 200
    assert "immutable" in response["Cache-Control"]
    assert response["Content-Encoding"] == "gzip"
    assert "Access-Control-Allow-Origin" not in response
    response.close()


def test_licences_of_the_browser_libraries_come_along(client: Client) -> None:
    response = client.get(settings.STATIC_URL + LICENSE)
    assert response.status_code == 200
    response.close()


def test_a_static_address_changes_with_its_files(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("1")
    before = static.token(tmp_path, "1.0")
    assert before == static.token(tmp_path, "1.0")
    (tmp_path / "a.js").write_text("12")
    assert static.token(tmp_path, "1.0") != before


def test_every_answer_has_a_length_so_that_connections_stay_open(client: Client) -> None:
    for url in ("/", "/runs/", "/no/such/page"):
        assert "Content-Length" in client.get(url).headers


def test_an_address_without_its_last_slash_leads_there(client: Client) -> None:
    assert client.get("/runs?page=2")["Location"] == "/runs/?page=2"

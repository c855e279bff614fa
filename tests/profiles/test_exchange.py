"""Profiles as files: exported as they are, imported whole, refused by the path of what is bad."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from profiles.models import Draft, Saved
from tensorbored.plugins.core import profile_writer
from tests.helpers import html
from tests.helpers.menu import HERE, HTMX, IMPORT, do, draft, error_of, panel, save

pytestmark = pytest.mark.usefixtures("logdir")


def test_an_export_is_flat_indented_and_named_after_the_profile(client: Client) -> None:
    saved = save(client, "My view: 1/2")
    response = client.get(f"/profiles/export/{saved.pk}/")
    assert response["Content-Disposition"] == 'attachment; filename="My_view__1_2.json"'
    assert response.content.decode() == json.dumps(saved.data, indent=2, ensure_ascii=False) + "\n"
    assert "data" not in response.json()
    assert "Content-Disposition" not in client.get(f"/profiles/export/{saved.pk}/?view=1")


def test_what_is_seen_can_be_exported_unsaved(client: Client) -> None:
    response = client.get(f"/profiles/export/?{urlencode({'page': HERE})}")
    assert (response.json()["tagFilter"], response.json()["version"]) == ("loss", 1)


@pytest.mark.parametrize("is_file", [True, False], ids=["file", "text"])
@pytest.mark.parametrize("is_wrapped", [True, False], ids=["wrapped", "flat"])
def test_an_import_is_saved_under_a_free_name_and_not_loaded(
    is_file: bool, is_wrapped: bool, client: Client
) -> None:
    flat = {"version": 1, "name": "X", "smoothing": 0.25, "later": {"__proto__": 1}}
    text = json.dumps({"version": 1, "data": flat} if is_wrapped else flat)
    for name in ("X", "X (1)", "X (2)"):
        body = {"file": SimpleUploadedFile("x.json", text.encode())} if is_file else {"text": text}
        assert client.post(IMPORT, body).status_code == 200
        assert Saved.objects.latest("id").name == name
    assert Saved.objects.latest("id").data["later"] == {"__proto__": 1}
    assert Draft.objects.count() == 0


def test_examples_two_of_the_readme_is_imported(client: Client) -> None:
    profile = profile_writer.create_profile(
        name="Team Standard View", pinned_cards=[profile_writer.pin_scalar("train/loss")], smoothing=0.6
    )
    client.post(IMPORT, {"text": json.dumps(profile, indent=2)})
    do(client, "load", profile=Saved.objects.get().pk)
    assert [pin.tag for pin in draft().pins] == ["train/loss"]


def text_of(**fields: Any) -> bytes:
    return json.dumps(fields).encode()


def test_several_in_one_file_are_all_saved_or_none(client: Client) -> None:
    several = {"profiles": [{"version": 1, "name": "a"}, {"version": 1, "name": "a"}]}
    client.post(IMPORT, {"text": json.dumps(several)})
    assert sorted(saved.name for saved in Saved.objects.all()) == ["a", "a (1)"]
    several["profiles"].append({"version": 1, "smoothing": 7})
    response = client.post(IMPORT, {"text": json.dumps(several)})
    assert error_of(response).startswith("profiles[2].smoothing: ")
    assert Saved.objects.count() == 2


def test_a_profile_for_another_logdir_is_not_offered(client: Client) -> None:
    save(client)
    Saved.objects.update(source="another")
    assert "Saved profiles" not in panel(client)


BAD = {
    b"": "text: a file, or a profile as text, is expected.",
    b"{": "This is not JSON: line 1, column 2.",
    b"\xff{}": "This is not text in UTF-8.",
    "{}".encode("utf-16"): "This is not text in UTF-8.",
    b"[" * 100_000: "This is not JSON.",
    b"[]": "profile: an object is expected, not a list.",
    b"null": "profile: an object is expected, not null.",
    b"7": "profile: an object is expected, not a number.",
    b"{} {}": "This is not JSON: line 1, column 4.",
    b'{"version": 2}': "version: ",
    b'{"version": 1e999}': "version: ",
    b'{"smoothing": NaN}': "smoothing: ",
    b'{"smoothing": -1}': "smoothing: ",
    b'{"yAxisScale": "log3"}': "yAxisScale: ",
    b'{"xAxis": "sideways"}': "xAxis: ",
    b'{"largeCards": [7]}': "largeCards[0]: ",
    b'{"runColors": [{"runId": "a", "color": "red;background:url(//x)"}]}': "runColors[0].color: ",
    b'{"runColors": [{"runId": "a", "color": "</style>"}]}': "runColors[0].color: ",
    b'{"pinnedCards": [{"plugin": "scalars", "tag": "a"}, {"plugin": "scalars"}]}': "pinnedCards[1].tag: ",
    b'{"data": {"pinnedCards": 7}}': "data.pinnedCards: ",
    text_of(pinnedCards=[{"plugin": "s", "tag": str(i)} for i in range(10_000)]): "pinnedCards: ",
    text_of(runColors=[{"runId": str(i), "color": "#111111"} for i in range(50_000)]): "runColors: ",
    text_of(pinnedCards=[{"plugin": "s", "tag": "x" * 2**20}]): "pinnedCards[0].tag: ",
    text_of(name="x" * 10_000): "name: ",
}  # fmt: skip


@pytest.mark.parametrize(("content", "sentence"), BAD.items(), ids=[str(key)[:30] for key in BAD])
def test_a_bad_profile_is_refused_by_the_path_of_its_bad_field_and_nothing_is_lost(
    content: bytes, sentence: str, client: Client
) -> None:
    save(client)
    before = (Draft.objects.get().data, Saved.objects.get().data)
    for headers in ({}, HTMX):
        response = client.post(IMPORT, {"file": SimpleUploadedFile("x.json", content)}, headers=headers)
        told = response.content.decode() if headers else error_of(response)
        assert told.startswith(sentence)
        assert response.status_code == (200 if headers else 422 if content else 400)
    assert (Draft.objects.get().data, Saved.objects.get().data) == before


def test_a_huge_file_is_refused_before_it_is_read(client: Client) -> None:
    response = client.post(IMPORT, {"file": SimpleUploadedFile("x.json", b" " * 5 * 2**20)})
    assert (response.status_code, response.content) == (413, b"The file is larger than 2 MiB.\n")
    response = client.post(IMPORT, {"file": SimpleUploadedFile("x.json", b"1" * 3 * 2**20)})
    assert response.status_code == 422


def test_what_was_pasted_stays_when_it_is_refused(client: Client) -> None:
    text = '{"smoothing": "</textarea><script>"}'
    page = html.document(client.post(IMPORT, {"text": text}).content.decode())
    assert html.text_of(html.by_id(page, "profiles-text")) == text

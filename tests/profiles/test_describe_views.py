"""What a metric means can be said by whoever looks, and is theirs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from profiles.models import Draft
from tests.helpers import html

URL = "/profiles/describe/"
HTMX = {"HX-Request": "true"}
HOSTILE = "</textarea><script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
pytestmark = pytest.mark.usefixtures("logdir")


def field(response: Any) -> Any:
    return html.by_id(html.document(response.content.decode()), "describe-text")


def about(client: Client) -> list[str]:
    page = html.document(client.get("/timeseries/").content.decode())
    return [html.text_of(each).strip() for each in html.with_class(page, "about-text")]


def test_what_is_said_stands_beside_the_title_and_in_the_form(client: Client) -> None:
    assert about(client) == []
    response = client.post(URL, {"tag": "loss", "text": " *Lower*\r\nis better. "}, headers=HTMX)
    assert (response.status_code, response["HX-Trigger"]) == (200, '{"cards-changed": {}}')
    assert Draft.objects.get().data["metricDescriptions"] == {"loss": "*Lower*\nis better."}
    assert [" ".join(text.split()) for text in about(client)] == ["Lower is better."]
    assert field(client.get(URL, {"tag": "loss"})).text == "*Lower*\nis better."
    assert "loss" in client.get(URL, {"tag": "loss"}, headers=HTMX).content.decode()


def test_it_is_undone_from_the_message_and_taken_away_by_nothing(client: Client) -> None:
    client.post(URL, {"tag": "loss", "text": "first"})
    toast = client.post(URL, {"tag": "loss", "text": "second"}, headers=HTMX).content.decode()
    (form,) = html.part(toast).iter("form")
    fields = {str(each.get("name")): str(each.get("value")) for each in form.iter("input")}
    client.post(str(form.get("action")), fields)
    assert about(client) == ["first"]
    emptied = client.post(URL, {"tag": "loss", "text": " "}, headers=HTMX)
    assert "No longer described" in emptied.content.decode()
    assert about(client) == []


def test_it_is_in_the_history_of_the_draft(client: Client) -> None:
    client.post(URL, {"tag": "loss", "text": "first"})
    assert "Changed descriptions" in [each.label for each in Draft.objects.get().revisions.all()]


def test_anything_is_only_text(client: Client) -> None:
    client.post(URL, {"tag": "loss", "text": HOSTILE})
    assert html.text_of(field(client.get(URL, {"tag": "loss"}))) == HOSTILE
    page = html.document(client.get("/timeseries/").content.decode())
    (said,) = html.with_class(page, "about-text")
    assert not [each for each in said.iter() if each.tag in {"script", "img", "textarea"}]
    assert not [each for each in said.iter("a") if str(each.get("href")).startswith("javascript")]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"text": "x"}, "tag: text is expected"),
        ({"tag": "x" * 20_000, "text": "x"}, "tag: "),
        ({"tag": "loss", "text": "x" * 10_001}, "metricDescriptions"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_its_field(
    said: dict[str, str], sentence: str, client: Client
) -> None:
    response = client.post(URL, said)
    assert (response.status_code, response.content.decode().startswith(sentence)) == (400, True)
    assert not Draft.objects.exists()
    if "tag" not in said:
        assert client.get(URL).status_code == 400


def test_it_is_nobody_elses(client: Client, other: Client) -> None:
    client.post(URL, {"tag": "loss", "text": "mine"})
    assert about(other) == []


def test_clients_are_told_what_no_summary_says(client: Client, other: Client) -> None:
    client.post(URL, {"tag": "loss", "text": "*mine*"})
    for told, of in ((client, "<p><em>mine</em></p>"), (other, "")):
        scalars = told.get("/data/plugin/scalars/tags").json()
        assert [tags["loss"]["description"] for tags in scalars.values()] == [of, of]
        series = told.get("/data/plugin/timeseries/tags").json()["scalars"]["tagDescriptions"]
        assert series == ({"loss": of} if of else {})

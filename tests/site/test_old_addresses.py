"""TensorBoard's addresses: the tab and what is looked at stand behind a `#`."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from ingest.store import Store
from tests.helpers import html

Show = Callable[..., Store]


@pytest.mark.parametrize(
    ("asked", "leads"),
    [
        ({"hash": "#scalars"}, "/scalars/"),
        ({"hash": "#scalars&tagFilter=a%20b%2Bc"}, "/scalars/?tagFilter=a+b%2Bc"),
        ({"hash": "#scalars&_smoothingWeight=0.8&regexInput=sgd"}, "/scalars/?smoothing=0.8&runFilter=sgd"),
        ({"hash": "#images", "tagFilter": "x", "later": "1"}, "/images/?tagFilter=x&later=1"),
        ({"hash": "#text&tagFilter=b", "tagFilter": "a"}, "/text/?tagFilter=b"),
        ({"hash": "#timeseries&runSelectionState=eyJhIjp0cnVlfQ%3D%3D&odd"}, "/timeseries/"),
    ],
)
def test_an_address_of_tensorboard_leads_to_its_page(
    client: Client, show: Show, asked: dict[str, str], leads: str
) -> None:
    show({"a": {"x": [1.0]}})
    response = client.get("/", asked)
    assert (response.status_code, response["Location"]) == (302, leads)


def test_a_dashboard_that_there_is_not_is_named(client: Client, show: Show) -> None:
    show({"a": {"x": [1.0]}})
    response = client.get("/", {"hash": "#<b>debugger"})
    page = response.content.decode()
    assert response.status_code == 404
    assert "There&#x27;s no dashboard by the name of “&lt;b&gt;debugger”" in page
    assert "/timeseries/" in {link.get("href") for link in html.with_class(html.document(page), "tab")}

"""Pages name every module that their scripts will ask for."""

from __future__ import annotations

from collections.abc import Callable

from django.template import Context, Template
from django.test import Client

from dashboards.modules import imports_of
from ingest.store import Store
from tests.helpers import html


def test_all_imports_are_found_through_each_other() -> None:
    found = imports_of("elements/tb-histogram.js")
    assert len(found) == len(set(found))
    assert {
        "elements/slices/element.js",
        "elements/slices/surface.js",
        "lib/packed.js",
        "lib/kept.js",
    } <= set(found)
    assert "elements/tb-histogram.js" not in found
    assert "vendor/uplot/uPlot.esm.js" in imports_of("elements/tb-line-chart.js")


def test_what_is_not_there_imports_nothing() -> None:
    assert imports_of("elements/none.js") == ()


def test_a_page_names_them_before_its_scripts(client: Client, show: Callable[..., Store]) -> None:
    show({"run": {"loss": [1.0]}})
    page = html.document(client.get("/histograms/").content.decode())
    links = [element for element in html.elements(page) if element.get("rel") == "modulepreload"]
    assert any(str(link.get("href")).endswith("elements/slices/frame.js") for link in links)
    shown = Template('{% modules "elements/tb-text.js" %}').render(Context())
    assert shown.index("lib/near.js") < shown.index("<script")

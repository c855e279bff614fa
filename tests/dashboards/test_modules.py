"""Pages name every module that their scripts will ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.template import Context, Template
from django.test import Client

from dashboards import modules
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


@pytest.fixture
def changed_since(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A checkout in which somebody is at work on the scripts."""
    monkeypatch.setattr(modules, "_sources", lambda static: {})
    modules.joined.cache_clear()
    yield
    modules.joined.cache_clear()


def test_a_page_asks_for_one_file_that_holds_all_scripts(client: Client, show: Callable[..., Store]) -> None:
    show({"run": {"loss": [1.0]}})
    for path in ("/timeseries/", "/histograms/", "/images/"):
        page = html.document(client.get(path).content.decode())
        scripts = {str(each.get("src")) for each in html.elements(page) if each.get("type") == "module"}
        assert [script.partition("/vendor/")[2] for script in scripts] == ["app/app.js"]
        assert not [each for each in html.elements(page) if each.get("rel") == "modulepreload"]


@pytest.mark.usefixtures("changed_since")
def test_where_scripts_were_changed_a_page_names_all_of_them_before_they_run(
    client: Client, show: Callable[..., Store]
) -> None:
    show({"run": {"loss": [1.0]}})
    page = html.document(client.get("/histograms/").content.decode())
    links = [element for element in html.elements(page) if element.get("rel") == "modulepreload"]
    assert any(str(link.get("href")).endswith("elements/slices/frame.js") for link in links)
    shown = Template('{% modules "elements/tb-text.js" %}').render(Context())
    assert shown.index("lib/near.js") < shown.index("<script")

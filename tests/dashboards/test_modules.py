"""Pages name every module that their scripts will ask for, and every style; or what was made of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
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
    """A checkout in which somebody is at work on scripts and styles."""
    monkeypatch.setattr(modules, "_sources", lambda static, kind: {})
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


def sheets_of(client: Client, path: str) -> list[str]:
    page = html.document(client.get(path).content.decode())
    named = [str(each.get("href")) for each in html.elements(page) if each.get("rel") == "stylesheet"]
    return [name.split("/", 3)[3] for name in named]


PATHS = ("/timeseries/", "/scalars/", "/histograms/", "/distributions/", "/images/", "/audio/", "/text/")


def test_a_page_asks_for_one_sheet_that_holds_all_styles(client: Client, show: Callable[..., Store]) -> None:
    show({"run": {"loss": [1.0]}})
    for path in PATHS:
        assert sheets_of(client, path) == ["vendor/app/app.css"]


@pytest.mark.usefixtures("changed_since")
def test_where_styles_were_changed_a_page_names_its_sheets_in_the_order_in_which_they_are_joined(
    client: Client, show: Callable[..., Store]
) -> None:
    show({"run": {"loss": [1.0]}})
    text = Path(settings.BASE_DIR, "static", "app.css").read_text(encoding="utf-8")
    joined = re.findall(r'"\./([^"]+)"', text)
    for path in PATHS:
        named = sheets_of(client, path)
        assert len(named) > 10
        assert named == [sheet for sheet in joined if sheet in named]


def test_a_sheet_that_the_build_did_not_join_is_named_beside_the_one_of_all() -> None:
    shown = Template('{% joined_styles %}{% style "css/base.css" %}{% style "theirs/own.css" %}')
    assert re.findall(r'href="[^"]*?/static/[^/]+/([^"]+)"', shown.render(Context())) == [
        "vendor/app/app.css",
        "theirs/own.css",
    ]


def test_every_sheet_is_joined_but_those_of_the_doors_and_of_the_admin() -> None:
    sheets = {f"css/{path.name}" for path in Path(settings.BASE_DIR, "static", "css").glob("*.css")}
    assert sheets - modules.joined("css") == {"css/admin.css", "css/door.css"}

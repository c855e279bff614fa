"""Empty pages: nothing that was found goes without a word."""

from __future__ import annotations

from pathlib import Path

from django.test import Client

from dashboards.dashboard import dashboards
from dashboards.empty import PAGELESS
from ingest import kinds
from tests.dashboards.conftest import Use
from tests.helpers import html
from tests.ingest.test_bad_events import strings
from tests.ingest.test_metadata import of, told
from tests.ingest.test_newer import SAMPLES, written


def test_each_kind_of_data_has_a_page_or_is_told_of_where_a_page_is_empty() -> None:
    read = {plugin for dashboard in dashboards() for plugin in dashboard.reads}
    assert not read & PAGELESS.keys()
    assert read | PAGELESS.keys() | {"hparams"} == kinds.PLUGINS | {"scalars"}


def test_a_page_without_data_names_what_was_found_and_has_no_page(
    client: Client, tmp_path: Path, use: Use
) -> None:
    def text() -> str:
        use(tmp_path)
        page = html.document(client.get("/timeseries/").content.decode())
        return html.text_of(html.by_id(page, "cards"))

    for plugin in ("text", "mesh"):
        written(tmp_path, plugin, [of(SAMPLES[plugin] + told(plugin))])
    assert "There are meshes, which are read and kept, but have no page yet." in text()
    written(tmp_path, "curve", [of(SAMPLES["pr_curves"] + told("pr_curves"))])
    for plugin in ("graph_run_metadata", "graph_keras_model"):
        written(tmp_path, plugin, [of(strings([], b"a graph") + told(plugin))])
    assert "There are graphs, meshes and PR curves, which are read and kept, but have no page yet." in text()

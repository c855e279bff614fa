"""What holds for every dashboard, whoever wrote it. Every run has data for each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dashboards.dashboard import Dashboard, dashboards
from ingest.store import FileData, FileState, Progress, RunData, SourceState, Store
from tensorbored_site import state
from tests.helpers import html
from tests.helpers.sampled import EVERY_KIND, opened, write_runs

RUNS = {
    "sweep/<b>baseline</b>": {"train/loss": [3.0, 2.0, 1.0], "val/loss": [3.0], "lr": [0.1]},
    "sweep/adam & co": {"train/loss": [2.0, 1.0], 'odd/"><script>alert(1)</script>': [1.0]},
}


@pytest.fixture
def show(show: Callable[..., Store], tmp_path: Path) -> Callable[..., Store]:
    """As for every test, and each run has samples of every kind."""
    taken = iter(range(9))

    def use(runs: Mapping[str, Any]) -> Store:
        full = {run: {**tags, **EVERY_KIND} for run, tags in runs.items()}
        store = opened(write_runs(tmp_path / str(next(taken)), full))
        state.use(store)
        return store

    return use


every_dashboard = pytest.mark.parametrize("dashboard", dashboards(), ids=lambda dashboard: dashboard.label)


def fragment(client: Client, url: str, name: str = "cards", **headers: str) -> str:
    """What htmx gets for an element of the page."""
    here = f"http://localhost{url}"
    asked = {"HX-Request": "true", "HX-Target": f"section#{name}", "HX-Current-URL": here, **headers}
    response = client.get(url, headers=asked)
    assert response.status_code == 200
    return str(response.content.decode())


def page(client: Client, dashboard: Dashboard, query: str = "") -> str:
    response = client.get(dashboard.url + query)
    assert response.status_code == 200
    return str(response.content.decode())


@every_dashboard
def test_the_page_is_valid_and_every_id_is_unique(
    dashboard: Dashboard, client: Client, show: Callable[..., Store]
) -> None:
    show(RUNS)
    tree = html.document(page(client, dashboard))
    assert not html.duplicate_ids(tree)


@every_dashboard
@pytest.mark.parametrize("query", ["", "?tagFilter=loss&smoothing=0.9", "?closed=train&xAxis=wall"])
def test_a_fragment_equals_its_part_of_the_page(
    dashboard: Dashboard, query: str, client: Client, show: Callable[..., Store]
) -> None:
    show(RUNS)
    whole = page(client, dashboard, query)
    assert html.outer(whole, "cards") == fragment(client, dashboard.url + query).strip()


@every_dashboard
@pytest.mark.parametrize("query", ["", "?yScale=symlog&xAxis=wall"])
def test_the_menu_of_a_card_that_is_asked_for_alone_equals_the_one_on_its_page(
    dashboard: Dashboard, query: str, client: Client, show: Callable[..., Store]
) -> None:
    show(RUNS)
    client.post("/profiles/superimposed/", {"action": "create", "tag": "lr"})
    client.post("/profiles/pins/", {"action": "pin", "card": '{"plugin": "scalars", "tag": "lr"}'})
    cards = html.document(page(client, dashboard, query))
    menus = [element for element in html.elements(cards) if element.tag == "tb-menu"]
    assert bool(menus) == (dashboard.label in {"timeseries", "scalars"})
    for menu in menus:
        url, name = str(menu.get("src")), str(menu.get("id"))
        alone = fragment(client, url, name)
        assert {str(each.get("href")) for each in html.elements(html.part(alone))} - {"None"}
        text = client.get(url).content.decode()
        assert not html.duplicate_ids(html.document(text))
        assert alone.strip() in html.outer(text, name)
    unknown = {"HX-Request": "true", "HX-Target": "tb-menu#menu"}
    if menus:
        assert client.get(dashboard.url, {"menu": "none"}, headers=unknown).status_code == 404
        assert client.get(dashboard.url, {"menu": "none"}).status_code == 200


@every_dashboard
def test_a_fragment_is_valid_and_holds_no_script(
    dashboard: Dashboard, client: Client, show: Callable[..., Store]
) -> None:
    show(RUNS)
    tree = html.part(fragment(client, dashboard.url))
    tags = {element.tag for element in html.elements(tree)}
    assert "script" not in tags
    assert "b" not in tags  # names are text


@every_dashboard
def test_nothing_is_styled_or_scripted_inline(
    dashboard: Dashboard, client: Client, show: Callable[..., Store]
) -> None:
    show(RUNS)
    for element in html.elements(html.document(page(client, dashboard))):
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]
        assert element.tag != "style"
        assert element.tag != "script" or (element.get("src") and not element.text)


@every_dashboard
def test_what_is_unchanged_is_answered_with_204(
    dashboard: Dashboard, client: Client, show: Callable[..., Store]
) -> None:
    show(RUNS)
    cards = html.by_id(html.part(fragment(client, dashboard.url)), "cards")
    seen = str(cards.get("hx-vals")).split('"')[3]
    headers = {"HX-Request": "true", "HX-Target": "section#cards"}
    unchanged = client.get(str(cards.get("hx-get")), {"seen": seen}, headers=headers)
    assert (unchanged.status_code, unchanged.content) == (204, b"")
    client.post("/profiles/settings/", {"cardWidth": "485"}, headers=headers)
    assert client.get(dashboard.url, {"seen": seen}, headers=headers).status_code == 200
    client.post("/profiles/settings/", {"cardWidth": ""}, headers=headers)
    assert client.get(dashboard.url, {"seen": seen}, headers=headers).status_code == 204
    show({**RUNS, "another": {"lr": [1.0]}})
    assert client.get(dashboard.url, {"seen": seen}, headers=headers).status_code == 200


@every_dashboard
def test_a_link_for_htmx_is_a_link_without_it(
    dashboard: Dashboard, client: Client, show: Callable[..., Store]
) -> None:
    show({f"run{i}": {f"group{j}/tag{k}": [1.0] for j in range(3) for k in range(20)} for i in range(150)})
    for element in html.elements(html.document(page(client, dashboard))):
        address = element.get("hx-get") or element.get("hx-post")
        if element.tag == "a" and address:
            # The list of runs has a URL of its own; its links lead to the page that shows the same.
            assert urlsplit(element.get("href")).query == urlsplit(address).query
        elif element.tag == "form" and address:
            assert element.get("action") == address
        elif address:
            assert element.get("hx-trigger"), "other elements ask by themselves, and say when"


@every_dashboard
def test_without_data_the_page_says_where_it_looked_and_for_what(
    dashboard: Dashboard, client: Client
) -> None:
    store = Store()
    store.publish(sources=(SourceState("/data/logs"),), progress=Progress(finished_at=1.0))
    text = _shown(store, client, dashboard)
    assert "/data/logs" in text
    assert "tfevents" in text


@every_dashboard
def test_where_a_file_cannot_be_read_nothing_is_promised_and_the_header_is_named(
    dashboard: Dashboard, client: Client
) -> None:
    store = Store()
    status = FileState("/data/logs/a/events.tfevents", state="dead", reason="damaged at byte 0")
    broken = RunData("a", (FileData(status),))
    store.publish([broken], sources=(SourceState("/data/logs"),), progress=Progress(finished_at=1.0))
    text = _shown(store, client, dashboard)
    assert "1 run found" in text
    assert "1 event file could not be read to the end: “unreadable” in the header says why." in text
    assert "as soon as" not in text


@every_dashboard
def test_a_directory_that_is_missing_is_waited_for(dashboard: Dashboard, client: Client) -> None:
    store = Store()
    store.publish(sources=(SourceState("/data/later", "missing"),))
    text = _shown(store, client, dashboard)
    assert "/data/later" in text
    assert "as soon as it appears" in text


@every_dashboard
def test_while_the_first_load_goes_on_the_page_says_so(dashboard: Dashboard, client: Client) -> None:
    store = Store()
    progress = Progress(bytes_read=5_000_000, bytes_total=20_000_000, files_total=3, loading=True)
    store.publish(sources=(SourceState("/data/logs"),), progress=progress)
    text = _shown(store, client, dashboard)
    assert "Reading event files" in text
    assert "5.0 MB of 20.0 MB" in text


@every_dashboard
def test_answers_are_for_one_person_and_never_taken_for_one_another(
    dashboard: Dashboard, client: Client, show: Callable[..., Store]
) -> None:
    show(RUNS)
    response = client.get(dashboard.url)
    assert "private" in response["Cache-Control"]
    assert {"HX-Request", "HX-Target", "Cookie"} <= set(response["Vary"].split(", "))


@every_dashboard
def test_a_page_view_writes_nothing(dashboard: Dashboard, client: Client, show: Callable[..., Store]) -> None:
    show(RUNS)
    with CaptureQueriesContext(connection) as asked:
        assert [client.get(dashboard.url).status_code for _ in "ab"] == [200, 200]
    assert asked.captured_queries
    assert not [query["sql"] for query in asked.captured_queries if not query["sql"].startswith("SELECT")]


@every_dashboard
def test_back_and_forward_get_the_whole_page(
    dashboard: Dashboard, client: Client, show: Callable[..., Store]
) -> None:
    show(RUNS)
    asked = {"HX-Request": "true", "HX-Target": "body", "HX-History-Restore-Request": "true"}
    assert "<title>" in client.get(dashboard.url, headers=asked).content.decode()


def _shown(store: Store, client: Client, dashboard: Dashboard) -> str:
    before = state.store(), state.sources()
    state.use(store)
    try:
        return html.text_of(html.document(page(client, dashboard)))
    finally:
        state.use(*before)

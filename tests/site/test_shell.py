"""What surrounds every dashboard: the way in, the list of runs, the status line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.views.defaults import server_error

import tensorbored
from dashboards.query import parse_query
from ingest.ingester import Ingester
from ingest.logdir import Source
from ingest.store import FileData, FileState, Progress, RunData, Snapshot, SourceState, Store
from profiles.colors import run_colors
from profiles.schema import ProfileData
from tensorbored_site import state
from tensorbored_site.help import without_files
from tensorbored_site.runs_panel import RunsPanel, common_prefix, runs_panel
from tensorbored_site.status import ago_text, bytes_text, status_of
from tests.helpers import html
from tests.helpers.event_writer import START, float_tensor, tensor_event
from tests.helpers.opened import NAME
from tests.helpers.store_builder import snapshot_of
from tests.ingest.test_metadata import of, told
from tests.ingest.test_newer import SAMPLES, VERSION_99, saying, written

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://localhost/timeseries/?tagFilter=x"}
Show = Callable[..., Store]


@pytest.fixture
def store() -> Iterator[Store]:
    """An empty store that pages show."""
    before, empty = (state.store(), state.sources()), Store()
    state.use(empty)
    yield empty
    state.use(*before)


def panel_of(
    snapshot: Snapshot, address: str = "", page: int = 1, profile: ProfileData | None = None
) -> RunsPanel:
    query = parse_query(QueryDict(address))
    paths = ("/timeseries/", "/runs/")
    return runs_panel(snapshot, profile or ProfileData(), query, run_colors(snapshot), page, paths)


def test_the_way_in_leads_to_a_dashboard_and_keeps_the_question(client: Client, show: Show) -> None:
    show({"a": {"x": [1.0]}})
    response = client.get("/?tagFilter=a%20b")
    assert (response.status_code, response["Location"]) == (302, "/timeseries/?tagFilter=a%20b")


def test_an_address_that_is_none_is_a_page_for_people_and_a_sentence_for_scripts(
    client: Client, show: Show
) -> None:
    show({"a": {"x": [1.0]}})
    response = client.get("/no/<b>such", headers={"Accept": "text/html,*/*"})
    page = response.content.decode()
    assert response.status_code == 404
    assert "There is nothing at this address" in page
    assert "<code hx-ignore>/no/&lt;b&gt;such</code>" in page
    links = {link.get("href") for link in html.with_class(html.document(page), "tab")}
    assert "/timeseries/" in links
    assert "<h1" in page
    assert "<h1" in client.get("/s/none/").content.decode()
    for headers in ({}, {"Accept": "application/json"}, HTMX | {"Accept": "text/html"}):
        response = client.get("/data/plugin/none", headers=headers)
        assert (response.status_code, response.content) == (404, b"There is nothing at this address.")


def test_what_goes_wrong_here_is_a_page_that_needs_nothing_and_tells_nothing() -> None:
    response = server_error(RequestFactory().get("/timeseries/"))
    tree = html.document(response.content.decode())
    assert response.status_code == 500
    told = html.text_of(html.by_id(tree, "main"))
    assert "Something went wrong" in told
    assert "told in the terminal in which the server runs" in told
    assert {link.get("href") for link in html.elements(tree) if link.tag == "a"} == {"/"}


@pytest.mark.parametrize(
    ("path", "current"),
    [("/scalars/", ["Scalars"]), ("/images/", ["Images"]), ("/help/", []), ("/profiles/", [])],
)
def test_the_tab_of_a_page_is_marked_and_none_on_pages_that_have_no_tab(
    client: Client, show: Show, path: str, current: list[str]
) -> None:
    show({"a": {"x": [1.0]}})
    text = client.get(path).content.decode()
    assert re.findall(r'aria-current="page">([^<]+)</a>', text) == current


def test_a_window_is_called_after_its_dashboard_unless_it_was_given_a_name(
    client: Client, show: Show, settings: Any
) -> None:
    show({"run": {"loss": [1.0]}})

    def title(path: str) -> str:
        (found,) = html.document(client.get(path).content.decode()).iter("title")
        return html.text_of(found)

    assert title("/timeseries/") == "Time Series · TensorBored"
    assert title("/text/") == "Text · TensorBored"
    assert title("/help/") == "TensorBored"
    settings.WINDOW_TITLE = "night run"
    assert title("/timeseries/") == "night run"


def test_the_list_of_runs_equals_its_part_of_the_page(client: Client, show: Show) -> None:
    show({f"run{i}": {"x": [1.0]} for i in range(120)})
    alone = client.get("/runs/?runFilter=1", headers=HTMX).content.decode()
    whole = client.get("/timeseries/?runFilter=1").content.decode()
    assert html.outer(whole, "runs") == alone.strip()
    html.part(alone)


def test_an_unchanged_list_is_answered_with_204(client: Client, show: Show) -> None:
    show({"a": {"x": [1.0]}})
    runs = html.by_id(html.part(client.get("/runs/", headers=HTMX).content.decode()), "runs")
    seen = str(runs.get("hx-vals")).split('"')[3]
    assert client.get("/runs/", {"seen": seen}, headers=HTMX).status_code == 204
    client.post("/profiles/runs/", {"action": "none"}, headers=HTMX)
    assert client.get("/runs/", {"seen": seen}, headers=HTMX).status_code == 200


def test_without_htmx_the_list_leads_to_the_page_that_holds_it(client: Client, show: Show) -> None:
    show({"a": {"x": [1.0]}})
    assert client.get("/runs/?runFilter=a")["Location"] == "/timeseries/?runFilter=a"


def test_a_bad_run_filter_is_told_beside_its_field(client: Client, show: Show) -> None:
    show({"a": {"x": [1.0]}})
    response = client.get("/runs/", {"runFilter": "("}, headers=HTMX)
    assert response["HX-Retarget"] == "#run-filter-error"
    tree = html.document(client.get("/timeseries/", {"runFilter": "("}).content.decode())
    assert "missing )" in html.text_of(html.by_id(tree, "run-filter-error"))


def test_ten_thousand_runs_are_a_hundred_rows(client: Client, show: Show) -> None:
    show({f"run{i}": {} for i in range(10_000)})
    response = client.get("/timeseries/")
    rows = html.with_class(html.document(response.content.decode()), "run")
    assert len(rows) == 100
    assert len(response.content) < 200_000
    assert "100 newest" in response.content.decode()


def test_rows_are_cut_into_pages_with_a_link_for_each_reader() -> None:
    panel = panel_of(snapshot_of({f"r{i}": {} for i in range(250)}), "runFilter=r&smoothing=0.5", page=2)
    assert [panel.rows[0].name, panel.rows[-1].name] == ["r100", "r199"]
    assert panel.links["next"].href == "/timeseries/?runFilter=r&smoothing=0.5&runsPage=3"
    assert panel.links["previous"].fragment == "/runs/?runFilter=r&smoothing=0.5&runsPage=1"


def test_counts_say_how_many_are_drawn_of_how_many() -> None:
    snapshot = snapshot_of({"a1": {}, "a2": {}, "b": {}})
    panel = panel_of(snapshot, "runFilter=a", profile=ProfileData(run_selection={"a1": False}))
    assert (panel.drawn, panel.listed, panel.total) == (1, 2, 3)


@pytest.mark.parametrize(
    ("names", "prefix"),
    [
        (["exp/one", "exp/two"], "exp/"),
        (["logs/2026-11-01_resnet_a", "logs/2026-11-01_resnet_b"], "logs/2026-11-01_resnet_"),
        (["sweep/run_1", "sweep/run_2"], "sweep/"),
        (["run_1", "run_2"], ""),
        (["logs/a1", "logs/a2"], "logs/"),
        (["a/one", "a/two"], ""),
        (["alone/in/here"], ""),
        (["exp/", "exp/two"], ""),
        (["same", "different"], ""),
        ([], ""),
    ],
)
def test_what_all_names_begin_with_is_left_out_where_that_helps(names: list[str], prefix: str) -> None:
    assert common_prefix(names) == prefix


def test_the_status_is_sent_once_a_version(client: Client, store: Store) -> None:
    store.publish(sources=(SourceState("logs"),), progress=Progress(finished_at=1.0))
    response = client.get("/status/?v=0")
    assert html.by_id(html.part(response.content.decode()), "status").get("version") == "1"
    again = client.get("/status/?v=1")
    assert (again.status_code, again.content) == (204, b"")


def test_the_first_load_shows_how_far_it_is(client: Client, store: Store) -> None:
    store.publish(progress=Progress(bytes_read=25, bytes_total=100, files_total=2, loading=True))
    tree = html.part(client.get("/status/").content.decode())
    assert html.by_id(tree, "status-progress").get("value") == "25"
    assert "Reading 25 bytes of 100 bytes" in html.text_of(tree)


def test_what_could_not_be_read_is_listed_with_its_reason(client: Client, store: Store) -> None:
    files = (
        FileState("a/events.<i>", state="dead", reason="damaged at byte 12"),
        FileState("a/events.2", skipped=2),
        FileState("a/events.3", state="waiting"),
    )
    store.publish([RunData("a", tuple(FileData(file) for file in files))])
    text = html.text_of(html.part(client.get("/status/").content.decode()))
    assert "2 unreadable" in text
    assert "a/events.<i>damaged at byte 12" in text
    assert "2 damaged records left out" in text
    assert "a/events.3" not in text


def test_r15_what_is_newer_and_what_nobody_knows_is_listed_under_its_own_name(
    client: Client, store: Store, tmp_path: Path
) -> None:
    about = told("scalars", VERSION_99)
    later = of(SAMPLES["scalars"] + about)
    written(tmp_path, "<i>later", [saying(b"brain.Event:99"), later])
    odd = [tensor_event(f"tag{i}", float_tensor(1), 1, START, "my<b>plugin") for i in range(12)]
    odd.append(tensor_event("t" * 1000, float_tensor(1), 1, START, "p" * 1000))
    written(tmp_path, "odd", odd)
    Ingester([Source(str(tmp_path))], store).run_once()
    text = html.text_of(html.part(client.get("/status/").content.decode()))
    assert "unreadable" not in text
    assert "2 newer" in text
    assert f"{tmp_path}/<i>later/{NAME}the event file is of version 99, newer than version 2" in text
    assert "<i>laterthe scalars data (as of the tag 'x') is of version 99, newer than version 0" in text
    assert "Other data" in text
    assert "my<b>plugin12 tags: tag0, tag1, tag2, tag3, tag4, tag5, tag6, tag7, tag8, tag9 and 2 more" in text
    assert f"{'p' * 80}1 tag: {'t' * 80}" in text
    assert "t" * 81 not in text


def test_r15_data_that_nobody_knows_is_no_trouble_and_what_is_known_is_no_other_data(
    client: Client, store: Store, tmp_path: Path
) -> None:
    written(tmp_path, "odd", [of(SAMPLES["text"] + told("mine"))])
    known = [of(value + told(plugin)) for plugin, value in SAMPLES.items()]
    for number, content in enumerate(known):
        written(tmp_path, f"known{number}", [content])
    Ingester([Source(str(tmp_path))], store).run_once()
    text = html.text_of(html.part(client.get("/status/").content.decode()))
    assert "other data Other data, which no page shows" in text
    assert "mine1 tag: x" in text
    assert not any(f"{plugin}1 tag" in text for plugin in SAMPLES)


def test_r15_what_says_of_no_plugin_that_it_is_of_it_is_listed_too(
    client: Client, store: Store, tmp_path: Path
) -> None:
    """As `tf.summary.write` without metadata, and `tensor_summary` of TensorFlow 1, leave it."""
    untold = [tensor_event(tag, float_tensor(1), 3, START, None) for tag in ("mine/a", "mine/b")]
    written(tmp_path, "odd", [*untold, of(SAMPLES["text"] + told("text"))])
    Ingester([Source(str(tmp_path))], store).run_once()
    text = html.text_of(html.part(client.get("/status/").content.decode()))
    assert "other data Other data, which no page shows" in text
    assert "no plugin2 tags: mine/a, mine/b" in text


def test_no_end_of_trouble_makes_no_endless_list(store: Store) -> None:
    files = tuple(FileData(FileState(f"f{i}", state="dead", reason="x")) for i in range(500))
    status = status_of(store.publish([RunData("a", files)]), 0.0)
    assert (len(status.troubles.items), status.troubles.more) == (100, 400)


def test_while_there_is_nothing_the_status_says_what_is_waited_for() -> None:
    nowhere = Snapshot(sources=(SourceState("later", "missing"),))
    assert status_of(nowhere, 0.0).waiting == "waiting for the directory"
    assert not status_of(nowhere, 0.0).troubles.items
    empty = replace(nowhere, sources=(*nowhere.sources, SourceState("here")))
    assert status_of(empty, 0.0).waiting == "waiting for event files"
    half = replace(empty, runs={"a": RunData("a")})
    assert not status_of(half, 0.0).waiting
    assert [trouble.path for trouble in status_of(half, 0.0).troubles.items] == ["later"]


@pytest.mark.parametrize("runs", [{}, {"a": RunData("a")}], ids=["nothing", "a run"])
def test_what_below_a_directory_cannot_be_read_is_told_whatever_else_there_is(
    runs: dict[str, RunData],
) -> None:
    snapshot = Snapshot(runs=runs, sources=(SourceState("logs", None, "logs/x cannot be read: why."),))
    (trouble,) = status_of(snapshot, 0.0).troubles.items
    assert (trouble.path, trouble.reason) == ("logs", "logs/x cannot be read: why.")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-1, "now"), (0, "now"), (59, "59 s ago"), (60, "1 min ago"), (7300, "2 h ago"), (200_000, "2 d ago")],
)
def test_an_age_is_told_in_its_largest_unit(seconds: int, text: str) -> None:
    assert ago_text(seconds) == text


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 bytes"), (999, "999 bytes"), (55_123_456, "55.1 MB"), (2.5e12, "2,500.0 GB")]
)
def test_bytes_are_told_in_the_unit_that_keeps_them_short(number: int, text: str) -> None:
    assert bytes_text(number) == text


def test_the_help_is_the_readme_and_needs_no_network(client: Client, show: Show) -> None:
    show({"a": {"x": [1.0]}})
    page = client.get("/help/").content.decode()
    (text,) = html.with_class(html.document(page), "text-body")
    assert "tensorbored --logdir logs" in html.text_of(text)
    links = [str(element.get("href")) for element in html.elements(text) if element.tag == "a"]
    assert all(link.startswith(("http://", "https://")) for link in links)
    assert not [element for element in html.elements(text) if element.tag == "img"]
    shown = html.document(client.get("/timeseries/").content.decode())
    assert {element.get("target") for element in html.elements(shown) if element.get("href") == "/help/"} == {
        "_blank"
    }


@pytest.mark.parametrize("place", ["settings", "brand", "notice"])
def test_a_page_says_which_version_this_is(client: Client, show: Show, place: str) -> None:
    show({"a": {"x": [1.0]}})
    page = html.document(client.get("/help/").content.decode())
    found = [each for each in html.elements(page) if place in (each.get("id"), each.get("class"))]
    told = " ".join(f"{each.get('title')} {html.text_of(each)}" for each in found)
    assert f"TensorBored {tensorbored.__version__}" in told


def test_help_leaves_out_pictures_and_files_and_keeps_tables() -> None:
    assert without_files("[a](#a) [b](c.md)") == "[a](#a) b"
    text = "![a](b.png)\n\n| | |\n|---|---|\n| ![c](d) | ![e](f) |\n\n| | |\n|---|---|\n| [x](docs/y) | z |\n"
    assert without_files(text) == "\n\n\n| | |\n|---|---|\n| x | z |\n"


def test_a_logdir_below_ones_home_is_told_as_people_write_it(
    client: Client, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    places = ("/home/ada/logs", "/home/adam/logs", "s3://bucket/logs")
    store.publish(sources=tuple(map(SourceState, places)), progress=Progress(finished_at=1.0))
    tree = html.document(client.get("/timeseries/").content.decode())
    (told,) = html.with_class(tree, "runs-logdir")
    assert html.text_of(told) == "~/logs,/home/adam/logs,s3://bucket/logs"
    assert told.get("title") == "Log directory: /home/ada/logs,/home/adam/logs,s3://bucket/logs"


def test_tabs_pass_on_parameters_that_are_not_ours(client: Client, show: Show) -> None:
    show({"a": {"x": [1.0]}})

    def tabs(address: str) -> set[str]:
        page = html.document(client.get(address).content.decode())
        return {str(tab.get("href")) for tab in html.with_class(page, "tab") if tab.get("href")}

    address = "/scalars/?links=1&tagFilter=x&proxy=a%26b&steps.x=3&darkMode=true&smoothing=0.2&page.x=2"
    assert tabs(address) >= {f"/{name}/?proxy=a%26b&darkMode=true" for name in ("timeseries", "scalars")}
    assert tabs("/timeseries/") >= {"/timeseries/", "/scalars/"}
    assert tabs("/timeseries/table?tag=x") >= {"/timeseries/", "/scalars/"}


def test_no_template_spells_a_colour_in_two_ways() -> None:
    texts = {path.name: path.read_text() for path in Path(settings.BASE_DIR, "templates").rglob("*.html")}
    american = {name for name, text in texts.items() if re.search(r"\bColors?\b|\w colors?[ .,<]", text)}
    assert not american

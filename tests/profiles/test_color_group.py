"""`runColorGroup` of an address: comes before the profile, stays out of it, and follows what is chosen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from ingest.store import Store
from profiles.color_group import grouped, text_of
from profiles.models import Draft
from profiles.parts import GroupBy
from profiles.schema import ProfileData
from tensorbored_site import state
from tests.helpers import html
from tests.helpers.pictures import picture
from tests.helpers.sampled import images, opened, texts, write_runs
from tests.helpers.wire_reader import read

Show = Callable[..., Store]
RUNS = {"a/x-1": {"loss": [1.0]}, "b/x-2": {"loss": [2.0]}, "b/y-1": {"loss": [3.0]}}
HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize(
    ("group_by", "text"),
    [
        (None, "run"),
        (GroupBy("experiment"), "experiment"),
        (GroupBy("folder"), "folder"),
        (GroupBy("regex", "(x|y):1"), "regex:(x|y):1"),
        (GroupBy("regex_by_exp", "(x)"), "regex_by_exp:(x)"),
        (GroupBy("hparam", hparam="lr"), "hparam:lr"),
    ],
)
def test_a_grouping_is_said_in_an_address_and_read_from_it(group_by: GroupBy | None, text: str) -> None:
    assert text_of(group_by) == text
    before = ProfileData(group_by=GroupBy("folder", other={"more": 1}))
    after = grouped(before, text).group_by
    assert (after and (after.key, after.regex, after.hparam)) == (
        group_by and (group_by.key, group_by.regex, group_by.hparam)
    )
    assert grouped(ProfileData(group_by=group_by), text) == ProfileData(group_by=group_by)


def test_nonsense_changes_nothing() -> None:
    profile = ProfileData(group_by=GroupBy("folder"))
    assert grouped(profile, "nonsense") == profile
    assert grouped(profile, f"regex:{'x' * 5000}") == profile


def colors(client: Client, path: str) -> list[str]:
    """The colour of each run in a chart of a page."""
    tree = html.document(client.get(path).content.decode())
    (chart,) = (each for each in html.elements(tree) if each.tag == "tb-line-chart")
    header = read(client.get(str(chart.get("src"))).content)
    return [series["color"][0] for series in header["series"]]


def test_what_an_address_groups_is_drawn_alike_and_nobodys_profile_changes(
    client: Client, show: Show
) -> None:
    show(RUNS)
    assert len(set(colors(client, "/timeseries/"))) == 3
    one, other, third = colors(client, "/timeseries/?runColorGroup=experiment")
    assert other == third != one
    one, other, third = colors(client, "/timeseries/?runColorGroup=regex:(x|y)")
    assert one == other != third
    assert not Draft.objects.exists()


def test_the_address_goes_on_saying_it_and_a_profile_says_it_too(client: Client, show: Show) -> None:
    show(RUNS)

    def said(path: str, **headers: str) -> list[str] | None:
        tree = html.document(client.get(path, headers=headers).content.decode())
        (cards,) = (each for each in html.elements(tree) if each.get("id") == "cards")
        return parse_qs(urlsplit(str(cards.get("hx-get"))).query).get("runColorGroup")

    assert said("/timeseries/") is None
    assert said("/timeseries/?runColorGroup=folder") == ["folder"]
    client.post("/profiles/colors/by/", {"key": "regex", "regex": "(x|y)"})
    assert said("/timeseries/") == ["regex:(x|y)"]
    assert said("/scalars/?runColorGroup=run") == ["run"]


def test_what_is_chosen_in_the_panel_takes_the_place_of_what_the_address_says(
    client: Client, show: Show
) -> None:
    show(RUNS)
    here = "http://localhost/timeseries/?smoothing=0.3&runColorGroup=experiment"
    asked = {**HTMX, "HX-Current-URL": here}
    panel = client.get("/profiles/colors/by/", headers=asked).content.decode()
    (checked,) = (e for e in html.elements(html.part(panel)) if e.get("checked") is not None)
    assert checked.get("value") == "experiment"
    answer = client.post("/profiles/colors/by/", {"key": "folder"}, headers=asked)
    assert answer["HX-Replace-Url"] == "/timeseries/?smoothing=0.3&runColorGroup=folder"
    answer = client.post("/profiles/colors/by/", {"key": "run"}, headers=asked)
    assert answer["HX-Replace-Url"] == "/timeseries/?smoothing=0.3"
    assert Draft.objects.get().data["groupBy"] is None


def led(client: Client, paths: list[str], to: str) -> list[str]:
    """Where these pages lead, and what they load, below an address."""
    found = {}
    for path in paths:
        for element in html.elements(html.document(client.get(path).content.decode())):
            said = (str(element.get(name) or "") for name in ("href", "src"))
            found.update(dict.fromkeys(address for address in said if address.startswith(f"{to}?")))
    return list(found)


def main_colors(client: Client, paths: list[str]) -> set[str]:
    """The colours of the swatches on these pages, less those of the list of runs."""
    mains = [html.by_id(html.document(client.get(path).content.decode()), "main") for path in paths]
    boxes = (box for main in mains for box in html.with_class(main, "on-light"))
    return {str(box.get("fill")) for box in boxes}


@pytest.mark.parametrize(
    "way",
    [
        ("/images/", "/images/all"),
        ("/images/", "/images/compare"),
        ("/text/", "/text/steps"),
        ("/text/", "/text/steps", "/text/difference"),
        ("/text/", "/text/steps", "/text/difference", "/text/steps"),
    ],
    ids="-".join,
)
def test_pages_of_one_card_go_on_saying_it(way: tuple[str, ...], client: Client, tmp_path: Path) -> None:
    kinds = {"picture": images([picture()], [picture()]), "note": texts("one", "two")}
    before = state.store(), state.sources()
    state.use(opened(write_runs(tmp_path, dict.fromkeys(RUNS, kinds))))
    try:
        for said, expected in (("", 3), ("?runColorGroup=experiment", 2)):
            paths = [f"{way[0]}{said}"]
            for to in way[1:]:
                paths = led(client, paths, to)
            assert len(main_colors(client, paths)) == expected
    finally:
        state.use(*before)

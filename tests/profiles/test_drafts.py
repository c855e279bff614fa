"""What a person sees: their draft, before it the logdir's default; and no edit undoes another's."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from ingest.store import SourceState, Store
from profiles import drafts, edits, history, people
from profiles.drafts import Sight, sight_of
from profiles.models import Draft
from profiles.parts import Pin
from profiles.schema import ProfileData, profile_from_json
from tensorbored.plugins.core import profile_writer
from tensorbored_site import state
from tests.helpers import html, study
from tests.helpers.program import running

RUNS = "/profiles/runs/"
Show = Callable[..., Store]


@pytest.fixture
def logdir(show: Show, empty_logdir: Path) -> Path:
    """A logdir with four runs, looked at."""
    store = show({name: {"loss": [1.0], "x/accuracy": [1.0]} for name in "abcd"})
    store.publish(sources=(SourceState(str(empty_logdir)),))
    return empty_logdir


def ask(cookie: str = "") -> Any:
    """A request of a browser."""
    request: Any = RequestFactory().get("/")
    if cookie:
        request.COOKIES[people.COOKIE] = cookie
    request.snapshot = state.store().snapshot()
    return request


def seen(cookie: str = "") -> Sight:
    return sight_of(ask(cookie))


def edit(change: Callable[[ProfileData], ProfileData], cookie: str = "") -> str:
    """One edit of a browser; gives the cookie that it has from then on."""
    response = HttpResponse()
    drafts.edit(ask(cookie), change, response)
    return response.cookies[people.COOKIE].value


def loss(profile: ProfileData) -> ProfileData:
    return edits.pin(profile, Pin("scalars", "loss"))


def test_without_a_draft_and_a_default_everything_is_plain(db: None, logdir: Path) -> None:
    assert seen() == Sight(ProfileData())


def test_a_newcomer_sees_the_default(db: None, logdir: Path, client: Client) -> None:
    profile_writer.set_default_profile(
        str(logdir), "Team", tag_filter="acc", smoothing=0.9, selected_runs=["b"], y_axis_scale="log10"
    )
    assert seen().profile.name == "Team"
    page = html.document(client.get("/timeseries/").content.decode())
    field = {str(each.get("name")): each.get("value") for each in page.iter("input")}
    assert (field["tagFilter"], field["smoothing"]) == ("acc", "0.9")
    boxes = html.with_class(page, "run-check")
    assert [box.get("value") for box in boxes if box.get("aria-checked") == "true"] == ["b"]
    assert not Draft.objects.exists()


def test_the_first_edit_makes_a_draft_that_begins_as_the_default(db: None, logdir: Path) -> None:
    profile = {"version": 1, "name": "Team", "smoothing": 0.9, "new_in_future": 1}
    profile_writer.write_profile(str(logdir), profile)
    cookie = edit(loss)
    assert seen(cookie).profile == loss(seen().profile)
    assert seen(cookie).profile.other == {"new_in_future": 1}
    assert seen().profile.pins == ()


def test_a_draft_stays_when_the_default_changes_and_that_is_noticed(db: None, logdir: Path) -> None:
    profile_writer.set_default_profile(str(logdir), "Team", smoothing=0.9)
    cookie = edit(loss)
    assert not seen(cookie).has_newer_default
    profile_writer.set_default_profile(str(logdir), "Team", smoothing=0.1)
    assert seen(cookie).has_newer_default
    assert seen(cookie).profile.smoothing == 0.9
    assert (seen().profile.smoothing, seen().has_newer_default) == (0.1, False)


def test_a_default_that_comes_later_is_noticed_too(db: None, logdir: Path) -> None:
    cookie = edit(loss)
    profile_writer.set_default_profile(str(logdir), "Team")
    assert seen(cookie).has_newer_default


@pytest.mark.parametrize(
    "selection", [{"selected_runs": ["long", "gone"]}, {"run_selection": dict.fromkeys("abcd", False)}]
)
def test_a_default_that_shows_no_run_shows_all(
    selection: dict[str, Any], client: Client, logdir: Path
) -> None:
    profile_writer.set_default_profile(str(logdir), "Team", **selection)
    text = html.text_of(html.document(client.get("/timeseries/").content.decode()))
    assert "4 of 4" in text


def test_a_draft_whose_only_run_is_gone_shows_all(client: Client, show: Show) -> None:
    show({"a": {"x": [1.0]}, "b": {"x": [1.0]}})
    client.post(RUNS, {"action": "only", "run": "a"})
    show({"b": {"x": [1.0]}, "c": {"x": [1.0]}})
    assert "2 of 2" in html.text_of(html.document(client.get("/timeseries/").content.decode()))


def test_who_hides_all_runs_sees_none(client: Client, logdir: Path) -> None:
    client.post(RUNS, {"action": "none"})
    assert "0 of 4" in html.text_of(html.document(client.get("/timeseries/").content.decode()))


def test_an_edit_that_changes_nothing_leaves_no_trace(db: None, logdir: Path) -> None:
    cookie = edit(loss)
    edit(loss, cookie)
    assert [each.label for each in Draft.objects.get().revisions.all()] == ["Pinned loss", history.FIRST]


# --- history --------------------------------------------------------------------------------------


def draft_after(*tags: str) -> Draft:
    cookie = ""
    for tag in tags:
        cookie = edit(lambda profile, tag=tag: edits.pin(profile, Pin("scalars", tag)), cookie)  # type: ignore[misc]
    return Draft.objects.get()


def pins(draft: Draft) -> list[str]:
    return [pin.tag for pin in profile_from_json(draft.data).pins]


def test_every_edit_can_be_undone_and_done_again(db: None, logdir: Path) -> None:
    draft = draft_after("a", "b")
    for expected in (["a"], []):
        revision = history.previous(draft)
        assert revision
        history.go(draft, revision)
        assert pins(draft) == expected
    assert history.previous(draft) is None
    for expected in (["a"], ["a", "b"]):
        revision = history.following(draft)
        assert revision
        history.go(draft, revision)
        assert pins(draft) == expected
    assert history.following(draft) is None


def test_what_was_undone_is_gone_when_something_else_is_done(db: None, logdir: Path) -> None:
    cookie = edit(lambda profile: edits.pin(profile, Pin("scalars", "a")))
    cookie = edit(lambda profile: edits.pin(profile, Pin("scalars", "b")), cookie)
    draft = Draft.objects.get()
    history.go(draft, history.previous(draft))  # type: ignore[arg-type]
    edit(lambda profile: edits.pin(profile, Pin("scalars", "c")), cookie)
    draft = Draft.objects.get()
    assert pins(draft) == ["a", "c"]
    assert [each.label for each in draft.revisions.all()] == ["Pinned c", "Pinned a", history.FIRST]


def test_history_is_bounded(db: None, logdir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "LIMIT", 3)
    draft = draft_after(*"abcdef")
    assert [each.label for each in draft.revisions.all()] == ["Pinned f", "Pinned e", "Pinned d"]


# --- many at once ---------------------------------------------------------------------------------


def test_tabs_that_change_one_draft_at_once_lose_nothing(tmp_path: Path) -> None:
    names = [f"run-{number:02}" for number in range(24)]
    logdir = study.write_names(tmp_path / "logs", names, ["loss"])
    with running("--logdir", str(logdir), data_dir=str(tmp_path / "data")) as program:
        program.wait_for("Loaded 24 runs,")
        jar = CookieJar()
        browser = build_opener(HTTPCookieProcessor(jar))

        def toggle(name: str) -> None:
            body = urlencode({"action": "toggle", "run": name}).encode()
            headers = {"HX-Request": "true", "Cookie": "; ".join(f"{c.name}={c.value}" for c in jar)}
            request = Request(f"{program.url}profiles/runs/", body, headers)
            assert (build_opener() if jar else browser).open(request).status == 204

        toggle(names[0])
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(toggle, names[1:-1]))
        page = browser.open(f"{program.url}timeseries/").read().decode()
    boxes = html.with_class(html.document(page), "run-check")
    assert [box.get("value") for box in boxes if box.get("aria-checked") == "true"] == names[-1:]


def test_profiles_survive_the_database_as_they_were(db: None, logdir: Path) -> None:
    """Keys that another program's objects would trip over are keys like others."""
    text = (
        '{"version": 1, "__proto__": {"x": 1}, "expandedTagGroups": {"__proto__": true, "toString": false}}'
    )
    cookie = edit(lambda _: profile_from_json(json.loads(text)))
    profile = seen(cookie).profile
    assert profile.other == {"__proto__": {"x": 1}}
    assert profile.expanded_tag_groups == {"__proto__": True, "toString": False}


def test_a_slider_that_is_being_set_is_one_change(
    db: None, logdir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie = edit(loss)
    for weight in (0.1, 0.2, 0.3):
        edit(lambda profile, weight=weight: edits.set_smoothing(profile, weight), cookie)  # type: ignore[misc]
    draft = Draft.objects.get()
    assert [each.label for each in draft.revisions.all()] == [
        "Changed smoothing",
        "Pinned loss",
        history.FIRST,
    ]
    assert seen(cookie).profile.smoothing == 0.3
    monkeypatch.setattr(history, "AT_ONCE", timedelta(0))
    edit(lambda profile: edits.set_smoothing(profile, 0.4), cookie)
    assert draft.revisions.count() == 4

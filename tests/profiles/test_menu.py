"""The menu of profiles: save, load, rename, delete, default, history."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from ingest.store import Store
from profiles import defaults, library
from profiles.models import Draft, Saved
from profiles.schema import profile_from_json
from tensorbored.plugins.core import profile_writer
from tests.helpers import html
from tests.helpers.menu import DO, HTMX, IMPORT, do, draft, error_of, panel, save

pytestmark = pytest.mark.usefixtures("logdir")
HOSTILE = ["<script>alert(1)</script>", "__proto__", "../x", "CON", "\u202egnp.exe", "a\u200bb", '"><b>']
Show = Callable[..., Store]


# --- save and load --------------------------------------------------------------------------------


def test_save_as_keeps_what_the_toolbar_says_too(client: Client) -> None:
    saved = profile_from_json(save(client).data)
    assert (saved.name, saved.tag_filter, saved.smoothing, saved.y_axis_scale) == (
        "mine",
        "loss",
        0.9,
        "log10",
    )
    assert saved.expanded_tag_groups == {"x": True}
    assert saved.modified > 1_700_000_000_000
    assert "Profile: mine" in panel(client)


def test_save_writes_over_the_active_profile(client: Client) -> None:
    save(client)
    client.post("/profiles/runs/", {"action": "only", "run": "a"})
    assert "Unsaved changes" in panel(client)
    assert do(client, "save").status_code == 200
    assert profile_from_json(Saved.objects.get().data).run_selection == {"a": True}
    assert "Unsaved changes" not in panel(client)


def test_without_an_active_profile_there_is_nothing_to_save_over(client: Client) -> None:
    response = do(client, "save")
    assert (response.status_code, "Save it under a name" in error_of(response)) == (400, True)


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_a_name_that_is_none_is_refused(name: str, client: Client) -> None:
    response = do(client, "save-as", name=name)
    assert response.status_code == 422
    assert error_of(response).startswith("name: ")
    assert not Saved.objects.exists()


def test_a_name_is_given_once(client: Client) -> None:
    save(client)
    response = do(client, "save-as", name="mine")
    assert (response.status_code, error_of(response)) == (
        422,
        "name: there is a profile called 'mine' already.",
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_is_only_a_name(name: str, client: Client) -> None:
    saved = save(client, name)
    assert name.replace("\u200b", "\u200b") in panel(client)
    response = client.get(f"/profiles/export/{saved.pk}/")
    assert response.json()["name"] == name
    assert "/" not in response["Content-Disposition"]


def test_a_profile_is_loaded_with_all_that_it_says_and_the_address_says_nothing(client: Client) -> None:
    saved = save(client)
    client.post("/profiles/runs/", {"action": "none"})
    response = client.post(
        DO, {"action": "load", "profile": saved.pk, "page": "/timeseries/?smoothing=0.1&x=1"}
    )
    assert (response.status_code, response["Location"]) == (302, "/timeseries/?x=1")
    page = html.document(client.get("/timeseries/").content.decode())
    field = {str(each.get("name")): each.get("value") for each in page.iter("input")}
    assert (field["tagFilter"], field["smoothing"]) == ("loss", "0.9")
    assert "2 of 2" in html.text_of(page)


def test_with_htmx_the_page_is_loaded_anew(client: Client) -> None:
    saved = save(client)
    response = client.post(DO, {"action": "load", "profile": saved.pk}, headers=HTMX)
    assert response["HX-Redirect"] == "/timeseries/"


def test_what_was_seen_before_loading_can_be_had_again(client: Client) -> None:
    first = save(client, "first")
    do(client, "load", profile=first.pk)
    client.post("/profiles/runs/", {"action": "only", "run": "a"})
    client.post(DO, {"action": "load", "profile": first.pk, "page": "/timeseries/?smoothing=0.1"})
    assert (draft().smoothing, dict(draft().run_selection)) == (0.9, {})
    do(client, "undo")
    assert (draft().smoothing, dict(draft().run_selection)) == (0.1, {"a": True})
    do(client, "redo")
    assert draft().smoothing == 0.9


def test_a_loaded_profile_that_would_show_no_run_shows_all(client: Client) -> None:
    document = {"version": 1, "name": "old", "runSelectionDefault": False, "runSelection": [
        {"type": "RUN_NAME", "value": "gone", "selected": True}]}  # fmt: skip
    client.post(IMPORT, {"text": json.dumps(document)})
    do(client, "load", profile=Saved.objects.get().pk)
    assert "2 of 2" in html.text_of(html.document(client.get("/timeseries/").content.decode()))


def test_deactivating_leaves_everything_as_it_is(client: Client) -> None:
    save(client)
    before = draft()
    do(client, "deactivate")
    assert draft() == before
    assert "Profile: mine" not in panel(client)
    assert "mine" in panel(client)


def test_a_profile_gets_another_name_and_stays_where_it_is(client: Client) -> None:
    saved = save(client)
    do(client, "rename", profile=saved.pk, name=" other ")
    assert (Saved.objects.get().name, Saved.objects.get().updated) == ("other", saved.updated)
    save(client, "mine")
    assert do(client, "rename", profile=saved.pk, name="mine").status_code == 422


def test_a_deleted_profile_can_be_had_back(client: Client) -> None:
    saved = save(client)
    before = saved.data
    page = html.document(do(client, "delete", profile=saved.pk).content.decode())
    assert not Saved.objects.exists()
    (form,) = [
        each for each in page.iter("form") if each.get("action") == IMPORT and "Undo" in html.text_of(each)
    ]
    fields = {str(each.get("name")): str(each.get("value")) for each in form.iter("input")}
    assert client.post(IMPORT, fields).status_code == 200
    assert Saved.objects.get().data == before


def test_the_newest_is_listed_first(client: Client) -> None:
    for name in ("one", "two", "three"):
        save(client, name)
    text = panel(client)
    assert text.index("three") < text.index("two") < text.index("one")


@pytest.mark.parametrize(
    ("days", "text"),
    [(0, "Today"), (1, "Yesterday"), (2, "2 days ago"), (6, "6 days ago"), (7, "2024-02-23")],
)
def test_days_are_told_as_people_do(days: int, text: str) -> None:
    today = date(2024, 3, 1)
    assert library.day_text(date.fromordinal(today.toordinal() - days), today) == text


# --- the default ----------------------------------------------------------------------------------


def test_the_default_can_be_had_back(client: Client, logdir: Path) -> None:
    profile_writer.set_default_profile(str(logdir), "Team", smoothing=0.5)
    client.post("/profiles/runs/", {"action": "none"})
    assert "Load default" in panel(client)
    assert do(client, "load-default")["Location"] == "/timeseries/"
    assert (draft().name, draft().smoothing, dict(draft().run_selection)) == ("Team", 0.5, {})
    (logdir / ".tensorboard/default_profile.json").unlink()
    assert do(client, "load-default").status_code == 404


def test_a_changed_default_is_offered_until_it_is_loaded_or_declined(client: Client, logdir: Path) -> None:
    client.post("/profiles/runs/", {"action": "only", "run": "a"})
    for smoothing, answer in ((0.5, "keep-mine"), (0.4, "load-default")):
        profile_writer.set_default_profile(str(logdir), "Team", smoothing=smoothing)
        assert "has changed" in client.get("/timeseries/").content.decode()
        do(client, answer)
        assert "has changed" not in client.get("/timeseries/").content.decode()
    assert draft().smoothing == 0.4


def test_what_is_seen_is_made_the_default(client: Client, other: Client, logdir: Path) -> None:
    do(client, "set-default")
    default = defaults.look(logdir).default
    assert default
    assert (default.profile.tag_filter, default.profile.smoothing) == ("loss", 0.9)
    assert "has changed" not in client.get("/timeseries/").content.decode()
    assert 'value="loss"' in other.get("/timeseries/").content.decode()


def test_where_the_file_cannot_be_written_it_is_kept_and_said(
    client: Client, other: Client, logdir: Path
) -> None:
    (logdir / ".tensorboard").write_text("in the way")
    response = do(client, "set-default")
    assert response.status_code == 200
    text = html.text_of(html.document(response.content.decode()))
    assert "The profile was not written:" in text
    assert "It is kept in the database" in text
    assert "has changed" not in client.get("/timeseries/").content.decode()
    assert 'value="loss"' in other.get("/timeseries/").content.decode()


def test_without_a_directory_there_is_no_default_to_set(client: Client, show: Show) -> None:
    show({"a": {"x": [1.0]}})
    assert "Set as default" not in panel(client)
    assert do(client, "set-default").status_code == 403


# --- history --------------------------------------------------------------------------------------


def test_every_change_is_in_the_history_and_can_be_gone_back_to(client: Client) -> None:
    client.post("/profiles/runs/", {"action": "only", "run": "a"})
    save(client)
    text = panel(client)
    assert text.index("Saved as mine") < text.index("Showed only a") < text.index("As it was at first")
    first = Draft.objects.get().revisions.last()
    assert first
    do(client, "go", revision=first.pk)
    assert dict(draft().run_selection) == {}


@pytest.mark.parametrize("action", ["undo", "redo", "go", "load", "rename", "delete", "nonsense", ""])
def test_what_is_not_there_is_refused(action: str, client: Client) -> None:
    response = do(client, action, profile="99999", revision="99999", name="x")
    assert response.status_code in {400, 404}
    assert error_of(response)


def test_an_undo_that_the_toolbar_shows_loads_the_page_anew(client: Client) -> None:
    client.post("/profiles/runs/", {"action": "only", "run": "a"})
    response = client.post(DO, {"action": "undo"}, headers=HTMX)
    assert {"runs-changed", "cards-changed", "profile-changed"} <= json.loads(response["HX-Trigger"]).keys()
    save(client)
    response = client.post(DO, {"action": "undo"}, headers=HTMX)
    assert response["HX-Redirect"] == "/timeseries/"


# --- where one is ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [
        "http://evil.example/timeseries/",
        "//evil.example/timeseries/",
        "/nowhere/",
        "javascript:alert(1)",
        "\\\\x",
        "",
    ],
)
def test_a_page_that_is_not_ours_is_not_gone_to(page: str, client: Client) -> None:
    saved = save(client)
    assert client.post(DO, {"action": "load", "profile": saved.pk, "page": page})["Location"] == "/"

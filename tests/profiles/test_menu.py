"""The menu of profiles: save, load, rename, delete, export, import, default, history; for their owner."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from ingest.store import SourceState, Store
from profiles import defaults, library
from profiles.drafts import source_key
from profiles.models import Draft, Grant, Role, Saved, Source
from profiles.schema import profile_from_json
from tensorbored.plugins.core import profile_writer
from tensorbored_site import state
from tests.helpers import html

HERE = "/timeseries/?tagFilter=loss&smoothing=0.9&yScale=log10&open=x"
HTMX = {"HX-Request": "true", "HX-Current-URL": f"http://localhost{HERE}"}
DO, IMPORT = "/profiles/do/", "/profiles/import/"
HOSTILE = ["<script>alert(1)</script>", "__proto__", "../x", "CON", "\u202egnp.exe", "a\u200bb", '"><b>']
Show = Callable[..., Store]


@pytest.fixture(autouse=True)
def logdir(show: Show, empty_logdir: Path) -> Path:
    """A logdir with two runs, looked at."""
    store = show({name: {"loss": [1.0], "x/accuracy": [1.0]} for name in "ab"})
    store.publish(sources=(SourceState(str(empty_logdir)),))
    return empty_logdir


@pytest.fixture
def other(db: None) -> Client:
    """Another browser."""
    return Client(headers={"host": "localhost"})


def do(client: Client, action: str, **fields: Any) -> Any:
    return client.post(DO, {"action": action, "page": HERE, **fields})


def save(client: Client, name: str = "mine") -> Saved:
    assert do(client, "save-as", name=name).status_code == 200
    return Saved.objects.get(name=name)


def panel(client: Client) -> str:
    response = client.get(f"/profiles/?{urlencode({'page': HERE})}")
    assert response.status_code == 200
    return html.text_of(html.by_id(html.document(response.content.decode()), "profiles"))


def error_of(response: Any) -> str:
    return html.text_of(html.by_id(html.document(response.content.decode()), "profiles-error"))


def draft() -> Any:
    return profile_from_json(Draft.objects.get().data)


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


# --- export and import ----------------------------------------------------------------------------


def test_an_export_is_flat_indented_and_named_after_the_profile(client: Client) -> None:
    saved = save(client, "My view: 1/2")
    response = client.get(f"/profiles/export/{saved.pk}/")
    assert response["Content-Disposition"] == 'attachment; filename="My_view__1_2.json"'
    assert response.content.decode() == json.dumps(saved.data, indent=2, ensure_ascii=False) + "\n"
    assert "data" not in response.json()
    assert "Content-Disposition" not in client.get(f"/profiles/export/{saved.pk}/?view=1")


def test_what_is_seen_can_be_exported_unsaved(client: Client) -> None:
    response = client.get(f"/profiles/export/?{urlencode({'page': HERE})}")
    assert (response.json()["tagFilter"], response.json()["version"]) == ("loss", 1)


@pytest.mark.parametrize("is_file", [True, False], ids=["file", "text"])
@pytest.mark.parametrize("is_wrapped", [True, False], ids=["wrapped", "flat"])
def test_an_import_is_saved_under_a_free_name_and_not_loaded(
    is_file: bool, is_wrapped: bool, client: Client
) -> None:
    flat = {"version": 1, "name": "X", "smoothing": 0.25, "later": {"__proto__": 1}}
    text = json.dumps({"version": 1, "data": flat} if is_wrapped else flat)
    for name in ("X", "X (1)", "X (2)"):
        body = {"file": SimpleUploadedFile("x.json", text.encode())} if is_file else {"text": text}
        assert client.post(IMPORT, body).status_code == 200
        assert Saved.objects.latest("id").name == name
    assert Saved.objects.latest("id").data["later"] == {"__proto__": 1}
    assert Draft.objects.count() == 0


def test_examples_two_of_the_readme_is_imported(client: Client) -> None:
    profile = profile_writer.create_profile(
        name="Team Standard View", pinned_cards=[profile_writer.pin_scalar("train/loss")], smoothing=0.6
    )
    client.post(IMPORT, {"text": json.dumps(profile, indent=2)})
    do(client, "load", profile=Saved.objects.get().pk)
    assert [pin.tag for pin in draft().pins] == ["train/loss"]


def text_of(**fields: Any) -> bytes:
    return json.dumps(fields).encode()


def test_several_in_one_file_are_all_saved_or_none(client: Client) -> None:
    several = {"profiles": [{"version": 1, "name": "a"}, {"version": 1, "name": "a"}]}
    client.post(IMPORT, {"text": json.dumps(several)})
    assert sorted(saved.name for saved in Saved.objects.all()) == ["a", "a (1)"]
    several["profiles"].append({"version": 1, "smoothing": 7})
    response = client.post(IMPORT, {"text": json.dumps(several)})
    assert error_of(response).startswith("profiles[2].smoothing: ")
    assert Saved.objects.count() == 2


def test_a_profile_for_another_logdir_is_not_offered(client: Client) -> None:
    save(client)
    Saved.objects.update(source="another")
    assert "Saved profiles" not in panel(client)


BAD = {
    b"": "text: a file, or a profile as text, is expected.",
    b"{": "This is not JSON: line 1, column 2.",
    b"\xff{}": "This is not text in UTF-8.",
    "{}".encode("utf-16"): "This is not text in UTF-8.",
    b"[" * 100_000: "This is not JSON.",
    b"[]": "profile: an object is expected, not a list.",
    b"null": "profile: an object is expected, not null.",
    b"7": "profile: an object is expected, not a number.",
    b"{} {}": "This is not JSON: line 1, column 4.",
    b'{"version": 2}': "version: ",
    b'{"version": 1e999}': "version: ",
    b'{"smoothing": NaN}': "smoothing: ",
    b'{"smoothing": -1}': "smoothing: ",
    b'{"yAxisScale": "log3"}': "yAxisScale: ",
    b'{"xAxis": "sideways"}': "xAxis: ",
    b'{"largeCards": [7]}': "largeCards[0]: ",
    b'{"runColors": [{"runId": "a", "color": "red;background:url(//x)"}]}': "runColors[0].color: ",
    b'{"runColors": [{"runId": "a", "color": "</style>"}]}': "runColors[0].color: ",
    b'{"pinnedCards": [{"plugin": "scalars", "tag": "a"}, {"plugin": "scalars"}]}': "pinnedCards[1].tag: ",
    b'{"data": {"pinnedCards": 7}}': "data.pinnedCards: ",
    text_of(pinnedCards=[{"plugin": "s", "tag": str(i)} for i in range(10_000)]): "pinnedCards: ",
    text_of(runColors=[{"runId": str(i), "color": "#111111"} for i in range(50_000)]): "runColors: ",
    text_of(pinnedCards=[{"plugin": "s", "tag": "x" * 2**20}]): "pinnedCards[0].tag: ",
    text_of(name="x" * 10_000): "name: ",
}  # fmt: skip


@pytest.mark.parametrize(("content", "sentence"), BAD.items(), ids=[str(key)[:30] for key in BAD])
def test_a_bad_profile_is_refused_by_the_path_of_its_bad_field_and_nothing_is_lost(
    content: bytes, sentence: str, client: Client
) -> None:
    save(client)
    before = (Draft.objects.get().data, Saved.objects.get().data)
    for headers in ({}, HTMX):
        response = client.post(IMPORT, {"file": SimpleUploadedFile("x.json", content)}, headers=headers)
        told = response.content.decode() if headers else error_of(response)
        assert told.startswith(sentence)
        assert response.status_code == (200 if headers else 422 if content else 400)
    assert (Draft.objects.get().data, Saved.objects.get().data) == before


def test_a_huge_file_is_refused_before_it_is_read(client: Client) -> None:
    response = client.post(IMPORT, {"file": SimpleUploadedFile("x.json", b" " * 5 * 2**20)})
    assert (response.status_code, response.content) == (413, b"The file is larger than 2 MiB.\n")
    response = client.post(IMPORT, {"file": SimpleUploadedFile("x.json", b"1" * 3 * 2**20)})
    assert response.status_code == 422


def test_what_was_pasted_stays_when_it_is_refused(client: Client) -> None:
    text = '{"smoothing": "</textarea><script>"}'
    page = html.document(client.post(IMPORT, {"text": text}).content.decode())
    assert html.text_of(html.by_id(page, "profiles-text")) == text


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


# --- whose ----------------------------------------------------------------------------------------


def test_nobody_sees_or_touches_what_is_somebody_elses(client: Client, other: Client) -> None:
    saved = save(client)
    revision = Draft.objects.get().revisions.last()
    assert revision
    save(other, "theirs")
    assert "mine" not in panel(other)
    assert other.get(f"/profiles/export/{saved.pk}/").status_code == 404
    for action in ("load", "rename", "delete"):
        assert do(other, action, profile=saved.pk, name="x").status_code == 404
    assert do(other, "go", revision=revision.pk).status_code == 404
    saved.refresh_from_db()
    assert (saved.name, Saved.objects.count()) == ("mine", 2)


def test_a_users_profiles_are_theirs_in_every_browser(db: None) -> None:
    user = User.objects.create_user("ada")
    first, second = Client(headers={"host": "localhost"}), Client(headers={"host": "localhost"})
    for browser in (first, second):
        browser.force_login(user)
    save(first)
    assert "mine" in panel(second)


def test_a_team_sees_its_profiles_and_others_do_not(other: Client) -> None:
    team = Group.objects.create(name="vision")
    ada = User.objects.create_user("ada")
    ada.groups.add(team)
    member = Client(headers={"host": "localhost"})
    member.force_login(ada)
    saved = Saved.objects.create(group=team, name="standard", data={"version": 1, "smoothing": 0.3})
    assert "standard vision" in panel(member)
    do(member, "load", profile=saved.pk)
    assert draft().smoothing == 0.3
    save(other, "theirs")
    assert "standard" not in panel(other)
    assert do(other, "load", profile=saved.pk).status_code == 404


@pytest.fixture
def team(db: None) -> Group:
    """A team with two profiles."""
    made = Group.objects.create(name="vision")
    for name in ("standard", "other"):
        Saved.objects.create(group=made, name=name, data={"version": 1, "name": name, "smoothing": 0.3})
    return made


def member(team: Group, name: str) -> Client:
    user = User.objects.create_user(name)
    user.groups.add(team)
    browser = Client(headers={"host": "localhost"})
    browser.force_login(user)
    return browser


@override_settings(AUTH="login")
def test_who_may_only_look_changes_nothing_of_a_team(team: Group) -> None:
    viewer, saved = member(team, "ada"), Saved.objects.get(name="standard")
    assert do(viewer, "load", profile=saved.pk).status_code == 302
    for action in ("save", "rename", "delete", "set-default"):
        assert do(viewer, action, profile=saved.pk, name="x").status_code == 403
    assert [each.data["smoothing"] for each in Saved.objects.all()] == [0.3, 0.3]
    assert "Set as default" not in panel(viewer)
    assert do(viewer, "save-as", name="standard").status_code == 200


@override_settings(AUTH="login")
def test_what_editors_change_of_a_team_is_in_the_log(team: Group) -> None:
    editor, saved = member(team, "grace"), Saved.objects.get(name="standard")
    source = Source.objects.create(key=source_key(state.store().snapshot()), name="logs")
    Grant.objects.create(source=source, group=team, role=Role.EDITOR)
    do(editor, "load", profile=saved.pk)
    assert do(editor, "save").status_code == 200
    assert do(editor, "rename", profile=saved.pk, name="other").status_code == 422
    assert do(editor, "rename", profile=saved.pk, name="new").status_code == 200
    assert do(editor, "delete", profile=saved.pk).status_code == 200
    told = [(entry.user.username, entry.object_repr) for entry in LogEntry.objects.order_by("id")]
    assert told == [("grace", "standard"), ("grace", "new"), ("grace", "new")]


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

"""A short address shows a view as its maker saw it, and touches nothing of who looks."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client, override_settings
from django.urls import get_script_prefix

from ingest.store import SourceState
from profiles.models import Draft, Share
from profiles.people import COOKIE
from profiles.schema import profile_from_json
from tensorbored_site import state
from tests.helpers import html

HERE = "/timeseries/?tagFilter=loss&partition=1"
DO = "/profiles/do/"
pytestmark = pytest.mark.usefixtures("logdir")


@pytest.fixture
def colleague(db: None) -> Client:
    """Another browser."""
    return Client(headers={"host": "localhost"})


def link(client: Client, page: str = HERE) -> str:
    """The path of the address that is made."""
    response = client.post(DO, {"action": "share", "page": page})
    field = html.by_id(html.document(response.content.decode()), "profiles-link")
    return urlsplit(str(field.get("value"))).path


def shown(client: Client, address: str) -> tuple[str, str]:
    """The filter of a page, and how many runs it draws."""
    response: Any = client.get(address, follow=True)
    page = html.document(response.content.decode())
    return str(html.by_id(page, "tag-filter").get("value")), html.text_of(
        html.with_class(page, "runs-tools")[0]
    )[:6]


def test_a_colleague_sees_what_was_shared_and_where(client: Client, colleague: Client) -> None:
    client.post("/profiles/runs/", {"action": "only", "run": "a"})
    address = link(client)
    assert colleague.get(address)["Location"] == f"{address}{HERE}"
    assert shown(colleague, address) == ("loss", "1 of 2")
    assert shown(colleague, "/timeseries/") == ("", "2 of 2")
    client.post("/profiles/runs/", {"action": "none"})
    assert shown(colleague, address) == ("loss", "1 of 2")


def test_every_address_in_a_shared_page_stays_in_it(client: Client, colleague: Client) -> None:
    address = link(client)
    page = html.document(colleague.get(address, follow=True).content.decode())
    own = html.with_class(html.with_class(page, "profile-bar")[0], "text-button")
    for name in ("href", "hx-get", "hx-post", "action", "src"):
        for element in html.elements(page):
            value = element.get(name)
            if value and element not in own and not value.startswith((settings.STATIC_URL, "#")):
                assert value.startswith(f"{address}/"), (element.tag, name, value)
    assert get_script_prefix() == "/"


def test_changes_in_a_shared_view_touch_nothing_else(client: Client, colleague: Client) -> None:
    colleague.post("/profiles/runs/", {"action": "only", "run": "b"})
    address = link(client)
    colleague.post(f"{address}/profiles/runs/", {"action": "none"})
    assert shown(colleague, address) == ("loss", "0 of 2")
    assert shown(colleague, "/timeseries/") == ("", "1 of 2")
    assert shown(client, address) == ("loss", "2 of 2")
    assert Share.objects.get().data["runSelection"] == []


def test_a_shared_view_is_kept_when_somebody_says_so(client: Client, colleague: Client) -> None:
    colleague.post("/profiles/runs/", {"action": "only", "run": "b"})
    address = link(client)
    response = colleague.post(f"{address}{DO}", {"action": "keep", "page": f"{address}{HERE}"})
    assert response["Location"] == HERE
    assert shown(colleague, "/timeseries/") == ("loss", "2 of 2")
    colleague.post(DO, {"action": "undo", "page": HERE})
    assert shown(colleague, "/timeseries/") == ("", "1 of 2")


def test_to_look_stores_nothing(client: Client, colleague: Client) -> None:
    address = link(client)
    before = Draft.objects.count()
    colleague.get(address, follow=True)
    assert Draft.objects.count() == before
    assert not colleague.cookies[COOKIE]["max-age"], "who only looks is not known for longer"


def test_the_same_view_has_one_address_and_other_views_others(client: Client, colleague: Client) -> None:
    assert link(client) == link(client)
    assert len({link(client), link(client, "/timeseries/"), link(colleague)}) == 3


def test_a_view_shared_from_a_shared_view_is_one_of_its_own(client: Client, colleague: Client) -> None:
    address = link(client)
    response = colleague.post(
        f"{address}{DO}", {"action": "share", "page": f"{address}/timeseries/?tagFilter=x"}
    )
    field = html.by_id(html.document(response.content.decode()), "profiles-link")
    again = urlsplit(str(field.get("value"))).path
    assert again.count("/s/") == 1
    assert again != address
    assert shown(client, again)[0] == "x"


def test_ones_shared_views_are_listed_and_can_be_shared_no_longer(client: Client, colleague: Client) -> None:
    address, other = link(client), link(client, "/timeseries/?tagFilter=%3Cb%3E")
    colleague.post(f"{address}/profiles/runs/", {"action": "none"})
    page = client.get("/profiles/").content.decode()
    assert html.text_of(html.with_class(html.document(page), "profiles-shares")[0]).count("Stop sharing") == 2
    assert (address in page, "tagFilter=&lt;b&gt;" in page) == (True, True)
    said = {"action": "revoke", "share": address.rpartition("/")[2], "page": HERE}
    assert "leads nowhere now" in client.post(DO, said).content.decode()
    assert colleague.get(f"{address}{HERE}").status_code == 404
    assert shown(colleague, other)[0] == "<b>"
    assert not Draft.objects.filter(source__startswith="share:").exists()
    assert client.post(DO, said).status_code == 404


def test_nobody_else_ends_it(client: Client, colleague: Client) -> None:
    address = link(client)
    said = {"action": "revoke", "share": address.rpartition("/")[2], "page": HERE}
    assert colleague.post(DO, said).status_code == 404
    link(colleague, "/timeseries/")
    assert colleague.post(DO, said).status_code == 404
    assert colleague.post(f"{address}{DO}", said).status_code == 404
    assert shown(colleague, address)[0] == "loss"


def test_what_a_browser_has_shared_is_the_users_who_signs_in_there(client: Client) -> None:
    address = link(client)
    ada = User.objects.create_user("ada")
    ada.set_password("correct horse")
    ada.save()
    client.post("/sign-in/", {"username": "ada", "password": "correct horse"})
    assert Share.objects.get().user == ada
    assert address in client.get("/profiles/").content.decode()


@pytest.mark.parametrize("slug", ["nowhere-at-all", "x", "..", "%00", "a" * 500])
def test_an_address_that_was_never_made_leads_nowhere(slug: str, client: Client) -> None:
    response = client.get(f"/s/{slug}/timeseries/")
    assert response.status_code == 404


def test_a_view_of_another_logdir_is_not_shown(client: Client, tmp_path: Path) -> None:
    address = link(client)
    state.store().publish(sources=(SourceState(str(tmp_path)),))
    assert client.get(address).status_code == 404


def test_below_a_prefix_too(client: Client, colleague: Client) -> None:
    with override_settings(PATH_PREFIX="/tb", FORCE_SCRIPT_NAME="/tb"):
        from django.urls import set_script_prefix

        set_script_prefix("/tb/")
        try:
            response = client.post(f"/tb{DO}", {"action": "share", "page": f"/tb{HERE}"})
            field = html.by_id(html.document(response.content.decode()), "profiles-link")
            address = urlsplit(str(field.get("value"))).path
            assert address.startswith("/tb/s/")
            assert colleague.get(address)["Location"] == f"{address}{HERE}"
            assert "somebody shared" in colleague.get(f"{address}{HERE}").content.decode()
        finally:
            set_script_prefix("/")


def test_a_shared_view_is_saved_like_any_other(client: Client, colleague: Client) -> None:
    address = link(client)
    colleague.post(f"{address}{DO}", {"action": "save-as", "name": "hers", "page": f"{address}{HERE}"})
    assert "hers" in colleague.get("/profiles/").content.decode()
    drafts = Draft.objects.filter(active__isnull=False)
    assert [profile_from_json(draft.data).name for draft in drafts] == ["hers"]

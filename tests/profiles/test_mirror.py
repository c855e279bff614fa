"""What a browser keeps a copy of, and what it gives back to a server that has forgotten it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from ingest.store import Store
from profiles.models import Draft, Saved
from profiles.schema import profile_from_json

LOSS = {"plugin": "scalars", "tag": "loss"}
MINE = {"version": 1, "name": "mine", "smoothing": 0.3, "pinnedCards": [{"plugin": "scalars", "tag": "a"}]}


@pytest.fixture(autouse=True)
def runs(show: Callable[..., Store]) -> None:
    show({name: {"loss": [1.0]} for name in "ab"})


def restore(client: Client, body: Any) -> Any:
    text = body if isinstance(body, (str, bytes)) else json.dumps(body)
    return client.post("/profiles/restore/", text, content_type="application/json")


def mirror(client: Client) -> Any:
    return client.get("/profiles/mirror/").json()


def test_a_newcomer_has_nothing_to_copy(client: Client) -> None:
    assert mirror(client) == {"mirrored": False, "pins": None, "profiles": [], "active": None}


def test_pins_and_profiles_are_copied(client: Client) -> None:
    restore(client, {"pins": [LOSS], "profiles": [MINE], "active": "mine"})
    copied = mirror(client)
    assert (copied["pins"], copied["active"]) == ([LOSS], "mine")
    assert [each["name"] for each in copied["profiles"]] == ["mine"]


def test_a_forgotten_browser_gets_everything_back(client: Client) -> None:
    answer = restore(client, {"pins": [LOSS], "profiles": [MINE], "active": "mine"})
    assert answer.json() == {"restored": 2, "refused": []}
    draft = profile_from_json(Draft.objects.get().data)
    assert ([pin.tag for pin in draft.pins], draft.smoothing) == (["loss"], 0.3)
    assert Draft.objects.get().active == Saved.objects.get()


def test_what_the_server_knows_is_newer(client: Client) -> None:
    restore(client, {"pins": [LOSS], "profiles": [MINE]})
    answer = restore(client, {"pins": [{**LOSS, "tag": "old"}], "profiles": [{**MINE, "smoothing": 0.9}]})
    assert answer.json()["restored"] == 0
    assert profile_from_json(Saved.objects.get().data).smoothing == 0.3
    assert mirror(client)["pins"] == [LOSS]


def test_old_pins_come_after_those_that_are_there(client: Client) -> None:
    restore(client, {"pins": [LOSS]})
    restore(client, {"more": [{**LOSS, "tag": "old"}, LOSS]})
    assert [pin["tag"] for pin in mirror(client)["pins"]] == ["loss", "old"]


def test_each_part_is_taken_by_itself_and_what_is_bad_is_named(client: Client) -> None:
    bad = {**MINE, "name": "bad", "smoothing": 7}
    answer = restore(
        client, {"pins": [LOSS, {"plugin": "x"}], "profiles": [bad, MINE, 7], "more": ["x"]}
    ).json()
    assert answer["restored"] == 2
    assert sorted(each.split(":")[0] for each in answer["refused"]) == [
        "more[0]",
        "pins[1].tag",
        "profiles[0].smoothing",
        "profiles[2].profile",
    ]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        (b"\xff", 400),
        ("[" * 100_000, 400),
        ("[]", 422),
        ({"pins": 7}, 422),
        ({"profiles": {}}, 422),
        ({"pins": [LOSS] * 10_000}, 422),
    ],
)
def test_nonsense_is_refused(body: Any, status: int, client: Client) -> None:
    assert restore(client, body).status_code == status
    assert not Draft.objects.exists()


@pytest.mark.parametrize("active", [7, None, "gone", {"__proto__": 1}])
def test_an_active_profile_that_is_none_is_left(active: Any, client: Client) -> None:
    assert restore(client, {"pins": [LOSS], "active": active}).status_code == 200
    assert Draft.objects.get().active is None


def test_what_one_kept_is_not_given_to_who_signs_in_next(db: None) -> None:
    browser = Client(headers={"host": "localhost"})
    browser.force_login(User.objects.create_user("ada"))
    assert restore(browser, {"pins": [LOSS], "profiles": [MINE]}).json() == {"restored": 0, "refused": []}
    assert mirror(browser) == {"mirrored": False}
    assert "mirror=" not in browser.get("/timeseries/").content.decode()
    assert not Saved.objects.exists()

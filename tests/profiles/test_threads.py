"""Many at once: edits of one draft from many threads are all there afterwards, on any database."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from ingest.store import Store
from profiles.models import Draft
from profiles.schema import profile_from_json

THREADS, EACH = 8, 5
RUNS = [f"run-{number}" for number in range(THREADS * EACH)]
URL = "/profiles/runs/"
HTMX = {"HX-Request": "true"}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def runs(show: Callable[..., Store]) -> None:
    show({name: {"x": [1.0]} for name in RUNS})


def from_many_threads(browsers: list[Client], post: Callable[[Client, str], None]) -> None:
    """Each thread has a browser and some runs of its own."""

    def work(number: int) -> None:
        try:
            for name in RUNS[number::THREADS]:
                post(browsers[number], name)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))


def hide(browser: Client, run: str) -> None:
    response = browser.post(URL, {"action": "toggle", "run": run}, headers=HTMX)
    assert response.status_code in {200, 204}


def hidden(draft: Draft) -> set[str]:
    return {name for name, shown in profile_from_json(draft.data).run_selection.items() if not shown}


def test_no_edit_of_one_browsers_tabs_is_lost() -> None:
    first = Client(headers={"host": "localhost"})
    first.post(URL, {"action": "all"}, headers=HTMX)
    tabs = [Client(headers={"host": "localhost"}) for _ in range(THREADS)]
    for tab in tabs:
        tab.cookies.load({"tb_draft": first.cookies["tb_draft"].value})
    from_many_threads(tabs, hide)
    (draft,) = Draft.objects.all()
    assert hidden(draft) == set(RUNS)


def test_nor_of_one_user_who_begins_in_many_browsers_at_once() -> None:
    user = User.objects.create_user("ada")
    browsers = [Client(headers={"host": "localhost"}) for _ in range(THREADS)]
    for browser in browsers:
        browser.force_login(user)
    from_many_threads(browsers, hide)
    (draft,) = Draft.objects.all()
    assert hidden(draft) == set(RUNS)


def test_people_do_not_get_into_each_others_way() -> None:
    browsers = [Client(headers={"host": "localhost"}) for _ in range(THREADS)]
    from_many_threads(browsers, hide)
    assert Draft.objects.count() == THREADS
    assert sorted(name for draft in Draft.objects.all() for name in hidden(draft)) == sorted(RUNS)

"""What a metric means stands beside its title: the profile's words, else those of the program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.test import Client

from dashboards.described import description_of
from dashboards.pages import Looking
from dashboards.query import PageQuery
from ingest.store import Store
from profiles import edits
from profiles.schema import ProfileData
from tests.helpers import html
from tests.helpers.store_builder import snapshot_of

SAID = edits.describe(ProfileData(), "loss", "Cross-entropy; *lower* is better. <script>alert(1)</script>")


def look_at(profile: ProfileData) -> Looking:
    return Looking(snapshot_of({"a": {"loss": [1.0]}}), profile, PageQuery(), {}, "/")


def test_a_description_is_markdown_that_may_stand_on_a_page() -> None:
    about = description_of(look_at(SAID), "loss", ["a"])
    assert "<em>lower</em>" in about
    assert "<script>" not in about


def test_where_nobody_says_anything_there_is_nothing() -> None:
    assert description_of(look_at(ProfileData()), "loss", ["a"]) == ""


def test_the_profile_has_the_last_word() -> None:
    look = look_at(SAID)
    run = look.snapshot.runs["a"]
    number = run.names.find("loss")
    assert number is not None
    run.infos[number] = replace(run.info("loss"), description="what the program says")
    assert "lower" in description_of(look, "loss", ["a"])
    assert "program" in description_of(replace(look, profile=ProfileData()), "loss", ["a"])


def test_where_runs_say_different_things_each_is_named_with_what_it_says() -> None:
    runs = {f"<b>{name}</b>": {"loss": [1.0]} for name in "abc"}
    look = replace(look_at(ProfileData()), snapshot=snapshot_of(runs))
    for name, said in zip(runs, ("*old*", "new", "*old*"), strict=True):
        run = look.snapshot.runs[name]
        run.infos[run.names.numbers(["loss"])[0]] = replace(run.info("loss"), description=said)
    tree = html.part(description_of(look, "loss", runs))
    sections = [html.text_of(section) for section in tree.iter("section")]
    assert [" ".join(text.split()) for text in sections] == ["<b>a</b>, <b>c</b>old", "<b>b</b>new"]
    assert html.text_of(html.part(description_of(look, "loss", ["<b>b</b>"]))).strip() == "new"


def test_a_card_has_a_button_for_it(client: Client, show: Callable[..., Store]) -> None:
    show({"a": {"loss": [1.0], "accuracy": [1.0]}})
    text = '{"version": 1, "name": "x", "metricDescriptions": {"loss": "Lower is better."}}'
    page = html.document(client.post("/profiles/import/", {"text": text}).content.decode())
    (saved,) = [each for each in page.iter("input") if each.get("name") == "profile"][:1]
    client.post("/profiles/do/", {"action": "load", "profile": saved.get("value")})
    page = html.document(client.get("/timeseries/").content.decode())
    assert [html.text_of(each) for each in html.with_class(page, "about-text")] == ["Lower is better."]
    buttons = html.with_class(page, "about-button")
    (opened,) = filter(None, (each.get("popovertarget") for each in buttons))
    assert html.by_id(page, opened)
    assert len(buttons) == 2

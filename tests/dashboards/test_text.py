"""Text: steps as they were said, newest first; found, compared, and never more than text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import numpy as np
import pytest
from django.test import Client

from dashboards.markdown import LONGEST, Budget, html_of
from dashboards.text.api import html_of_values
from dashboards.text.difference import difference, unified
from dashboards.text.setting import MOST_CELLS, set_values, text_of
from ingest.store import Store
from tests.dashboards.conftest import Use
from tests.helpers import html
from tests.helpers.hostile import TEXTS
from tests.helpers.sample_files import text_file

TAG = "notes/said"
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
TABLES = {"table", "thead", "tbody", "td", "tr", "th"}
INLINE = {"a", "br", "code", "em", "mark", "strong"}
ALLOWED = {"p", "pre", "hr", "ul", "ol", "li", "blockquote", *HEADINGS, *TABLES, *INLINE}
ATTRIBUTES = {"a": {"href", "title", "rel", "target"}}
PART = {"HX-Request": "true", "HX-Target": "tb-text#text"}


def texts(*values: object) -> list[tuple[int, object]]:
    return [(10 * step, value) for step, value in enumerate(values)]


def values_of(text: Any) -> np.ndarray:
    return np.array(text, np.object_)


@pytest.fixture
def said(tmp_path: Path, use: Use) -> Callable[..., None]:
    """`said(text, …)` lets a run have said these, at the steps 0, 10, 20…"""

    def write(*values: object) -> None:
        text_file(tmp_path / "run", TAG, texts(*values))
        use(tmp_path)

    return write


def asked(client: Client, name: str = "steps", **said: object) -> str:
    """A part of a card."""
    address = urlencode({"tag": TAG, "run": "run", **{key: str(value) for key, value in said.items()}})
    response = client.get(f"/text/{name}?{address}", headers=PART)
    assert response.status_code == 200, response.content
    return str(response.content.decode())


def steps_of(part: str) -> list[int]:
    heads = html.with_class(html.part(part), "text-step-head")
    return [int(html.text_of(head).split()[1].replace(",", "")) for head in heads]


def assert_inert(tree: Element, where: str) -> None:
    for body in html.with_class(tree, "text-body"):
        for element in html.elements(body):
            if element is body:
                continue
            is_ours = element.get("class") == "text-plain"
            assert element.tag in ALLOWED or is_ours, (where, element.tag)
            extra = (
                set(element.attrib) - ATTRIBUTES.get(element.tag, set()) - ({"class"} if is_ours else set())
            )
            assert not extra, (where, extra)
            scheme = scheme_of(element.get("href") or "")
            assert scheme in {"http", "https", "mailto", ""}, (where, scheme)


def scheme_of(href: str) -> str:
    """As browsers read it: without blanks before it, and without line ends and tabs anywhere."""
    read = re.sub(r"[\t\r\n]", "", href).lstrip("".join(map(chr, range(33))))
    found = re.match(r"([a-z][a-z0-9+.-]*):", read.lower())
    return found[1] if found else ""


def test_there_are_enough_hostile_texts() -> None:
    assert len(set(TEXTS)) * len(WITHIN) >= 200


@pytest.mark.parametrize("look", [{}, {"format": "plain"}, {"find": "alert|script"}])
def test_hostile_texts_are_text(look: dict[str, str], said: Callable[..., None], client: Client) -> None:
    for start in range(0, len(TEXTS), 10):
        said(*TEXTS[start : start + 10])
    for page in range(1, len(TEXTS) // 10 + 2):
        tree = html.part(asked(client, page=page, **look))
        assert_inert(tree, f"page {page}")
    named = {element.tag for element in html.elements(tree)}
    assert not named & {"script", "img", "svg", "iframe", "style", "input", "object"}


WITHIN = ("{}", "> - {}\n>\n> {}", "<div title='{}'>{}", "[{}]({})", "| a |\n|---|\n| {} |", "<!-- {} -->{}")
"""Where a text may stand in another one."""


@pytest.mark.parametrize("within", WITHIN)
@pytest.mark.parametrize("text", TEXTS)
def test_a_hostile_text_is_inert_by_itself_in_a_table_and_in_a_description(text: str, within: str) -> None:
    text = within.replace("{}", text)
    for shown in (text, [text, text], [[text, "x"], ["y", text]]):
        for markdown in (True, False):
            made = set_values(values_of(shown), Budget(5), markdown=markdown).html
            assert_inert(_parsed(f'<div class="text-body">{made}</div>'), text)
    assert_inert(_parsed(f'<div class="text-body">{html_of(text)}</div>'), text)


def _parsed(text: str) -> Element:
    import html5lib

    return html5lib.parseFragment(text, namespaceHTMLElements=False)  # type: ignore[no-any-return]


def test_markdown_is_set_and_links_say_nothing_of_this_page() -> None:
    text = "# Title\n\n- *one*\n- `two`\n\n```\ncode\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[x](https://a.example)"
    made = set_values(values_of(text), Budget()).html
    for piece in (
        "<h1>Title</h1>",
        "<li><em>one</em></li>",
        "<pre><code>code\n</code></pre>",
        "<td>2</td>",
        'rel="noopener noreferrer nofollow"',
        'target="_blank"',
    ):
        assert piece in made


def test_json_of_several_lines_keeps_them() -> None:
    text = '{\n  "lr": 0.1,\n  "dir": "*a*\\n```\\n"\n}'
    for shape in (text, [text]):
        (code,) = _parsed(set_values(values_of(shape), Budget()).html).iter("pre")
        assert "".join(code.itertext()).strip() == text
    marked = set_values(values_of(text), Budget(), spans=lambda part: [(0, 1)] if part else []).html
    assert "<mark>{</mark>" in marked


@pytest.mark.parametrize("text", ["[1]", "{*a*}\n", "[a\n](b)"])
def test_what_only_looks_like_json_of_several_lines_is_markdown(text: str) -> None:
    assert "<pre" not in set_values(values_of(text), Budget()).html


def test_json_that_is_nested_too_deeply_to_be_parsed_is_shown() -> None:
    assert "[[[" in set_values(values_of("[" * 9_000 + "\n" + "]" * 9_000), Budget()).html


def test_a_link_to_a_place_in_the_text_opens_no_page() -> None:
    made = set_values(values_of("[a](#there) [b](https://a.example#there)"), Budget()).html
    assert '<a href="#there">a</a>' in made
    assert made.count("_blank") == 1


def test_arrays_are_tables() -> None:
    column = _parsed(set_values(values_of(["a", "*b*"]), Budget()).html)
    assert [html.text_of(cell) for cell in column.iter("td")] == ["a", "b"]
    square = _parsed(set_values(values_of([["a", "b"], ["c", "d"]]), Budget()).html)
    assert [len(list(row.iter("td"))) for row in square.iter("tr")] == [2, 2]


def test_of_more_than_two_dimensions_a_slice_is_shown_and_said_so() -> None:
    made = set_values(values_of([[["a", "b"], ["c", "d"]], [["e", "f"], ["g", "h"]]]), Budget())
    assert "3 dimensions" in made.notes[0]
    assert html.text_of(_parsed(made.html)) == "a b c d"


@pytest.mark.parametrize("shape", [(), (0,), (0, 3), (2, 0), (0, 2, 2), (2, 0, 2), (1, 1, 1, 0)])
@pytest.mark.parametrize("markdown", [True, False])
def test_an_empty_text_of_any_shape_is_said_to_be_empty(shape: tuple[int, ...], markdown: bool) -> None:
    values = np.full(shape, "", np.object_)
    made = set_values(values, Budget(), markdown=markdown)
    assert made.notes == ("There is no text here: the program wrote an empty one.",)
    assert html.text_of(_parsed(made.html)) == ""
    assert text_of(values) == ""
    assert "<td>" not in html_of_values(values, markdown=markdown)


def test_what_is_large_is_cut_and_said_so() -> None:
    made = set_values(values_of("word " * 2_000_000), Budget())
    assert made.notes[0] == f"The first {LONGEST:,} of 10,000,000 characters are shown."
    assert len(made.html) < 2 * LONGEST
    cells = set_values(values_of([["1,2"] * 100] * 1000), Budget(10))
    assert cells.notes == (f"The first {MOST_CELLS:,} of 100,000 cells are shown.",)
    wide = set_values(values_of([["x"] * 100_000]), Budget(10))
    assert wide.notes[0].startswith(f"The first {MOST_CELLS:,} of 100,000 cells")


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, "a\n=\n" * 20_000, "> " * 50_000, "|a" * 300 + "\n" + "|-" * 300 + "\n|1" * 99_700],
    ids=["brackets", "headings", "quotes in quotes", "a table of 100,000 cells"],
)
def test_what_would_take_long_to_set_is_shown_as_it_stands(text: str) -> None:
    made = set_values(values_of(text), Budget(0.2))
    assert made.html
    assert "would take long" in made.notes[-1]


def test_characters_that_are_no_text_are_left_out_and_counted() -> None:
    made = set_values(values_of("a\0b\0"), Budget())
    assert made.html == "<p>ab</p>"
    assert made.notes == ("2 NUL characters left out: is this text?",)


def test_steps_come_newest_first_and_all_of_them_on_pages(said: Callable[..., None], client: Client) -> None:
    said(*(f"text {step}" for step in range(25)))
    assert steps_of(asked(client)) == list(range(240, 140, -10))
    assert steps_of(asked(client, page=3)) == [40, 30, 20, 10, 0]
    assert steps_of(asked(client, page=99)) == [40, 30, 20, 10, 0]


def test_a_card_names_where_its_steps_are(said: Callable[..., None], client: Client) -> None:
    said("one")
    page = html.document(client.get("/text/?format=plain&find=o").content.decode())
    (card,) = [element for element in html.elements(page) if element.tag == "tb-text"]
    address = str(card.get("src"))
    assert "format=plain" in address
    assert "find=o" in address
    whole = client.get(address).content.decode()
    assert "<title>" in whole
    assert "one" in html.text_of(html.document(whole))


def test_what_is_looked_for_is_found_in_all_steps_and_marked(
    said: Callable[..., None], client: Client
) -> None:
    said(*("nothing" if step % 7 else f"a *Needle* in {step}" for step in range(50)))
    part = asked(client, find="needle")
    assert steps_of(part) == [490, 420, 350, 280, 210, 140, 70, 0]
    assert "“needle” is in 8 of 50 steps." in part
    assert part.count("<mark>Needle</mark>") == 8
    assert "<mark>Needle</mark>" in asked(client, find="need.e", format="plain")
    assert "is in none of 50 steps." in asked(client, find="absent")


def test_a_pattern_that_is_none_is_said_beside_its_field(said: Callable[..., None], client: Client) -> None:
    said("one")
    headers = {"HX-Request": "true", "HX-Target": "section#cards"}
    response = client.get("/text/?find=(", headers=headers)
    assert response["HX-Retarget"] == "#find-error"
    assert "Not a valid regular expression" in response.content.decode()
    address = urlencode({"tag": TAG, "run": "run", "find": "("})
    assert client.get(f"/text/steps?{address}").status_code == 400
    assert client.get("/text/?find=(").status_code == 200


def test_two_steps_are_compared(said: Callable[..., None], client: Client) -> None:
    said("same\nold word\nend", "same\nnew word\nend\nmore", "<b>third</b>")
    part = asked(client, "difference", a=0, b=1)
    assert "1 line removed, 2 lines added from step 0 to step 10." in " ".join(part.split())
    assert "<del>old</del> word" in part
    assert "<ins>new</ins> word" in part
    one = asked(client, "difference", a=0, b=1, view="unified")
    assert "difference-unified" in one
    assert "Both steps say the same." in asked(client, "difference", a=1, b=1)
    assert "<b>third" not in asked(client, "difference", a=1, b=2)
    html.document(client.get(f"/text/difference?{urlencode({'tag': TAG, 'run': 'run'})}").content.decode())


def test_a_whole_text_can_be_taken_away(said: Callable[..., None], client: Client) -> None:
    long = "word " * 100_000
    said(long, [["a", "b"], ["c", "d"]])
    address = urlencode({"tag": TAG, "run": "run"})
    response = client.get(f"/text/raw?{address}&at=0")
    assert response.content.decode() == long
    assert response["Content-Type"].startswith("text/plain")
    assert "attachment" in response["Content-Disposition"]
    assert client.get(f"/text/raw?{address}&at=1").content == b"a\tb\nc\td"
    assert client.get(f"/text/raw?{address}&at=2").status_code == 404


@pytest.mark.parametrize("name", ["steps", "difference", "raw"])
def test_what_is_not_there_is_named(name: str, said: Callable[..., None], client: Client) -> None:
    said("one")
    response = client.get(f"/text/{name}?tag=none&run=run")
    assert (response.status_code, response.content.decode()) == (404, "tag: text has no tag named 'none'.\n")
    assert client.get(f"/text/{name}?{urlencode({'tag': TAG, 'run': 'no'})}").status_code == 404


def test_a_difference_folds_what_is_the_same() -> None:
    before = [f"line {number}" for number in range(100)]
    after = [*before[:50], "new", *before[51:]]
    made = difference("\n".join(before), "\n".join(after))
    assert (made.added, made.removed) == (1, 1)
    assert [(row.kind, row.count) for row in made.rows if row.kind != "same"] == [
        ("folded", 47),
        ("changed", 0),
        ("folded", 46),
    ]
    assert [row.kind for row in unified(made.rows) if row.kind not in {"same", "folded"}] == [
        "removed",
        "added",
    ]


def test_a_difference_of_long_texts_is_of_their_beginnings() -> None:
    made = difference("\n".join("ab" * 5000), "\n".join("ba" * 5000))
    assert made.is_cut
    assert not difference("a", "a").is_cut


def test_without_texts_the_page_says_how_to_write_them(client: Client, show: Callable[..., Store]) -> None:
    show({"run": {"loss": [1.0]}})
    text = html.text_of(html.document(client.get("/text/").content.decode()))
    assert "No texts yet" in text
    assert "add_text(" in text


def test_tensorboards_routes_have_its_answers(said: Callable[..., None], client: Client) -> None:
    from tensorboard.plugins.text import text_plugin

    shown: list[Any] = [
        "plain",
        "# A *title*\n\n```\ncode < 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        ["torch writes one row"],
        [["a", "*b*"], ["3.5", "-1"], ["[x](https://a.example)", "<b>c</b>"]],
        [[["a", "b"], ["c", "d"]], [["e", "f"], ["g", "h"]]],
        "a\0b",
        "<script>alert(1)</script> & more",
    ]
    said(*shown)
    assert json.loads(client.get("/data/plugin/text/tags").content) == {"run": [TAG]}
    for markdown in (True, False):
        address = urlencode({"tag": TAG, "run": "run"} | ({} if markdown else {"markdown": "false"}))
        told = json.loads(client.get(f"/data/plugin/text/text?{address}").getvalue())
        assert [each["step"] for each in told] == [10 * step for step in range(len(shown))]
        for each, text in zip(told, shown, strict=True):
            arrays = np.vectorize(str.encode, otypes=[object])(values_of(text))
            assert each["text"] == text_plugin.text_array_to_html(np.array(arrays, object), markdown), text
    assert json.loads(client.get("/data/plugin/text/text?run=run&tag=none").content) == []

"""Descriptions are text from strangers: they may be set, never run, fetch or pretend."""

from __future__ import annotations

import pytest

from dashboards.markdown import html_of


def test_what_descriptions_use_is_set() -> None:
    assert html_of("# Loss\n\n*mean* of `n`\n\n- one") == (
        "<h1>Loss</h1>\n<p><em>mean</em> of <code>n</code></p>\n<ul>\n<li>one</li>\n</ul>"
    )
    assert "<td>1</td>" in html_of("a | b\n--|--\n1 | 2")
    assert '<a href="https://example.org/">there</a>' in html_of("[there](https://example.org/)")
    assert html_of("") == ""


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "![](https://evil.example/pixel.png)",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        '<p hx-get="/evil" style="position:fixed" onclick="x()">text</p>',
        "<iframe src=//evil.example></iframe>",
        "<svg><a xlink:href='javascript:x'>y</a></svg>",
        "<form action=//evil.example><input name=q></form>",
    ],
)
def test_nothing_hostile_stays(hostile: str) -> None:
    made = html_of(hostile)
    for bad in (
        "<script",
        "<img",
        "<svg",
        "<iframe",
        "<form",
        "<input",
        '="javascript',
        "<p hx-",
        "<p style",
        "<p on",
    ):
        assert bad not in made


def test_a_very_long_one_is_cut() -> None:
    assert len(html_of("x" * 1_000_000)) < 110_000

"""The one style sheet that the build makes holds what the sheets of the sources hold."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from dashboards import modules
from tests.helpers.program import Program

RULES = """async (names) => {
    const base = document.querySelector('link[rel="stylesheet"]').href.replace(/vendor\\/.*/, "");
    const rules = async (name) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(await (await fetch(base + name)).text());
        const texts = [...sheet.cssRules].map((rule) => rule.cssText.replace(/\\s+/g, " "));
        return texts.map((text) => text.replace(/ ?([,():]) ?/g, "$1"));
    };
    return Promise.all(names.map(rules));
}"""


def test_the_joined_sheet_has_every_rule_of_every_sheet_and_no_other(
    visit: Callable[..., Page], study_server: Program
) -> None:
    page = visit(study_server)
    sheets = sorted(modules.joined("css"))
    joined, *single = page.evaluate(RULES, [modules.app("css"), *sheets])
    assert len(joined) > 500
    assert sorted(joined) == sorted(rule for rules in single for rule in rules)

"""Served stylesheets and scripts mean the same as their sources, in fewer bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from rjsmin import jsmin

from tests.look.files import IMPORT, ROOMS, SCRIPT_IMPORT, SCRIPTS, SERVED, STATIC, STYLES

#: The rules of a stylesheet, those of a layer one by one, without the layers' order. Values with
#: variables and conditions are repeated as they are written, so spaces at commas, colons and
#: brackets are left out, and the names of fonts' files, which hold a hash in the served sheet.
RULES = """text => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return [...sheet.cssRules]
        .filter(rule => !(rule instanceof CSSLayerStatementRule))
        .flatMap(rule => rule instanceof CSSLayerBlockRule ? [...rule.cssRules] : [rule])
        .map(rule => rule.cssText.replace(/\\s+/g, " ").replace(/([,(:]) /g, "$1")
            .replace(/ \\)/g, ")").replace(/url\\([^)]+\\)/g, "url"));
}"""
#: Parses a module without running it: the import before it fails first.
PARSES = """async text => {
    const url = URL.createObjectURL(
        new Blob(["import 'data:text/javascript,throw 1';", text], { type: "text/javascript" }));
    return await import(url).catch(error => error instanceof SyntaxError ? error.message : null);
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("name", SERVED)
def test_a_browser_reads_the_same_rules_from_the_served_stylesheet(
    name: str, page: Page, app: Flask
) -> None:
    imported = IMPORT.findall((STYLES / name).read_text())
    sources = [(STYLES / part).read_text() for part, _layer in imported]
    served = app.extensions["assets"].named(f"css/{name}").plain.decode()

    rules = page.evaluate(RULES, served)

    assert [rule for source in sources for rule in page.evaluate(RULES, source)] == rules
    assert len(served) < sum(map(len, sources)) * 0.9


def test_a_rule_that_changes_is_noticed(page: Page) -> None:
    assert page.evaluate(RULES, "a :is(b) { top: 0 }") != page.evaluate(RULES, "a:is(b) { top: 0 }")


#: The files that are made of others, and those that are not.
WHOLE = [*sorted(ROOMS.glob("*.js")), SCRIPTS / "page.js"]
SINGLE = [path for path in sorted(SCRIPTS.glob("*.js")) if path not in WHOLE]


@pytest.mark.parametrize("path", SINGLE, ids=lambda path: path.stem)
def test_a_browser_can_read_the_served_script(path: Path, page: Page, app: Flask) -> None:
    served = app.extensions["assets"].named(f"js/{path.name}").plain.decode()

    assert page.evaluate(PARSES, served) is None
    assert len(served) < len(path.read_text())


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_a_room_s_scripts_are_one_file(path: Path, page: Page, app: Flask) -> None:
    parts = SCRIPT_IMPORT.findall(path.read_text())
    served = app.extensions["assets"].named(str(path.relative_to(STATIC))).plain.decode()

    assert parts
    assert page.evaluate(PARSES, served) is None
    for part in parts:
        assert f"{{{jsmin((path.parent / part).read_text())}}}" in served


def test_a_script_that_cannot_be_read_is_noticed(page: Page) -> None:
    assert page.evaluate(PARSES, "const a = `open") is not None

"""Our addresses come from `url_for`: a literal one would be wrong under a prefix."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from portfolio import create_app
from portfolio.config import ROOT, Config
from portfolio.setting_parsers import OUR_OWN
from tests.look.conftest import SETTINGS

#: The literal addresses that each file may have, since it has no request or needs no prefix.
ALLOWED = {
    "portfolio/supervisor/main.py": {"/healthz", "/login"},  # used outside of requests
    "portfolio/supervisor/demo_page.py": {"/login", "/studio/videos", "/studio/account"},
    "portfolio/views/oembed_request.py": {"/@"},  # any site's
    "portfolio/services/pages/players.py": {"/@", "/@/video/"},  # TikTok's own
    "templates/studio/_page_fields.html": {"/@"},  # words beside the field for the handle
}
#: Lines that may name a path: declarations of routes, and comments.
DECLARED = re.compile(r"@bp\.\w+\(|url_prefix=|^\s*#|^#:")


def names() -> str:
    return "|".join(re.escape(name) for name in sorted(OUR_OWN, key=len, reverse=True))


#: "/studio…" or "/@…" at any beginning or continuation of a text, attribute or expression.
BY_HAND = re.compile(rf"""["'`}}=(\s](/(?:@|(?:{names()})(?![\w.-]))[^"'`?#{{<\s]*)""")


def files() -> list[Path]:
    found = [*ROOT.glob("portfolio/**/*.py"), *ROOT.glob("templates/**/*.*")]
    return [*found, *ROOT.glob("static/js/*.js"), *ROOT.glob("static/css/**/*.css")]


def by_hand(text: str) -> set[str]:
    lines = [line for line in text.splitlines() if not DECLARED.search(line)]
    return {match[1] for line in lines for match in BY_HAND.finditer(line)}


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_address_of_ours_is_spelt_by_hand(path: Path):
    allowed = ALLOWED.get(str(path.relative_to(ROOT)), set())

    assert by_hand(path.read_text()) == allowed


@pytest.mark.parametrize(
    "text",
    [
        'redirect("/studio/videos", 303)',
        "redirect('/login')",
        'f"{site}/@{handle}"',
        '<a href="/studio/account">',
        "<form action=/logout>",
        'fetch("/studio/session", {})',
        "fetch(`/@${handle}`)",
        'url("/static/fonts/a.woff2")',
        "url(/static/fonts/a.woff2)",
    ],
)
def test_each_way_to_spell_one_by_hand_is_seen(text: str):
    assert by_hand(text)


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app(Config.from_environment(SETTINGS))


def test_no_prefix_can_begin_like_an_address_of_ours(app: Flask):
    firsts = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()} - {""}

    assert {first for first in firsts if not first.startswith("@")} == OUR_OWN

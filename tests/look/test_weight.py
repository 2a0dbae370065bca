from __future__ import annotations

import re

from flask import Flask, render_template

from tests.look.files import SCRIPTS, STATIC, squeezed, stylesheet
from tests.look.samples import programme, show, whole

KB = 1000
#: What a public page loads besides covers; pending.js only when a picture is on its way.
PAGE_SCRIPTS = ("covers.js", "player.js", "pending.js")


def html_of(app: Flask, *titles: str | None) -> str:
    with app.test_request_context("/"):
        return render_template("page/show.html", **show(whole(programme(*titles))))


def test_css_and_scripts_of_the_public_page_are_light() -> None:
    scripts = [(SCRIPTS / name).read_bytes() for name in PAGE_SCRIPTS]

    assert squeezed(stylesheet("look.css").encode(), *scripts) <= 20 * KB


def test_the_html_of_twenty_four_videos_is_light(app: Flask) -> None:
    html = html_of(app, "Start here", "Over fire")

    assert html.count("data-video-id") == 24
    assert squeezed(html.encode()) <= 15 * KB


def test_a_public_page_asks_for_six_things_at_most_before_a_click(app: Flask) -> None:
    html = html_of(app, None)

    own = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', html))
    assert len(own) + 1 <= 6
    assert [
        address for address in re.findall(r'<script[^>]+src="([^"]+)"', html) if ":" in address
    ] == []


def test_htmx_stays_in_the_studio(app: Flask) -> None:
    assert "htmx" not in html_of(app, None)


def test_the_display_face_is_light() -> None:
    assert sum(path.stat().st_size for path in (STATIC / "fonts").glob("*.woff2")) <= 40 * KB

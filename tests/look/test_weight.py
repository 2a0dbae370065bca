from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask

from portfolio.services.pages.look import LAYOUTS
from portfolio.views.contexts import render
from portfolio.views.embed_contexts import Embed, EmbedVideo
from portfolio.views.studio_contexts import Studio
from tests.look.files import ROOMS, SCRIPT_IMPORT, STATIC, squeezed
from tests.look.sample_pages import laid_out, public_page, show, whole
from tests.look.samples import samples

KB = 1000
CRUMB_LINES = 60
HTMX = "vendor/htmx@4.0.1/htmx.min.js"
SORTABLE = "vendor/sortablejs@1.15.7/Sortable.min.js"
#: Bytes of a room's scripts, compressed; htmx has 13.4 kB of each, Sortable 15 more of order's.
MOST_SCRIPTS = {"picker": 19 * 1000, "order": 33 * 1000}
#: What a public page links; with a pending card it loads pending.js too.
PAGE_FILES = ("css/page.css", "js/page.js")
MOST_HTML, MOST_FILES = 7 * 1000, 12 * 1000


def html_of(app: Flask, *titles: str | None) -> str:
    with app.test_request_context("/"):
        return render(show(whole(public_page(*titles))))


def test_css_and_scripts_of_the_public_page_are_light(app: Flask) -> None:
    assets = app.extensions["assets"]

    assert sum(len(assets.named(name).gz) for name in PAGE_FILES) <= MOST_FILES


def test_a_public_page_links_no_other_files(app: Flask) -> None:
    html = html_of(app, None)

    linked = re.findall(r'(?:href|src)="/static/((?:css|js)/[^"]+)"', html)
    assert linked == [app.extensions["assets"].named(name).hashed_name for name in PAGE_FILES]


def test_the_html_of_twenty_four_videos_is_light(app: Flask) -> None:
    html = html_of(app, "Start here", "Over fire")

    assert html.count("data-video-id") == 24
    assert squeezed(html.encode()) <= MOST_HTML


def test_a_public_page_asks_for_six_things_at_most_before_a_click(app: Flask) -> None:
    html = html_of(app, None)

    own = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', html))
    assert len(own) + 1 <= 6
    assert [
        address for address in re.findall(r'<script[^>]+src="([^"]+)"', html) if ":" in address
    ] == []


def test_each_own_script_of_the_studio_is_one_crumb(app: Flask) -> None:
    """The preview is no page of the studio's: it has the scripts of the public page."""
    rooms = set()
    for _name, context in samples():
        if isinstance(context, Studio):
            with app.test_request_context("/"):
                rooms |= set(re.findall(r"/static/js/([\w/]+)\.", render(context)))

    assert {f"{room}.js" for room in rooms} == {f"rooms/{path.name}" for path in ROOMS.glob("*.js")}
    crumbs = {
        part for path in ROOMS.glob("*.js") for part in SCRIPT_IMPORT.findall(path.read_text())
    }
    lengths = {name: (ROOMS / name).read_text().count("\n") for name in crumbs}
    assert {name: length for name, length in lengths.items() if length > CRUMB_LINES} == {}


@pytest.mark.parametrize(("room", "vendored"), [("picker", []), ("order", [SORTABLE])])
def test_a_room_s_scripts_are_light(app: Flask, room: str, vendored: list[str]) -> None:
    assets = app.extensions["assets"]
    names = [HTMX, *vendored, f"js/rooms/{room}.js"]

    assert sum(len(assets.named(name).gz) for name in names) <= MOST_SCRIPTS[room]


def test_htmx_stays_in_the_studio(app: Flask) -> None:
    assert "htmx" not in html_of(app, None)


def test_an_embed_is_light_with_all_that_it_asks_for(app: Flask) -> None:
    embeds = [context for _name, context in samples() if isinstance(context, Embed | EmbedVideo)]
    assert len(embeds) >= 2
    for context in embeds:
        with app.test_request_context("/"):
            html = render(context)

        files = re.findall(r'(?:href|src)="/static/([^"]+)"', html)
        assert len(files) == 2
        sizes = [len(app.extensions["assets"].hashed(name).gz) for name in files]
        assert squeezed(html.encode()) + sum(sizes) <= 9 * KB


def test_the_script_for_the_height_of_embeds_is_light(app: Flask) -> None:
    assert len(app.extensions["assets"].named("js/embed-1.js").plain) <= KB


@pytest.mark.parametrize("face", ["bricolage", "instrument-serif"])
def test_each_display_face_is_light(face: str) -> None:
    sizes = [path.stat().st_size for path in (STATIC / "fonts").glob(f"{face}-*.woff2")]

    assert len(sizes) == 2
    assert sum(sizes) <= 40 * KB


@pytest.mark.parametrize(
    ("pairing", "files"), [("poster", ["bricolage"]), ("book", ["instrument"]), ("plain", [])]
)
def test_a_page_asks_for_its_own_display_face_alone(
    app: Flask, pairing: str, files: list[str]
) -> None:
    page = whole(public_page(None))
    shown = show(replace(page, look=replace(page.look, pairing=pairing)))
    with app.test_request_context("/"):
        html = render(shown)

    assert re.findall(r"/static/fonts/([a-z]+)-", html) == files


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_html_is_light_in_every_layout_with_links_and_words(app: Flask, layout: str) -> None:
    with app.test_request_context("/"):
        html = render(show(laid_out(layout)))

    assert html.count("data-video-id") == 24
    assert squeezed(html.encode()) <= MOST_HTML

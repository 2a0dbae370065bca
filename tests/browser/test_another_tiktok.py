"""Showreel with another TikTok look-alike: settings alone give it all addresses."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from portfolio.config import ROOT
from tests.browser import deeds
from tests.browser.conftest import Visit
from tests.servers.launch import showreel
from tests.servers.other_tiktok import VIDEOS, other_tiktok


def test_everything_works_against_another_server_by_settings_alone(visit: Visit) -> None:
    with other_tiktok() as other, showreel(env=other.settings, workers=1) as site:
        other.redirect_uri = f"{site.url}/login/callback"
        page = visit(on=site).open("/login")
        page.get_by_role("button", name="Continue with TikTok").click()
        page.get_by_role("button", name="Allow").click()
        page.wait_for_url("**/studio/videos")
        deeds.wait_for_library(page)
        deeds.scroll_until(page, VIDEOS)
        chosen = [deeds.tick(page, number) for number in (24, 2, 11, 0, 19, 20, 7)]
        deeds.wait_until_saved(page)
        path = deeds.publish(page)

        stranger = visit(on=site)
        public = stranger.open(path)
        deeds.wait_for_pictures(public, 7)
        assert deeds.shown_ids(public) == chosen
        assert stranger.elsewhere == []
        deeds.covers(public).nth(3).click()
        frame = public.locator("dialog iframe")
        expect(frame).to_have_attribute("src", other.embed_link(chosen[3]))
        expect(public.frame_locator("dialog iframe").get_by_text("It plays.")).to_be_visible()
        assert other.complaints == []
        assert set(other.calls) >= {"oauth/token/", "user/info/", "video/list/", "player"}
        assert site.control("calls") == [], "the sandbox was asked"


#: Files about a browser's own sandbox, in which other sites may show a page.
FRAMED = {("js", "embed.js"), ("embed", "frame.html")}


def test_only_the_supervisor_knows_that_there_is_a_sandbox() -> None:
    folders = ("portfolio", "templates", "static/js")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    assert len(files) > 80
    knowing = {
        str(path.relative_to(ROOT))
        for path in files
        if path.suffix != ".pyc" and path.parts[-2:] not in FRAMED
        if re.search(rb"sandbox|sbaw", path.read_bytes(), re.IGNORECASE)
    }
    assert {name for name in knowing if not name.startswith("portfolio/supervisor/")} == set()
    assert knowing, "this test would not find the sandbox's name where it is"

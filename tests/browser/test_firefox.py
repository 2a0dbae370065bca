"""The walk in Firefox: a creator signs in, ticks and publishes, and a visitor watches."""

from __future__ import annotations

from tests.browser import deeds
from tests.browser.conftest import NewCreator
from tests.browser.courses import walk
from tests.browser.firefox.fixtures import VisitFirefox
from tests.servers.launch import Site


def test_seven_of_forty_five_videos_are_published_and_watched_with_firefox(
    site: Site, visit_firefox: VisitFirefox, new_creator: NewCreator
) -> None:
    account = new_creator(45)
    studio = visit_firefox(width=390, height=844)
    walk.sign_in(studio, account)
    chosen = walk.choose(studio, {20: [3, 0], 40: [29, 22, 26], 45: [44, 41]})
    assert studio.text("#bar .count") == "7"
    path = walk.publish(studio)

    stranger = visit_firefox()
    walk.see_covers(stranger, path, chosen)
    links = deeds.embed_links(site, account, chosen)
    walk.watch(stranger, path, {video_id: links[video_id] for video_id in chosen[:2]})


def test_what_goes_wrong_in_firefox_is_noticed(visit_firefox: VisitFirefox) -> None:
    tab = visit_firefox()
    tab.open("/login")

    tab.open("/login")
    tab.evaluate("() => document.head.append(document.createElement('style'))")
    tab.open("/@nobody-has-this")

    told = list(tab.problems)
    tab.problems.clear()
    assert told[0].startswith("Content-Security-Policy: style-src")
    assert told[-1].startswith("404")

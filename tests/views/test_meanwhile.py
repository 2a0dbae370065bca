"""While one request waits for a page's covers, others get the page as it is now."""

from __future__ import annotations

import threading
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from portfolio.extensions import queues
from portfolio.models.cover import Cover
from portfolio.models.page import Page
from portfolio.pagecache import FRESH_MEANWHILE
from portfolio.transactions import writing
from tests.servers.waiting import wait_for
from tests.support.databases import on_one_database
from tests.support.people import Browser, Person
from tests.support.tiktok import TikTok

pytestmark = on_one_database


def test_it_is_never_an_edition_of_before(
    app: Flask,
    alice: Person,
    visitor: Browser,
    tiktok: TikTok,
    settings_are: Callable[..., None],
):
    first, second = alice.ids[:2]
    path = alice.publishes(first)
    assert shown(visitor, path) == [first]  # the page layer has a copy, and its cover is safe
    alice.publishes(second)
    with writing() as session:
        session.execute(sa.delete(Cover).where(Cover.video_id == second))
    layer = app.extensions["page_layer"]
    layer._copies.get(path).asked -= FRESH_MEANWHILE
    settings_are(render_wait=30)
    queues.worker_is_here()

    waiting = threading.Thread(target=lambda: Browser(app, tiktok).get(path))
    waiting.start()
    try:
        wait_for(lambda: path in layer._flights, "the request that waits for the cover")
        assert layer._flights[path].something.wait(30)
        assert second in shown(visitor, path)
    finally:
        alice.worker.works()
        waiting.join()


def test_whoever_asks_for_a_picture_meanwhile_gets_a_card(
    app: Flask,
    alice: Person,
    tiktok: TikTok,
    settings_are: Callable[..., None],
):
    path = f"{alice.publishes(*alice.ids)}/v/{alice.ids[0]}.jpg"
    with writing() as session:
        session.execute(sa.delete(Cover))
        session.execute(sa.update(Page).values(unlisted=True))
    layer = app.extensions["page_layer"]
    settings_are(render_wait=30)
    queues.worker_is_here()
    found = []

    waiting = threading.Thread(target=lambda: found.append(Browser(app, tiktok).get(path)))
    waiting.start()
    try:
        wait_for(lambda: path in layer._flights, "the request that waits for the cover")
        assert layer._flights[path].something.wait(30)
        meanwhile = Browser(app, tiktok).get(path)
        assert (meanwhile.status_code, meanwhile.mimetype) == (200, "image/jpeg")
        assert meanwhile.headers["Cache-Control"] == "no-store"
        assert meanwhile.headers["X-Robots-Tag"] == "noindex"
        assert meanwhile.data.startswith(b"\xff\xd8\xff")
    finally:
        alice.worker.works()
        waiting.join()

    assert found[0].status_code == 302


def shown(browser: Browser, path: str) -> list[str]:
    """Return the ids of the videos on the page."""
    return [frame["data-video-id"] for frame in browser.page(path).all(data_video_id=True)]

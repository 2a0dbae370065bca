"""Public pages written directly, with real texts: no sync, no call to TikTok."""

from __future__ import annotations

import gzip

import sqlalchemy as sa
from werkzeug.test import EnvironBuilder

from bench.studio.libraries import insert_creator, newest_ids
from bench.studio.timing import Answer, Took, server_of, timed
from portfolio import create_app
from portfolio.config import Config
from portfolio.extensions import db
from portfolio.models.page import Edition
from portfolio.services.pages import accents
from portfolio.services.pages.content import Content, Entry, Section, as_json
from portfolio.services.pages.look import Look
from portfolio.transactions import writing
from tests.servers.launch import Site

TITLES = ("Start here", "Over fire", "With the children", "On the road")


def publish(site: Site, account: str, videos: int) -> str:
    """Publish so many videos in four titled sections; return the page's path. Covers are fresh."""
    creator_id = insert_creator(site, account, videos)
    ids = newest_ids(creator_id, videos)
    each = -(-videos // len(TITLES))
    sections = tuple(
        Section(title, entries=tuple(map(Entry, ids[place * each : (place + 1) * each])))
        for place, title in enumerate(TITLES)
    )
    content = as_json(Content(Look(accents.for_id(account)), sections))
    with writing() as session:
        its_edition = sa.update(Edition).where(Edition.creator_id == creator_id)
        session.execute(its_edition.values(content=content))
    return f"/@{account}"


class Visitor:
    """Somebody who asks this process for pages, of which it keeps no copy then."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._app = create_app(Config.from_environment(dict(site.environment)))
        self._server = server_of(db.engine)

    def visits(self, path: str) -> Took:
        return self._asks(path).took

    def size_of(self, path: str) -> int:
        """Return the bytes of the page as gzip sends it."""
        return len(gzip.compress(self._asks(path).text.encode()))

    def _asks(self, path: str) -> Answer:
        self._app.extensions["page_layer"]._copies.clear()
        visit = EnvironBuilder(path, self._site.url, environ_base={"REMOTE_ADDR": "127.0.0.1"})
        return timed(self._app, visit, self._server)

"""The picker's fragment of 20 tiles out of a library of 10,000: the server's own time.

There is no search yet, so none is measured.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from flask import g

from bench.reporting import median, parser, report, share
from bench.rows import insert_creators, inside
from bench.table import Row
from portfolio import create_app
from portfolio.config import Config
from portfolio.extensions import db
from portfolio.models.video import Video
from portfolio.services import choosing
from portfolio.views import studio
from tests.servers.launch import Site, showreel

ACCOUNT = "atlas"  # has 10,000 videos
DATABASES = ("sqlite", "postgres")
MOST = 8.0  # ms


def measure(site: Site, fragments: int) -> list[float]:
    """Return the milliseconds of the view for each fragment, at places all over the library."""
    with inside(site):
        (creator_id,) = insert_creators(site, [ACCOUNT], due=False)
        ids = list(db.session.scalars(sa.select(Video.id).where(Video.creator_id == creator_id)))
        marks = [choosing.mark_of(creator_id, each) for each in random.sample(ids, fragments)]
        db.session.rollback()
    app = create_app(Config.from_environment(dict(site.environment)))
    view = studio.more_tiles.__wrapped__  # what comes before is the session's, not the picker's

    def answer(mark: str, creator: UUID) -> float:
        with app.test_request_context(f"/studio/videos/tiles?after={mark}"):
            g.creator_id = creator
            began = time.perf_counter()
            html = view()
            took = time.perf_counter() - began
        if html.count('type="checkbox"') != choosing.PAGE and mark not in marks[:3]:
            short.append(mark)
        return took * 1000

    short: list[str] = []
    for mark in marks[:3]:
        answer(mark, creator_id)
    times = [answer(mark, creator_id) for mark in marks[3:]]
    if len(short) > fragments / 100 + 1:
        raise AssertionError(f"{len(short)} fragments were not of {choosing.PAGE} tiles")
    return times


def main(arguments: Sequence[str]) -> bool:
    options = parser("picker")
    options.add_argument("--fragments", type=int, default=400)
    chosen = options.parse_args(arguments)
    rows, figures = [], {}
    for database in DATABASES:
        with showreel(database, workers=0) as site:
            times = figures[database] = measure(site, chosen.fragments)
        middle = median(times)
        rows += [
            Row(f"{database}: p50 of {len(times)}", f"{middle:.1f} ms", f"at most {MOST:.0f} ms",
                middle <= MOST),
            Row("  p95", f"{share(times, 0.95):.1f} ms"),
        ]  # fmt: skip
    return report("20 tiles of 10,000", rows, figures, chosen.json)

"""Three walks through the product: a visit with stale covers, a tick, an upkeep with a refresh.

They are run in this process, on SQLite, with a real Redis and the sandbox. The visit waits for its
covers, so the number of its looks at the database varies.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict

import sqlalchemy as sa
from redis import Redis

from bench.reporting import parser, report
from bench.rows import inside
from bench.table import Row
from bench.walks.tracing import Walk, traced
from portfolio import clock, create_app, jobs
from portfolio.config import Config
from portfolio.extensions import db, queues
from portfolio.models.creator import Creator
from portfolio.queues import UPKEEP
from portfolio.transactions import writing
from tests.servers.launch import Site, showreel
from tests.support.people import Browser, Person
from tests.support.tiktok import TikTok
from tests.support.working import Worker

#: The most statements, each BEGIN among them: of a tick, with the look-up of the session; of a
#: renewal and of an upkeep with a refresh, each with one look for the calls of the last minute,
#: which a process needs once for an endpoint.
MOST = {"ticks": 7, "renews": 13, "upkeep": 22}
#: The thread of the request, or of the job that is run without one.
HERE = "MainThread"


@contextmanager
def moved_clocks(tiktok: TikTok) -> Iterator[Callable[[float], None]]:
    """Give a function that moves our clock and TikTok's by hours, until the block ends."""
    ahead = 0.0

    def move(hours: float) -> None:
        nonlocal ahead
        ahead += 3600 * hours
        tiktok.control("clock", {"advance": 3600 * hours})
        clock.follow(lambda: time.time() + ahead)

    try:
        yield move
    finally:
        clock.follow(time.time)


def walks_of(site: Site) -> dict[str, Walk]:
    web = create_app(Config.from_environment(dict(site.environment)), process="web")
    with inside(site) as worker_app, Redis.from_url(site.redis_url) as redis:
        tiktok, worker = TikTok(site.sandbox_url), Worker(worker_app, redis)
        account = tiktok.has_account("alice", 7, "Alice")
        alice = Person(account, Browser(web, tiktok), worker).signs_in()
        visitor = Browser(web, tiktok)
        with moved_clocks(tiktok) as move:
            path = alice.publishes(*alice.ids[:5])
            visitor.get(path)
            worker.works()
            move(7)
            with traced() as visit, worker.always_working():
                assert visitor.get(path).status_code == 200

            alice.browser.page("/studio/page")
            with traced() as tick:
                assert alice.browser.ticks(alice.ids[5]).status_code == 200

            worker.works()
            move(30)
            queue_upkeep()
            with traced() as upkeep:
                worker.works(UPKEEP)
    return {
        "a visitor asks for a page with stale covers": visit[HERE],
        "the worker renews them": visit["worker"],
        "a creator ticks a video of a published page": tick[HERE],
        "an upkeep that refreshes the token": upkeep[HERE],
    }


def queue_upkeep() -> None:
    with writing() as session:
        session.execute(sa.update(Creator).values(upkeep_at=clock.now()))
    creator_id = db.session.scalars(sa.select(Creator.id)).one()
    db.session.rollback()
    queues.put(UPKEEP, jobs.upkeep_now, str(creator_id))


def rows_of(name: str, walk: Walk) -> list[Row]:
    most = next((most for deed, most in MOST.items() if deed in name), None)
    promise = ("", None) if most is None else (f"at most {most}", walk.statements <= most)
    return [
        Row(name, f"{len(walk.files)} files"),
        Row("  calls, deepest", f"{walk.calls}, {walk.deepest}"),
        Row("  calls into another file", str(walk.hops)),
        Row("  statements, BEGIN included", str(walk.statements), *promise),
        Row("  commits", str(walk.commits)),
    ]


def main(arguments: Sequence[str]) -> bool:
    options = parser("walks")
    options.add_argument("--statements", action="store_true", help="name the statements too")
    chosen = options.parse_args(arguments)
    with showreel(workers=0) as site:
        walks = walks_of(site)
    if chosen.statements:
        for name, walk in walks.items():
            print(f"\n{name}", *walk.noted, sep="\n  ")
    rows = [row for name, walk in walks.items() for row in rows_of(name, walk)]
    figures = {name: asdict(walk) for name, walk in walks.items()}
    return report("Three walks", rows, figures, chosen.json)

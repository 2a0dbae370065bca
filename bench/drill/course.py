"""The course of a drill: servers, application, creators, and all that happens to them."""

from __future__ import annotations

import gc
import logging
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields, replace
from functools import reduce
from itertools import repeat
from multiprocessing import get_context
from operator import add
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from cryptography.fernet import Fernet
from flask_migrate import upgrade
from redis import Redis

from bench.drill import oracle, wire
from bench.drill.controls import CONTROLS, replaced
from bench.drill.scenario import START, Scenario
from bench.drill.simulation import Pool, Simulation, Spans, Timer, as_completed, beside
from bench.drill.tiktok import EXACT, HOUR, HOURLY, Account, TikTok
from bench.drill.visitors import Figures, Versions, Visitors, Waiters
from bench.drill.workers import Crew
from portfolio import clock, create_app, jobs, pagecache
from portfolio.config import Config
from portfolio.extensions import db
from portfolio.models.connection import Connection
from portfolio.models.page import Page
from portfolio.models.pick import Pick
from portfolio.models.sync import FULL
from portfolio.models.video import Video
from portfolio.queues import CREATORS
from portfolio.services import (
    covers,
    editions,
    listing,
    pages,
    picks,
    signin,
    visits,
    worktime,
)
from portfolio.tiktok import deadline, sessions
from portfolio.tiktok import wire as client_wire
from portfolio.tiktok.models import Tokens
from portfolio.views import waiting
from tests.servers.postgres import postgres
from tests.servers.valkey import valkey

SETTINGS = {
    "SECRET_KEY": "only for the drill, and long enough",
    "PUBLIC_URL": "http://127.0.0.1:8000",
    "TIKTOK_CLIENT_KEY": "drill",
    "TIKTOK_CLIENT_SECRET": "drill-secret",
    "TIKTOK_API_URL": "https://open.tiktokapis.invalid",
}
#: As `python3 app.py` runs them: one for visitors alone, one for everything.
WORKERS = ("visitors", "visitors creators upkeep")
#: Seconds without any worker while a new version starts.
RESTARTING = 30.0
#: The modules in which spans are measured by the system's clock.
MEASURING = (pagecache, covers, listing, worktime, client_wire, deadline)
#: How many creators show their newest videos too; the others show their picks alone.
RECENT_SHARE = 0.1


@dataclass
class Outcome:
    """All that a drill has found."""

    shown: Figures
    calls: Counter[str]
    calls_in_outages: Counter[str]
    oracle: int
    cover_calls: int
    refused: Counter[str]
    jobs: Counter[str]
    failed: Counter[str]
    killed: Counter[str]
    open_transactions: int
    ended_connections: int
    covers_on_pages: int
    real_seconds: float

    def __add__(self, other: Outcome) -> Outcome:
        """Return the findings of two drills that ran side by side."""
        return Outcome(
            **{
                each.name: getattr(self, each.name) + getattr(other, each.name)
                for each in fields(self)
                if each.name not in ("covers_on_pages", "real_seconds")
            },
            covers_on_pages=max(self.covers_on_pages, other.covers_on_pages),
            real_seconds=max(self.real_seconds, other.real_seconds),
        )


@contextmanager
def surroundings(database: str) -> Iterator[tuple[str, str]]:
    """Run what the drill needs; give the addresses of an empty database and of Redis."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="drill-")))
        redis_url = stack.enter_context(valkey()).url
        if database == "sqlite":
            yield f"sqlite:///{folder / 'drill.db'}", redis_url
        else:
            yield stack.enter_context(postgres()), redis_url


@contextmanager
def by_simulated_clock(simulation: Simulation, versions: Versions) -> Iterator[None]:
    """Let everything in this process that tells or measures time do it by the simulated clock."""
    spans = Spans(simulation)
    Pool.simulation = Timer.simulation = Waiters.simulation = simulation
    Waiters.committed = versions.committed
    clock.follow(simulation.seconds)
    try:
        with replaced(
            *((module, "time", spans) for module in MEASURING),
            (covers, "ThreadPoolExecutor", Pool),
            (covers, "as_completed", as_completed),
            (listing, "ThreadPoolExecutor", Pool),
            (visits, "Timer", Timer),
            (waiting, "Waiters", Waiters),
            (sessions, "BoundedAdapter", wire.SimulatedWire),
        ):
            yield
    finally:
        clock.follow(time.time)


def run_side_by_side(
    scenarios: Sequence[Scenario], database: str = "sqlite", control: str = "none"
) -> Outcome:
    """Run drills at once, each in a process of its own; return their findings together."""
    began = time.monotonic()
    with ProcessPoolExecutor(len(scenarios), get_context("spawn")) as pool:
        outcomes = list(pool.map(run, scenarios, repeat(database), repeat(control)))
    return replace(reduce(add, outcomes), real_seconds=time.monotonic() - began)


def run(scenario: Scenario, database: str = "sqlite", control: str = "none") -> Outcome:
    """Run a whole drill, with something amiss if a negative control is named."""
    began = time.monotonic()
    simulation = Simulation(START)
    versions = Versions(simulation)
    with (
        CONTROLS[control](),
        surroundings(database) as addresses,
        by_simulated_clock(simulation, versions),
    ):
        drill = Drill(scenario, simulation, versions, *addresses)
        thresholds = gc.get_threshold()
        gc.set_threshold(100_000, 20, 100)  # what is there stays, what comes goes by itself
        try:
            drill.run()
            return drill.outcome(time.monotonic() - began)
        finally:
            gc.set_threshold(*thresholds)
            drill.close()


class Drill:
    """One site, its creators and its world."""

    def __init__(
        self,
        scenario: Scenario,
        simulation: Simulation,
        versions: Versions,
        database_url: str,
        redis_url: str,
    ) -> None:
        self.scenario = scenario
        self.simulation = simulation
        self.chance = random.Random(scenario.seed)
        random.seed(scenario.seed)
        self.tiktok = TikTok(random.Random(scenario.seed + 1), scenario.down_times())
        wire.lay(simulation, self.tiktok, random.Random(scenario.seed + 2))
        environment = {
            **SETTINGS,
            **scenario.settings,
            "TOKEN_KEYS": Fernet.generate_key().decode(),
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
        }
        self.config = Config.from_environment(environment)
        self._migrate()
        self.web = create_app(self.config, "web")
        worker = create_app(self.config, "worker")
        self.log = logging.getLogger("portfolio")
        self.log_level = self.log.level
        self.log.setLevel(logging.CRITICAL)  # outages would fill the screen
        self.engines = [versions.listen(app) for app in (self.web, worker)]
        self.redis = Redis.from_url(redis_url)
        self.crew = Crew(simulation, worker, self.redis, WORKERS)
        self.visitors = Visitors(
            simulation, self.web, versions, self.tiktok.is_down, random.Random(scenario.seed + 3)
        )
        self.visitors.before_visit = self.crew.note_presence
        Timer.rung = self.crew.look_at_pages
        self.open_transactions = 0
        wire.SimulatedWire.passing = staticmethod(self._pass)
        self.creators: list[tuple[Account, UUID, str]] = []
        self.gone: list[tuple[float, float, str]] = []
        self.calls_before = 0

    def run(self) -> None:
        self._sign_in()
        self.simulation.run_until(self.scenario.opening - 1)
        self._publish()
        self.calls_before = self.tiktok.calls["/v2/video/query/"]
        self._plan_visits()
        self._plan_troubles()
        self._plan_deeds()
        self.crew.look_at(self.simulation.now)
        self.simulation.run_until(self.scenario.ends)

    def close(self) -> None:
        self.log.setLevel(self.log_level)
        self.crew.restore()
        for engine in self.engines:
            engine.dispose()
        self.redis.close()

    # The beginning.

    def _migrate(self) -> None:
        app = create_app(self.config, "migration")
        with app.app_context():
            upgrade()
            db.engine.dispose()

    def _sign_in(self) -> None:
        """Let all creators sign in within the first half hour."""
        for number in range(self.scenario.creators):
            # Both lives among the most visited and among the least visited pages.
            life = EXACT if number % 2 == 0 else HOURLY
            moment = START + self.chance.uniform(0, 0.5 * HOUR)
            self.simulation.start_at(moment, lambda n=number, c=life: self._join(n, c))

    def _join(self, number: int, life: str) -> None:
        shown = self.chance.randint(*self.scenario.picks)
        library = round(shown * self.chance.uniform(1.0, 2.5))
        now = self.simulation.now
        account = self.tiktok.join(number, life, library, self.scenario.photos, now)
        with self.web.app_context():
            creator_id = signin.sign_in(Tokens.from_body(self.tiktok.grant(account, now)))
            jobs.update_profile_later(creator_id, CREATORS)
            jobs.sync_later(creator_id, FULL)
        self.creators.append((account, creator_id, f"show{number}"))

    def _publish(self) -> None:
        with self.web.app_context():
            for account, creator_id, handle in self.creators:
                ids = [video.id for video in account.videos]
                shown = self.chance.randint(*self.scenario.picks)
                chosen = self.chance.sample(ids, min(shown, len(ids)))
                picks.change(creator_id, add=chosen)
                recent = self.chance.random() < RECENT_SHARE
                pages.change(creator_id, handle=handle, recent=recent, accent="mint")
                editions.publish(creator_id)

    # What happens.

    def _plan_visits(self) -> None:
        popularity = self.scenario.popularity()
        paths = [f"/@{handle}" for *_, handle in sorted(self.creators, key=lambda c: c[0].number)]
        for moment in self.scenario.visit_moments(self.chance):
            path = self.chance.choices(paths, popularity)[0]
            kind = self.chance.random()
            crawler = kind < self.scenario.crawlers
            if 0 < kind - self.scenario.crawlers < self.scenario.players:
                self.simulation.start_at(moment, lambda p=path: self._play(p))
            else:
                visit = lambda p=path, c=crawler: self.visitors.visit(p, crawler=c)  # noqa: E731
                self.simulation.start_at(moment, visit)

    def _play(self, path: str) -> None:
        """Open one of the videos that somebody saw on this page, as a page of its own."""
        if seen := self.visitors.shown.get(path):
            self.visitors.visit(f"{path}/v/{self.chance.choice(seen)}")

    def _plan_troubles(self) -> None:
        scenario, at = self.scenario, self.simulation.at
        for moment in scenario.moments(self.chance, scenario.flushes):
            at(moment, self._flush)
        for moment in scenario.moments(self.chance, scenario.kills):
            at(moment, self.crew.kill_one)
        for moment in scenario.moments(self.chance, scenario.restarts):
            at(moment, self._restart)

    def _flush(self) -> None:
        self.redis.flushdb()
        self.crew.look_at(self.simulation.now)

    def _restart(self) -> None:
        """Start everything anew, as for a new version: the web at once, workers a little later."""
        self.crew.restart(RESTARTING)
        self.web.extensions["visits"].forget()
        self.web = create_app(self.config, "web")
        self.visitors.app = self.web
        self.engines.append(self.visitors.versions.listen(self.web))

    def _plan_deeds(self) -> None:
        scenario, days = self.scenario, self.scenario.days
        for moment in scenario.moments(self.chance, scenario.vanishing * days):
            self.simulation.at(moment, self._vanish)
        for moment in scenario.moments(self.chance, scenario.posts * days):
            self.simulation.at(moment, self._post)
        for moment in scenario.moments(self.chance, scenario.editions * days):
            self.simulation.start_at(moment, self._edit)

    def _vanish(self) -> None:
        account, *_ = self.chance.choice(self.creators)
        video = self.chance.choice(account.videos)
        if not video.is_public:
            return
        now = self.simulation.now
        video.is_public = False
        back = now + self.chance.uniform(0.5 * HOUR, 72 * HOUR)
        if self.chance.random() < 1 / 3:
            back = float("inf")
        else:
            self.simulation.at(back, lambda: setattr(video, "is_public", True))
        self.gone.append((now, back, video.id))

    def _post(self) -> None:
        account, *_ = self.chance.choice(self.creators)
        is_photo = self.chance.random() < self.scenario.photos
        self.tiktok.post(account, self.simulation.now, is_photo=is_photo)

    def _edit(self) -> None:
        """Put another video on a page in place of one, and publish."""
        _, creator_id, _ = self.chance.choice(self.creators)
        with self.web.app_context():
            there = db.session.scalars(
                sa.select(Pick.video_id).filter_by(creator_id=creator_id)
            ).all()
            others = db.session.scalars(
                sa.select(Video.id).where(
                    Video.creator_id == creator_id,
                    Video.missing_at.is_(None),
                    Video.id.not_in(there),
                )
            ).all()
            if there and others:
                away, new = self.chance.choice(sorted(there)), self.chance.choice(sorted(others))
                picks.change(creator_id, add=[new], remove=[away])
                editions.publish(creator_id)
        self.crew.look_at(self.simulation.now)

    def _pass(self, when: str, path: str) -> None:
        # What is done beside the job may overlap with its storing: that is another connection's.
        if when == "before" and not beside.get():
            self.open_transactions += sum(engine.pool.checkedout() for engine in self.engines)
        self.crew.strike(when, path)

    # What came of it.

    def outcome(self, real_seconds: float) -> Outcome:
        tiktok = self.tiktok
        with self.web.app_context():
            ended = db.session.scalar(sa.select(sa.func.count(Connection.ended_at)))
            shown = db.session.scalar(
                sa.select(sa.func.count(sa.distinct(Pick.video_id))).join(
                    Page, Page.creator_id == Pick.creator_id
                )
            )
        return Outcome(
            shown=self.visitors.figures,
            calls=tiktok.calls,
            calls_in_outages=tiktok.calls_in_outages,
            oracle=oracle.fewest_calls(tiktok, self.visitors.demands, self.gone),
            cover_calls=tiktok.calls["/v2/video/query/"] - self.calls_before,
            refused=tiktok.refused,
            jobs=self.crew.done,
            failed=self.crew.failed,
            killed=self.crew.killed,
            open_transactions=self.open_transactions,
            ended_connections=ended or 0,
            covers_on_pages=shown or 0,
            real_seconds=real_seconds,
        )

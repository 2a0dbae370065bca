"""The world of a drill: servers, application, creators, and the findings at its end."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from uuid import UUID

import sqlalchemy as sa
from cryptography.fernet import Fernet
from flask_migrate import upgrade
from redis import Redis

from bench.drill import oracle, wire
from bench.drill.accounts import EXACT, HOUR, HOURLY, Account
from bench.drill.outcome import Outcome
from bench.drill.scenario import START, Scenario
from bench.drill.simulation import Simulation
from bench.drill.standins import Timer, beside
from bench.drill.tiktok import TikTok
from bench.drill.versions import Versions
from bench.drill.visitors import Visitors
from bench.drill.workers import Crew
from portfolio import create_app, jobs
from portfolio.config import Config
from portfolio.extensions import db
from portfolio.models.connection import Connection
from portfolio.models.page import Page
from portfolio.models.pick import Pick
from portfolio.models.sync import FULL
from portfolio.queues import CREATORS
from portfolio.services.accounts import signin
from portfolio.services.drafts import editions, page_settings, picks
from portfolio.tiktok.models import Tokens

SETTINGS = {
    "SECRET_KEY": "only for the drill, and long enough",
    "PUBLIC_URL": "http://127.0.0.1:8000",
    "TIKTOK_CLIENT_KEY": "drill",
    "TIKTOK_CLIENT_SECRET": "drill-secret",
    "TIKTOK_API_URL": "https://open.tiktokapis.invalid",
}
#: The workers of `python3 app.py`: one for visitors alone, one for all queues.
WORKERS = ("visitors", "visitors creators upkeep")
#: The share of creators whose pages also show their newest videos, not only picks.
RECENT_SHARE = 0.1


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
        Timer.rung = self.crew.timetable.look_at_pages
        self.open_transactions = 0
        wire.SimulatedWire.passing = staticmethod(self._pass)
        self.creators: list[tuple[Account, UUID, str]] = []
        self.gone: list[tuple[float, float, str]] = []
        self.calls_before = 0

    def run(self, plan_events: Callable[[Drill], None]) -> None:
        """Let the creators sign in and publish, then run the events of `plan_events`."""
        self._sign_in()
        self.simulation.run_until(self.scenario.opening - 1)
        self._publish()
        self.calls_before = self.tiktok.calls["/v2/video/query/"]
        plan_events(self)
        self.crew.timetable.look_at(self.simulation.now)
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
                page_settings.change(creator_id, handle=handle, recent=recent)
                editions.publish(creator_id)

    def open_web(self) -> None:
        """Replace the web process; the old one's unwritten visits are lost."""
        self.web.extensions["visits"].forget()
        self.web = create_app(self.config, "web")
        self.visitors.app = self.web
        self.engines.append(self.visitors.versions.listen(self.web))

    def _pass(self, when: str, path: str) -> None:
        # Calls in a thread beside the job may overlap its writing, which has another connection.
        if when == "before" and not beside.get():
            self.open_transactions += sum(engine.pool.checkedout() for engine in self.engines)
        self.crew.strike(when, path)

    # The findings.

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

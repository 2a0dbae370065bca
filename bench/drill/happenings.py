"""The random events of a drill: visits, troubles and creators' actions."""

from __future__ import annotations

import sqlalchemy as sa

from bench.drill.accounts import HOUR
from bench.drill.world import Drill
from portfolio.extensions import db
from portfolio.models.pick import Pick
from portfolio.models.video import Video
from portfolio.services.drafts import editions, picks

#: Seconds without any worker while a new version starts.
RESTARTING = 30.0


class Happenings:
    """Plans all events of a drill."""

    def __init__(self, drill: Drill) -> None:
        self.drill = drill
        self.chance = drill.chance

    def plan(self) -> None:
        """Put each event on the clock at its moment."""
        self._plan_visits()
        self._plan_troubles()
        self._plan_deeds()

    def _plan_visits(self) -> None:
        popularity = self.drill.scenario.popularity()
        paths = [
            f"/@{handle}" for *_, handle in sorted(self.drill.creators, key=lambda c: c[0].number)
        ]
        for moment in self.drill.scenario.visit_moments(self.chance):
            path = self.chance.choices(paths, popularity)[0]
            kind = self.chance.random()
            crawler = kind < self.drill.scenario.crawlers
            if 0 < kind - self.drill.scenario.crawlers < self.drill.scenario.players:
                self.drill.simulation.start_at(moment, lambda p=path: self._play(p))
            else:
                visit = lambda p=path, c=crawler: self.drill.visitors.visit(p, crawler=c)  # noqa: E731
                self.drill.simulation.start_at(moment, visit)

    def _play(self, path: str) -> None:
        """Open the player of one of the videos that this page last showed."""
        if seen := self.drill.visitors.shown.get(path):
            self.drill.visitors.visit(f"{path}/v/{self.chance.choice(seen)}")

    def _plan_troubles(self) -> None:
        scenario, at = self.drill.scenario, self.drill.simulation.at
        for moment in scenario.moments(self.chance, scenario.flushes):
            at(moment, self._flush)
        for moment in scenario.moments(self.chance, scenario.kills):
            at(moment, self.drill.crew.kill_one)
        for moment in scenario.moments(self.chance, scenario.restarts):
            at(moment, self._restart)

    def _flush(self) -> None:
        self.drill.redis.flushdb()
        self.drill.crew.timetable.look_at(self.drill.simulation.now)

    def _restart(self) -> None:
        """Restart everything, as for a new version: the web at once, workers a little later."""
        self.drill.crew.restart(RESTARTING)
        self.drill.open_web()

    def _plan_deeds(self) -> None:
        scenario, days = self.drill.scenario, self.drill.scenario.days
        for moment in scenario.moments(self.chance, scenario.vanishing * days):
            self.drill.simulation.at(moment, self._vanish)
        for moment in scenario.moments(self.chance, scenario.posts * days):
            self.drill.simulation.at(moment, self._post)
        for moment in scenario.moments(self.chance, scenario.editions * days):
            self.drill.simulation.start_at(moment, self._edit)

    def _vanish(self) -> None:
        account, *_ = self.chance.choice(self.drill.creators)
        video = self.chance.choice(account.videos)
        if not video.is_public:
            return
        now = self.drill.simulation.now
        video.is_public = False
        back = now + self.chance.uniform(0.5 * HOUR, 72 * HOUR)
        if self.chance.random() < 1 / 3:
            back = float("inf")
        else:
            self.drill.simulation.at(back, lambda: setattr(video, "is_public", True))
        self.drill.gone.append((now, back, video.id))

    def _post(self) -> None:
        account, *_ = self.chance.choice(self.drill.creators)
        is_photo = self.chance.random() < self.drill.scenario.photos
        self.drill.tiktok.post(account, self.drill.simulation.now, is_photo=is_photo)

    def _edit(self) -> None:
        """Replace one video of a page by another, and publish."""
        _, creator_id, _ = self.chance.choice(self.drill.creators)
        with self.drill.web.app_context():
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
        self.drill.crew.timetable.look_at(self.drill.simulation.now)

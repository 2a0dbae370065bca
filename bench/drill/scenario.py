"""The scenarios of the drill: numbers and times of its visits, outages, flushes and kills."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import ceil

from bench.drill.accounts import DAY, HOUR, Outage

#: Noon UTC, so that the first day begins in daylight.
START = 1_796_040_000.0
#: Visits begin after the creators have signed in, synced and published.
OPENING = HOUR


@dataclass(frozen=True)
class Scenario:
    """The length of a drill and its numbers of events. Shares are fractions of one."""

    days: float = 30
    creators: int = 200
    #: Visits to pages and players, by people and crawlers; a few players find their video gone.
    visits: int = 51_000
    #: Videos picked for a page: the least and the most.
    picks: tuple[int, int] = (13, 25)
    seed: int = 1
    zipf: float = 1.0
    crawlers: float = 0.02
    players: float = 0.03
    photos: float = 0.1
    #: Outages of TikTok: days until it begins, its hours, and its kind.
    outages: tuple[tuple[float, float, str], ...] = (
        (2.3, 1 / 6, "error"),
        (5.9, 5.0, "refused"),
        (9.4, 1 / 6, "silent"),
        (12.5, 48.0, "silent"),
        (17.8, 1 / 6, "refused"),
        (20.1, 5.0, "error"),
        (25.2, 1 / 6, "error"),
    )
    flushes: int = 10
    kills: int = 60
    restarts: int = 6
    #: Videos a day, over all creators: that vanish (two of three return), and that are posted.
    vanishing: float = 4
    posts: float = 40
    #: Editions a day, over all creators.
    editions: float = 20
    #: Settings of the site, over its defaults.
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def ends(self) -> float:
        return START + self.days * DAY

    @property
    def opening(self) -> float:
        return START + OPENING

    def parts(self, count: int) -> list[Scenario]:
        """Return `count` scenarios that follow each other in time, at the same pace.

        Each is a separate site and begins with the sign-ins, so that all can run at once.
        """
        days = self.days / count
        return [self._part(number * days, days, self.seed + number) for number in range(count)]

    def first(self, days: float) -> Scenario:
        """Return the first days of this, at the same pace."""
        return self._part(0, days, self.seed)

    def _part(self, begins: float, days: float, seed: int) -> Scenario:
        share = days / self.days
        outages = ((after - begins, hours, kind) for after, hours, kind in self.outages)
        return replace(
            self,
            days=days,
            seed=seed,
            visits=ceil(self.visits * share),
            outages=tuple(outage for outage in outages if 0 <= outage[0] < days),
            flushes=round(self.flushes * share),
            kills=round(self.kills * share),
            restarts=round(self.restarts * share),
        )

    def down_times(self) -> list[Outage]:
        return [
            Outage(START + after * DAY, START + after * DAY + hours * HOUR, kind)
            for after, hours, kind in self.outages
        ]

    def moments(self, chance: random.Random, count: float) -> list[float]:
        """Return `count` random moments after the opening."""
        return sorted(chance.uniform(self.opening, self.ends) for _ in range(round(count)))

    def visit_moments(self, chance: random.Random) -> Iterator[float]:
        """Yield the moments of all visits: seven times as many in the evening as before dawn."""
        left, span = self.visits, self.ends - self.opening
        while left:
            moment = self.opening + chance.random() * span
            if chance.random() < daylight(moment):
                left -= 1
                yield moment

    def popularity(self) -> list[float]:
        """Return each creator's number of visits, relative to the first one's: Zipf's law."""
        return [1 / rank**self.zipf for rank in range(1, self.creators + 1)]


def daylight(moment: float) -> float:
    """Return the activity at this time of day: 1 at 20:00 UTC, least (0.142) at 08:00 UTC."""
    return 0.571 + 0.429 * math.cos(2 * math.pi * (moment % DAY / DAY - 20 / 24))


#: The small scenario of `python3 tests`.
SHORT = Scenario(
    days=1.5,
    creators=10,
    visits=1_200,
    picks=(8, 25),
    outages=((0.4, 1 / 6, "error"), (0.8, 5.0, "refused")),
    flushes=2,
    kills=6,
    restarts=1,
    vanishing=8,
    posts=8,
    editions=8,
)
#: The scenario of its negative controls: few pages with many visits.
CROWDED = replace(SHORT, days=0.8, creators=3, visits=300, outages=(), kills=0, restarts=0)

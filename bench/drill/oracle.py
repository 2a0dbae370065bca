"""A perfect oracle: the fewest calls with which every page served would have had safe covers.

It knows every visit beforehand, its calls take no time, and what the listings of the twelve-hourly
upkeep bring is given to it for nothing, since they are made for other reasons. Only visits while
TikTok answers are demands. What is computed is a lower bound, creator by creator: the largest of

- the visits that cannot share a call: a visit needs its covers from calls made since the latest
  moment that would be too early for it. Of visits whose spans do not overlap each needs calls of
  its own, one for every 20 covers; the best choice of such visits is found by dynamic programming
  (photo posts are left out of it where they live longer);
- the renewals over 20: for each cover alone the fewest follow from waiting as long as possible,
  to the first visit that would find it unsafe, and a call renews at most 20;
- the renewals of the cover that needs most, since a call renews a cover once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil, floor

from bench.drill.accounts import DAY, EXACT, HOUR, PAGE, Account
from bench.drill.tiktok import TikTok

#: Safe is what has more left than this, or this share of its life, as design.md has it. It is not
#: read from the product, so that a control that alters the product does not alter the oracle.
LEFT, LEFT_SHARE = 600.0, 0.25


@dataclass
class Ledger:
    """What one creator's covers need."""

    account: Account
    #: For each cover how often it must be renewed, whatever the others need.
    renewals: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    #: For each visit that needs calls: when, since when they serve it, and how many.
    visits: list[tuple[float, float, int]] = field(default_factory=list)

    def fewest(self) -> int:
        counts = self.renewals.values()
        alone = max(ceil(sum(counts) / PAGE), max(counts, default=0))
        return max(alone, self._apart())

    def _apart(self) -> int:
        """Return the most calls that visits with spans apart from each other need together."""
        moments = [moment for moment, _, _ in self.visits]
        best = [0]
        for _, since, calls in self.visits:
            before = best[bisect_left(moments, since)]
            best.append(max(best[-1], before + calls))
        return best[-1]


def fewest_calls(
    tiktok: TikTok,
    demands: Sequence[tuple[float, tuple[str, ...]]],
    gone: Iterable[tuple[float, float, str]],
) -> int:
    """Return the fewest calls for these demands: moments, and the videos a page showed then.

    Nothing is demanded of a video while it was `gone` at TikTok (from, until, id).
    """
    absent: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for begins, ends, video_id in gone:
        absent[video_id].append((begins, ends))

    def is_absent(video_id: str, moment: float) -> bool:
        return any(begins <= moment < ends for begins, ends in absent.get(video_id, ()))

    ledgers: dict[str, Ledger] = {}
    listed_until: dict[str, float] = {}
    safe_until: dict[str, float] = {}
    events = [(moment, 0, ids) for moment, ids in tiktok.listed]
    events += [(moment, 1, ids) for moment, ids in demands]
    for moment, is_demand, ids in sorted(events, key=lambda each: each[:2]):
        if not is_demand:
            for video_id in ids:
                listed_until[video_id] = safe_until[video_id] = _until(tiktok, video_id, moment)
            continue
        needed = 0
        for video_id in ids:
            if moment < listed_until.get(video_id, 0.0) or is_absent(video_id, moment):
                continue
            account, video = tiktok.videos[video_id]
            ledger = ledgers.setdefault(account.open_id, Ledger(account))
            needed += account.covers == EXACT or not video.is_photo
            if moment >= safe_until.get(video_id, 0.0):
                ledger.renewals[video_id] += 1
                safe_until[video_id] = _until(tiktok, video_id, moment)
        if needed:
            ledger.visits.append((moment, _since(account, moment), ceil(needed / PAGE)))
    return sum(ledger.fewest() for ledger in ledgers.values())


def _until(tiktok: TikTok, video_id: str, given: float) -> float:
    """Return until when a cover given then is safe."""
    account, video = tiktok.videos[video_id]
    expiry = tiktok.expiry(account, given, is_photo=video.is_photo)
    return expiry - min(LEFT, LEFT_SHARE * (expiry - given))


def _since(account: Account, moment: float) -> float:
    """Return the earliest moment at which a cover can have been given that is safe now."""
    if account.covers == EXACT:
        return moment + LEFT - 6 * HOUR
    return (floor((moment + LEFT) / HOUR) + 1) * HOUR - DAY

"""A perfect oracle: the fewest calls with which every page served would have had safe covers.

The oracle knows every visit beforehand and its calls take no time. The covers that the listings of
the twelve-hourly upkeep bring cost it nothing, since those calls have other reasons. Only visits
while TikTok answers are demands. For each creator it computes a lower bound: the largest of

- the visits that cannot share a call: a visit needs covers from calls after the last moment that
  would be too early for it. Visits whose spans do not overlap each need calls of their own, one
  for every 20 covers; dynamic programming finds the best choice of such visits (it leaves out
  photo posts where they live longer);
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

#: A cover is safe with more than these seconds left, or more than this share of its life, as in
#: design.md. The values are not read from the product, so that a negative control that alters the
#: product does not alter the oracle.
LEFT, LEFT_SHARE = 600.0, 0.25


@dataclass
class Ledger:
    """The renewals and calls that one creator's covers need."""

    account: Account
    #: For each cover the number of renewals that it needs by itself.
    renewals: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    #: For each visit that needs calls: its moment, the earliest moment of calls that serve it, and
    #: the number of calls.
    visits: list[tuple[float, float, int]] = field(default_factory=list)

    def fewest(self) -> int:
        counts = self.renewals.values()
        alone = max(ceil(sum(counts) / PAGE), max(counts, default=0))
        return max(alone, self._apart())

    def _apart(self) -> int:
        """Return the most calls that visits with disjoint spans need together."""
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

    A video demands nothing while it was `gone` at TikTok (from, until, id).
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
    """Return the moment until which a cover issued at `given` is safe."""
    account, video = tiktok.videos[video_id]
    expiry = tiktok.expiry(account, given, is_photo=video.is_photo)
    return expiry - min(LEFT, LEFT_SHARE * (expiry - given))


def _since(account: Account, moment: float) -> float:
    """Return the earliest issue of a cover that is safe at `moment`."""
    if account.covers == EXACT:
        return moment + LEFT - 6 * HOUR
    return (floor((moment + LEFT) / HOUR) + 1) * HOUR - DAY

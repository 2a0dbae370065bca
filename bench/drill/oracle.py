"""A perfect oracle: the fewest calls with which every page served would have had safe covers.

It knows every visit beforehand, makes each call at the very moment of the visit that needs it,
and needs no time for it. What the listings of the twelve-hourly upkeep brought is given to it for
nothing, since they are made for other reasons. For each cover alone the fewest renewals follow
from waiting as long as possible: at the first visit that would find it unsafe. A call renews at
most 20 covers of one creator, and one cover once, so that a creator needs at least as many calls
as the sum of these renewals over 20, and as those of the cover that needs most. Whether that can
be reached by any order of calls is not asked: it is a lower bound.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import ceil

from bench.drill.tiktok import PAGE, TikTok
from portfolio.models.cover import SAFE_LEFT, SAFE_SHARE

#: What a cover must have left to be safe, by the product's own word, before any control alters it.
_LEFT, _SHARE = SAFE_LEFT.total_seconds(), SAFE_SHARE


def fewest_calls(
    tiktok: TikTok,
    demands: Sequence[tuple[float, tuple[str, ...]]],
    gone: Iterable[tuple[float, float, str]],
    since: float,
) -> int:
    """Return the fewest calls for these demands: moments, and the videos a page showed then.

    Nothing is demanded of a video while it was `gone` at TikTok (from, until, id), nor counted
    before `since`.
    """
    absent: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for begins, ends, video_id in gone:
        absent[video_id].append((begins, ends))
    safe_until: dict[str, float] = {}
    renewals: dict[str, int] = defaultdict(int)
    events = [(moment, 0, ids) for moment, ids in tiktok.listed]
    events += [(moment, 1, ids) for moment, ids in demands]
    for moment, is_demand, ids in sorted(events, key=lambda each: each[:2]):
        for video_id in ids:
            if is_demand:
                if moment < safe_until.get(video_id, 0.0):
                    continue
                if any(begins <= moment < ends for begins, ends in absent.get(video_id, ())):
                    continue
                if moment >= since:
                    renewals[video_id] += 1
            safe_until[video_id] = _safe_until(tiktok, video_id, moment)
    by_creator: dict[str, list[int]] = defaultdict(list)
    for video_id, count in renewals.items():
        by_creator[tiktok.videos[video_id][0].open_id].append(count)
    return sum(max(ceil(sum(counts) / PAGE), max(counts)) for counts in by_creator.values())


def _safe_until(tiktok: TikTok, video_id: str, given: float) -> float:
    account, video = tiktok.videos[video_id]
    expiry = tiktok.expiry(account, given, is_photo=video.is_photo)
    return expiry - min(_LEFT, _SHARE * (expiry - given))

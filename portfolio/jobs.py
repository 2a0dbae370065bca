"""Every background job: a doorway. Ids in, one use case, and what follows from its answer.

`…_later` queues, `…_now` runs in a worker. A row that is gone is not an error: the creator left.
Nothing here sleeps: what must wait is queued again, or left to the sweep.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from portfolio.extensions import queues
from portfolio.models.sync import FULL, RECENT
from portfolio.queues import CREATORS, UPKEEP, VISITORS
from portfolio.services import (
    budget,
    covers,
    departures,
    outages,
    planner,
    profiles,
    removal,
    syncs,
    upkeep,
    wanted,
    webhooks,
)
from portfolio.services.problems import NotConnected, TryLater
from portfolio.tiktok.endpoints import Endpoint
from portfolio.tiktok.errors import ScopeMissing, TikTokError

#: Seconds between two looks at what is due; each hands out what the budget can serve till the next.
UPKEEP_EVERY = 10
#: A little more than that, so that no room is left unused: what finds none comes again.
GENEROUS = 1.15


def renew_covers_later(creator_id: UUID, video_ids: Sequence[str], caller: str = VISITORS) -> bool:
    """Ask for these covers now; return whether somebody will come for them.

    `caller` is whom they are for: a queue's name, or `budget.COLD` for a page nobody looks at.
    """
    is_coming = wanted.add(creator_id, video_ids)
    if caller == VISITORS:
        if is_coming:
            return True
        # From here on, not from the job's first step: the name below is free when it begins.
        wanted.begin_taking(creator_id, covers.LEASE)
    queue = UPKEEP if caller == budget.COLD else caller
    # Whoever waits in a hurry must not find the name taken by a job that waits for the rest.
    is_queued = queues.put(
        queue, renew_covers_now, str(creator_id), caller, once=f"renew-{queue}-{creator_id}"
    )
    if not is_queued:
        wanted.end_taking(creator_id)
    return is_queued


def renew_covers_now(creator_id: str, caller: str) -> None:
    """Renew what is wanted of a creator's covers. A failure is noted, and waits for the plan."""
    queue = UPKEEP if caller == budget.COLD else caller
    try:
        with budget.calling_for(caller, UUID(creator_id)):
            more = covers.renew(UUID(creator_id), hasty=caller == VISITORS)
    except TryLater as later:
        if later.seconds <= planner.EVERY:
            queues.put_after(later.seconds, queue, renew_covers_now, creator_id, caller)
        return
    except (NotConnected, TikTokError):
        return
    if more:
        renew_covers_later(UUID(creator_id), (), caller)


def renew_avatar_later(creator_id: UUID) -> None:
    """Ask for the avatar that a visitor's page needs, at most once a minute."""
    if queues.first_of(f"avatar-{creator_id}", seconds=60):
        update_profile_later(creator_id, VISITORS)


def update_profile_later(creator_id: UUID, queue: str = UPKEEP) -> bool:
    return queues.put(queue, update_profile_now, str(creator_id), once=f"profile-{creator_id}")


def update_profile_now(creator_id: str) -> None:
    """Bring a profile up to date. What fails is tried again with the next upkeep or visit."""
    try:
        profiles.update_profile(UUID(creator_id))
    except TryLater as later:
        if later.seconds <= planner.EVERY:
            queues.put_after(later.seconds, CREATORS, update_profile_now, creator_id)
    except (NotConnected, TikTokError):
        return


def sync_later(creator_id: UUID, kind: str, queue: str = CREATORS) -> UUID:
    """Start a sync, or find the one under way, and queue its next step; return its id."""
    sync_id = syncs.start(creator_id, kind)
    step_sync_later(sync_id, queue)
    return sync_id


def step_sync_later(sync_id: UUID, queue: str = CREATORS) -> bool:
    return queues.put(queue, step_sync_now, str(sync_id), queue, once=f"sync-{sync_id}")


def step_sync_now(sync_id: str, queue: str) -> None:
    """Do some pages of a sync, and queue what follows."""
    following = syncs.advance(UUID(sync_id))
    if following.after is None:
        return
    if following.after == 0:
        step_sync_later(UUID(sync_id), queue)
    else:
        queues.put_after(following.after, queue, step_sync_now, sync_id, queue)


def upkeep_now(creator_id: str) -> None:
    """Bring one creator up to date: tokens where due, profile, recent videos.

    The profile is asked for first: where that finds TikTok out of order, no sync begins that
    would only wait.
    """
    creator = UUID(creator_id)
    if not upkeep.begin(creator):
        return
    try:
        profiles.update_profile(creator)
    except NotConnected:
        return
    except ScopeMissing:
        pass  # the videos may be granted all the same
    except (TryLater, TikTokError):
        upkeep.postpone(creator)
        return
    with suppress(NotConnected):  # left while TikTok was asked
        sync_later(creator, RECENT if syncs.has_any(creator) else FULL, UPKEEP)


def handle_webhook_later(key: str) -> bool:
    return queues.put(CREATORS, handle_webhook_now, key, once=f"webhook-{key}")


def handle_webhook_now(key: str) -> None:
    """Do what an event of TikTok's asks for."""
    webhooks.handle(key)


def finish_departure_later(departure_id: UUID) -> bool:
    return queues.put(
        CREATORS, finish_departure_now, str(departure_id), once=f"departure-{departure_id}"
    )


def finish_departure_now(departure_id: str) -> None:
    """Tell TikTok that a creator left, and delete what is left of them."""
    departures.finish(UUID(departure_id))


# The periodic jobs; portfolio.schedule says how often.


def sweep_now() -> None:
    """Queue again every row of work that is unfinished without a live job."""
    for sync_id in syncs.left_behind():
        step_sync_later(sync_id)
    for key in webhooks.left_behind():
        handle_webhook_later(key)
    for departure_id in departures.left_behind():
        finish_departure_later(departure_id)


def plan_now() -> None:
    """Queue the renewals that seen pages will soon need."""
    in_time = round(budget.share_of(UPKEEP) * planner.GRACE.total_seconds() / budget.WINDOW)
    most = outages.room(Endpoint.VIDEO_QUERY, _portion(planner.EVERY))
    plan = planner.plan(most, in_time)
    for creator_id in plan.creators:
        renew_covers_later(creator_id, (), UPKEEP)


def keep_up_now() -> None:
    """Queue the upkeep of the creators whose twelve hours are over."""
    most = outages.room(Endpoint.USER_INFO, _portion(UPKEEP_EVERY))
    for creator_id in upkeep.due_creators(outages.room(Endpoint.VIDEO_LIST, most)):
        queues.put(UPKEEP, upkeep_now, str(creator_id), once=f"upkeep-{creator_id}")


def _portion(seconds: int) -> int:
    """Return how many calls of one endpoint the budget has for upkeep in so many seconds."""
    return max(round(budget.share_of(UPKEEP) * seconds / budget.WINDOW * GENEROUS), 1)


def tidy_now() -> None:
    """Delete what is kept no longer than needed."""
    upkeep.tidy()
    removal.forget_waiting()

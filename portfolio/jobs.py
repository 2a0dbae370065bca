"""Every background job: it takes ids, runs one use case, and queues the jobs that follow from it.

`…_later` queues, `…_now` runs in a worker. A row that is gone is not an error: the creator left.
No job sleeps: a job that must wait is queued again, or left to the sweep.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from portfolio.extensions import queues
from portfolio.models.columns import Work
from portfolio.models.departure import Departure
from portfolio.models.sync import Sync
from portfolio.models.webhook import WebhookEvent
from portfolio.queues import CREATORS, UPKEEP, VISITORS
from portfolio.services import work
from portfolio.services.accounts import departures, removal, webhooks
from portfolio.services.calls import budget, call
from portfolio.services.drafts import appointments
from portfolio.services.errors import NotConnected, TryLater
from portfolio.services.library import index_parts, profiles, syncs, upkeep, video_trust
from portfolio.services.pages import rule_videos, share_cards
from portfolio.services.renewals import absences, cover_requests, planner, renew
from portfolio.tiktok.errors import ScopeMissing, TikTokError


def renew_covers_later(creator_id: UUID, video_ids: Sequence[str], caller: str = VISITORS) -> bool:
    """Request these covers now; return whether a renewal will come.

    `caller` is the class of callers: a queue's name, or `budget.COLD` for a page seen by crawlers
    or in the directory alone.
    """
    is_coming = cover_requests.add(creator_id, video_ids)
    if caller == VISITORS:
        if is_coming:
            return True
        # Announce now, not when the job starts: its dedupe name is released at the start.
        cover_requests.announce(creator_id, renew.LEASE_SECONDS)
    queue = UPKEEP if caller == budget.COLD else caller
    # The name includes the queue, so that a waiting upkeep job cannot suppress a visitor's.
    is_queued = queues.put(
        queue, renew_covers_now, str(creator_id), caller, once=f"renew-{queue}-{creator_id}"
    )
    if not is_queued:
        cover_requests.withdraw(creator_id)
    return is_queued


def renew_covers_now(creator_id: str, caller: str) -> None:
    """Renew the creator's requested and due covers. A failure is noted, and left to the plan."""
    queue = UPKEEP if caller == budget.COLD else caller
    try:
        with call.calling_for(caller, UUID(creator_id)):
            more = renew.renew(UUID(creator_id), urgent=caller == VISITORS)
    except TryLater as later:
        if later.seconds <= planner.EVERY_SECONDS:
            queues.enqueue_in(later.seconds, queue, renew_covers_now, creator_id, caller)
        return
    except (NotConnected, TikTokError):
        return
    if more:
        renew_covers_later(UUID(creator_id), (), caller)


def renew_avatar_later(creator_id: UUID, queue: str = VISITORS) -> bool:
    """Request the avatar of a visited page, at most once a minute; return whether it was.

    The minute is the queue's, so that a crawler's request cannot suppress a visitor's.
    """
    if queues.claim(f"avatar-{queue}-{creator_id}", seconds=60):
        return update_profile_later(creator_id, queue)
    return False


def update_profile_later(creator_id: UUID, queue: str = UPKEEP) -> bool:
    return queues.put(
        queue, update_profile_now, str(creator_id), queue, once=f"profile-{queue}-{creator_id}"
    )


def update_profile_now(creator_id: str, queue: str = UPKEEP) -> None:
    """Bring a profile up to date. After a failure, the next upkeep or visit tries again."""
    try:
        profiles.update_profile(UUID(creator_id))
    except TryLater as later:
        if later.seconds <= planner.EVERY_SECONDS:
            queues.enqueue_in(later.seconds, queue, update_profile_now, creator_id, queue)
    except (NotConnected, TikTokError):
        return


def sync_later(creator_id: UUID, kind: str | None, queue: str = CREATORS) -> UUID:
    """Start a sync, or find the one under way, and queue its next step; return its id."""
    sync_id = syncs.start(creator_id, kind, queue)
    step_sync_later(sync_id, queue)
    return sync_id


def step_sync_later(sync_id: UUID, queue: str) -> bool:
    return queues.put(queue, step_sync_now, str(sync_id), queue, once=f"sync-{queue}-{sync_id}")


def step_sync_now(sync_id: str, queue: str) -> None:
    """Do some pages of a sync, and queue the jobs that follow."""
    follow_step_later(UUID(sync_id), syncs.advance(UUID(sync_id)), queue)


def follow_step_later(sync_id: UUID, following: syncs.Next, queue: str) -> None:
    """Queue the jobs that follow a step of a sync."""
    if following.to_check is not None:
        check_picks_later(following.to_check, queue)
    if following.told is not None:
        follow_rules_later(following.told, queue)
    if following.to_index is not None:
        index_texts_later(following.to_index)
    if following.after is None:
        return
    if following.after == 0:
        step_sync_later(sync_id, queue)
    else:
        queues.enqueue_in(following.after, queue, step_sync_now, str(sync_id), queue)


def follow_rules_later(creator_id: UUID, queue: str) -> bool:
    return queues.put(queue, follow_rules_now, str(creator_id), once=f"rules-{queue}-{creator_id}")


def follow_rules_now(creator_id: str) -> None:
    """Let the parts of a page that have rules show the videos that these find now."""
    rule_videos.refresh(UUID(creator_id))


def index_texts_later(creator_id: UUID) -> bool:
    """Let a worker bring the index of a library's texts up to date, if it is much behind."""
    return index_parts.is_behind(creator_id) and queues.put(
        UPKEEP, index_texts_now, str(creator_id), once=f"index-{creator_id}"
    )


def index_texts_now(creator_id: str) -> None:
    """Index one part of a library's texts, and let another job index the next part."""
    if index_parts.add(UUID(creator_id)):
        index_texts_later(UUID(creator_id))


def check_picks_later(creator_id: UUID, queue: str) -> bool:
    return queues.put(
        queue, check_picks_now, str(creator_id), queue, once=f"check-{queue}-{creator_id}"
    )


def check_picks_now(creator_id: str, queue: str, after: str = "", number: int = 1) -> None:
    """Ask TikTok whether the page's videos are still there. `number` counts the rounds.

    If the last round fails, the next upkeep asks again.
    """
    wait = video_trust.AGAIN_AFTER.total_seconds() + 1
    try:
        rest = absences.check(UUID(creator_id), after)
    except (NotConnected, ScopeMissing):
        return
    except TryLater as later:
        if later.seconds <= planner.EVERY_SECONDS:
            queues.enqueue_in(
                later.seconds, queue, check_picks_now, creator_id, queue, after, number
            )
            return
        wait = max(wait, later.seconds)
    except TikTokError:
        pass
    else:
        if rest.after is not None:
            queues.put(queue, check_picks_now, creator_id, queue, rest.after, number)
        if not rest.has_news:
            return
        follow_rules_later(UUID(creator_id), queue)
    if number < absences.ROUNDS:
        queues.enqueue_in(wait, queue, check_picks_now, creator_id, queue, "", number + 1)


def upkeep_now(creator_id: str) -> None:
    """Bring one creator up to date: tokens, profile and newest videos now, then picks."""
    begun = upkeep.keep_up(UUID(creator_id))
    if begun is not None:
        follow_step_later(begun.sync_id, begun.following, UPKEEP)
        # Queued after the first page: videos that it holds need not be asked for.
        if begun.following.after is not None:
            check_picks_later(UUID(creator_id), UPKEEP)


def handle_webhook_later(key: str, queue: str = CREATORS) -> bool:
    return queues.put(queue, handle_webhook_now, key, once=f"webhook-{key}")


def handle_webhook_now(key: str) -> None:
    """Carry out one webhook event of TikTok's."""
    webhooks.handle(key)


def finish_departure_later(departure_id: UUID, queue: str = CREATORS) -> bool:
    return queues.put(
        queue, finish_departure_now, str(departure_id), once=f"departure-{departure_id}"
    )


def finish_departure_now(departure_id: str) -> None:
    """Tell TikTok that a creator left, and delete their remaining rows."""
    departures.finish(UUID(departure_id))


def keep_appointment_later(creator_id: UUID) -> bool:
    return queues.put(
        CREATORS, keep_appointment_now, str(creator_id), once=f"appointment-{creator_id}"
    )


def keep_appointment_now(creator_id: str) -> None:
    """Publish a creator's draft at its set time."""
    if appointments.keep(UUID(creator_id)) is not None:
        draw_share_card_later(UUID(creator_id))


#: Each kind of unfinished work, and the function that queues its next job.
UNFINISHED_WORK: tuple[tuple[type[Work], Callable[[Any, str], bool]], ...] = (
    (Sync, step_sync_later),
    (WebhookEvent, handle_webhook_later),
    (Departure, finish_departure_later),
)


def draw_share_card_later(creator_id: UUID) -> bool:
    return queues.put(
        CREATORS, draw_share_card_now, str(creator_id), once=f"share-card-{creator_id}"
    )


def draw_share_card_now(creator_id: str) -> None:
    """Draw the share card of a page that was published, or shows something else now."""
    share_cards.draw(UUID(creator_id))


# The periodic jobs; portfolio.schedule says how often each runs.


def sweep_now() -> None:
    """Queue again all unfinished work that no process works on; queue the due appointments."""
    for model, later in UNFINISHED_WORK:
        for key, queue in work.left_behind(model):
            later(key, queue)
    for creator_id in appointments.due():
        keep_appointment_later(creator_id)


def plan_now() -> None:
    """Queue the renewals that warm pages will soon need."""
    for creator_id in planner.next_plan().creators:
        renew_covers_later(creator_id, (), UPKEEP)


def keep_up_now() -> None:
    """Queue the upkeep of the creators for whom it is due."""
    for creator_id in upkeep.next_creators():
        queues.put(UPKEEP, upkeep_now, str(creator_id), once=f"upkeep-{creator_id}")


def tidy_now() -> None:
    """Delete old rows, and begin the departures of creators who did not connect again."""
    upkeep.tidy()
    removal.forget_waiting()

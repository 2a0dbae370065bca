"""The calls of a renewal: its ids in batches, a few calls at once, answers as they arrive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from portfolio.services.calls import budget
from portfolio.services.connections import token_access
from portfolio.services.connections.token_access import Access
from portfolio.services.errors import NotConnected, TryLater
from portfolio.tiktok.client import TikTok
from portfolio.tiktok.errors import AccessTokenInvalid, TikTokError
from portfolio.tiktok.fields import COVER_FIELDS
from portfolio.tiktok.models import Video

BATCH_SIZE = 20  # ids in one call of video/query
CALLS_AT_ONCE = 4  # calls of one renewal under way together


@dataclass(frozen=True)
class Answer:
    """The videos in TikTok's answer to one batch of ids."""

    asked: Sequence[str]
    videos: Sequence[Video]


def answers(creator_id: UUID, ids: Sequence[str], api: TikTok, access: Access) -> Iterator[Answer]:
    """Ask for `ids` in batches, a few at once; yield the answers as they arrive.

    An error is raised at the end, so that no other batch's answer is lost.
    """
    batches = [ids[at : at + BATCH_SIZE] for at in range(0, len(ids), BATCH_SIZE)]
    if len(batches) == 1:
        yield token_access.calling(creator_id, partial(_query, api, batches[0]), access)
        return
    failure: Exception | None = None
    with budget.heeding(), ThreadPoolExecutor(CALLS_AT_ONCE) as pool:
        calls: dict[Future[Answer], Sequence[str]] = {
            # The copied context holds the app and the caller whom the budget counts.
            pool.submit(copy_context().run, _query, api, batch, access.token): batch
            for batch in batches
        }
        for call in as_completed(calls):
            try:
                answer = _outcome(call, creator_id, calls[call], api)
            except (NotConnected, TryLater, TikTokError) as error:
                failure = error
            else:
                yield answer
        if failure:
            raise failure


def _outcome(call: Future[Answer], creator_id: UUID, ids: Sequence[str], api: TikTok) -> Answer:
    """Return a call's answer; if its token was refused, call again with another token."""
    try:
        return call.result()
    except AccessTokenInvalid:
        return token_access.calling(creator_id, partial(_query, api, ids))


def _query(api: TikTok, ids: Sequence[str], token: str) -> Answer:
    return Answer(ids, api.query_videos(token, ids, fields=COVER_FIELDS).videos)

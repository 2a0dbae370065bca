"""Cache policies: for how long an answer is true, and the Cache-Control that says so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from portfolio import clock
from portfolio.services.pages.lasting_pictures import LastingPicture
from portfolio.services.pages.public_page import PublicPage

#: The most seconds for which all caches, one after the other, may keep a page.
SHARED_SECONDS_AT_MOST = 60
#: The seconds after which an answer is made again that would stay true without end.
LASTING_SECONDS = 3600
#: The seconds for which a reader may keep an answer whose address names its content: a week.
FINAL_SECONDS = 604_800
NOBODY = UUID(int=0)  # the creator of an answer that is no creator's


@dataclass(frozen=True)
class CachePolicy:
    """The policy under which an answer may be kept. Times are Unix seconds."""

    creator_id: UUID
    version: int
    #: The instant from which it would show something unsafe; 0: it must not be kept.
    until: float
    #: The instant from which a renewal is due, which only the view requests.
    due_at: float
    #: Whether other content would have another address, so that readers may keep this for long.
    is_final: bool = False


def policy_of(page: PublicPage) -> CachePolicy:
    """Return the policy of an answer that shows this page."""
    now = clock.unix_seconds()
    if page.pending:
        return CachePolicy(page.creator_id, page.version, until=0, due_at=0)
    moments = [card.cover.until for card in page.cards() if card.cover]
    if page.avatar_until is not None:
        moments.append(page.avatar_until)
    until = min((moment.timestamp() for moment in moments), default=now + SHARED_SECONDS_AT_MOST)
    due_at = min((card.due_at.timestamp() for card in page.cards() if card.due_at), default=until)
    return CachePolicy(page.creator_id, page.version, until, due_at)


def policy_of_picture(picture: LastingPicture) -> CachePolicy:
    """Return the policy of a lasting address: its picture is given away only while it is safe."""
    if picture.is_pending:
        return CachePolicy(picture.creator_id, picture.version, until=0, due_at=0)
    until = clock.unix_seconds() + SHARED_SECONDS_AT_MOST
    if picture.until is not None:
        until = picture.until.timestamp()
    due_at = until if picture.due_at is None else picture.due_at.timestamp()
    return CachePolicy(picture.creator_id, picture.version, until, due_at)


def lasting_policy_of(page: PublicPage) -> CachePolicy:
    """Return the policy of an answer that shows this page by addresses that never expire.

    It stays true until the page has another version.
    """
    until = clock.unix_seconds() + LASTING_SECONDS
    return CachePolicy(page.creator_id, page.version, until, due_at=until)


def final_policy_of(page: PublicPage) -> CachePolicy:
    """Return the policy of an answer about this page whose address names its content."""
    return replace(lasting_policy_of(page), is_final=True)


def policy_for(seconds: float, *moments: datetime | None) -> CachePolicy:
    """Return the policy of an answer that shows no page of its own, true until it is this old.

    It ends before that at the first of the `moments` from which it would show something unsafe.
    """
    until = clock.unix_seconds() + seconds
    until = min([until, *(moment.timestamp() for moment in moments if moment is not None)])
    return CachePolicy(NOBODY, version=0, until=until, due_at=until)


def cache_control(policy: CachePolicy, now: float) -> str:
    """Return the Cache-Control of an answer: caches keep it only while it is safe to show."""
    return for_seconds(policy.until - now)


def for_seconds(left: float) -> str:
    """Return the Cache-Control of an answer that is true for `left` seconds."""
    return for_whole_seconds(whole_seconds(left))


def whole_seconds(left: float) -> int:
    """Return how long caches may keep an answer that is true for `left` seconds.

    nginx counts whole seconds and may keep a copy for one more.
    """
    return int(min(left, SHARED_SECONDS_AT_MOST) - 1)


def said(policy: CachePolicy, whole: int) -> str:
    """Return the Cache-Control of an answer that may be kept for `whole` seconds.

    A final one may be kept by its reader for a week. Caches between keep it as long as any other:
    a page that is taken back is gone everywhere at once.
    """
    if whole <= 0 or not policy.is_final:
        return for_whole_seconds(whole)
    return f"public, max-age={FINAL_SECONDS}, s-maxage={whole}, proxy-revalidate, immutable"


def for_whole_seconds(whole: int) -> str:
    """Return the Cache-Control of an answer that all caches may keep for `whole` seconds together.

    nginx sends no Age header, so a browser starts its own max-age when it receives nginx's copy.
    Proxy life, browser life and both stale windows must add up to no more than `whole`. Without
    `proxy-revalidate`, Apache's mod_cache serves its copy endlessly while the site answers 503.
    """
    if whole <= 0:
        return "no-store"
    part = whole // 6
    shared = whole - 3 * part
    return (
        f"public, max-age={part}, s-maxage={shared}, stale-while-revalidate={part}, "
        "proxy-revalidate"
    )

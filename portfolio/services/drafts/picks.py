"""Picking: a tick saves the draft at once, and two tabs cannot lose each other's ticks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.extensions import db
from portfolio.languages import ngettext
from portfolio.models.page import Edition, Page
from portfolio.models.pick import Pick
from portfolio.models.section import Section
from portfolio.models.tables import CREATOR
from portfolio.services.drafts import draft_changes, drafts, order, picker
from portfolio.services.drafts.drafts import Draft
from portfolio.services.drafts.order import Group, Heading, Picked
from portfolio.services.errors import Refused
from portfolio.services.pages import shown_videos
from portfolio.services.pages.content import Content, read
from portfolio.services.pages.search import Search
from portfolio.transactions import writing

#: The most picks of a draft, which also bounds the size of an edition.
MOST = 500

_HAS_SECTIONS = sa.exists().where(Section.creator_id == Page.creator_id)
_PUBLIC_EDITION = sa.and_(Edition.creator_id == Page.creator_id, Edition.number == Page.edition)
_LOCKED = (
    sa.select(Page, _HAS_SECTIONS, Edition.content)
    .outerjoin(Edition, _PUBLIC_EDITION)
    .where(Page.creator_id == CREATOR)
    .with_for_update(of=Page)
)
#: How many tabs' turns a page remembers.
TABS_KEPT = 8


@dataclass(frozen=True)
class Turn:
    """The place of a change among all changes of one browser tab, which numbers them from 1.

    A tab that is left sends once more all that was not answered. If an earlier request of the tab
    arrives after that, it is late and changes nothing.
    """

    tab: str
    number: int
    #: The newest turn that the tab had an answer to.
    answered: int = 0


def change(
    creator_id: UUID,
    *,
    add: Sequence[str] = (),
    remove: Collection[str] = (),
    turn: Turn | None = None,
) -> Draft:
    """Take videos out of the draft and append others to its last section, all or nothing.

    Sections with a rule are passed over. A video that is in the draft already keeps its place.
    Return the draft after it. Raises `Refused` if the draft would be too long, `LookupError` for a
    video that is not this creator's.
    """
    with writing() as session:
        page, headings, published = _lock(session, creator_id)
        there, hidden = order.picks_and_videos(session, creator_id, add)
        groups = order.grouped(headings, there)
        after = groups
        if turn is None or not _is_late(page, turn):
            after = _changed(creator_id, groups, hidden, add, remove)
        newest = draft_changes.store(session, page, groups, after)
        return drafts.draft_of(page, after, published, newest)


def tick_found(creator_id: UUID, search: Search, since: str | None = None) -> tuple[Draft, int]:
    """Append the videos that a search finds, in its order, until the draft is full.

    With `since`, they begin at that video. Return the draft, and how many were appended. Raises
    `Refused` if the draft is full already, `LookupError` for a `since` that is not this creator's.
    """
    with writing() as session:
        page, headings, published = _lock(session, creator_id)
        there = order.picks_of(session, creator_id)
        if len(there) >= MOST:
            raise full()
        add = picker.ids_to_tick(creator_id, search, MOST - len(there), since)
        groups = order.grouped(headings, there)
        after = _changed(creator_id, groups, dict.fromkeys(add, False), add, ())
        newest = draft_changes.store(session, page, groups, after)
        return drafts.draft_of(page, after, published, newest), len(add)


def untick_found(creator_id: UUID, search: Search) -> tuple[Draft, int]:
    """Take the videos that a search finds out of the draft. Return it, and how many they were."""
    with writing() as session:
        page, headings, published = _lock(session, creator_id)
        groups = order.grouped(headings, order.picks_of(session, creator_id))
        remove = picker.ids_to_untick(creator_id, search)
        after = _changed(creator_id, groups, {}, (), remove)
        newest = draft_changes.store(session, page, groups, after)
        return drafts.draft_of(page, after, published, newest), len(remove)


def room(creator_id: UUID) -> int:
    """Return how many more picks the draft has room for."""
    count = sa.select(sa.func.count()).where(Pick.creator_id == creator_id)
    return max(MOST - (db.session.scalar(count) or 0), 0)


def _lock(session: Session, creator_id: UUID) -> tuple[Page, list[Heading], Content | None]:
    """Lock the whole draft: new positions follow from the stored ones.

    Return its sections and the public edition's content, too. Most pages have no sections: for
    those, a tick does without one more statement.
    """
    page, has_sections, stored = session.execute(_LOCKED, {"creator": creator_id}).one()
    headings = order.headings_of(session, creator_id) if has_sections else []
    if stored is None and page.edition is not None:
        # Published while this statement waited for the lock: it saw the edition before.
        return page, headings, shown_videos.published(session, creator_id)
    return page, headings, None if stored is None else read(stored)


def _is_late(page: Page, turn: Turn) -> bool:
    """Return whether the tab's later turn was seen.

    If it was not, remember this one, unless each earlier turn was answered and none can be late.
    """
    turns = page.tick_turns or {}
    if turn.number <= turns.get(turn.tab, 0):
        return True
    if turn.answered >= turn.number - 1:
        return False
    others = [(tab, number) for tab, number in turns.items() if tab != turn.tab]
    page.tick_turns = dict([*others[1 - TABS_KEPT :], (turn.tab, turn.number)])
    return False


def _changed(
    creator_id: UUID,
    groups: Sequence[Group],
    hidden: Mapping[str, bool],
    add: Sequence[str],
    remove: Collection[str],
) -> list[Group]:
    """Return the order after such a change.

    `hidden` has each video to add that is in the library, and whether visitors cannot see it.
    """
    there = {pick.video_id for group in groups for pick in group.picks}
    if picker.has_somebody_elses(creator_id, set(remove) - there):
        raise LookupError("a video of another creator")
    left = [_without(group, remove) for group in groups]
    # A section with a rule gets only the picks that are moved into it.
    at = max(at for at, group in enumerate(left) if not (group.heading and group.heading.rule))
    staying = there - set(remove)
    ids = [video_id for video_id in dict.fromkeys(add) if video_id not in staying]
    if not hidden.keys() >= set(ids):
        raise LookupError("a video that is not in this creator's library")
    if ids and len(staying) + len(ids) > MOST:
        raise full()
    new = [Picked(each, None, 0, hidden[each]) for each in ids]
    longer = order.inserted(left[at], new, len(left[at].picks))
    return order.with_group(left, at, longer)


def _without(group: Group, video_ids: Collection[str]) -> Group:
    return replace(group, picks=tuple([p for p in group.picks if p.video_id not in video_ids]))


def full() -> Refused:
    """Return the refusal of one more pick than a draft holds."""
    return Refused(
        "picks",
        ngettext(
            "A page holds at most %(num)s video. Untick one first.",
            "A page holds at most %(num)s videos. Untick one first.",
            MOST,
        ),
    )

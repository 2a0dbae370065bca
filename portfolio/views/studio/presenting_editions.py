"""The room of editions: the draft beside the public edition, and the history in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from portfolio import clock
from portfolio.extensions import db
from portfolio.languages import gettext
from portfolio.models.creator import Creator
from portfolio.models.page import Page
from portfolio.services.accounts import time_zones
from portfolio.services.drafts import appointments, drafts, history, suspensions
from portfolio.services.drafts.history import NEWEST, Past, Published
from portfolio.services.pages.cards import Card, cards_of
from portfolio.services.pages.content import Content
from portfolio.views import addresses, edition_contexts, formats, presenting
from portfolio.views.edition_contexts import EditionRow, Named
from portfolio.views.studio import presenting_changes
from portfolio.views.studio.bar import bar
from portfolio.views.studio_contexts import Fields

NO_FIELDS = Fields({}, {})
#: The titles that are told of added and of removed videos.
MOST_TITLES = 12


def room(
    creator_id: UUID,
    person_id: UUID,
    before: int = NEWEST,
    notice: str = "",
    typed: Fields = NO_FIELDS,
) -> edition_contexts.Editions:
    draft = drafts.read(creator_id)
    return edition_contexts.Editions(
        me=presenting.me(db.session.get_one(Creator, creator_id)),
        editions=list_of(creator_id, person_id, draft, before, typed),
        bar=bar(draft),
        notice=notice,
    )


def list_of(
    creator_id: UUID,
    person_id: UUID,
    draft: drafts.Draft,
    before: int = NEWEST,
    typed: Fields = NO_FIELDS,
    focus: str = "",
) -> edition_contexts.EditionList:
    creator = db.session.get_one(Creator, creator_id)
    page = db.session.get_one(Page, creator_id)
    found = history.read(creator_id, before)
    return edition_contexts.EditionList(
        draft=draft_of(creator_id, draft, page.preview_token),
        appointment=appointment_of(page, time_zones.zone_of(creator), typed),
        rows=[
            row_of(past, creator, person_id, page.edition, draft.content) for past in found.editions
        ],
        older=found.older,
        is_newest=before == NEWEST,
        live_url=presenting.live_url(page),
        zone=time_zones.zone_of(creator).key,
        focus=focus,
    )


def appointment_of(page: Page, zone: ZoneInfo, typed: Fields) -> edition_contexts.Appointment:
    now = clock.now().astimezone(zone)
    at = page.publish_at and page.publish_at.astimezone(zone)
    return edition_contexts.Appointment(
        at=at.isoformat(timespec="seconds") if at else "",
        when=formats.day_and_time(at) if at else "",
        refused=why_refused(page.publish_refused),
        fields=typed,
        first=f"{now:%Y-%m-%dT%H:%M}",
        last=f"{now + appointments.LONGEST:%Y-%m-%dT%H:%M}",
    )


def why_refused(word: str | None) -> str:
    """Say why a set time was not kept; "" if it was, or is still to come."""
    reasons = {
        "handle": gettext("your page had no address"),
        "picks": gettext("no video was ticked"),
        appointments.NOT_CONNECTED: gettext("TikTok was not connected"),
        suspensions.FIELD: gettext("your page was suspended"),
    }
    return reasons.get(word, gettext("it was refused")) if word else ""


def draft_of(creator_id: UUID, draft: drafts.Draft, token: str | None) -> edition_contexts.Draft:
    difference = draft.difference()
    public = draft.published is not None
    return edition_contexts.Draft(
        is_public=public,
        is_suspended=draft.is_suspended,
        changes=presenting_changes.in_full(difference) if public else "",
        added=named(creator_id, draft.content, difference.added if public else ()),
        removed=named(creator_id, draft.published, difference.removed),
        link=token and addresses.in_full("shared.show", token=token),
    )


def named(creator_id: UUID, content: Content | None, video_ids: Sequence[str]) -> Named:
    """Return the titles of these videos of a content, each creator's own first."""
    told = video_ids[:MOST_TITLES]
    cards = cards_of(creator_id, told, with_gone=True)
    own = {entry.video_id: entry.title for entry in content.entries} if content else {}
    return Named(
        [title_of(own.get(each), cards, each) for each in told], len(video_ids) - len(told)
    )


def title_of(own: str | None, cards: Mapping[str, Card], video_id: str) -> str:
    if own:
        return own
    card = cards.get(video_id)
    return presenting.called(card) if card else gettext("A video that is not in your library")


def row_of(
    past: Past, creator: Creator, person_id: UUID, public: int | None, draft: Content
) -> EditionRow:
    edition = past.edition
    at = edition.at.astimezone(time_zones.zone_of(creator))
    return EditionRow(
        number=edition.number,
        at=at.isoformat(timespec="seconds"),
        when=formats.day_and_time(at),
        who=who(edition, person_id),
        videos=len(edition.content.entries),
        changes=changes_of(past),
        is_public=edition.number == public,
        is_draft=edition.content == draft,
    )


def who(edition: Published, person_id: UUID) -> str:
    """Say who published an edition, to this person; "" if nobody knows."""
    if edition.by is None:
        return ""
    return gettext("by you") if edition.by == person_id else gettext("by somebody else")


def changes_of(past: Past) -> str:
    """Return an edition's changes in words; "" if the one before it is not kept."""
    if past.edition.number == 1:
        return gettext("the first edition")
    if past.difference is None:
        return ""
    return presenting_changes.in_full(past.difference) or gettext("nothing changed")

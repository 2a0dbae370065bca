"""The bar at the foot of the studio: the number of picks, unpublished changes, and Publish."""

from __future__ import annotations

from portfolio.extensions import db
from portfolio.languages import gettext
from portfolio.models.creator import Creator
from portfolio.services.accounts import time_zones
from portfolio.services.drafts import picks
from portfolio.services.drafts.drafts import Draft
from portfolio.views import access, formats, presenting, studio_contexts
from portfolio.views.studio import presenting_changes, presenting_undo


def bar(draft: Draft) -> studio_contexts.Bar:
    return studio_contexts.Bar(
        picked=draft.count,
        hidden=draft.hidden,
        most=picks.MOST,
        changes=presenting_changes.in_short(draft.difference()) if draft.is_public else "",
        live_url=presenting.live_url(draft),
        can_publish=draft.can_publish,
        undo=undo(draft),
        set_time=set_time(draft),
        is_suspended=draft.is_suspended,
    )


def set_time(draft: Draft) -> str:
    """Return the draft's set time in words, or that it was not kept; "" without a set time."""
    if draft.is_overdue:
        return gettext("Not published at the set time")
    if draft.publish_at is None:
        return ""
    creator = db.session.get_one(Creator, access.acting().creator_id)
    there = draft.publish_at.astimezone(time_zones.zone_of(creator))
    return gettext("Will be published on %(when)s", when=formats.day_and_time(there))


def undo(draft: Draft) -> studio_contexts.Undo | None:
    if draft.newest is None:
        return None
    words = presenting_undo.in_words(draft.newest.summary)
    return studio_contexts.Undo(draft.newest.number, words)

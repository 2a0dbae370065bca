"""The room of a pick's own texts: its form as it is stored, or as it was sent."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote, urlsplit
from uuid import UUID

from flask import url_for

from portfolio.extensions import db
from portfolio.models.creator import Creator
from portfolio.services.drafts import drafts, order, pick_texts
from portfolio.services.drafts.drafts import Draft
from portfolio.services.pages.content import Entry
from portfolio.views import contexts, presenting
from portfolio.views.order_contexts import PickTexts, PickTextsChange
from portfolio.views.studio import presenting_order
from portfolio.views.studio.bar import bar
from portfolio.views.studio_contexts import Fields


def room(creator_id: UUID, video_id: str, typed: Fields | None = None) -> PickTexts | None:
    """Return the room; None if the video is no pick of this creator."""
    groups = order.groups_of(db.session(), creator_id)
    found = [pick for group in groups for pick in group.picks if pick.video_id == video_id]
    draft = drafts.read(creator_id, groups)
    fields = typed or _stored(draft.content.entries, video_id)
    if not found or fields is None:
        return None
    return PickTexts(
        me=presenting.me(db.session.get_one(Creator, creator_id)),
        row=presenting_order.rows_of(creator_id, found)[0],
        fields=fields,
        title_length=pick_texts.TITLE_LENGTH,
        alt_length=pick_texts.ALT_LENGTH,
        bar=bar(draft),
    )


def parts(draft: Draft, video_id: str, said: str, typed: Fields | None = None) -> str:
    """Return the parts of the room that an answer to htmx brings."""
    change = PickTextsChange(
        fields=typed or _stored(draft.content.entries, video_id),
        title_length=pick_texts.TITLE_LENGTH,
        alt_length=pick_texts.ALT_LENGTH,
        bar=bar(draft),
        said=said,
    )
    return contexts.render(change)


def video_at(address: str | None) -> str | None:
    """Return the id of the pick whose room is at this address, from any source; None if none is."""
    try:
        path = unquote(urlsplit(address or "").path)
    except ValueError:
        return None
    rooms = url_for("order.show") + "/picks/"
    return path.removeprefix(rooms) if path.startswith(rooms) else None


def _stored(entries: Iterable[Entry], video_id: str) -> Fields | None:
    for entry in entries:
        if entry.video_id == video_id:
            return Fields({"title": entry.title or "", "alt": entry.alt or ""}, {})
    return None

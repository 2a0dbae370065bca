"""The room of the look and its forms, as the draft holds them or as they were sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from portfolio.extensions import db
from portfolio.models.creator import Creator
from portfolio.models.page import Page
from portfolio.models.texts import visible
from portfolio.services.drafts import drafts, look_settings
from portfolio.services.drafts.look_settings import TypedLink
from portfolio.services.pages import links, look
from portfolio.views import look_contexts, presenting
from portfolio.views.look_contexts import LinkRow, LookRoom
from portfolio.views.studio import presenting_look
from portfolio.views.studio.bar import bar
from portfolio.views.studio_contexts import Fields

#: The rows for links that are always shown.
LEAST_ROWS = 3


def room(
    creator_id: UUID,
    *,
    errors: Mapping[str, str] | None = None,
    words: look_contexts.Words | None = None,
    linked: look_contexts.Links | None = None,
) -> LookRoom:
    """Return the room as it is stored, with a form as it was sent if one was refused."""
    now = look.of(db.session.get_one(Page, creator_id))
    creator = db.session.get_one(Creator, creator_id)
    return LookRoom(
        me=presenting.me(creator),
        choices=list(presenting_look.choices(now)),
        errors=errors or {},
        words=words or words_of(creator_id),
        links=linked or links_of(creator_id),
        bar=bar(drafts.read(creator_id)),
    )


def words_of(creator_id: UUID, typed: Fields | None = None) -> look_contexts.Words:
    now = look.of(db.session.get_one(Page, creator_id))
    stored = Fields({"headline": now.headline or "", "bio": now.bio or ""}, {})
    return look_contexts.Words(
        fields=typed or stored,
        tiktoks=visible(db.session.get_one(Creator, creator_id).bio),
        headline_length=look_settings.HEADLINE_LENGTH,
        bio_length=look_settings.BIO_LENGTH,
        bio_lines=look_settings.BIO_LINES,
    )


def links_of(creator_id: UUID, focus: str = "") -> look_contexts.Links:
    now = look.of(db.session.get_one(Page, creator_id))
    stored = [TypedLink(each.label, each.address) for each in now.links]
    contact = TypedLink(now.contact.label, now.contact.address) if now.contact else TypedLink()
    return links_form(stored, contact, {}, focus)


def links_form(
    typed: Sequence[TypedLink], contact: TypedLink, errors: Mapping[str, str], focus: str = ""
) -> look_contexts.Links:
    """Return the form of these links, with empty rows up to the most that a page shows."""
    most = look_settings.MOST_LINKS
    empty = [TypedLink()] * (most - len(typed))
    rows = [LinkRow(str(at), each.label, each.address) for at, each in enumerate([*typed, *empty])]
    return look_contexts.Links(
        rows=rows,
        shown=max(len(typed) + 1, LEAST_ROWS),
        filled=len(typed),
        contact=LinkRow("contact", contact.label, contact.address),
        errors=errors,
        most=most,
        label_length=links.LABEL_LENGTH,
        address_length=links.ADDRESS_LENGTH,
        focus=focus,
    )

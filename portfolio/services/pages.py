"""The page's own settings: its address, its colour, whether it shows what is new."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.exc import IntegrityError

from portfolio.models.page import Page
from portfolio.services import accents, handles
from portfolio.services.problems import Refused
from portfolio.transactions import writing


def change(creator_id: UUID, *, handle: str, recent: bool, accent: str) -> None:
    """Store the settings, all or none. The handle counts at once, the rest with the next Publish.

    Raises `Refused` naming the field.
    """
    if accent not in accents.NAMES:
        raise Refused("accent", "Choose one of the colours shown.")
    name = handles.check(handle)
    try:
        with writing() as session:
            page = session.get_one(Page, creator_id, with_for_update=True)
            handles.give(session, page, name)
            page.accent = accent
            page.shows_recent = recent
    except IntegrityError as error:  # somebody took it between our look and our commit
        raise handles.taken(name) from error

"""The page's own settings: its address, and whether it shows the newest videos."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.exc import IntegrityError

from portfolio.models.page import Page
from portfolio.services.drafts import draft_changes
from portfolio.services.pages import handles
from portfolio.transactions import writing


def change(creator_id: UUID, *, handle: str, recent: bool) -> None:
    """Store both or none. The handle takes effect at once, Recent with the next Publish.

    Raises `Refused`, which names the field.
    """
    name = handles.check(handle)

    def store() -> None:
        with writing() as session:
            page = session.get_one(Page, creator_id, with_for_update=True)
            handles.give(session, page, name)
            draft_changes.store(session, page, [], [], {"shows_recent": recent})

    try:
        store()
    except IntegrityError:  # another creator took the handle, or one like it, before our commit
        try:
            store()
        except IntegrityError as error:
            raise handles.taken(name) from error

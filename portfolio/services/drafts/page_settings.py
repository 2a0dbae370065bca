"""The page's own settings: its address, who finds it, the sites that may show it, and Recent."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.exc import IntegrityError

from portfolio.models.page import Page
from portfolio.services.drafts import draft_changes
from portfolio.services.pages import embed_sites, handles
from portfolio.transactions import writing


def change(
    creator_id: UUID,
    *,
    handle: str,
    recent: bool,
    sites: str | None = None,
    unlisted: bool | None = None,
    in_directory: bool | None = None,
) -> None:
    """Store all or none. Recent takes effect with the next Publish, all others at once.

    Without `sites`, `unlisted` or `in_directory`, that of before stays. Raises `Refused`, which
    names the field.
    """
    name = handles.check(handle)
    embedding = None if sites is None else embed_sites.parsed(sites)

    def store() -> None:
        with writing() as session:
            page = session.get_one(Page, creator_id, with_for_update=True)
            handles.give(session, page, name)
            if sites is not None:
                embed_sites.give(page, embedding)
            if unlisted is not None and page.unlisted != unlisted:
                page.unlisted = unlisted
                page.version += 1
            if in_directory is not None:
                page.in_directory = in_directory
            draft_changes.store(session, page, [], [], {"shows_recent": recent})

    try:
        store()
    except IntegrityError:  # another creator took the handle, or one like it, before our commit
        try:
            store()
        except IntegrityError as error:
            raise handles.taken(name) from error

"""The room of the page's own settings: its form as it is stored, or as it was sent."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from portfolio.extensions import db
from portfolio.models.creator import Creator
from portfolio.models.page import Page
from portfolio.services.drafts import drafts
from portfolio.services.drafts.drafts import Draft
from portfolio.services.pages import embed_sites, former_handles, handles
from portfolio.views import access, contexts, presenting, presenting_embeds
from portfolio.views.studio.bar import bar
from portfolio.views.studio_contexts import PageChange, PageSettings, Settings


def room(
    creator_id: UUID,
    values: Settings | None = None,
    errors: Mapping[str, str] | None = None,
) -> PageSettings:
    return _room(creator_id, drafts.read(creator_id), values, errors)


def parts(
    said: str,
    draft: Draft | None = None,
    *,
    values: Settings | None = None,
    errors: Mapping[str, str] | None = None,
    focus: str = "",
) -> str:
    """Return the parts of the room that an answer to htmx brings."""
    creator_id = access.acting().creator_id
    shown = {**vars(_room(creator_id, draft or drafts.read(creator_id), values, errors))}
    del shown["me"]
    return contexts.render(PageChange(**shown | {"focus": focus}, said=said))


def stored(page: Page) -> Settings:
    sites = embed_sites.read(page.embed_sites)
    return Settings(
        page.handle or "", page.shows_recent, "\n".join(sites), page.unlisted, page.in_directory
    )


def _room(
    creator_id: UUID,
    draft: Draft,
    values: Settings | None,
    errors: Mapping[str, str] | None,
) -> PageSettings:
    page, creator = db.session.get_one(Page, creator_id), db.session.get_one(Creator, creator_id)
    live_url = presenting.live_url(page)
    return PageSettings(
        me=presenting.me(creator),
        live_url=live_url,
        is_unlisted=page.unlisted,
        embed_code=presenting_embeds.code(str(page.handle), creator.name) if live_url else "",
        values=values or stored(page),
        errors=errors or {},
        former=former_handles.of(db.session(), creator_id),
        most_former=former_handles.MOST,
        shortest=handles.SHORTEST,
        longest=handles.LONGEST,
        focus="",
        bar=bar(draft),
    )

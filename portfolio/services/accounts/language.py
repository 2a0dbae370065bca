"""The language that a creator chose for their studio and their page."""

from __future__ import annotations

from uuid import UUID

from portfolio import languages
from portfolio.languages import gettext
from portfolio.models.creator import Creator
from portfolio.services.errors import Refused
from portfolio.services.pages import freshness
from portfolio.transactions import writing


def choose(creator_id: UUID, code: str) -> None:
    """Store the creator's language; "" leaves the studio to the browser, the page to the site.

    A change raises the page's version. Raises `Refused`.
    """
    if code and not languages.is_offered(code):
        raise Refused("language", gettext("Choose one of the languages shown."))
    with writing() as session:
        creator = session.get_one(Creator, creator_id, with_for_update=True)
        if creator.language != (code or None):
            creator.language = code or None
            freshness.raise_version(session, creator_id)

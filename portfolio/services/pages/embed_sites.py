"""The sites whose pages may show a creator's page in their frames: all, unless some are named.

They are named as a Content-Security-Policy names them: https://www.w3.org/TR/CSP3/#framework-directive-source-list
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit
from uuid import UUID

import sqlalchemy as sa

from portfolio.extensions import db
from portfolio.languages import gettext, ngettext
from portfolio.models.page import Page
from portfolio.models.tables import CREATOR, PAGE
from portfolio.services.errors import Refused
from portfolio.services.pages import links

#: They are sent with each answer, in one line.
MOST = 20
_TYPED = re.compile(r"(?:https?://)?(\*\.)?(.+)", re.I)
_STORED = re.compile(r"(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)+(?::[0-9]{1,5})?", re.ASCII)
_SITES = sa.select(PAGE.c.embed_sites).where(PAGE.c.creator_id == CREATOR)


def parsed(typed: str) -> list[str] | None:
    """Return typed sites as they are stored; None for all. Raises `Refused`."""
    sites = [*dict.fromkeys(map(_parsed, typed.replace(",", " ").split()))]
    if len(sites) > MOST:
        raise Refused(
            "sites",
            ngettext(
                "At most %(num)s site can be named.", "At most %(num)s sites can be named.", MOST
            ),
        )
    return sites or None


def give(page: Page, sites: list[str] | None) -> None:
    """Let these sites show a page, in the caller's transaction."""
    if page.embed_sites != sites:
        page.embed_sites = sites
        page.version += 1


def of(creator_id: UUID) -> tuple[str, ...] | None:
    """Return the sites that may show the creator's page; None: all."""
    stored = db.session.scalar(_SITES, {"creator": creator_id})
    return None if stored is None else read(stored)


def read(stored: object) -> tuple[str, ...]:
    """Return the readable ones of stored sites: what cannot be read lets nobody in."""
    found = stored if isinstance(stored, list) else []
    return tuple(each for each in found if isinstance(each, str) and _STORED.fullmatch(each))


def _parsed(typed: str) -> str:
    match = _TYPED.fullmatch(typed)
    try:
        address = links.href_of(links.parsed(f"https://{match[2] if match else ''}"))
    except links.NoAddress as error:
        raise _refused(typed) from error
    site = (match[1] or "" if match else "") + urlsplit(address).netloc.lower()
    if len(site) > links.ADDRESS_LENGTH or not _STORED.fullmatch(site):
        raise _refused(typed)
    return site


def _refused(typed: str) -> Refused:
    shown = typed[: links.NAME_LENGTH]
    return Refused(
        "sites",
        gettext("“%(site)s” is no site such as blog.example or *.blog.example.", site=shown),
    )

"""Handles: the name in a page's address. Plain lower-case letters, unique, and not a trap."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio import clock
from portfolio.models.page import LeftHandle, Page
from portfolio.services.problems import Refused

SHORTEST, LONGEST = 2, 30
RESERVED_FOR = timedelta(days=90)
_ALLOWED = re.compile(r"[a-z0-9](?:[a-z0-9._]*[a-z0-9_])?")

#: Names that would pass for the site itself.
RESERVED = frozenset(
    (
        "admin",
        "administrator",
        "about",
        "account",
        "api",
        "app",
        "abuse",
        "contact",
        "help",
        "home",
        "host",
        "hostmaster",
        "imprint",
        "login",
        "logout",
        "mail",
        "moderator",
        "official",
        "owner",
        "postmaster",
        "privacy",
        "root",
        "security",
        "settings",
        "showreel",
        "signin",
        "signup",
        "site",
        "staff",
        "static",
        "status",
        "studio",
        "support",
        "system",
        "terms",
        "tiktok",
        "verified",
        "webhooks",
        "webmaster",
        "www",
    )
)


def check(text: str) -> str:
    """Return `text` as a handle, or raise `Refused` saying what is wrong with it."""
    handle = text.strip().removeprefix("@").lower()
    if not handle:
        raise Refused("handle", "Choose a name for your page's address.")
    if len(handle) < SHORTEST:
        raise Refused("handle", f"Use at least {SHORTEST} characters.")
    if len(handle) > LONGEST:
        raise Refused("handle", f"Use at most {LONGEST} characters; this has {len(handle)}.")
    if not _ALLOWED.fullmatch(handle) or ".." in handle:
        raise Refused(
            "handle",
            "Use the letters a to z, figures, dots and underscores; "
            "begin with a letter or figure, and don't end with a dot.",
        )
    if handle in RESERVED:
        raise Refused("handle", "That name is kept for this site itself. Choose another one.")
    return handle


def give(session: Session, page: Page, handle: str) -> None:
    """Give a page a handle that passed `check`. Raises `Refused` if it is somebody else's."""
    if page.handle == handle:
        return
    if not _is_free(session, handle, page.creator_id):
        raise taken(handle)
    _move(session, page, handle)


def taken(handle: str) -> Refused:
    return Refused("handle", f"@{handle} belongs to somebody else. Choose another one.")


def propose(session: Session, page: Page, *wishes: str | None) -> None:
    """Give a page without a handle the first sensible one that is free."""
    stems = [stem for wish in wishes if (stem := _stem(wish))] or ["creator"]
    for stem in stems:
        for number in range(1, 1000):
            tail = "" if number == 1 else str(number)
            handle = stem[: LONGEST - len(tail)].rstrip("._") + tail
            try:
                check(handle)
            except Refused:
                continue
            if _is_free(session, handle, page.creator_id):
                page.handle = handle
                return


def _stem(wish: str | None) -> str:
    """Return what of a name can stand in a handle: "Zoë Ñandú 🌊" becomes "zoenandu"."""
    plain = unicodedata.normalize("NFKD", wish or "").encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9._]+", "", plain)
    return re.sub(r"\.{2,}", ".", stem).strip("._")


def _is_free(session: Session, handle: str, creator_id: UUID) -> bool:
    if session.scalar(
        sa.select(Page.creator_id).where(Page.handle == handle, Page.creator_id != creator_id)
    ):
        return False
    left = session.get(LeftHandle, handle)
    return left is None or left.creator_id == creator_id or left.reserved_until <= clock.now()


def _move(session: Session, page: Page, handle: str) -> None:
    if old := session.get(LeftHandle, handle):
        session.delete(old)
    if page.handle and page.is_public:
        session.merge(
            LeftHandle(
                handle=page.handle,
                creator_id=page.creator_id,
                reserved_until=clock.now() + RESERVED_FOR,
            )
        )
    page.handle = handle
    page.version += 1

"""Handles: the name in a page's address. Unique, of a to z, 0 to 9, dots and underscores.

No two look alike, and none looks like a name of the site (`models.skeleton`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from uuid import UUID

import sqlalchemy as sa
from anyascii import anyascii
from sqlalchemy.orm import Session

from portfolio.extensions import settings
from portfolio.languages import gettext, ngettext
from portfolio.models.creator import Creator
from portfolio.models.page import Page
from portfolio.models.skeleton import skeleton_of
from portfolio.services.errors import Refused
from portfolio.services.pages import former_handles

SHORTEST, LONGEST = 2, 30
#: The spelling in which a visitor may type a handle; other names are not looked up.
SPELLING = rf"[A-Za-z0-9._]{{1,{LONGEST}}}"
_PICTURES = ("So", "Sk", "Cs", "Co", "Cn")
_ALLOWED = re.compile(r"[a-z0-9](?:[a-z0-9._]*[a-z0-9_])?")
#: The number of free handles that a refusal names, and the endings that make them.
OFFERED = 3
_TAILS = ("2", ".clips", ".films", *map(str, range(3, 20)))

#: Names that visitors could take for the site itself, beside SITE_NAME in the letters of a handle.
_NAMES = """
about abuse account admin administrator api app contact directory help home host hostmaster imprint
login logout mail moderator official owner pages postmaster privacy root security settings showreel
signin signup site staff static status studio support system terms tiktok verified webhooks
webmaster www
"""
RESERVED = frozenset(_NAMES.split())


def is_one(text: object) -> bool:
    """Return whether `text` has the shape of a handle; reserved names have it too."""
    if not isinstance(text, str) or len(text) > LONGEST or ".." in text:
        return False
    return _ALLOWED.fullmatch(text) is not None


def check(text: str) -> str:
    """Return `text` as a handle; raise `Refused` with the reason if it has not the shape of one."""
    handle = text.strip().removeprefix("@").lower()
    if not handle:
        raise _refused(gettext("Choose a name for your page's address."))
    if len(handle) < SHORTEST:
        raise _refused(
            ngettext(
                "Use at least %(num)s character.", "Use at least %(num)s characters.", SHORTEST
            )
        )
    if len(handle) > LONGEST:
        raise _refused(
            ngettext(
                "Use at most %(num)s character; this has %(length)s.",
                "Use at most %(num)s characters; this has %(length)s.",
                LONGEST,
                length=len(handle),
            )
        )
    if not is_one(handle):
        raise _refused(
            gettext(
                "Use the letters a to z, figures, dots and underscores; "
                "begin with a letter or figure, and don't end with a dot."
            )
        )
    return handle


def give(session: Session, page: Page, handle: str) -> None:
    """Give a page a handle that passed `check`. The old one leads to it from then on.

    Raises `Refused` if the handle is reserved, or if somebody else has it or one that looks like
    it, and names some that are free; or if the creator has too many former handles.
    """
    if page.handle == handle:
        return
    if why := _why_not(session, handle, page.creator_id):
        raise _refused(f"{why} {_offer(session, page.creator_id, handle)}")
    former_handles.leave(session, page, handle)
    page.handle = handle
    page.version += 1


def taken(handle: str) -> Refused:
    """Return the refusal of a handle that another creator takes at this moment."""
    return _refused(f"{_is_taken(handle)} {gettext('Choose another one.')}")


def propose(session: Session, page: Page, *wishes: str | None) -> None:
    """Give a page without a handle the first free handle made from these wishes."""
    stems = [stem for wish in wishes if (stem := _stem(wish))] or ["creator"]
    tails = ["", *map(str, range(2, 1000))]
    for handle in _free(
        session, page.creator_id, (_with(s, tail) for s in stems for tail in tails)
    ):
        page.handle = handle
        return


def _stem(wish: str | None) -> str:
    """Return a name in the characters of a handle: "Łukasz Øre 🌊" becomes "lukaszore"."""
    # Leave pictures out, which AnyAscii would spell as ":ocean:".
    words = "".join(each for each in wish or "" if unicodedata.category(each) not in _PICTURES)
    stem = re.sub(r"[^a-z0-9._]+", "", anyascii(words).lower())
    return re.sub(r"\.{2,}", ".", stem).strip("._")


def _with(stem: str, tail: str) -> str:
    return stem[: LONGEST - len(tail)].rstrip("._") + tail


def _free(session: Session, creator_id: UUID, handles: Iterable[str]) -> Iterator[str]:
    for handle in handles:
        if len(handle) < SHORTEST or not is_one(handle):
            continue
        if not _why_not(session, handle, creator_id):
            yield handle


def _offer(session: Session, creator_id: UUID, handle: str) -> str:
    """Return a sentence that names free handles like this one."""
    free = _free(session, creator_id, (_with(handle, tail) for tail in _TAILS))
    names = [f"@{each}" for each in islice(free, OFFERED)]
    if not names:
        return gettext("Choose another one.")
    return gettext("Still free: %(handles)s.", handles=", ".join(names))


def _why_not(session: Session, handle: str, creator_id: UUID) -> str:
    """Return why a creator may not have a handle; "" if they may."""
    site = _stem(settings().site_name)[:LONGEST]
    if handle in RESERVED or (handle == site and not _is_known_as(session, handle, creator_id)):
        return gettext("That name is kept for this site itself.")
    if handle != site and skeleton_of(handle) in {*_reserved_skeletons(), skeleton_of(site)}:
        return gettext(
            "@%(handle)s looks like a name that is kept for this site itself.", handle=handle
        )
    # Pages first: a handle that is given up meanwhile is then found among the former ones.
    like_it = sa.or_(Page.handle == handle, Page.skeleton == skeleton_of(handle))
    present = sa.select(Page.handle).where(like_it, Page.creator_id != creator_id)
    others = {*session.scalars(present), *former_handles.like(session, handle, creator_id)}
    if handle in others:
        return _is_taken(handle)
    if others:
        return gettext("@%(handle)s looks like the address of somebody else.", handle=handle)
    return ""


def _is_known_as(session: Session, username: str, creator_id: UUID) -> bool:
    """Return whether TikTok knows the creator by this name: a site may be named after its host."""
    known = sa.select(Creator.username).where(Creator.id == creator_id)
    return session.scalar(known) == username


@cache
def _reserved_skeletons() -> frozenset[str]:
    return frozenset(map(skeleton_of, RESERVED))


def _is_taken(handle: str) -> str:
    return gettext("@%(handle)s belongs to somebody else.", handle=handle)


def _refused(text: str) -> Refused:
    return Refused("handle", text)

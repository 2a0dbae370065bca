"""Share cards: the picture of a public page that other sites and apps show beside a link to it.

A card is drawn once, kept, and drawn anew when something that it shows has changed.
"""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import sqlalchemy as sa

from portfolio.extensions import db, settings
from portfolio.models.creator import Creator
from portfolio.models.share_card import ShareCard
from portfolio.models.tables import CREATOR, PAGE
from portfolio.services.pages import look, omissions
from portfolio.services.pages.public_page import PublicPage, find
from portfolio.transactions import end_read, writing

#: Pixels of a card.
SIZE = (1200, 630)
#: Raised when cards are drawn otherwise than before, so that all get new addresses.
DRAWING = 2
#: The characters of a text at most that go into a card.
LONGEST = 300
#: Hexadecimal digits of a card's key.
KEY_LENGTH = 20

_HANDLE = sa.select(PAGE.c.handle).where(
    PAGE.c.creator_id == CREATOR, PAGE.c.handle.is_not(None), PAGE.c.edition.is_not(None)
)
_KEPT = sa.select(ShareCard.picture).where(
    ShareCard.creator_id == CREATOR, ShareCard.key == sa.bindparam("key_of")
)


#: However many cards are asked for at once, a process has memory for one.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Face:
    """All that a card shows."""

    accent: str
    name: str
    headline: str | None
    handle: str
    #: The site's host, and its path if it has one.
    host: str

    @property
    def key(self) -> str:
        """The hash of what it shows: in the card's address, which therefore never changes."""
        shown = json.dumps([DRAWING, *vars(self).values()])
        return hashlib.sha256(shown.encode()).hexdigest()[:KEY_LENGTH]


def face_of(page: PublicPage) -> Face:
    headline, bio = look.words_of(page.look, page.bio)
    said = headline or bio
    return Face(
        accent=page.look.accent,
        name=page.name[:LONGEST],
        headline=said and " ".join(said.split())[:LONGEST],
        handle=page.handle,
        host=settings().public_url.partition("://")[2],
    )


def kept(creator_id: UUID, key: str) -> bytes | None:
    """Return the kept card of this key as PNG; None if it was not drawn yet."""
    return db.session.scalar(_KEPT, {"creator": creator_id, "key_of": key})


def drawn(face: Face) -> bytes:
    """Return a card as PNG, drawn now."""
    # A process that draws no card does without the megabytes of HarfBuzz and its fonts.
    from portfolio.drawing import share_card

    with _one_at_a_time:
        return share_card.draw(face.accent, face.name, face.headline, f"@{face.handle}", face.host)


def draw(creator_id: UUID) -> bool:
    """Draw the card of a creator's public page and keep it; return False if that was done before.

    Nothing is drawn for a page that is not public.
    """
    handle = db.session.scalar(_HANDLE, {"creator": creator_id})
    page = None if handle is None else omissions.drawn(partial(find, handle), creator_id)
    face = None if page is None else face_of(page)
    if face is None or kept(creator_id, face.key) is not None:
        end_read()
        return False
    end_read()
    picture = drawn(face)
    with writing() as session:
        creator = session.get(Creator, creator_id, with_for_update={"key_share": True})
        if creator is None or not creator.is_active:
            return False  # left, or took the permission back, meanwhile
        session.merge(ShareCard(creator_id=creator_id, key=face.key, picture=picture))
    return True

"""The Open Graph properties of a public page and of its videos, for link previews and searches."""

from __future__ import annotations

from portfolio.languages import current
from portfolio.services.pages import share_cards
from portfolio.services.pages.cards import Card
from portfolio.services.pages.public_page import PublicPage
from portfolio.views import addresses, presenting
from portfolio.views.contexts import Shared
from portfolio.views.letters import cut

#: The characters of a title and of a text at most: readers cut them there or later.
TITLE_LENGTH, TEXT_LENGTH = 80, 160
#: Our languages with the territory that https://ogp.me asks for.
_LOCALES = {"en": "en_US", "de": "de_DE", "ar": "ar_AR"}


def of_page(page: PublicPage, *, is_public: bool) -> Shared:
    head = presenting.page_view(page)
    said = head.headline or head.bio
    text = _text(said) if said else presenting.introduced(page.name)
    return _shared(page, page.name, text, "profile", is_public=is_public)


def of_video(page: PublicPage, card: Card, *, is_public: bool) -> Shared:
    """Return the same of a video; the picture is the page's, since a cover's address ends."""
    name = presenting.called(card, page.name)
    text = _text(card.description) or _text(name)
    return _shared(page, cut(name, TITLE_LENGTH), text, "video.other", is_public=is_public)


def _shared(page: PublicPage, title: str, text: str, kind: str, *, is_public: bool) -> Shared:
    face = share_cards.face_of(page)
    picture = None
    if is_public:
        picture = addresses.in_full("share_cards.show", handle=page.handle, key=face.key)
    words = [page.name, face.headline and cut(face.headline, TEXT_LENGTH), f"@{page.handle}"]
    return Shared(
        title=title,
        text=text,
        type=kind,
        locale=_LOCALES.get(current(), current()),
        picture=picture,
        size=share_cards.SIZE,
        alt=". ".join(presenting.isolated(each.rstrip(".")) for each in words if each),
    )


def _text(words: str) -> str:
    return cut(" ".join(words.split()), TEXT_LENGTH)

"""The look of a page: its colour, scheme, layout and pairing of type, and the creator's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portfolio.models.page import Page
from portfolio.models.texts import visible
from portfolio.services.pages import accents, links
from portfolio.services.pages.links import Link

#: Each has its rules in the style sheets; the first of each is that of a new page.
SCHEMES = ("auto", "light", "dark")
LAYOUTS = ("grid", "feature", "list", "strip")
PAIRINGS = ("poster", "book", "plain")
#: The values from which a creator chooses, by the names of the fields of `Look`.
CHOICES = {"layout": LAYOUTS, "pairing": PAIRINGS, "scheme": SCHEMES, "accent": accents.NAMES}


@dataclass(frozen=True)
class Look:
    """How the page looks. Without a headline and a bio it shows the bio at TikTok."""

    accent: str
    scheme: str = SCHEMES[0]
    #: The layout of all sections that have none of their own.
    layout: str = LAYOUTS[0]
    pairing: str = PAIRINGS[0]
    headline: str | None = None
    bio: str | None = None
    links: tuple[Link, ...] = ()
    #: The words of the contact button, and its address.
    contact: Link | None = None


def of(page: Page) -> Look:
    """Return the look of a page's draft, without unreadable values. Never raises."""
    contact = [] if page.contact is None else links.read([page.contact])[0]
    return Look(
        **{name: one_of(values, getattr(page, name)) for name, values in CHOICES.items()},
        headline=visible(page.headline) or None,
        bio=visible(page.bio) or None,
        links=tuple([] if page.links is None else links.read(page.links)[0]),
        contact=contact[0] if contact else None,
    )


def words_of(look: Look, bio: str | None) -> tuple[str | None, str | None]:
    """Return the headline and the bio that a page with this look shows; `bio` is that at TikTok."""
    return (look.headline, look.bio) if look.headline or look.bio else _tiktoks_words(bio)


def _tiktoks_words(bio: str | None) -> tuple[str | None, str | None]:
    """Return the headline and the rest of a bio at TikTok."""
    lines = [line for line in (bio or "").splitlines() if line.strip()]
    headline = lines[0].strip() if len(lines) > 1 or (lines and len(lines[0]) <= 60) else None
    rest = lines[1:] if headline else lines
    return headline, " ".join(rest) or None


def columns_of(look: Look) -> dict[str, Any]:
    """Return the page's columns with the values that stand for a look."""
    return {
        **vars(look),
        "links": links.as_json(look.links) or None,
        "contact": None if look.contact is None else links.as_json([look.contact])[0],
    }


def own_layout(value: object) -> str | None:
    """Return a section's own layout; None if it has none."""
    return value if isinstance(value, str) and value in LAYOUTS else None


def one_of(choices: tuple[str, ...], value: Any) -> str:
    """Return `value` if it is one of the choices, else the first of them."""
    return value if isinstance(value, str) and value in choices else choices[0]

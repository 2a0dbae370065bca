"""The words about the API, and about fields of its answers whose names leave something open."""

from __future__ import annotations

from collections.abc import Mapping

from portfolio.languages import gettext


def promise() -> str:
    """Return what holds for every version of the API that has the same number."""
    return gettext(
        "It shows what visitors see, and nothing else. Within a version fields may be added; none "
        "is renamed, and none is taken away."
    )


def about() -> Mapping[str, str]:
    """Return the words about a field, under the names of its answer and of itself."""
    return {
        "Page.url": gettext("The page itself."),
        "Page.headline": gettext("The creator’s own, or the first line of the bio at TikTok."),
        "Page.bio": gettext("The creator’s own, or the rest of the bio at TikTok."),
        "Page.language": gettext("The language in which the page speaks, such as “de”."),
        "Page.avatar": gettext("Leads to the creator’s picture of now. It does not expire."),
        "Page.tiktok_url": gettext("The creator at TikTok."),
        "Page.contact": gettext("The address behind the page’s button."),
        "Page.published_at": gettext("When what is shown was published."),
        "Page.updated_at": gettext("When the page or the words of a video last changed."),
        "Page.sections": gettext("In the order of the page."),
        "Section.title": gettext("Null of videos that stand in no titled section."),
        "Section.videos": gettext("In the order of the page. None is in it twice."),
        "Video.id": gettext("TikTok’s. It is a text: as a number it would lose its last digits."),
        "Video.title": gettext("The creator’s own, or the caption on one line."),
        "Video.caption": gettext("The whole caption at TikTok."),
        "Video.alt": gettext("What the cover shows, in the creator’s words."),
        "Video.url": gettext("The video on this site."),
        "Video.tiktok_url": gettext("The video at TikTok."),
        "Video.duration": gettext("In seconds; 0 is a post of photos."),
        "Video.is_pinned": gettext("Whether the creator keeps it first in its section."),
        "Video.updated_at": gettext("When it was posted, came onto the page or got other words."),
        "Video.views": gettext("Null if TikTok has not told them."),
        "Views.counted_at": gettext("When TikTok last told this number."),
        "Picture.url": gettext("Leads to the cover of now. It does not expire."),
        "Picture.width": gettext("In pixels, as TikTok’s covers usually have."),
        "Link.url": gettext("Begins with https:, http:, mailto: or tel:."),
        "Look.accent": gettext("The name of its colour."),
        "Look.layout": gettext("Of the sections that have none of their own."),
        "Look.pairing": gettext("The type of names and titles."),
        "Problem.status": gettext("The status of the answer."),
        "Problem.detail": gettext("For people, in the language that they asked for."),
    }

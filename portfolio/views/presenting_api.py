"""A public page as the API answers with it: what visitors see, with addresses that last.

No value changes with a renewal of covers, so neither does the answer's tag.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from portfolio import languages
from portfolio.services.pages import omissions
from portfolio.services.pages.cards import USUAL, Card
from portfolio.services.pages.links import Link
from portfolio.services.pages.public_page import PublicPage
from portfolio.services.pages.sections import Section
from portfolio.services.pages.video_times import PageTimes, VideoTimes
from portfolio.views import addresses, api_answers, presenting


def page_of(page: PublicPage, times: PageTimes) -> api_answers.Page:
    """Return the answer for a page, whole: one page has at most some hundred videos."""
    head = presenting.page_view(page)
    sections = tuple(_sections(page, times))
    return api_answers.Page(
        handle=page.handle,
        url=presenting.page_url(page.handle),
        name=page.name,
        headline=head.headline,
        bio=head.bio,
        language=languages.current(),
        avatar=addresses.in_full("lasting_pictures.avatar", handle=page.handle),
        tiktok_url=page.profile_url,
        links=tuple(map(_link, page.look.links)),
        contact=None if page.look.contact is None else _link(page.look.contact),
        look=api_answers.Look(
            accent=page.look.accent,
            scheme=page.look.scheme,
            layout=page.look.layout,
            pairing=page.look.pairing,
        ),
        published_at=times.published,
        updated_at=times.updated,
        video_count=sum(len(section.videos) for section in sections),
        sections=sections,
    )


def _sections(page: PublicPage, times: PageTimes) -> Iterator[api_answers.Section]:
    for section in page.sections:
        if videos := tuple(_videos(page, section, times)):
            yield api_answers.Section(section.title, section.about, section.layout, videos)


def _videos(page: PublicPage, section: Section, times: PageTimes) -> Iterator[api_answers.Video]:
    """Yield the videos of a section, without those that cannot be drawn."""
    for card in section.cards:
        if found := times.videos.get(card.id):
            draw = partial(_video, page.handle, card, found)
            if video := omissions.drawn(draw, page.creator_id, card.id):
                yield video


def _video(handle: str, card: Card, times: VideoTimes) -> api_answers.Video:
    picture = addresses.in_full("lasting_pictures.cover", handle=handle, video_id=card.id)
    return api_answers.Video(
        id=card.id,
        title=card.title or None,
        caption=card.caption or None,
        alt=card.alt or None,
        url=presenting.video_url(handle, card.id),
        tiktok_url=card.tiktok_url,
        picture=api_answers.Picture(picture, *USUAL),
        duration=card.duration,
        is_pinned=card.is_pinned,
        posted_at=times.posted,
        updated_at=times.updated,
        views=_views(card, times),
    )


def _views(card: Card, times: VideoTimes) -> api_answers.Views | None:
    """Return the views that TikTok told, with the time; None if either is unknown."""
    if card.views is None or times.counted is None:
        return None
    return api_answers.Views(card.views, times.counted)


def _link(link: Link) -> api_answers.Link:
    return api_answers.Link(link.name, link.href)

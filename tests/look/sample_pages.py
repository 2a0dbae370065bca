"""A public page for the tests of the look, with cards as long and as varied as TikTok's."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from markupsafe import Markup

from portfolio.services.pages.accents import NAMES
from portfolio.services.pages.cards import Card, Picture
from portfolio.services.pages.directory import Poster
from portfolio.services.pages.links import Link
from portfolio.services.pages.look import Look
from portfolio.services.pages.public_page import PublicPage
from portfolio.services.pages.sections import Section
from portfolio.views import contexts, embed_layout, presenting
from portfolio.views.embed_contexts import Embed, EmbedCard, EmbedVideo
from portfolio.views.page_search_contexts import PageFound

WHEN = datetime(2026, 10, 9, 12, tzinfo=UTC)
CAPTIONS = (
    "Sourdough from nothing but flour, water and a Tuesday #bread #fyp",
    "خبز الطابون كما كانت تصنعه جدتي، خطوة بخطوة",
    '<script>alert("caption")</script> & "quotes"',
    "",
)
FEEDS = tuple(
    contexts.FeedLink(
        f"https://showreel.example/@noorhaddad/{name}", content_type, f"Noor ({form})"
    )
    for name, content_type, form in (
        ("feed.atom", "application/atom+xml", "Atom"),
        ("feed.xml", "application/rss+xml", "RSS"),
        ("feed.json", "application/feed+json", "JSON Feed"),
    )
)
SHARED = contexts.Shared(
    title="Noor Haddad",
    text="Bread, fire and patience.",
    type="profile",
    locale="en_US",
    picture="https://showreel.example/@noorhaddad/card/0123456789abcdef0123.png",
    size=(1200, 630),
    alt="Noor Haddad. Bread, fire and patience. @noorhaddad",
)
QR_CODE = contexts.QrCode("/@noorhaddad/qr.svg", "/@noorhaddad/qr.png")
OEMBED = "https://showreel.example/oembed?url=https://showreel.example/@noorhaddad"
EMBED_CODE = (
    '<iframe src="https://showreel.example/@noorhaddad/embed" width="600" height="741"'
    ' title="Noor Haddad" frameborder="0" scrolling="no" loading="lazy" style="max-width: 100%">'
    '</iframe>\n<script async src="https://showreel.example/embed-1.js"></script>'
)
PAGE_SEARCH = contexts.PageSearch(
    "/@noorhaddad/search",
    "bread",
    200,
    [contexts.Choice("sort", "Order", [contexts.Option("newest", "Newest first", True)])],
)
DESCRIBED = Markup('{"@context":"https://schema.org","@type":"ProfilePage"}')
LONG_NAME = "The Wednesday Evening Pottery & Glazing Society of Kirkby-in-Furness"


def card(number: int, *, pending: bool = False, gone: bool = False) -> Card:
    """Return a card like TikTok's: ids of 19 digits, long signed addresses, long captions."""
    video_id = str(7310000000000000137 + number * 137)
    secret = hashlib.sha256(video_id.encode()).hexdigest()
    caption = CAPTIONS[number % len(CAPTIONS)]
    url = (
        f"https://p16-common-sign.tiktokcdn-us.com/tos-useast5-p-0068-tx/{secret[:32]}_17953{number}"
        f"~tplv-tiktokx-cropcenter-q:300:400:q70.jpeg?dr=8596&refresh_token={secret[32:40]}"
        f"&x-expires=1795305600&x-signature={secret[:27]}%3D&t=4d5b0474&ps=13740610&shp=81f88b70"
        "&shcp=-&idc=useast5&biz_tag=tt_video&s=AWEME_DETAIL&sc=cover"
    )
    cover = Picture(url, 300, 400, WHEN + timedelta(hours=6), lasts=600)
    return Card(
        id=video_id,
        title=caption,
        description=f"{caption} Bury it, forget it, dig it up. {secret} " * 8,
        duration=None if number % 7 == 3 else 29 + number * 11,
        views=None if number % 5 == 4 else 4_800_000 // (number + 1),
        day=None if number % 9 == 8 else WHEN,
        embed=f"https://www.tiktok.com/player/v1/{video_id}?music_info=1&description=1&autoplay=1",
        tiktok_url=f"https://www.tiktok.com/@noorhaddad/video/{video_id}",
        hue=number % 12,
        cover=None if pending or gone else cover,
        due=pending,
        due_at=None,
        is_pinned=number == 0,
        eager=number < 2,
        gone=gone,
        gone_since=WHEN if gone else None,
    )


def path_of(card: Card) -> str:
    """Return the path of this video on Noor's page."""
    return f"/@noorhaddad/v/{card.id}"


def public_page(
    *titles: str | None,
    name: str = "Noor Haddad",
    avatar: str | None = "/avatar.jpg",
    each: int = 12,
) -> PublicPage:
    sections = (
        Section(
            title,
            f"section-{place}",
            tuple(card(place * each + n, pending=n % 4 == 2) for n in range(each)),
            "If you only watch four." if title else None,
        )
        for place, title in enumerate(titles)
    )
    return PublicPage(
        creator_id=UUID(int=1),
        handle="noorhaddad",
        name=name,
        look=Look(NAMES[0]),
        bio="Bread, fire and patience.\nI bake in Rotterdam-Zuid.",
        avatar=avatar,
        is_avatar_due=False,
        avatar_until=None,
        profile_url="https://www.tiktok.com/@noorhaddad",
        version=1,
        sections=tuple(sections),
    )


def whole(page: PublicPage) -> PublicPage:
    """Return the same page without pending cards."""
    sections = (
        replace(
            section,
            cards=tuple(card(place * section.count + n) for n in range(section.count)),
        )
        for place, section in enumerate(page.sections)
    )
    return replace(page, sections=tuple(sections))


def show(page: PublicPage) -> contexts.PublicPage:
    ids = presenting.pending_ids(page)
    return contexts.PublicPage(
        page=presenting.page_view(page),
        sections=page.sections,
        contents=[
            contexts.SectionLink(each.title, each.count, each.seconds, f"#{each.slug}")
            for each in page.sections
            if each.title
        ],
        search=None,
        earlier="",
        more="",
        pending_url=f"/@noorhaddad/covers?ids={ids}" if ids else "",
        covers_last=600,
        canonical="https://showreel.example/@noorhaddad",
        feeds=FEEDS,
        oembed=OEMBED,
        linked_data=DESCRIBED,
        shared=SHARED,
        qr_code=QR_CODE,
        embed_code=EMBED_CODE,
        play=played,
    )


def found(shown: contexts.PublicPage) -> PageFound:
    """Return the videos of a page as those that a search found."""
    return PageFound(
        page=shown.page,
        search=PAGE_SEARCH,
        outcome="12 videos with “bread”",
        sections=shown.sections,
        earlier="",
        more="",
        pending_url=shown.pending_url,
        covers_last=600,
        canonical="https://showreel.example/@noorhaddad/search",
        whole="/@noorhaddad",
        play=played,
    )


def played(video_id: str) -> str:
    return f"/@noorhaddad/v/{video_id}"


def player(at: int, *, gone: bool = False) -> contexts.Player:
    cards = list(whole(public_page("Start here")).cards())
    now = card(at, gone=gone)
    return contexts.Player(
        page=presenting.page_view(public_page("Start here")),
        card=now,
        previous=cards[at - 1] if at else None,
        next=cards[at + 1] if at + 1 < len(cards) else None,
        section="Start here" if at else None,
        position=at + 1,
        count=len(cards),
        covers_last=600,
        canonical=f"https://showreel.example{path_of(now)}",
        feeds=FEEDS,
        oembed=OEMBED,
        linked_data=DESCRIBED,
        shared=SHARED,
        play=played,
        whole="/@noorhaddad",
    )


def embed(page: PublicPage) -> Embed:
    cards = list(page.cards())
    return Embed(
        page=presenting.page_view(page),
        cards=[embed_card(each) for each in cards[: embed_layout.MOST]],
        count=len(cards),
        canonical="https://showreel.example/@noorhaddad",
        whole="https://showreel.example/@noorhaddad",
    )


def embed_video(page: PublicPage, at: int) -> EmbedVideo:
    shown = vars(embed(page)) | {"canonical": f"https://showreel.example{path_of(card(at))}"}
    del shown["cards"]
    return EmbedVideo(**shown, video=embed_card(card(at)))


def embed_card(card: Card) -> EmbedCard:
    address = f"https://showreel.example{path_of(card)}"
    return EmbedCard(card, address, f"{path_of(card)}.jpg")


def poster(page: PublicPage) -> contexts.Poster:
    cards = list(page.cards())
    return presenting.poster_view(Poster(page, cards[:3], len(cards), 1270))


LINKS = (
    Link("Prints", "https://noor.example/prints"),
    Link("", "https://www.bücher.example/noor"),
    Link("Call me", "tel:+31 10 123 45 67"),
)


def laid_out(layout: str) -> PublicPage:
    """Return a page with a look in every part, in this layout."""
    page = whole(public_page("Start here", "Over fire"))
    sections = tuple(replace(section, layout=layout) for section in page.sections)
    words = {"headline": "Bread, fire and patience.", "bio": "I bake in Rotterdam-Zuid."}
    contact = Link("Work with me", "mailto:noor@example.com")
    look = Look(NAMES[20], "dark", layout, "book", links=LINKS, contact=contact, **words)
    return replace(page, look=look, sections=sections)

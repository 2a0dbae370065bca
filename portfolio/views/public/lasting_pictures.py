"""Lasting addresses of pictures whose own addresses expire: for feeds, previews and archives.

Each leads to TikTok's picture while that is safe to show, and is our drawn card otherwise. The
ending .jpg belongs to them: an id that ends so has a picture, but no page of its own.
"""

from __future__ import annotations

from flask import Blueprint

from portfolio.services.pages import lasting_pictures
from portfolio.services.pages.lasting_pictures import LastingPicture
from portfolio.views import caching, card_pictures, headers, waiting
from portfolio.views.cache_policy import CachePolicy, policy_of_picture
from portfolio.views.caching import Body, Elsewhere
from portfolio.views.public.visiting import not_here, request_avatar_renewal, request_renewal

bp = Blueprint("lasting_pictures", __name__)


@bp.get("/@<handle:handle>/v/<video:video_id>.jpg")
@caching.kept(card_pictures.JPEG, follows=True)
def cover(handle: str, video_id: str) -> tuple[Body, CachePolicy]:
    picture = cover_now(handle, video_id)
    is_queued = picture.is_due and request_renewal(picture.creator_id, [video_id])
    if is_queued and picture.is_pending:
        caching.show_meanwhile(card_pictures.drawn(picture.accent, card_pictures.COVER))
        if waiting.wait_for_covers(picture.creator_id, [video_id]):
            picture = cover_now(handle, video_id)
    return shown(picture, card_pictures.COVER), policy_of_picture(picture)


@bp.get("/@<handle:handle>/avatar.jpg")
@caching.kept(card_pictures.JPEG, follows=True)
def avatar(handle: str) -> tuple[Body, CachePolicy]:
    picture = avatar_now(handle)
    is_queued = picture.is_due and request_avatar_renewal(picture.creator_id)
    if is_queued and picture.is_pending:
        caching.show_meanwhile(card_pictures.drawn(picture.accent, card_pictures.AVATAR))
        if waiting.wait_for_avatar(picture.creator_id):
            picture = avatar_now(handle)
    return shown(picture, card_pictures.AVATAR), policy_of_picture(picture)


def cover_now(handle: str, video_id: str) -> LastingPicture:
    return found(handle, lasting_pictures.cover(handle, video_id))


def avatar_now(handle: str) -> LastingPicture:
    return found(handle, lasting_pictures.avatar(handle))


def found(handle: str, picture: LastingPicture | None) -> LastingPicture:
    if picture is None:
        not_here(handle)
    if picture.is_unlisted:
        headers.keep_out_of_searches()
    return picture


def shown(picture: LastingPicture, size: tuple[int, int]) -> Body:
    """Return the way to TikTok's picture, or the card in its place."""
    if picture.url is None:
        return card_pictures.drawn(picture.accent, size)
    return Elsewhere(picture.url)

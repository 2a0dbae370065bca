"""The share card of a public page, at an address that names all that the card shows.

The address of an older card leads to the newest one: a link's stored preview never breaks.
"""

from __future__ import annotations

from typing import NoReturn

from flask import Blueprint, abort, redirect, url_for

from portfolio import jobs
from portfolio.services.pages import share_cards
from portfolio.views import caching
from portfolio.views.cache_policy import CachePolicy, final_policy_of, for_seconds
from portfolio.views.public.visiting import published

bp = Blueprint("share_cards", __name__)

PNG = "image/png"
#: Seconds for which caches may keep the way from an older card to the newest.
MOVED_SECONDS = 20


@bp.get("/@<handle:handle>/card/<key:key>.png")
@caching.kept(PNG, follows=True)
def show(handle: str, key: str) -> tuple[bytes, CachePolicy]:
    page = published(handle)
    face = share_cards.face_of(page)
    if key != face.key:
        lead_to(handle, face.key)
    picture = share_cards.kept(page.creator_id, key)
    if picture is None:
        jobs.draw_share_card_later(page.creator_id)
        picture = share_cards.drawn(face)
    return picture, final_policy_of(page)


@bp.get("/@<handle:handle>/card.png")
@caching.live
def find(handle: str) -> NoReturn:
    """Lead to the newest card, from an address that never changes."""
    lead_to(handle, share_cards.face_of(published(handle)).key)


def lead_to(handle: str, key: str) -> NoReturn:
    """Stop this request with the way to the newest card, which no page layer keeps."""
    response = redirect(url_for("share_cards.show", handle=handle, key=key), 302)
    response.headers["Cache-Control"] = for_seconds(MOVED_SECONDS)
    abort(response)

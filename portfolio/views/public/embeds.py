"""Embeds: a public page, or one of its videos, to be shown in a frame of another site's page.

A frame that is shown is a visit to its page, whose covers are kept fresh for it.
"""

from __future__ import annotations

from typing import NoReturn

from flask import Blueprint, Response, abort, after_this_request, current_app, make_response
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from portfolio.services.pages import embed_sites
from portfolio.services.pages.public_page import PublicPage
from portfolio.views import caching, contexts, errors, headers, presenting_embeds, speaking
from portfolio.views.cache_policy import CachePolicy, lasting_policy_of
from portfolio.views.embed_contexts import EmbedGone
from portfolio.views.public.visiting import count_visit, published

bp = Blueprint("embeds", __name__)


@bp.get("/@<handle:handle>/embed")
@caching.kept(follows=True, counts_visits=True)
def show(handle: str) -> tuple[str, CachePolicy]:
    page = framed(handle, part=1)
    return presenting_embeds.whole(page), lasting_policy_of(page)


@bp.get("/@<handle:handle>/v/<video:video_id>/embed")
@caching.kept(follows=True, counts_visits=True)
def play(handle: str, video_id: str) -> tuple[str, CachePolicy]:
    page = framed(handle)
    found = page.find(video_id)
    if found is None:
        gone()
    section, number = found
    return presenting_embeds.video(page, section.cards[number]), lasting_policy_of(page)


@bp.get("/embed-1.js")
@caching.shared()
def script() -> ResponseReturnValue:
    """Answer with the script that gives frames their height, at an address without its hash."""
    asset = current_app.extensions["assets"].named("js/embed-1.js")
    return Response(asset.plain, mimetype=asset.mimetype)


@bp.after_request
def let_be_framed(response: Response) -> Response:
    """Let any site show an answer that no page has limited: the way to a page, or that it is gone.

    A refused frame would be the browser's own error page.
    """
    response.headers.setdefault(headers.POLICY, headers.framed_by(None))
    return response


def framed(handle: str, part: int | None = None) -> PublicPage:
    """Return the page at `handle`, or a part, for the frames of those sites that may show it."""
    try:
        page = published(handle, part)
    except NotFound:
        gone()
    sites = embed_sites.of(page.creator_id)

    @after_this_request
    def limit(response: Response) -> Response:
        response.headers[headers.POLICY] = headers.framed_by(sites)
        return response

    count_visit(page)
    return page


def gone() -> NoReturn:
    speaking.to_reader_of_error()
    answer = make_response(contexts.render(EmbedGone(*errors.words_of(404))), 404)
    answer.headers["Cache-Control"] = "no-store"
    abort(answer)

"""oEmbed: the frame that other sites show in place of an address of ours (https://oembed.com/).

To ask is no visit: the frame that is shown afterwards is one.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from portfolio.extensions import settings
from portfolio.languages import gettext, speak
from portfolio.services.pages import former_handles
from portfolio.services.pages.public_page import PublicPage, find
from portfolio.views import caching, headers, oembed_request, presenting_embeds
from portfolio.views.cache_policy import CachePolicy, lasting_policy_of
from portfolio.views.errors import Stop
from portfolio.views.oembed_request import Asked

bp = Blueprint("oembed", __name__)


@bp.get("/oembed")
@caching.kept(
    presenting_embeds.JSON,
    follows=lambda: asked_for().handle,
    place=oembed_request.place_of,
)
def show() -> tuple[str, CachePolicy]:
    asked = asked_for()
    page = page_of(asked)
    found = page.find(asked.video_id) if asked.video_id else None
    if asked.video_id and found is None:
        abort(404)
    if not asked.is_json:
        raise Stop(501, gettext("Only as JSON"), gettext("There is no answer in another format."))
    card = found and found[0].cards[found[1]]
    answer = presenting_embeds.oembed(page, card, asked.width, asked.height)
    return answer, lasting_policy_of(page)


@bp.after_request
def let_be_read(response: Response) -> Response:
    """Let the scripts of all sites read an answer."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def asked_for() -> Asked:
    """Return what this request asks for; 404 if it is not on this site."""
    asked = oembed_request.read(request.query_string.decode("latin-1"))
    if asked is None or asked.site != oembed_request.site_of(settings().public_url):
        abort(404)
    return asked


def page_of(asked: Asked) -> PublicPage:
    """Return the page at the handle, which may be a former one, in its creator's language."""
    page = find(asked.handle)
    if page is None and (present := former_handles.present(asked.handle)):
        page = find(present)
    if page is None:
        abort(404)
    speak(page.language)
    if page.is_unlisted:
        headers.keep_out_of_searches()
    return page

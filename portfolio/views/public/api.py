"""The API: public pages in JSON for other programs, its description, and a page that shows it.

To ask is no visit, and asks TikTok for nothing. Only JSON is offered, so `Accept` decides nothing.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from portfolio.services.pages import directory, video_times
from portfolio.services.pages.public_page import find
from portfolio.views import (
    api_answers,
    caching,
    contexts,
    openapi,
    presenting_api,
    presenting_api_page,
    problems,
)
from portfolio.views.cache_policy import LASTING_SECONDS, CachePolicy, lasting_policy_of, policy_for
from portfolio.views.public.visiting import published

bp = Blueprint("api", __name__)

#: Seconds for which the page that shows the API names the same page as its example.
KEPT_SECONDS = 30
#: Seconds for which a browser remembers that the scripts of all sites may ask.
MAY_ASK_SECONDS = 86_400


@bp.get("/api/v1/pages/<handle:handle>")
@caching.kept(api_answers.JSON, follows=True)
def page(handle: str) -> tuple[str, CachePolicy]:
    page = published(handle)
    answer = presenting_api.page_of(page, video_times.of_page(page))
    return api_answers.as_json(answer), lasting_policy_of(page)


@bp.get("/api/v1/openapi.json")
@caching.kept(api_answers.JSON)
def description() -> tuple[str, CachePolicy]:
    return openapi.document(), policy_for(LASTING_SECONDS)


@bp.get("/api")
@caching.kept()
def show() -> tuple[str, CachePolicy]:
    return contexts.render(presenting_api_page.shown(example())), policy_for(KEPT_SECONDS)


def example() -> api_answers.Page | None:
    """Return the answer for the page that was published last; None if there is none."""
    newest = next(iter(directory.public_pages(1)), None)
    page = None if newest is None else find(newest.handle)
    if page is None:
        return None
    return presenting_api.page_of(page, video_times.of_page(page))


@bp.after_request
def let_be_read(response: Response) -> Response:
    """Let the scripts of all sites read an answer, and ask whether they may."""
    response.headers.update(problems.FOR_ALL_SITES)
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "*"
        response.headers["Access-Control-Max-Age"] = str(MAY_ASK_SECONDS)
    return response

"""A visitor's search on a public page: no visit is counted, and no answer is kept."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.services.pages import page_search, parts
from portfolio.services.pages.page_search import Wanted
from portfolio.views import caching, limits, presenting_search
from portfolio.views.public.visiting import published, request_covers, wait

bp = Blueprint("search", __name__)


@bp.get("/@<handle:handle>/search")
@caching.live
@limits.search
def show(handle: str) -> ResponseReturnValue:
    page = published(handle)
    wanted = asked_for()
    if wanted.is_plain:
        return redirect(url_for("page.show", handle=handle))
    found = page_search.found(page, wanted)
    number = asked_part(parts.count(found))
    part = parts.part(found, number)
    if request_covers(part) and wait(part):
        page = published(handle)
        found = page_search.found(page, wanted)
    return presenting_search.found(page, found, wanted, number)


def asked_for() -> Wanted:
    """Return what the query asks for; what it cannot mean is left out."""
    sort = request.args.get("sort", "")
    return Wanted(
        query=request.args.get("q", ""),
        section=request.args.get("section", ""),
        sort=sort if sort in page_search.SORTS else page_search.PLACE,
    )


def asked_part(count: int) -> int:
    """Return the number of the part that the query names; the first, if there is no such part."""
    text = request.args.get("part", "")
    is_number = text.isascii() and text.isdecimal() and len(text) < 5
    return int(text) if is_number and 1 <= int(text) <= count else 1

"""The room of editions: history, a look at any, bringing one back; a set time; a private link."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.extensions import db
from portfolio.languages import gettext
from portfolio.models.creator import Creator
from portfolio.services.accounts import time_zones
from portfolio.services.drafts import appointments, drafts, history, previews, returns
from portfolio.services.drafts.history import NEWEST
from portfolio.services.errors import Refused
from portfolio.services.pages.public_page import PublicPage
from portfolio.views import access, contexts, edition_contexts, formats, limits
from portfolio.views import previews as shown
from portfolio.views.contexts import Action, Strip
from portfolio.views.presenting_pages import place
from portfolio.views.studio import presenting_editions
from portfolio.views.studio.bar import bar
from portfolio.views.studio_contexts import Fields

bp = Blueprint("editions", __name__, url_prefix="/studio/editions")

#: The numbers before which a page of the history can end.
EDITIONS = range(1, NEWEST + 1)


@bp.get("")
@access.may_view
def show_all() -> ResponseReturnValue:
    acting = access.acting()
    before = request.args.get("before", NEWEST, type=int)
    if before not in EDITIONS:
        abort(400)
    return contexts.render(presenting_editions.room(acting.creator_id, acting.person.id, before))


@bp.get("/<edition:number>")
@access.may_view
def show(number: int) -> ResponseReturnValue:
    """Show an edition as visitors would see it now."""
    creator_id = access.acting().creator_id
    edition = history.find(creator_id, number)
    if edition is None:
        abort(404)
    zone = time_zones.zone_of(db.session.get_one(Creator, creator_id))
    when = formats.day_and_time(edition.at.astimezone(zone))
    words = gettext("Edition %(number)s, published on %(when)s.", number=number, when=when)
    back = Action(gettext("All editions"), url_for("editions.show_all"))
    return shown.whole(page_of(number), place("editions", number=number), Strip(words, back))


@bp.get("/<edition:number>/v/<video:video_id>")
@access.may_view
def play(number: int, video_id: str) -> ResponseReturnValue:
    return shown.player(page_of(number), video_id, place("editions", number=number))


@bp.get("/<edition:number>/covers")
@access.may_view
def covers(number: int) -> ResponseReturnValue:
    return shown.covers(page_of(number), place("editions", number=number))


@bp.post("/<edition:number>/returns")
@limits.change
@access.may_edit
def bring_back(number: int) -> ResponseReturnValue:
    acting = access.acting()
    try:
        returns.bring_back(acting.creator_id, number)
    except LookupError:
        return gone()
    said = gettext("Edition %(number)s is your draft again. Publish shows it.", number=number)
    return answer(said, "history")


@bp.post("/links")
@limits.change
@access.may_publish
def share() -> ResponseReturnValue:
    previews.share(access.acting().creator_id)
    return answer(gettext("Here is the private link."), "link")


@bp.post("/links/removals")
@limits.change
@access.may_publish
def take_back() -> ResponseReturnValue:
    previews.take_back(access.acting().creator_id)
    return answer(gettext("The link is taken back: it shows nothing any more."), "link")


@bp.post("/appointments")
@limits.change
@access.may_publish
def set_time() -> ResponseReturnValue:
    acting = access.acting()
    typed = request.form.get("at", "")
    zone = time_zones.zone_of(db.session.get_one(Creator, acting.creator_id))
    try:
        at = time_zones.instant_of(typed, zone)
        appointments.make(acting.creator_id, at, acting.person.id)
    except Refused as refused:
        return refusal(Fields({"at": typed}, refused.errors), refused.text)
    when = formats.day_and_time(at.astimezone(zone))
    return answer(gettext("Your draft will be published on %(when)s.", when=when), "appointment")


@bp.post("/appointments/removals")
@limits.change
@access.may_publish
def cancel_time() -> ResponseReturnValue:
    appointments.cancel(access.acting().creator_id)
    return answer(gettext("The set time is cancelled."), "appointment")


def page_of(number: int) -> PublicPage:
    """Return the page as visitors would see an edition; 404 if it is not kept."""
    page = previews.of_edition(access.acting().creator_id, number)
    if page is None:
        abort(404)
    return page


def answer(said: str, heading: str, before: int = NEWEST) -> ResponseReturnValue:
    """Answer a change: with the room's parts for htmx, by the way back to it for a plain form.

    `heading` is the id of the part that changed; the history shown ends before `before`.
    """
    if not access.is_for_htmx():
        return redirect(url_for("editions.show_all", _anchor=heading), 303)
    acting = access.acting()
    draft = drafts.read(acting.creator_id)
    listed = presenting_editions.list_of(
        acting.creator_id, acting.person.id, draft, before, focus=heading
    )
    return contexts.render(edition_contexts.EditionsChange(listed, bar(draft), said))


def before_in(address: str | None) -> int:
    """Return before which edition the history at an address, from any source, ends."""
    try:
        before = int(dict(parse_qsl(urlsplit(address or "").query)).get("before", NEWEST))
    except ValueError:
        return NEWEST
    return before if before in EDITIONS else NEWEST


def gone() -> ResponseReturnValue:
    """Answer a form for an edition that is not kept, with those that are."""
    words = gettext("This edition is not kept any more. Nothing was changed: these are.")
    return refusal(presenting_editions.NO_FIELDS, words, 409, words)


def refusal(typed: Fields, said: str, status: int = 400, notice: str = "") -> ResponseReturnValue:
    """Answer with the room as it is, with the typed values and the reason of the refusal."""
    acting = access.acting()
    page = presenting_editions.room(acting.creator_id, acting.person.id, notice=notice, typed=typed)
    if not access.is_for_htmx():
        return contexts.render(page), status
    change = edition_contexts.EditionsChange(page.editions, page.bar, said)
    return contexts.render(change), status

"""The failures of a sign-in, each as the page that tells the cause and the way on."""

from __future__ import annotations

from flask import request

from portfolio.extensions import settings
from portfolio.languages import gettext
from portfolio.views import contexts
from portfolio.views.errors import Stop


def closed() -> Stop:
    return Stop(
        400,
        gettext("This sign-in is no longer open"),
        gettext(
            "It was begun in another window, finished before, or left waiting too long. "
            "Nothing was changed. Begin again from here."
        ),
        details=[(gettext("What happened"), "state does not match")],
        again=True,
    )


def under_way() -> Stop:
    again = contexts.Action(gettext("Load again"), request.full_path, main=True)
    return Stop(
        503,
        gettext("Your sign-in is still under way"),
        gettext(
            "TikTok is being asked, and many people wait at once. Nothing is lost: load again."
        ),
        actions=[again],
        headers={"Retry-After": "2"},
    )


def refused(error: str, description: str) -> Stop:
    if error == "access_denied":
        return Stop(
            403,
            gettext("You stopped on TikTok’s page"),
            gettext("Nothing was shared and nothing was saved. If that was a slip, begin again."),
            details=[(gettext("What TikTok said"), error)],
            again=True,
        )
    return unexpected(f"{error}: {description}"[:300], 502)


def without(scopes: frozenset[str]) -> Stop:
    names = ", ".join(sorted(scopes))
    return Stop(
        403,
        gettext("TikTok sent you back without your videos"),
        gettext(
            "On TikTok’s page, “Access your public videos” was switched off. %(site)s "
            "lists your videos with it, so there is nothing to choose from yet. Nothing was saved.",
            site=settings().site_name,
        ),
        details=[(gettext("What TikTok said"), f"scope_not_authorized: {names}")],
        again=True,
        another=True,
    )


def still_leaving() -> Stop:
    return Stop(
        503,
        gettext("Your old page is just being deleted"),
        gettext(
            "TikTok is being told to end its permission, which would end a new one as well. "
            "Nothing was saved. Begin again in half a minute."
        ),
        again=True,
    )


def unexpected(said: str, status: int, log_id: str | None = None) -> Stop:
    return Stop(
        status,
        gettext("TikTok’s answer made no sense here"),
        gettext(
            "The sign-in could not be finished, and nothing was saved. Begin again; if it happens "
            "twice, tell whoever runs this site."
        ),
        details=_details(said, log_id),
        again=True,
    )


def away(said: str, log_id: str | None) -> Stop:
    return Stop(
        503,
        gettext("TikTok is not answering"),
        gettext(
            "The sign-in could not be finished, and nothing was saved. Pages that are published "
            "stay as they are. Try again in a minute."
        ),
        details=_details(said, log_id),
        again=True,
    )


def _details(said: str, log_id: str | None) -> list[tuple[str, str]]:
    details = [(gettext("What TikTok said"), said)]
    return [*details, (gettext("Log id"), log_id)] if log_id else details

"""The steps of the way in, in words: each is read from stored rows, so all can be left."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from flask import url_for

from portfolio.languages import gettext, ngettext
from portfolio.services.drafts import steps
from portfolio.services.drafts.steps import Steps
from portfolio.services.library import sync_states
from portfolio.views import formats
from portfolio.views.studio_contexts import Connected, Step


def steps_of(creator_id: UUID, connection: Connected) -> list[Step]:
    """Return the four steps; none once the creator has published for the first time."""
    taken = steps.before_first_edition(creator_id)
    if taken is None:
        return []
    found = list(_steps(creator_id, taken, connection))
    here = next(number for number, (is_done, *_) in enumerate(found) if not is_done)
    return [
        Step(title, words, href, is_done=is_done, is_next=number == here)
        for number, (is_done, title, words, href) in enumerate(found)
    ]


def _steps(
    creator_id: UUID, taken: Steps, connection: Connected
) -> Iterator[tuple[bool, str, str, str]]:
    """Yield of each step whether it is done, its title, its state in words, and the way to it."""
    yield (
        connection.is_well,
        gettext("Connect TikTok"),
        connection.words,
        url_for("account.account"),
    )
    yield (
        taken.videos > 0,
        gettext("Library"),
        _library(creator_id, taken),
        url_for("studio.videos"),
    )
    chosen = ngettext("%(num)s video chosen", "%(num)s videos chosen", taken.picks)
    yield (
        taken.picks > 0,
        gettext("Choose videos"),
        chosen if taken.picks else gettext("Tick the ones worth showing, in their order"),
        url_for("studio.videos", _anchor="picks"),
    )
    yield (
        False,
        gettext("Publish"),
        gettext("Look at the order, then press Publish"),
        url_for("order.show", _anchor="bar"),
    )


def _library(creator_id: UUID, taken: Steps) -> str:
    sync = sync_states.latest(creator_id)
    count = formats.number(taken.videos)
    if sync is not None and not sync.is_over:
        return ngettext(
            "Coming in: %(count)s video so far",
            "Coming in: %(count)s videos so far",
            taken.videos,
            count=count,
        )
    if taken.videos:
        return ngettext(
            "%(count)s video is here", "%(count)s videos are here", taken.videos, count=count
        )
    return gettext("No public video yet")

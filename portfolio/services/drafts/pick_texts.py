"""The texts that creators write: a pick's own title and alternative text; their limits."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from portfolio.languages import ngettext
from portfolio.models.texts import visible
from portfolio.services.drafts import moves, order
from portfolio.services.drafts.order import Group
from portfolio.services.drafts.order_changes import Changed, change
from portfolio.services.errors import Refused
from portfolio.tiktok import reading

#: Characters of an own title and of an alternative text.
TITLE_LENGTH = 200
ALT_LENGTH = 500


def write(creator_id: UUID, video_id: str, *, title: str, alt: str) -> Changed:
    """Give a pick both texts; an empty one takes it away.

    Raises `Refused`, which names the field, and `LookupError` if it is not in the draft.
    """
    own = checked("title", title, TITLE_LENGTH)
    described = checked("alt", alt, ALT_LENGTH)

    def act(groups: list[Group]) -> list[Group]:
        at, place = moves.find(groups, video_id)
        picks = list(groups[at].picks)
        picks[place] = replace(picks[place], title=own, alt=described)
        return order.with_group(groups, at, replace(groups[at], picks=tuple(picks)))

    return change(creator_id, act)


def checked(field: str, typed: str, length: int) -> str | None:
    """Return a typed text as it is stored: with one kind of line end; None if nothing is seen.

    Raises `Refused` if it is longer than `length` characters.
    """
    text = visible(reading.text(typed.replace("\r\n", "\n"))) or None
    if text is not None and len(text) > length:
        over = len(text) - length
        raise Refused(
            field,
            ngettext(
                "This is %(num)s character too long: at most %(most)s fit.",
                "This is %(num)s characters too long: at most %(most)s fit.",
                over,
                most=length,
            ),
        )
    return text

"""The order of the draft as the studio draws it, and the sentences that tell of a change."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from portfolio.extensions import db
from portfolio.languages import gettext, ngettext
from portfolio.models.creator import Creator
from portfolio.models.search_text import MOST_LETTERS
from portfolio.services.drafts import drafts, moves, order, sections
from portfolio.services.drafts.order import Group, Picked
from portfolio.services.drafts.order_changes import Changed
from portfolio.services.pages import rules
from portfolio.services.pages.cards import Card, cards_of
from portfolio.views import order_contexts, presenting
from portfolio.views.order_contexts import Kept, OrderRow, OrderSection
from portfolio.views.presenting import isolated
from portfolio.views.studio import presenting_look, presenting_rules
from portfolio.views.studio.bar import bar
from portfolio.views.studio_contexts import Fields

#: The names of two forms beside those of the sections, which have their ids for names.
MOVING, NEW = "moving", "new"
#: An id that needs no escape in a selector.
PLAIN_ID = re.compile(r"[\w.~-]+")
NO_FIELDS = Fields({}, {})


@dataclass(frozen=True)
class Typed:
    """A form that was refused: it is drawn again as it was sent, with words at its fields."""

    form: str = ""
    fields: Fields = field(default=NO_FIELDS)

    def of(self, form: str, values: Mapping[str, str]) -> Fields:
        return self.fields if form == self.form else Fields(values, {})


def room(creator_id: UUID, typed: Typed, notice: str = "") -> order_contexts.Order:
    groups = order.groups_of(db.session(), creator_id)
    shown = list_of(creator_id, groups, typed)
    return order_contexts.Order(
        me=presenting.me(db.session.get_one(Creator, creator_id)),
        order=shown,
        covers_last=presenting.covers_last_now(shown.cards()),
        bar=bar(drafts.read(creator_id, groups)),
        notice=notice,
    )


def list_of(
    creator_id: UUID, groups: Sequence[Group], typed: Typed, focus: str = ""
) -> order_contexts.OrderList:
    picks = [pick for group in groups for pick in group.picks]
    rows = {row.id: row for row in rows_of(creator_id, picks)}
    kept = presenting_rules.kept_by(creator_id, groups, typed.of)
    return order_contexts.OrderList(
        sections=[
            _section(group, [rows[each] for each in group.ids], typed, kept) for group in groups
        ],
        state=order.state_of(groups),
        gone=[row for row in rows.values() if row.card is None or row.card.gone],
        refused=sum(row.card is not None and row.card.refused for row in rows.values()),
        without_alt=sum(pick.alt is None for pick in picks),
        moving=typed.of(MOVING, {}),
        new=typed.of(NEW, {}),
        layouts=presenting_look.layouts(),
        most=sections.MOST,
        title_length=sections.TITLE_LENGTH,
        about_length=sections.ABOUT_LENGTH,
        words_length=MOST_LETTERS,
        focus=focus,
        recent=kept.get(presenting_rules.RECENT),
        sorts=presenting_rules.sorts(),
        periods=presenting_rules.periods(),
        least_kept=rules.LEAST,
        most_kept=rules.MOST,
    )


def rows_of(creator_id: UUID, picks: Sequence[Picked]) -> list[OrderRow]:
    cards = cards_of(creator_id, [pick.video_id for pick in picks], with_gone=True)
    return [row_of(pick, cards.get(pick.video_id)) for pick in picks]


def moved_within(
    creator_id: UUID, changed: Changed, video_ids: Collection[str], said: str, focus: str
) -> order_contexts.OrderMoved | None:
    """Return the rows that moved, and where they go in a page that shows the order before.

    None if more than one section changes, or if an id cannot be written in a selector of CSS.
    """
    if _counts(changed.before) != _counts(changed.after):
        return None
    at, place = moves.find(changed.after, _first(changed.after, video_ids))
    group = changed.after[at]
    picks = group.picks[place : place + len(video_ids)]
    before = group.picks[place - 1].video_id if place else ""
    if {each.video_id for each in picks} != {*video_ids} or not all(
        map(PLAIN_ID.fullmatch, [*video_ids, before or "-"])
    ):
        return None
    return order_contexts.OrderMoved(
        rows=rows_of(creator_id, picks),
        target=f"[id='row-{before}']" if before else f"[id='rows-{group.section_id or 'none'}']",
        swap="afterend" if before else "afterbegin",
        focus=focus,
        state=order.state_of(changed.after),
        bar=bar(changed.draft),
        said=said,
    )


def _counts(groups: Sequence[Group]) -> list[int]:
    return [len(group.picks) for group in groups]


def _first(groups: Sequence[Group], video_ids: Collection[str]) -> str:
    return next(each for group in groups for each in group.ids if each in video_ids)


def row_of(pick: Picked, card: Card | None) -> OrderRow:
    return OrderRow(pick.video_id, card, pick.title, pick.alt is not None, pick.is_pinned)


def _section(
    group: Group, rows: Sequence[OrderRow], typed: Typed, all_kept: Mapping[str, Kept]
) -> OrderSection:
    heading = group.heading
    section_id = "" if heading is None else str(heading.id)
    title = "" if heading is None else heading.title
    about = (heading and heading.about) or ""
    layout = (heading and heading.layout) or ""
    kept = all_kept.get(section_id)
    seconds = sum((row.card.duration or 0) for row in rows if row.card and not row.card.gone)
    return OrderSection(
        id=section_id,
        title=title,
        about=about,
        rows=rows,
        seconds=seconds + (kept.seconds if kept else 0),
        count=len(rows) + (len(kept.rows) if kept else 0),
        fields=typed.of(section_id, {"title": title, "about": about, "layout": layout}),
        kept=kept,
    )


# Sentences.


def moved(before: Sequence[Group], after: Sequence[Group], video_ids: Collection[str]) -> str:
    """Say where these picks are now, by the place of the first one that moved, from 1."""
    was_pinned, is_pinned = _pinned_in(before), _pinned_in(after)
    ids = {*video_ids} - is_pinned or {*video_ids}
    at, place = moves.find(after, _first(after, ids))
    if before == after:
        return _stayed(after[at], place)
    parts = [_where(after, at, place + 1)]
    if len(ids) > 1:
        parts.insert(0, ngettext("%(num)s video moved.", "%(num)s videos moved.", len(ids)))
    if count := len(ids & was_pinned - is_pinned):
        parts.append(
            gettext("It is no longer pinned.")
            if len(ids) == 1
            else ngettext(
                "%(num)s of them is no longer pinned.",
                "%(num)s of them are no longer pinned.",
                count,
            )
        )
    return " ".join(parts)


def _pinned_in(groups: Sequence[Group]) -> set[str]:
    return {group.pinned for group in groups if group.pinned}


def _where(groups: Sequence[Group], at: int, place: int) -> str:
    count, heading = len(groups[at].picks), groups[at].heading
    if heading is not None:
        return gettext(
            "Moved to place %(place)s of %(count)s in %(section)s.",
            place=place,
            count=count,
            section=isolated(heading.title),
        )
    if len(groups) > 1:
        return gettext(
            "Moved to place %(place)s of %(count)s at the top of the page.",
            place=place,
            count=count,
        )
    return gettext("Moved to place %(place)s of %(count)s.", place=place, count=count)


def _stayed(group: Group, place: int) -> str:
    if group.pinned and place == 0:
        return gettext("It stays first: it is pinned.")
    if group.pinned and place == 1:
        return gettext(
            "It stays at place %(place)s of %(count)s, behind the pinned video.",
            place=place + 1,
            count=len(group.picks),
        )
    return gettext(
        "It stays at place %(place)s of %(count)s.", place=place + 1, count=len(group.picks)
    )


def pinned(after: Sequence[Group], video_id: str) -> str:
    """Say that a pick is pinned now, or no longer."""
    at, place = moves.find(after, video_id)
    heading, count = after[at].heading, len(after[at].picks)
    if after[at].pinned != video_id:
        return gettext(
            "No longer pinned. It stays at place %(place)s of %(count)s until it is moved.",
            place=place + 1,
            count=count,
        )
    if heading is not None:
        title = isolated(heading.title)
        return gettext("Pinned: it stays first in %(section)s.", section=title)
    if len(after) > 1:
        return gettext("Pinned: it stays first at the top of the page.")
    return gettext("Pinned: it stays first on the page.")


def section_moved(after: Sequence[Group], section_id: UUID) -> str:
    at = moves.at_of(after, section_id)
    heading = after[at].heading
    return gettext(
        "%(section)s is now section %(place)s of %(count)s.",
        section=isolated(heading.title if heading else ""),
        place=at,
        count=len(after) - 1,
    )


def section_removed(count: int) -> str:
    if not count:
        return gettext("The section is removed.")
    return ngettext(
        "The section is removed. Its video is in the one before.",
        "The section is removed. Its %(num)s videos are in the one before.",
        count,
    )


def outdated() -> str:
    return gettext(
        "The order was changed elsewhere meanwhile. Nothing was moved: here it is as it is now."
    )

"""The rules of the draft: chosen for a section and for Recent, with the videos they leave out.

Visitors see a change after the next Publish. Each raises `LookupError` for a section that is not,
or no longer, in the draft, or has no rule, and for a video that is not in the library.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import sqlalchemy as sa

from portfolio.extensions import db
from portfolio.languages import gettext, ngettext
from portfolio.models.page import Page
from portfolio.models.search_text import MOST_LETTERS
from portfolio.models.video import Video
from portfolio.services.drafts import draft_changes, drafts, moves, order
from portfolio.services.drafts.order import Group
from portfolio.services.drafts.order_changes import Changed, change
from portfolio.services.drafts.pick_texts import checked
from portfolio.services.errors import Refused
from portfolio.services.pages import rules, shown_videos
from portfolio.services.pages.rules import Rule
from portfolio.transactions import writing

#: The most sections with a rule: each is evaluated again when the library changes.
MOST = 10


def choose(
    creator_id: UUID, section_id: UUID, *, sort: str, count: str, words: str, period: str
) -> Changed:
    """Give a section a rule, as it was typed; without a sort, take it away.

    Raises `Refused`, which names the field.
    """
    rule = _checked_rule(sort, count, words, period)

    def act(groups: list[Group]) -> list[Group]:
        others = sum(
            group.heading is not None and group.heading.rule is not None
            for group in groups
            if group.section_id != section_id
        )
        if rule is not None and others >= MOST:
            raise _full()
        return _with(groups, section_id, lambda old: _kept(rule, old))

    return change(creator_id, act)


def leave_out(creator_id: UUID, section_id: UUID, video_id: str) -> Changed:
    """Let a section's rule never find a video of the library.

    Raises `Refused` if it leaves out too many.
    """
    _find(creator_id, video_id)
    return _change(creator_id, section_id, lambda rule: rules.without(rule, video_id))


def take_back(creator_id: UUID, section_id: UUID, video_id: str) -> Changed:
    """Let a section's rule find a video again, if it would."""
    return _change(creator_id, section_id, lambda rule: rules.with_again(rule, video_id))


def choose_recent(creator_id: UUID, count: str) -> Changed:
    """Let Recent show this number of videos. Raises `Refused`, which names the field."""
    number = _checked_count("recent", count)
    return _change_recent(creator_id, lambda rule: replace(rule, count=number))


def leave_out_of_recent(creator_id: UUID, video_id: str) -> Changed:
    """Let Recent never show a video of the library. Raises `Refused` as `leave_out` does."""
    _find(creator_id, video_id)
    return _change_recent(creator_id, lambda rule: rules.without(rule, video_id))


def take_back_into_recent(creator_id: UUID, video_id: str) -> Changed:
    return _change_recent(creator_id, lambda rule: rules.with_again(rule, video_id))


def _find(creator_id: UUID, video_id: str) -> None:
    found = sa.select(Video.id).where(Video.creator_id == creator_id, Video.id == video_id)
    if db.session.scalar(found) is None:
        raise LookupError("a video that is not in this creator's library")


def _change(creator_id: UUID, section_id: UUID, act: Callable[[Rule], Rule]) -> Changed:
    def of(old: Rule | None) -> Rule:
        if old is None:
            raise LookupError("a section without a rule")
        return act(old)

    return change(creator_id, lambda groups: _with(groups, section_id, of))


def _with(
    groups: list[Group], section_id: UUID, act: Callable[[Rule | None], Rule | None]
) -> list[Group]:
    at = moves.at_of(groups, section_id)
    heading = groups[at].heading
    if heading is None:
        raise LookupError("the picks before any section have no rule")
    stored = rules.as_json(act(heading.keeps))
    return order.with_group(groups, at, replace(groups[at], heading=replace(heading, rule=stored)))


def _kept(rule: Rule | None, old: Rule | None) -> Rule | None:
    """Return a rule that leaves out the same videos as the one before it."""
    if rule is None or old is None:
        return rule
    return replace(rule, left_out=old.left_out)


def _change_recent(creator_id: UUID, act: Callable[[Rule], Rule]) -> Changed:
    with writing() as session:
        page = session.get_one(Page, creator_id, with_for_update=True)
        groups = order.groups_of(session, creator_id)
        recent = act(rules.read(page.recent) or rules.RECENT)
        columns = {"recent": rules.as_json(recent)}
        newest = draft_changes.store(session, page, groups, groups, columns)
        published = shown_videos.published(session, creator_id)
        return Changed(groups, groups, drafts.draft_of(page, groups, published, newest))


def _checked_rule(sort: str, count: str, words: str, period: str) -> Rule | None:
    """Return a rule as it was typed; None without a sort: then there is none.

    Raises `Refused`, which names the field.
    """
    if not sort:
        return None
    if sort not in rules.SORTS:
        raise Refused("sort", gettext("Choose one of those shown."))
    if period not in rules.PERIODS:
        raise Refused("period", gettext("Choose one of those shown."))
    looked_for = checked("words", " ".join(words.split()), MOST_LETTERS)
    return Rule(sort, _checked_count("count", count), looked_for, period)


def _checked_count(field: str, typed: str) -> int:
    """Return a typed number of videos; raise `Refused` if a rule cannot find that many."""
    text = typed.strip()
    if not (text.isascii() and text.isdigit() and rules.LEAST <= int(text[:9]) <= rules.MOST):
        raise Refused(
            field,
            gettext(
                "Type a number from %(least)s to %(most)s.", least=rules.LEAST, most=rules.MOST
            ),
        )
    return int(text)


def _full() -> Refused:
    return Refused(
        "sort",
        ngettext(
            "At most %(num)s section can keep itself. Take the rule from another one first.",
            "At most %(num)s sections can keep themselves. Take the rule from another one first.",
            MOST,
        ),
    )

"""Bringing an edition back: its content becomes the draft."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from portfolio.models.page import Edition, Page
from portfolio.services.drafts import draft_changes, order, positions
from portfolio.services.drafts.draft_changes import Summary
from portfolio.services.drafts.order import Group, Heading, Picked
from portfolio.services.pages import content, look, rules
from portfolio.services.pages.content import Content, Section
from portfolio.transactions import writing


def bring_back(creator_id: UUID, number: int) -> None:
    """Replace the draft by an edition's content: all of it, in one commit.

    Its videos stay picks where TikTok no longer shows them: they return to their places. Raises
    `LookupError` if there is no such edition.
    """
    with writing() as session:
        page = session.get_one(Page, creator_id, with_for_update=True)
        stored = session.get(Edition, (creator_id, number))
        if stored is None:
            raise LookupError("an edition that is not kept")
        wanted = content.read(stored.content)
        before = order.groups_of(session, creator_id)
        columns = {
            **look.columns_of(wanted.look),
            "shows_recent": wanted.shows_recent,
            "recent": rules.as_json(wanted.recent),
        }
        summary = Summary(draft_changes.BROUGHT_BACK, name=str(number))
        draft_changes.store(session, page, before, groups_of(wanted, before), columns, summary)


def groups_of(wanted: Content, before: Sequence[Group]) -> list[Group]:
    """Return the order that a content stands for, in the sections of the draft where they agree."""
    there = {pick.video_id: pick for group in before for pick in group.picks}
    headings = _headings(wanted.sections, before)
    groups = [Group(())]
    for section in wanted.sections:
        if section.title is not None:
            groups.append(Group((), next(headings)))
        last = groups[-1]
        picks = [
            replace(
                there.get(entry.video_id, Picked(entry.video_id, None, 0, False)),
                title=entry.title,
                alt=entry.alt,
                section_id=last.section_id,
                is_pinned=entry.video_id == section.pinned and not last.picks,
            )
            for entry in section.entries
        ]
        groups[-1] = replace(last, picks=(*last.picks, *picks))
    return [order.renumbered(group) for group in groups]


def _headings(sections: Iterable[Section], before: Sequence[Group]) -> Iterator[Heading]:
    """Yield a heading for each titled section: that of the draft, where one has the same title."""
    free = [group.heading for group in before if group.heading is not None]
    titled = [(section.title, section) for section in sections if section.title is not None]
    for position, (title, section) in zip(positions.evenly(len(titled)), titled, strict=True):
        same = next((each for each in free if each.title == title), None)
        if same is not None:
            free.remove(same)
        section_id = uuid4() if same is None else same.id
        rule = rules.as_json(section.rule)
        yield Heading(section_id, position, title, section.about, section.layout, rule)

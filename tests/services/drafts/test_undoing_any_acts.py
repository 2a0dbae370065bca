"""Any sequence of acts on a draft, undone step by step."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio.extensions import db
from portfolio.models.tables import DRAFT_CHANGE, PICK, SECTION
from portfolio.services.drafts import (
    look_settings,
    moves,
    page_settings,
    pick_texts,
    picks,
    pins,
    section_rules,
    sections,
)
from portfolio.services.drafts.look_settings import TypedLink
from portfolio.services.pages import look, rules
from portfolio.transactions import writing
from tests.services.drafts.test_order import stored
from tests.support.databases import on_both_databases
from tests.support.people import Person
from tests.support.undoing import draft_of, newest, number_of, undo_newest

pytestmark = on_both_databases

few = st.sets(st.integers(0, 6))
one = st.integers(0, 6)
words = st.text("aé🍞 ", max_size=3)


class Acts:
    """Acts of Alice, each with drawn values; an act may be refused, or change nothing."""

    def __init__(self, person: Person, data: st.DataObject) -> None:
        self._person, self._draw = person, data.draw
        self._whose = person.creator_id

    def act(self) -> None:
        names = sorted(name for name in vars(Acts) if name.startswith("does_"))
        try:
            getattr(self, self._draw(st.sampled_from(names)))()
        except (LookupError, picks.Refused):
            db.session.rollback()

    def does_tick(self) -> None:
        add, remove = self._ids(), self._ids()
        picks.change(self._whose, add=add, remove=remove)

    def does_a_step(self) -> None:
        moves.step(self._whose, self._id(), self._draw(st.sampled_from([-1, 1])))

    def does_a_move(self) -> None:
        moves.to_place(self._whose, self._ids(), self._section(), self._draw(one))

    def does_sort(self) -> None:
        moves.sort(self._whose, self._section(), self._draw(st.sampled_from([*moves.SORTS])))

    def does_pin(self) -> None:
        pins.pin(self._whose, self._id(), self._draw(st.none() | st.just(self._section())))

    def does_unpin(self) -> None:
        pins.unpin(self._whose, self._id())

    def does_add_a_section(self) -> None:
        sections.add(self._whose, title=self._draw(words), about=self._draw(words))

    def does_rename_a_section(self) -> None:
        values = {"title": self._draw(words), "about": self._draw(words)}
        sections.rename(self._whose, self._section(), **values)

    def does_move_a_section(self) -> None:
        sections.move(self._whose, self._section(), self._draw(st.integers(-2, 2)))

    def does_remove_a_section(self) -> None:
        sections.remove(self._whose, self._section())

    def does_describe(self) -> None:
        pick_texts.write(self._whose, self._id(), title=self._draw(words), alt=self._draw(words))

    def does_settings(self) -> None:
        page_settings.change(self._whose, handle="alice", recent=self._draw(st.booleans()))

    def does_a_look(self) -> None:
        names = self._draw(st.sets(st.sampled_from([*look.CHOICES])))
        chosen = {name: self._draw(st.sampled_from(look.CHOICES[name])) for name in names}
        look_settings.choose(self._whose, chosen)

    def does_a_rule(self) -> None:
        sort = self._draw(st.sampled_from(["", *rules.SORTS]))
        values = {"sort": sort, "count": "3", "words": self._draw(words), "period": "any"}
        section_rules.choose(self._whose, self._section(), **values)

    def does_recent(self) -> None:
        section_rules.choose_recent(self._whose, str(self._draw(one) + 1))

    def does_own_words(self) -> None:
        look_settings.write(self._whose, headline=self._draw(words), bio=self._draw(words))

    def does_links(self) -> None:
        typed = TypedLink(self._draw(words), self._draw(st.sampled_from(["", "example.com"])))
        look_settings.link(self._whose, [typed], typed)

    def _id(self) -> str:
        return self._person.ids[self._draw(one)]

    def _ids(self) -> list[str]:
        return [self._person.ids[number] for number in sorted(self._draw(few))]

    def _section(self) -> Any:
        return self._draw(st.sampled_from([group.section_id for group in stored(self._person)]))


def begin_anew(person: Person) -> None:
    with writing() as session:
        for table in (PICK, SECTION, DRAFT_CHANGE):
            session.execute(sa.delete(table))


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_undoing_any_sequence_of_acts_restores_each_former_draft(
    alice: Person, data: st.DataObject
):
    begin_anew(alice)
    former = []
    for _ in range(data.draw(st.integers(1, 9))):
        before, number = draft_of(alice), number_of(alice)
        Acts(alice, data).act()
        if number_of(alice) == number:
            assert draft_of(alice) == before
        else:
            assert draft_of(alice) != before
            former.append(before)

    for before in reversed(former):
        undo_newest(alice)
        assert draft_of(alice) == before

    assert newest(alice) is None

"""The difference between two contents: videos, order, sections, texts, look and Recent."""

from __future__ import annotations

from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from portfolio.services.drafts.differences import Difference, between
from portfolio.services.pages.content import Content, Entry, Look, Section
from portfolio.services.pages.rules import Rule

MINT = Look("mint")


def content(*groups: str, look: Look = MINT, recent: bool = False, title: str = "") -> Content:
    """Return a content: a section for each text, whose letters are its videos."""
    sections = tuple(Section(title or None, None, tuple(map(Entry, group))) for group in groups)
    return Content(look, sections, recent)


def test_what_is_the_same_has_no_difference():
    assert between(content("abc"), content("abc")) == Difference()
    assert between(content("abc"), content("abc")).count == 0


def test_videos_are_added_and_removed_in_their_order():
    found = between(content("abc"), content("xcy"))

    assert (found.added, found.removed) == (("x", "y"), ("a", "b"))
    assert not found.is_rearranged
    assert found.count == 4


def test_another_order_of_those_in_both_is_one_change():
    assert between(content("abcd"), content("dcba")) == Difference(is_rearranged=True)


def test_a_video_in_another_section_is_a_change_of_the_order():
    assert between(content("ab", "cd"), content("abc", "d")) == Difference(is_rearranged=True)


def test_another_title_of_a_section_is_a_change_of_the_sections():
    found = between(content("ab", title="Bread"), content("ab", title="Cake"))

    assert found == Difference(has_other_headings=True)


def test_a_video_with_another_text_is_reworded():
    new = Content(MINT, (Section(entries=(Entry("a"), Entry("b", "Own"), Entry("c"))),))

    assert between(content("abc"), new) == Difference(reworded=("b",))


def test_the_look_names_only_what_is_another_value():
    assert between(content("a"), content("a", look=Look("pine"))).look == {"accent": "pine"}


def test_another_rule_is_a_change_of_the_rules():
    def with_rule(rule: Rule | None, **others: object) -> Content:
        return Content(MINT, (Section("Work", rule=rule),), **others)

    one, other = with_rule(Rule("views")), with_rule(Rule("views", left_out=("7",)))
    assert between(one, other) == Difference(has_other_rules=True)
    assert between(with_rule(None), one) == Difference(has_other_rules=True)
    assert between(one, one) == Difference()
    hidden, shown = with_rule(None, recent=Rule(count=3)), with_rule(None, shows_recent=True)
    assert between(with_rule(None), hidden) == Difference()
    more = with_rule(None, shows_recent=True, recent=Rule(count=3))
    assert between(shown, more) == Difference(has_other_rules=True)


def test_another_pinned_video_is_a_change_of_the_pins():
    def with_pin(pinned: str | None, ids: str = "abc") -> Content:
        return Content(MINT, (Section(entries=tuple(map(Entry, ids)), pinned=pinned),))

    assert between(with_pin(None), with_pin("a")) == Difference(has_other_pins=True)
    assert between(with_pin("a"), with_pin(None)) == Difference(has_other_pins=True)
    assert between(with_pin("a"), with_pin("a")) == Difference()
    assert between(with_pin("a"), with_pin(None, "bc")) == Difference(removed=("a",))


def test_recent_says_which_way_it_changed():
    shown, hidden = content("a", recent=True), content("a")

    assert between(hidden, shown).shows_recent is True
    assert between(shown, hidden).shows_recent is False
    assert between(shown, shown).shows_recent is None


def test_without_an_old_content_its_videos_are_all_added():
    found = between(None, content("ab", "c", look=Look("pine"), recent=True))

    assert found == Difference(added=("a", "b", "c"))


CONTENTS = st.lists(st.permutations("abcdef"), max_size=3).map(
    lambda groups: content(*["".join(group[: at + 2]) for at, group in enumerate(groups[:1])])
)


@given(CONTENTS, CONTENTS)
def test_there_and_back_differ_by_as_much(one: Content, other: Content):
    there, back = between(one, other), between(other, one)

    assert there.count == back.count
    assert there.added == back.removed
    assert (there.count == 0) == (one.sections == other.sections)


def test_each_kind_of_difference_counts():
    found = Difference(("a",), ("b",), ("c",), True, True, {"accent": "pine"}, False, True, True)

    assert found.count == len(fields(Difference))

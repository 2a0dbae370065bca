"""The difference between two contents: of the draft to the page, or of two editions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from portfolio.services.pages import rules
from portfolio.services.pages.content import Content, Section
from portfolio.services.pages.rules import Rule


@dataclass(frozen=True)
class Difference:
    """Ids are in the order of the content that has them."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    #: The videos in both whose own title or description is another one.
    reworded: tuple[str, ...] = ()
    #: Whether the videos in both are in another order, or in other sections.
    is_rearranged: bool = False
    #: Whether the titles of sections, or the lines about them, are others.
    has_other_headings: bool = False
    #: The values of the look that are others, by their names, as they are now.
    look: Mapping[str, object] = field(default_factory=dict)
    #: Whether Recent is shown from now on; None if nothing changes there.
    shows_recent: bool | None = None
    #: Whether the rules of sections or of Recent are others, or leave out other videos.
    has_other_rules: bool = False
    #: Whether other videos are pinned, or none, apart from those that are removed.
    has_other_pins: bool = False

    @property
    def count(self) -> int:
        """The number of changes, as a creator would count them."""
        return (
            len(self.added)
            + len(self.removed)
            + len(self.reworded)
            + self.is_rearranged
            + self.has_other_headings
            + len(self.look)
            + (self.shows_recent is not None)
            + self.has_other_rules
            + self.has_other_pins
        )


def between(old: Content | None, new: Content) -> Difference:
    """Return the difference of `new` to `old`. Without an old content only its videos count."""
    if old is None:
        return Difference(added=tuple(new.video_ids))
    before = {entry.video_id: entry for entry in old.entries}
    after = {entry.video_id: entry for entry in new.entries}
    kept = before.keys() & after.keys()
    return Difference(
        added=tuple([video_id for video_id in after if video_id not in kept]),
        removed=tuple([video_id for video_id in before if video_id not in kept]),
        reworded=tuple([each for each in after if each in kept and before[each] != after[each]]),
        is_rearranged=_arrangement(old, kept) != _arrangement(new, kept),
        has_other_headings=_headings(old) != _headings(new),
        look={
            name: value
            for name, value in vars(new.look).items()
            if value != getattr(old.look, name)
        },
        shows_recent=new.shows_recent if new.shows_recent != old.shows_recent else None,
        has_other_rules=_rules(old) != _rules(new),
        has_other_pins=_pins(old) & kept != _pins(new),
    )


def _arrangement(content: Content, kept: Collection[str]) -> list[list[str]]:
    """Return these videos in their order, a list for each section that holds any."""
    sections = [
        [entry.video_id for entry in section.entries if entry.video_id in kept]
        for section in content.sections
    ]
    return [section for section in sections if section]


def _pins(content: Content) -> set[str]:
    return {section.pinned for section in content.sections if section.pinned}


def _rules(content: Content) -> list[Rule]:
    return [rule for rule in (*(each.rule for each in content.sections), _recent(content)) if rule]


def _recent(content: Content) -> Rule | None:
    """Return the rule of Recent, where it is another than the usual one."""
    return content.recent if content.shows_recent and content.recent != rules.RECENT else None


def _headings(content: Content) -> list[object]:
    return [_heading(section) for section in content.sections if any(_heading(section))]


def _heading(section: Section) -> tuple[object, ...]:
    """Return all of a section but its videos, its rule and its pin."""
    others = ("entries", "rule", "pinned")
    return tuple(value for name, value in vars(section).items() if name not in others)

"""The contexts of the templates with which the draft is put in order, as in `contexts`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from portfolio.services.pages.cards import Card
from portfolio.views.contexts import Context, Option
from portfolio.views.studio_contexts import Bar, Fields, Studio


@dataclass(frozen=True)
class OrderRow:
    """A pick in the order. `card` is None for one that is not in the library."""

    id: str
    card: Card | None
    #: The creator's own title, if there is one.
    title: str | None
    has_alt: bool
    is_pinned: bool


@dataclass(frozen=True)
class KeptRow:
    """A video that a rule finds, or leaves out; `card` as in `OrderRow`."""

    id: str
    card: Card | None


@dataclass(frozen=True)
class Kept:
    """A section's rule: in words, "" for none, and the videos that it finds now."""

    words: str
    rows: Sequence[KeptRow]
    left_out: Sequence[KeptRow]
    #: The form of the rule.
    fields: Fields

    @property
    def seconds(self) -> int:
        return sum((row.card.duration or 0) for row in self.rows if row.card)


@dataclass(frozen=True)
class OrderSection:
    """A section of the draft; `id` and `title` are "" for the picks before any section."""

    id: str
    title: str
    about: str
    rows: Sequence[OrderRow]
    #: The running time of all its videos, and their number.
    seconds: int
    count: int
    fields: Fields
    #: None for the picks before any section.
    kept: Kept | None


@dataclass(frozen=True)
class OrderList:
    """All of the order. `state` stands for it: a form made for another one is out of date."""

    sections: Sequence[OrderSection]
    state: str
    #: The picks that visitors cannot see, since TikTok does not show them.
    gone: Sequence[OrderRow]
    #: The number of picks whose picture this site may not show.
    refused: int
    #: Picks without an alternative text.
    without_alt: int
    #: The form that moves the ticked rows, and the one for a new section.
    moving: Fields
    new: Fields
    #: The layouts that a section may have.
    layouts: Sequence[Option]
    #: The most sections, and the characters of a title, of the line about it, of a rule's words.
    most: int
    title_length: int
    about_length: int
    words_length: int
    #: The id of the control that gets the focus; "" if it stays where it is.
    focus: str
    #: The rule of Recent; None if it is not shown.
    recent: Kept | None
    #: The choices of a rule's form, and the bounds of its number.
    sorts: Mapping[str, str]
    periods: Mapping[str, str]
    least_kept: int
    most_kept: int

    def cards(self) -> Iterator[Card]:
        """Yield the cards that are drawn; those that a rule leaves out are folded away."""
        picked = [row.card for section in self.sections for row in section.rows]
        rules = [section.kept for section in self.sections if section.kept]
        rules += [self.recent] if self.recent else []
        found = [row.card for rule in rules for row in rule.rows]
        return filter(None, picked + found)


@dataclass(frozen=True)
class Order(Studio):
    """The room. `notice` has the words of a refusal, "" without one."""

    template = "studio/order.html"
    order: OrderList
    #: Seconds for which all covers can be fetched.
    covers_last: int
    bar: Bar
    notice: str


@dataclass(frozen=True)
class OrderChange(Context):
    """The answer to a change: the bar and the whole order as they are now, and a sentence."""

    template = "studio/_order_change.html"
    order: OrderList
    bar: Bar
    said: str


@dataclass(frozen=True)
class OrderMoved(Context):
    """The answer to a move within a section, for a page that shows the order before it.

    The moved rows leave their places and are put in at `target`, as `swap` says.
    """

    template = "studio/_order_moved.html"
    rows: Sequence[OrderRow]
    target: str
    swap: str
    focus: str
    state: str
    bar: Bar
    said: str


@dataclass(frozen=True)
class PickTexts(Studio):
    """The form of a pick's own texts, with the characters that fit."""

    template = "studio/pick_texts.html"
    row: OrderRow
    fields: Fields
    title_length: int
    alt_length: int
    bar: Bar


@dataclass(frozen=True)
class PickTextsChange(Context):
    """The answer to a change there; `fields` is None if the pick has left the draft."""

    template = "studio/_pick_texts_change.html"
    fields: Fields | None
    title_length: int
    alt_length: int
    bar: Bar
    said: str

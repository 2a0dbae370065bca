"""Rules as the studio draws them: in words, with the videos they find and those they leave out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from uuid import UUID

from portfolio.extensions import db
from portfolio.languages import gettext, ngettext
from portfolio.models.page import Page
from portfolio.services.drafts.order import Group
from portfolio.services.pages import rule_search, rules
from portfolio.services.pages.cards import Card, cards_of
from portfolio.services.pages.rules import Rule
from portfolio.views import formats
from portfolio.views.order_contexts import Kept, KeptRow
from portfolio.views.presenting import isolated
from portfolio.views.studio_contexts import Fields

#: Names Recent where sections have their ids.
RECENT = "recent"
FieldsOf = Callable[[str, Mapping[str, str]], Fields]


def form_of(section: UUID | str) -> str:
    """Return the name of the form of a section's rule."""
    return f"rule-{section}"


def kept_by(creator_id: UUID, groups: Sequence[Group], typed: FieldsOf) -> dict[str, Kept]:
    """Return the rules of a draft with their videos: by the ids of sections, and of Recent."""
    page = db.session.get_one(Page, creator_id)
    wanted: dict[str, Rule | None] = {
        str(group.section_id): group.heading.keeps for group in groups if group.heading is not None
    }
    if page.shows_recent:
        wanted[RECENT] = rules.read(page.recent) or rules.RECENT
    picked = {video_id for group in groups for video_id in group.ids}
    found = rule_search.find_all(db.session(), creator_id, wanted.values(), picked)
    left = [video_id for rule in wanted.values() if rule for video_id in rule.left_out]
    ids = [video_id for each in found for video_id in each]
    cards = cards_of(creator_id, list(dict.fromkeys([*ids, *left])), with_gone=True)
    return {
        name: _kept(name, rule, each, cards, typed)
        for (name, rule), each in zip(wanted.items(), found, strict=True)
    }


def _kept(
    name: str,
    rule: Rule | None,
    ids: Sequence[str],
    cards: Mapping[str, Card],
    typed: FieldsOf,
) -> Kept:
    values = {"sort": "", "count": str(rules.RECENT.count), "words": "", "period": rules.ANY}
    if rule is not None:
        values = {"sort": rule.sort, "count": str(rule.count), "words": rule.words or ""}
        values |= {"period": rule.period, "recent": str(rule.count)}
    return Kept(
        words="" if rule is None else in_words(rule),
        rows=[KeptRow(video_id, cards.get(video_id)) for video_id in ids],
        left_out=[KeptRow(each, cards.get(each)) for each in (rule.left_out if rule else ())],
        fields=typed(form_of(name), values),
    )


def in_words(rule: Rule) -> str:
    """Return "Newest 12 videos, with #recipes, of this year"."""
    return formats.listed(list(_parts(rule)))


def _parts(rule: Rule) -> Iterator[str]:
    sorts = {
        rules.NEWEST: lambda: ngettext("The newest video", "The newest %(num)s videos", rule.count),
        rules.VIEWS: lambda: ngettext(
            "The most viewed video", "The %(num)s most viewed videos", rule.count
        ),
        rules.LIKES: lambda: ngettext(
            "The most liked video", "The %(num)s most liked videos", rule.count
        ),
        rules.LONGEST: lambda: ngettext(
            "The longest video", "The %(num)s longest videos", rule.count
        ),
    }
    yield sorts[rule.sort]()
    if rule.words:
        yield gettext("with %(words)s", words=isolated(rule.words))
    if rule.period == rules.YEAR:
        yield gettext("of this year")
    if rule.period == rules.MONTHS:
        yield gettext("of the last twelve months")


def sorts() -> dict[str, str]:
    """Return the choices of the order in which a rule finds videos, and of none."""
    return {
        "": gettext("No, by hand alone"),
        rules.NEWEST: gettext("Newest"),
        rules.VIEWS: gettext("Most viewed"),
        rules.LIKES: gettext("Most liked"),
        rules.LONGEST: gettext("Longest"),
    }


def periods() -> dict[str, str]:
    return {
        rules.ANY: gettext("Any time"),
        rules.YEAR: gettext("This year"),
        rules.MONTHS: gettext("The last twelve months"),
    }

"""The search in words: the fields of its form, its result, and the filters to loosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from uuid import UUID

from portfolio.languages import gettext
from portfolio.models.search_text import MOST_LETTERS, MOST_PIECES
from portfolio.services.drafts import picker, picks
from portfolio.services.pages.search import ARRIVALS, GONE, KINDS, OFF, ON, PHOTO, Search, years_of
from portfolio.services.pages.sorts import SORTS
from portfolio.views import formats
from portfolio.views.contexts import Action, Choice, Option
from portfolio.views.presenting import isolated
from portfolio.views.search_contexts import Outcome, SearchForm
from portfolio.views.studio import search_address
from portfolio.views.studio.search_address import Asked

LENGTHS = ("-15", "15-60", "60-180", "180-600", "600-")
VIEWS = ("-1000", "1000-10000", "10000-100000", "100000-1000000", "1000000-")


def form(creator_id: UUID, search: Search) -> SearchForm:
    chosen = search_address.parameters(search)

    def choice(name: str, label: str, anything: str, values: Iterable[str]) -> Choice:
        return _choice(name, label, {"": anything, **_words(name, values, chosen)}, chosen)

    years = [str(year) for year in years_of(creator_id)]
    months = [str(month) for month in range(1, 13)]
    return SearchForm(
        query=search.query,
        sort=_choice("sort", gettext("Sort"), _sorts(), {"sort": search.sort.name}),
        filters=[
            choice("state", gettext("On the page"), gettext("All"), (ON, OFF, GONE)),
            choice("arrival", gettext("Arrival"), gettext("All"), ARRIVALS),
            choice("kind", gettext("Kind"), gettext("All"), KINDS),
            choice("year", gettext("Year"), gettext("Any year"), years),
            choice("month", gettext("Month"), gettext("Any month"), months),
            choice("length", gettext("Length"), gettext("Any length"), LENGTHS),
            choice("views", gettext("Views"), gettext("Any number of views"), VIEWS),
            choice("ai", gettext("AI label"), gettext("All"), ("1", "0")),
        ],
        most_letters=MOST_LETTERS,
    )


def outcome(creator_id: UUID, asked: Asked, tiles: picker.Tiles, *, is_first: bool) -> Outcome:
    """Return the result of a search; `tiles` are its first, or later ones."""
    search = asked.search
    found = len(tiles.tiles) if is_first and not tiles.has_more else None
    nothing = found == 0 and search.is_narrow
    return Outcome(
        found=found,
        most=picks.MOST,
        room=max(picks.MOST - tiles.picked, 0),
        is_narrow=search.is_narrow,
        notes=list(_notes(asked)),
        filters=[_way(words, search.without(name)) for name, words in _filters(search)],
        looser=list(_looser(creator_id, search)) if nothing else [],
    )


def counted(creator_id: UUID, asked: Asked) -> Outcome:
    """Return the number of videos that a search finds, without the rest of its outcome."""
    return Outcome(
        found=picker.count_found(creator_id, asked.search),
        most=picks.MOST,
        room=picks.room(creator_id),
        is_narrow=asked.search.is_narrow,
        notes=[],
        filters=[],
        looser=[],
    )


def _choice(name: str, label: str, words: Mapping[str, str], chosen: Mapping[str, str]) -> Choice:
    value = chosen.get(name, "")
    return Choice(name, label, [Option(each, words[each], each == value) for each in words])


def _words(name: str, values: Iterable[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """Return the words of these values, and of one that is asked for by hand."""
    of = _WORDS[name]
    return {each: of(each) for each in (*values, *filter(None, [chosen.get(name)]))}


def _sorts() -> dict[str, str]:
    words = (
        gettext("Newest first"),
        gettext("Oldest first"),
        gettext("Most viewed"),
        gettext("Most liked"),
        gettext("Longest"),
    )
    return dict(zip(SORTS, words, strict=True))


def _state(value: str) -> str:
    if value == GONE:
        return gettext("No longer on TikTok")
    return gettext("On the page") if value == ON else gettext("Not on the page")


def _arrival(_value: str) -> str:
    return gettext("New since your last visit")


def _kind(value: str) -> str:
    return gettext("Photo posts") if value == PHOTO else gettext("Videos")


def _ai(value: str) -> str:
    return gettext("With AI label") if value == "1" else gettext("Without AI label")


def _length(value: str) -> str:
    return _range(value, lambda seconds: formats.duration(seconds) or "0:00")


def _views(value: str) -> str:
    return _range(value, formats.compact)


def _range(value: str, write: Callable[[int], str]) -> str:
    least, below = (int(end) if end else None for end in value.split("-"))
    if least is None:
        return gettext("Under %(most)s", most=write(below or 0))
    if below is None:
        return gettext("%(least)s or more", least=write(least))
    return gettext("%(least)s to %(most)s", least=write(least), most=write(below))


def _month(value: str) -> str:
    return formats.month(int(value))


_WORDS: dict[str, Callable[[str], str]] = {
    "state": _state,
    "arrival": _arrival,
    "kind": _kind,
    "year": str,
    "month": _month,
    "length": _length,
    "views": _views,
    "ai": _ai,
}


def _filters(search: Search) -> Iterator[tuple[str, str]]:
    """Yield the name of each filter that narrows a search, and its value in words."""
    values = search_address.parameters(search)
    for name in search.filters:
        words = _WORDS[name](values[name])
        if name == "views":
            words = gettext("Views: %(range)s", range=words)
        yield name, words


def _notes(asked: Asked) -> Iterator[str]:
    for value in asked.refused:
        yield gettext(
            "“%(value)s” is not a filter here, so it was left out.", value=isolated(value)
        )
    if asked.was_cut:
        yield gettext(
            "Only the first %(words)s words and %(letters)s letters were looked for.",
            words=MOST_PIECES,
            letters=MOST_LETTERS,
        )


def _looser(creator_id: UUID, search: Search) -> Iterator[Action]:
    """Yield ways to searches that find something, the nearest to this one first."""
    without_words = search.without("query")
    words = search.without(*search.filters)
    if not search.pieces or picker.finds(creator_id, words):
        for name, value in _filters(search):
            fewer = search.without(name)
            if picker.finds(creator_id, fewer):
                yield _way(gettext("Leave out “%(filter)s”", filter=isolated(value)), fewer)
        if search.pieces and len(search.filters) > 1:
            yield _way(gettext("Leave out all filters"), words)
    else:
        plain = search.in_plain_words
        if plain.pieces and plain != search and picker.finds(creator_id, plain):
            yield _way(gettext("Search for “%(words)s”", words=isolated(plain.query)), plain)
    if search.pieces and search.filters and picker.finds(creator_id, without_words):
        yield _way(
            gettext("Leave out “%(filter)s”", filter=isolated(search.query.strip())), without_words
        )
    yield _way(gettext("Show all videos"), Search(sort=search.sort))


def _way(words: str, search: Search) -> Action:
    return Action(words, search_address.address_of(search))

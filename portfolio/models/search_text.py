"""The two sides of a search: the stored text of a video, and the pieces of a query.

A video is found when its text holds every piece of the query. Both are in normal form.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from portfolio.models.normal_form import normal

#: The sign around whole tags, in the text as in a query. No normal form holds it.
SEPARATOR = "\x1f"
#: The most letters and pieces of a query in normal form; further ones are left out.
MOST_LETTERS = 200
MOST_PIECES = 10
#: A text, in letters, of which a query is made; the rest is not even folded.
_MOST_READ = 2000


def text_of(title: object, description: object) -> str:
    """Return the text in which a video is searched: its words, then each of its tags by itself.

    It is never "", so that a row without it can be told. A stored value that is no text counts as
    none, and so does a title that the description only repeats.
    """
    name, words = (normal(each) if isinstance(each, str) else "" for each in (title, description))
    text = words if f"{words} ".startswith(f"{name} ") else f"{name} {words}".strip()
    tags = dict.fromkeys(_tags(text))
    return SEPARATOR.join([text, *tags, ""])


def pieces_of(query: str) -> list[str]:
    """Return the pieces that a text must hold to be found; a blank query has none.

    Its words, in any order; a phrase in quotation marks, as it is, even while its end is still to
    be typed; a word of tags, as these whole tags. Any other sign stands for itself.
    """
    pieces = dict.fromkeys(_pieces(normal(query[:_MOST_READ])[:MOST_LETTERS]))
    return list(pieces)[:MOST_PIECES]


def _pieces(query: str) -> Iterator[str]:
    rest = query.strip()
    while rest:
        if rest[0] == '"':
            phrase, _, after = rest[1:].partition('"')
            yield phrase.strip() or '"'
            rest = after.strip()
            continue
        word, _, after = rest.partition(" ")
        tags = list(_tags(word))
        if tags and "".join(tags) == word:
            yield from (SEPARATOR + tag + SEPARATOR for tag in tags)
        else:
            yield word
        rest = after.strip()


def _tags(text: str) -> Iterator[str]:
    """Yield each # with the letters, marks, numbers and _ that follow it.

    `\\w` has no marks: it would read #हिन्दी as one letter. A tag may begin inside a word.
    """
    start = text.find("#")
    while start >= 0:
        end = start + 1
        while end < len(text) and _may_be_in_a_tag(text[end]):
            end += 1
        if end > start + 1:
            yield text[start:end]
        start = text.find("#", end)


def _may_be_in_a_tag(character: str) -> bool:
    return character == "_" or unicodedata.category(character)[0] in "LMN"

"""Text browsers: the words of the page in order, with a blank between those that stand apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from bench.readers.judging import Seen
from bench.readers.reader import Kit, Reader, by_apt
from bench.readers.stage import Stage

#: A figure that stands against a word without a blank, as "1:12Length".
GLUED = re.compile(r"\d:\d\d[A-Za-z]|(?:views|likes)[A-Z]")
#: The name of a file where a picture's text should be.
FILE_NAME = re.compile(r"\[[0-9a-f~]{12,}[^\]]*\]|\.jpe?g\]|tplv")
#: Shows the name of a picture's file even where its text is empty on purpose (alt="").
NAMES_FILES = "w3m"


def read(stage: Stage, kit: Kit, *, program: str, options: tuple[str, ...]) -> Iterator[Seen]:
    for form, address in (("page", stage.page), ("video", stage.address(stage.videos[0]))):
        seen = Seen(form)
        said = kit.program(program, *options, address)
        text = " ".join(said.split())
        seen.holds("name", text, stage.name)
        if form == "page":
            seen.holds("headline", text, stage.headline)
            for title in stage.sections:
                seen.holds("sections", text, title)
        for video in stage.videos if form == "page" else stage.videos[:1]:
            seen.holds("titles", text, video.title)
        seen.check("words apart", not (glued := GLUED.search(text)), glued and glued[0])
        name = FILE_NAME.search(text)
        if program == NAMES_FILES and name:
            seen.also.append(f"it shows file names of pictures, as {name[0]}")
        else:
            seen.check("no file names", not name, name and name[0])
        yield seen


def browser(program: str, *options: str) -> Reader:
    reading: Callable[..., Iterator[Seen]] = partial(read, program=program, options=options)
    return by_apt(program, reading)


READERS = (
    browser("lynx", "-dump", "-nolist", "-display_charset=utf-8", "-width=200"),
    browser("w3m", "-dump", "-cols", "200", "-O", "UTF-8", "-I", "UTF-8"),
    browser("links", "-dump", "-width", "200", "-codepage", "UTF-8"),
)

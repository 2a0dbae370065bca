"""A pseudo-language: each message in brackets, so that text outside has no message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask

from portfolio import catalogues
from tests.support.html import Document, Element

#: The language that it replaces; dates and numbers remain German.
CODE = "de"
BEGIN, END = "⟦", "⟧"
WRAPPED = re.compile(f"{BEGIN}[^{BEGIN}{END}]*{END}")
WORD = re.compile(r"[^\W\d_]{2,}")
#: Attributes that screen readers read out, or that our scripts show.
SHOWN = ("alt", "aria-label", "title", "placeholder")
OF_MACHINES = {"script", "style", "code", "option"}


def write(folder: Path) -> None:
    """Write the bracketed catalogue for `CODE` into a folder."""
    catalogue = Catalog(locale=CODE, fuzzy=False)
    for message in catalogues.extracted():
        if not message.id:
            continue
        texts = message.id if isinstance(message.id, tuple) else (message.id,)
        wrapped = tuple(f"{BEGIN}{text}{END}" for text in texts)
        is_plural = isinstance(message.id, tuple)
        catalogue.add(message.id, wrapped if is_plural else wrapped[0], context=message.context)
    path = folder / CODE / "LC_MESSAGES" / "messages.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, catalogue)


def speak_from(app: Flask, folder: Path | None) -> None:
    """Let an app read its catalogues from another folder; with None, from its own again."""
    app.extensions.pop("babel", None)
    app.extensions.pop("catalogues", None)
    app.config.pop("BABEL_TRANSLATION_DIRECTORIES", None)
    if folder is not None:
        app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(folder)


def words_outside(html: str, known: Iterable[str] = ()) -> list[str]:
    """Return the words of a page that are in no message and not `known`."""
    allowed = {word for text in known for word in WORD.findall(text)}
    found = [word for text in _shown(Document(html)) for word in WORD.findall(_without(text))]
    return [word for word in found if word not in allowed]


def _without(text: str) -> str:
    while (left := WRAPPED.sub(" ", text)) != text:
        text = left
    return text


def _shown(document: Document) -> Iterator[str]:
    yield "".join(_texts(document))
    for element in document.all():
        for name, value in element.attributes.items():
            if name in SHOWN or name.startswith("data-words"):
                yield _unescaped(value) if name == "data-words-refused" else value
        if element.tag == "meta" and element.get("name") == "description":
            yield element["content"]


def _unescaped(value: str) -> str:
    """Return the texts of a JSON object, without its names."""
    return " ".join(re.findall(r'"[a-z]+": "([^"]*)"', value)).encode().decode("unicode_escape")


def _texts(element: Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif child.tag not in OF_MACHINES and not (child.tag == "bdi" and child.get("dir")):
            yield " "
            yield from _texts(child)


def texts_of(value: Any) -> Iterator[str]:
    """Yield every text in a template's values: names, captions and other texts of creators."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts_of(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts_of(each)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts_of(getattr(value, field.name))

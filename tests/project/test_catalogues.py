"""The catalogues have every message of the program, translated and compiled."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from portfolio import catalogues
from portfolio.config import ROOT
from portfolio.languages import LANGUAGES, SOURCE

TRANSLATED = sorted(set(LANGUAGES) - {SOURCE})
PLACE = re.compile(r"%\(\w+\)s")
TAG = re.compile(r"</?\w+")
#: The remedy, for the messages of failed tests.
COMMAND = "run `.venv/bin/python -m portfolio.catalogues`, then translate what is new"


def texts(message: Message) -> list[tuple[str, str]]:
    """Return pairs of an English text and its translation, one for each plural form."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return [(message.id[1], form) for form in message.string]


def test_each_language_that_is_offered_has_a_catalogue_and_no_other() -> None:
    assert catalogues.codes() == TRANSLATED


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_message_is_missing(code: str) -> None:
    assert catalogues.missing(code) == [], COMMAND


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_message_is_left_over(code: str) -> None:
    said = {(message.id, message.context) for message in catalogues.extracted()}

    kept = catalogues.read(code)

    assert [each.id for each in kept if (each.id, each.context) not in said] == [], COMMAND
    assert list(kept.obsolete) == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_has_the_places_and_tags_of_its_message(code: str) -> None:
    different = []
    for message in catalogues.read(code):
        for english, text in texts(message) if message.id else []:
            # A number may be a word: "two videos" is one word in Arabic.
            places, expected = set(PLACE.findall(text)), set(PLACE.findall(english))
            number = set() if isinstance(message.id, str) else {"%(num)s", "%(count)s"}
            if not expected - number <= places <= expected:
                different.append((english, text))
            if sorted(TAG.findall(text)) != sorted(TAG.findall(english)):
                different.append((english, text))

    assert different == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_form_for_many_names_its_number(code: str) -> None:
    plural = [each for each in catalogues.read(code) if isinstance(each.id, tuple)]

    assert [
        each.id
        for each in plural
        if set(PLACE.findall(each.id[1])) != set(PLACE.findall(each.string[-1]))
    ] == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_compiled_catalogue_is_that_of_the_written_one(code: str) -> None:
    path = catalogues.path_of(code).with_suffix(".mo")

    assert path.read_bytes() == catalogues.compiled(code), COMMAND


#: Functions and classes whose arguments people read.
SAYING = {"Stop", "Refused", "Action"}
SPEAKING = [
    *(ROOT / "portfolio").glob("services/**/*.py"),
    *(ROOT / "portfolio").glob("views/**/*.py"),
]


def bare(module: str) -> list[str]:
    """Return the sentences of a module that bypass the catalogue."""
    calls = [node for node in ast.walk(ast.parse(module)) if isinstance(node, ast.Call)]
    said = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in SAYING]
    return [
        ast.unparse(each)
        for call in said
        for each in call.args
        if isinstance(each, ast.JoinedStr)
        or (isinstance(each, ast.Constant) and isinstance(each.value, str) and " " in each.value)
    ]


@pytest.mark.parametrize("module", SPEAKING, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_sentence_is_said_past_the_catalogue(module: Path) -> None:
    assert bare(module.read_text()) == []


def test_a_bare_sentence_is_found() -> None:
    assert bare('Stop(400, gettext("Not here"), f"{name} left")') == ["f'{name} left'"]
    assert bare('Refused("handle", "Too short.")') == ["'Too short.'"]

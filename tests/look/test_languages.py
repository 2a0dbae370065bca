"""Every page in every language: no word outside the catalogue, the house standard in each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portfolio import create_app, languages
from portfolio.config import Config
from portfolio.extensions import db
from portfolio.languages import LANGUAGES, RIGHT_TO_LEFT
from portfolio.views.contexts import Context, render
from tests.look.conftest import SETTINGS
from tests.look.samples import Sample, fragments, samples
from tests.support import pseudo
from tests.support.html import Document, house_faults

PAGES: list[Sample] = list(samples())
EVERYTHING: list[Sample] = [*PAGES, *fragments()]
#: Texts that are equal in each language, or from Babel: the site's name, an address, figures.
KNOWN = ("Showreel", "127.0.0.1 localhost", "GET", "you", "Mio Mrd", "Okt", "UTC")

every_answer = pytest.mark.parametrize("sample", EVERYTHING, ids=[name for name, *_ in EVERYTHING])
every_page = pytest.mark.parametrize("sample", PAGES, ids=[name for name, *_ in PAGES])
every_language = pytest.mark.parametrize("code", list(LANGUAGES))


def rendered(app: Flask, code: str, context: Context) -> str:
    with app.test_request_context("/"):
        languages.speak(code)
        return render(context)


@pytest.fixture(scope="module")
def bracketed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder: Path = tmp_path_factory.mktemp("pseudo")
    pseudo.write(folder)
    app = create_app(Config.from_environment(SETTINGS))
    pseudo.speak_from(app, folder)
    yield app
    with app.app_context():
        db.engine.dispose()


@every_answer
def test_no_word_of_a_template_is_outside_the_catalogue(bracketed: Flask, sample: Sample) -> None:
    _name, context = sample
    html = rendered(bracketed, pseudo.CODE, context)

    known = [*KNOWN, *LANGUAGES.values(), *pseudo.texts_of(context)]

    assert pseudo.words_outside(html, known) == []


def test_a_word_outside_is_found() -> None:
    html = '<p title="⟦a tip⟧ too">⟦Ticked <b>⟦one⟧</b> video⟧ and saved</p>'

    assert pseudo.words_outside(html) == ["and", "saved", "too"]


@every_language
@every_page
def test_a_page_keeps_the_house_standard_in_each_language(
    app: Flask, sample: Sample, code: str
) -> None:
    _name, context = sample
    html = rendered(app, code, context)
    document = Document(html)

    faults = house_faults(document, is_public=not document.csrf_token)

    assert [each for each in faults if "token" not in each] == []
    assert document.one("html")["lang"] == code
    assert document.one("html")["dir"] == ("rtl" if code in RIGHT_TO_LEFT else "ltr")


@every_language
def test_a_language_is_named_in_its_own_words(app: Flask, code: str) -> None:
    context = next(context for name, context in PAGES if name == "account")

    html = rendered(app, code, context)

    for each, name in LANGUAGES.items():
        assert Document(html).one("option", value=each).text == name

"""The site's name is a setting: no text for people contains the default name literally."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portfolio import create_app
from portfolio.config import ROOT, Config
from portfolio.extensions import db
from portfolio.views.contexts import Home, render
from tests.look.conftest import SETTINGS
from tests.look.samples import Sample, fragments, samples

DEFAULT, ANOTHER = "Showreel", "Lichtspielhaus"
EVERYTHING = [*samples(), *fragments()]
#: The modules with texts for people.
SPEAKING = [
    *(ROOT / "portfolio").glob("services/**/*.py"),
    *(ROOT / "portfolio").glob("views/**/*.py"),
]
#: Modules with the program's own name, for TikTok's servers.
OF_THE_PROGRAM = {"clients.py"}


@pytest.fixture(scope="module")
def renamed() -> Iterator[Flask]:
    app = create_app(Config.from_environment({**SETTINGS, "SITE_NAME": ANOTHER}))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("sample", EVERYTHING, ids=[name for name, *_ in EVERYTHING])
def test_no_page_writes_out_another_name(renamed: Flask, sample: Sample):
    _name, context = sample

    with renamed.test_request_context("/"):
        assert DEFAULT not in render(context)


def test_the_name_that_is_set_stands_on_the_front_door(renamed: Flask):
    with renamed.test_request_context("/"):
        assert ANOTHER in render(
            Home([], 600, "https://reel.example/", "https://reel.example/mark.png")
        )


@pytest.mark.parametrize("module", SPEAKING, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_sentence_of_the_program_writes_it_out(module: Path):
    if module.name in OF_THE_PROGRAM:
        return
    tree = ast.parse(module.read_text())
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        ast.get_docstring(n, clean=False) for n in ast.walk(tree) if isinstance(n, documented)
    }
    texts = [
        n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)
    ]

    assert [text for text in texts if DEFAULT in text and text not in docstrings] == []

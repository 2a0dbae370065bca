"""docs/sandbox.md names every option, order and endpoint."""

import re
from pathlib import Path

import pytest

from sandbox.__main__ import parser
from sandbox.faults import ENDPOINTS, KINDS
from sandbox.scopes import SCOPES
from sandbox.settings import Settings

DOCUMENT = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")
OPTIONS = [o for action in parser()._actions for o in action.option_strings if o.startswith("--")]


@pytest.mark.parametrize("name", [*Settings.explained(), *KINDS, *ENDPOINTS])
def test_settings_faults_and_endpoints_are_documented(name):
    assert f"`{name}`" in DOCUMENT


@pytest.mark.parametrize("option", [option for option in OPTIONS if option != "--help"])
def test_options_are_documented(option):
    assert re.search(rf"{option}\b", DOCUMENT)


def test_the_recipe_signs_in(sandbox):
    recipe = re.search(r"'http://127\.0\.0\.1:8001(/v2/auth/[^']+)'", DOCUMENT)[1]
    form = dict(re.findall(r"-d (\w+)=([\w.]+)", DOCUMENT))

    answer = sandbox.http.post(sandbox.url + recipe, data=form, allow_redirects=False)

    assert answer.headers["Location"].startswith("http://127.0.0.1:5000/callback?code=")


@pytest.mark.parametrize("scope", SCOPES)
def test_scopes_are_documented(scope):
    assert f"`{scope}`" in DOCUMENT

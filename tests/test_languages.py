"""The catalogues of other languages cost a process that speaks only English nothing."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.look.conftest import SETTINGS

RENDERED = """
import sys
from portfolio import create_app, languages
app = create_app(process=sys.argv[1])
if sys.argv[1] == "web":
    from portfolio.views.contexts import Home, render
    with app.test_request_context("/"):
        languages.speak(sys.argv[2])
        render(Home([], 600, "https://showreel.example/", "https://showreel.example/mark.png"))
print("babel" in sys.modules)
"""


def loads_babel(process: str, code: str = "en") -> bool:
    answer = subprocess.run(
        [sys.executable, "-c", RENDERED, process, code],
        env={**os.environ, **SETTINGS},
        capture_output=True,
        text=True,
        check=True,
    )
    return answer.stdout.strip() == "True"


@pytest.mark.parametrize("process", ["web", "worker"])
def test_english_needs_no_babel(process: str):
    assert not loads_babel(process)


def test_german_does():
    assert loads_babel("web", "de")

"""`.env.example` documents the settings, so it must match the code."""

from __future__ import annotations

import io
from dataclasses import fields
from pathlib import Path

from dotenv import dotenv_values

from portfolio.config import Config

EXAMPLE = Path(__file__).resolve().parents[2] / ".env.example"
SUPERVISORS_OWN = {"SANDBOX_PORT"}


def example() -> dict[str, str]:
    return {k: text or "" for k, text in dotenv_values(stream=io.StringIO(_text())).items()}


def _text() -> str:
    return EXAMPLE.read_text()


def defaults() -> dict[str, str]:
    return {field.name.upper(): field.metadata["default"] or "" for field in fields(Config)}


def test_the_example_names_every_setting_and_no_other() -> None:
    assert set(example()) == set(defaults()) | SUPERVISORS_OWN


def test_the_example_shows_the_defaults() -> None:
    shown = {k: text.replace(" ", ",") for k, text in example().items()}

    assert {k: text for k, text in shown.items() if k not in SUPERVISORS_OWN} == {
        k: text.replace(" ", ",") for k, text in defaults().items()
    }


def test_every_setting_is_said_in_the_line_above_it() -> None:
    lines = _text().splitlines()

    for number, line in enumerate(lines):
        if "=" in line and not line.startswith("#"):
            assert lines[number - 1].startswith("# "), line
            assert lines[number - 1].endswith((".", ")", '"')), line

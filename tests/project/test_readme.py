"""The documents' statements on settings, metrics and files match the code."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from portfolio.config import Config

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| `([A-Z_]+)` \| (.+?) \| (.+) \|$", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)[^)]*\)")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])


def table() -> dict[str, str]:
    """Return the README's settings with their defaults."""
    return {name: default for name, default, _ in ROW.findall((ROOT / "README.md").read_text())}


def test_the_readme_lists_every_setting_and_no_other() -> None:
    assert set(table()) == {field.name.upper() for field in fields(Config)}


def test_the_readme_gives_the_defaults() -> None:
    defaults = {field.name.upper(): field.metadata["default"] or None for field in fields(Config)}

    # A setting without a default in the code, or with an empty one, has words instead.
    shown = {k: text.strip("`") if text.startswith("`") else None for k, text in table().items()}

    assert shown == defaults


def test_the_hosts_guide_lists_every_metric_and_no_other() -> None:
    measured = (ROOT / "portfolio" / "services" / "operations" / "metrics.py").read_text()
    guide = (ROOT / "docs" / "running.md").read_text()

    assert _metrics(guide) == _metrics(measured)


def _metrics(text: str) -> set[str]:
    return set(re.findall(r"\bshowreel_[a-z_]+", text))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_to_a_file_leads_to_one(document: Path) -> None:
    links = LINK.findall(document.read_text())

    assert [link for link in links if not (document.parent / link).exists()] == []

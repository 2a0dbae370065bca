"""CONTRIBUTING.md draws the layout and the layers; the picture has to be true."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text()
#: What `.gitignore` names, and what belongs to tools, is not part of the picture.
NOT_DRAWN = {"instance", "test-results", "__pycache__"}


def block(heading: str) -> list[str]:
    """Return the lines of the first drawing under a heading."""
    return TEXT.split(f"## {heading}\n", 1)[1].split("```", 2)[1].strip("\n").splitlines()


def drawn(*, under_portfolio: bool) -> set[str]:
    """Return the files and folders in the picture; those of portfolio/ are set in by two."""
    lines = [line for line in block("Where things are") if line.startswith("  ") == under_portfolio]
    names = [re.split(r"\s{2,}", line.strip())[0].split(", ") for line in lines]
    return {name.rstrip("/") for several in names for name in several}


def parts(folder: Path) -> set[str]:
    """Return the modules and folders that are there."""
    there = [path for path in folder.iterdir() if not path.name.startswith(".")]
    return {path.name for path in there if path.is_dir() or path.suffix == ".py"} - NOT_DRAWN


def test_every_part_of_portfolio_is_drawn_and_no_other() -> None:
    assert drawn(under_portfolio=True) == parts(ROOT / "portfolio")


def test_every_folder_and_module_at_the_top_is_drawn() -> None:
    assert parts(ROOT) <= drawn(under_portfolio=False)


def test_all_that_is_drawn_at_the_top_is_there() -> None:
    names = drawn(under_portfolio=False)

    assert [name for name in sorted(names) if not (ROOT / name).exists()] == []


def test_the_layers_are_those_that_are_kept() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = project["tool"]["importlinter"]["contracts"]

    assert block("The layers") == next(each["layers"] for each in contracts if "layers" in each)

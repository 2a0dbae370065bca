"""CONTRIBUTING.md's drawings of the layout and the layers match the repository."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text()
#: Folders of `.gitignore` and of tools, which are not in the picture.
NOT_DRAWN = {"instance", "test-results", "__pycache__"}


def block(heading: str) -> list[str]:
    """Return the lines of the first drawing under a heading."""
    return TEXT.split(f"## {heading}\n", 1)[1].split("```", 2)[1].strip("\n").splitlines()


def drawn(*inside: str) -> set[str]:
    """Return the files and folders of a folder in the picture; a level is indented by two.

    `drawn()` is the top folder, `drawn("portfolio", "views")` a folder in a folder.
    """
    found: set[str] = set()
    way: list[str] = []
    for line in block("Where things are"):
        depth = (len(line) - len(line.lstrip())) // 2
        names = [name.rstrip("/") for name in re.split(r"\s{2,}", line.strip())[0].split(", ")]
        way[depth:] = [names[0]]
        if tuple(way[:depth]) == inside:
            found |= set(names)
    return found


def parts(folder: Path) -> set[str]:
    """Return the existing modules and folders."""
    there = [path for path in folder.iterdir() if not path.name.startswith(".")]
    return {path.name for path in there if path.is_dir() or path.suffix == ".py"} - NOT_DRAWN


@pytest.mark.parametrize(
    "inside", [("portfolio",), ("portfolio", "services"), ("portfolio", "views")], ids="/".join
)
def test_every_part_of_a_room_is_drawn_and_no_other(inside: tuple[str, ...]):
    docstring_alone = {"__init__.py"} if len(inside) > 1 else set()

    assert drawn(*inside) == parts(ROOT.joinpath(*inside)) - docstring_alone


def test_every_folder_and_module_at_the_top_is_drawn() -> None:
    assert parts(ROOT) <= drawn()


def test_all_that_is_drawn_at_the_top_is_there() -> None:
    assert [name for name in sorted(drawn()) if not (ROOT / name).exists()] == []


def test_the_layers_are_those_that_are_kept() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = project["tool"]["importlinter"]["contracts"]

    assert block("The layers") == next(each["layers"] for each in contracts if "layers" in each)

"""The captions of the demo creators' videos, each for the picture above it.

The order of SCENES is part of every video id (see videos.py): only ever append to it.
"""

from pathlib import Path
from typing import NamedTuple

SCENES = (
    "loaf", "dune", "citrus", "sea", "bokeh", "ripples", "leaves", "stairs", "folds",
    "window", "still", "trails", "tiles", "cutout", "steam", "flame", "plate",
)  # fmt: skip
TAGS = (
    "", "", "", " #fyp", " #slowliving", " #smallbusiness", " ##process##potsandpans",
    " #artistsoftiktok", " #dayinmylife", " #handmade  ", " #asmr #satisfying",
)  # fmt: skip
WRITTEN = Path(__file__).parent / "written"


class Story(NamedTuple):
    """`seconds` 0 makes a photo post."""

    scene: str
    palette: int
    seconds: int
    views: int
    caption: str


def _lines(name: str) -> list[str]:
    lines = (WRITTEN / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    return [line for line in lines if line and not line.startswith("# ")]


def _story(line: str) -> Story:
    figures, _, caption = line.partition(" | ")
    scene, palette, seconds, views = figures.split()
    return Story(scene, int(palette), int(seconds), int(views), "" if caption == "-" else caption)


def _captions() -> dict[str, list[str]]:
    captions: dict[str, list[str]] = {}
    for line in _lines("captions"):
        if line.startswith("["):
            scene = line.strip("[]")
            captions[scene] = []
        else:
            captions[scene].append(line)
    return captions


# By account, newest first.
STORIES = {account: [_story(line) for line in _lines(account)] for account in ("mira", "otis")}
# For the large libraries, by scene.
CAPTIONS = _captions()

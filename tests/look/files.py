"""The files of the look, by what they are."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
STYLES = STATIC / "css"
SCRIPTS = STATIC / "js"

IMPORT = re.compile(r'^@import "([^"]+)" layer\((\w+)\);$', re.MULTILINE)


def templates() -> list[str]:
    """Return the names of all templates, as Jinja knows them."""
    found = [*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.xml")]
    return sorted(path.relative_to(TEMPLATES).as_posix() for path in found)


def stylesheet() -> str:
    """Return look.css as it is served: in one piece."""
    text = (STYLES / "look.css").read_text()
    return IMPORT.sub(
        lambda match: f"@layer {match[2]} {{{(STYLES / match[1]).read_text()}}}", text
    )


def uncommented(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def squeezed(*contents: bytes) -> int:
    """Return how many bytes these files are on the wire, each compressed by itself."""
    return sum(len(gzip.compress(content, 9, mtime=0)) for content in contents)

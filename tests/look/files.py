"""The files of the look: templates, style sheets and scripts."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
STYLES = STATIC / "css"
SCRIPTS = STATIC / "js"
#: A file for each room of the studio, which imports its scripts.
ROOMS = SCRIPTS / "rooms"
#: The style sheet of every page, the one that a creator's public pages do without, and the only
#: one of an embed, made of parts of these.
SERVED = ("page.css", "site.css", "embed.css")

IMPORT = re.compile(r'^@import "([^"]+)" layer\((\w+)\);$', re.MULTILINE)
SCRIPT_IMPORT = re.compile(r'^import "([^"]+)";$', re.MULTILINE)


def templates() -> list[str]:
    """Return the names of all templates, as Jinja knows them."""
    found = [*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.xml")]
    return sorted(path.relative_to(TEMPLATES).as_posix() for path in found)


def stylesheet(*names: str) -> str:
    """Return these style sheets as served, imports included; without names, all of them."""
    return "\n".join(_in_one_piece((STYLES / name).read_text()) for name in names or SERVED)


def _in_one_piece(text: str) -> str:
    return IMPORT.sub(
        lambda match: f"@layer {match[2]} {{{(STYLES / match[1]).read_text()}}}", text
    )


def classes(css: str) -> set[str]:
    """Return the names of all classes with a rule in a style sheet."""
    bare = re.sub(r'url\([^)]*\)|"[^"]*"', "", uncommented(css))
    return set(re.findall(r"\.([a-z][\w-]*)", bare))


def uncommented(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def squeezed(*contents: bytes) -> int:
    """Return the bytes of these files on the wire, each compressed separately."""
    return sum(len(gzip.compress(content, 9, mtime=0)) for content in contents)

"""The shape of the code: lengths, imports, and the wording of docstrings and comments.

The command reads files and runs nothing. The figures of two builds stand beside each other with
`python3 bench house --and REVISION`.
"""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.house.imports import cycles_of, depth_of, graph_of
from bench.house.lengths import folders_of, functions_of, lines_of, quantiles
from bench.house.words import headless
from bench.reporting import parser, report
from bench.table import Row

ROOT = Path(__file__).resolve().parents[2]
#: The code that is measured; the schema's history is written by Alembic.
CODE = ("portfolio/", "app.py", "worker.py", "bootstrap.py")
LEFT_OUT = "portfolio/migrations/"
SPOKEN = "“what” in 1,000 words of docstrings and comments"
MOST_HEADLESS = 3.0


def texts_at(revision: str | None) -> dict[str, str]:
    """Return the text of each measured module, by its path: of a commit, or of this folder."""
    if revision is None:
        names = _git("ls-files", "*.py").splitlines()
        return {name: (ROOT / name).read_text() for name in names if _is_measured(name)}
    names = _git("ls-tree", "-r", "--name-only", revision).splitlines()
    return {name: _git("show", f"{revision}:{name}") for name in names if _is_measured(name)}


def _is_measured(name: str) -> bool:
    return name.endswith(".py") and name.startswith(CODE) and not name.startswith(LEFT_OUT)


def _git(*words: str) -> str:
    return subprocess.run(
        ["git", "-C", str(ROOT), *words], check=True, capture_output=True, text=True
    ).stdout


def figures_of(texts: Mapping[str, str]) -> dict[str, Any]:
    trees = {name: ast.parse(text) for name, text in texts.items()}
    lengths = {name: text.count("\n") for name, text in texts.items() if text.strip()}
    spans = [lines_of(each) for tree in trees.values() for each in functions_of(tree)]
    graph = graph_of(trees)
    return {
        "modules": len(lengths),
        "  lines: median / p90 / longest": quantiles(list(lengths.values())),
        "  of more than 250 lines": sum(lines > 250 for lines in lengths.values()),
        "functions": len(spans),
        "  lines: median / p90 / longest ": quantiles(spans),
        "  of more than 50 lines": sum(span > 50 for span in spans),
        "import cycles": len(cycles_of(graph)),
        "longest chain of imports": depth_of(graph),
        "fullest folder": "{} {}".format(*folders_of(texts).most_common(1)[0]),
        SPOKEN: round(headless(texts), 1),
    }


def main(arguments: Sequence[str]) -> bool:
    options = parser("house")
    options.add_argument("--and", dest="other", metavar="REVISION", help="an earlier commit")
    chosen = options.parse_args(arguments)
    ours = figures_of(texts_at(None))
    theirs = figures_of(texts_at(chosen.other)) if chosen.other else {}
    rows = [
        Row(what, f"{theirs[what]} → {figure}" if theirs else str(figure))
        for what, figure in ours.items()
    ]
    promises: dict[str, tuple[str, bool | None]] = {
        "import cycles": ("none", ours["import cycles"] == 0),
        SPOKEN: (f"at most {MOST_HEADLESS:g}", ours[SPOKEN] <= MOST_HEADLESS),
    }
    rows = [Row(row.what, row.figure, *promises.get(row.what, ())) for row in rows]
    return report("The house", rows, {"here": ours, "there": theirs}, chosen.json)

"""The lengths of modules and functions, and the number of modules in each folder."""

from __future__ import annotations

import ast
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions_of(tree: ast.Module) -> list[Function]:
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def lines_of(function: Function) -> int:
    """Return the lines from `def` to the last statement."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def folders_of(names: Iterable[str]) -> Counter[str]:
    """Return the number of modules in each folder."""
    return Counter(str(PurePosixPath(name).parent) for name in names)


def quantiles(numbers: Sequence[int]) -> str:
    """Return median, p90 and the largest, as one text."""
    ordered = sorted(numbers)
    p90 = ordered[min(len(ordered) - 1, int(0.9 * len(ordered)))]
    return f"{statistics.median(ordered):.0f} / {p90} / {ordered[-1]}"

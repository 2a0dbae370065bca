"""The imports between modules: cycles, and the longest chain from top to bottom."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import PurePosixPath

Graph = dict[str, set[str]]


def graph_of(trees: Mapping[str, ast.Module]) -> Graph:
    """Return, for each module, the project's modules that its import also imports."""
    names = {_module(path): path for path in trees}
    return {name: set(_imported(trees[path], names)) - {name} for name, path in names.items()}


def _module(path: str) -> str:
    parts = PurePosixPath(path).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(tree: ast.Module, known: Mapping[str, str]) -> Iterator[str]:
    for node in _statements(tree.body):
        if isinstance(node, ast.Import):
            wanted = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            wanted = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in wanted:
            while name and name not in known:
                name = name.rpartition(".")[0]
            if name:
                yield name


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that run at import, without those for the type checker alone."""
    for node in body:
        if isinstance(node, ast.If):
            if "TYPE_CHECKING" not in ast.dump(node.test):
                yield from _statements(node.body)
            yield from _statements(node.orelse)
        elif isinstance(node, ast.Try | ast.With):
            yield from _statements(node.body)
        else:
            yield node


def cycles_of(graph: Graph) -> list[list[str]]:
    """Return cycles of imports, at least one if there is any; each is a list of its modules.

    After each cycle one of its imports is left out, so that the next can be found.
    """
    left = {name: set(others) for name, others in graph.items()}
    found = []
    while True:
        try:
            tuple(TopologicalSorter(left).static_order())
        except CycleError as error:
            circle: list[str] = error.args[1]
            found.append(circle)
            left[circle[1]].discard(circle[0])
        else:
            return found


def depth_of(graph: Graph) -> int:
    """Return the number of modules in the longest chain of imports; a cycle is cut once."""
    depths: dict[str, int] = {}

    def depth(name: str, above: frozenset[str]) -> int:
        if name not in depths:
            below = [depth(each, above | {name}) for each in graph[name] if each not in above]
            depths[name] = 1 + max(below, default=0)
        return depths[name]

    return max(depth(name, frozenset()) for name in graph)

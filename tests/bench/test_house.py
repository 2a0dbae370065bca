"""`bench house` computes the right figures for code with known figures."""

from __future__ import annotations

import ast

from bench.house.imports import cycles_of, depth_of, graph_of
from bench.house.words import headless


def test_two_modules_that_import_each_other_are_a_cycle():
    trees = {"a.py": ast.parse("import b"), "b.py": ast.parse("from a import x")}

    assert [set(cycle) for cycle in cycles_of(graph_of(trees))] == [{"a", "b"}]


def test_an_import_for_the_type_checker_alone_is_no_cycle():
    only_checked = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import b"
    trees = {"a.py": ast.parse(only_checked), "b.py": ast.parse("import a")}

    assert cycles_of(graph_of(trees)) == []


def test_the_longest_chain_counts_its_modules():
    trees = {
        "a.py": ast.parse("import b, c"),
        "b.py": ast.parse("from c import x"),
        "c.py": ast.parse(""),
    }

    assert depth_of(graph_of(trees)) == 3


def test_what_is_counted_in_docstrings_and_comments_and_not_in_code():
    text = '"""Say what it is."""\nwhat = "what"  # and what for\n'

    assert headless({"a.py": text}) == 1000 * 2 / 7

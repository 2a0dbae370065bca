"""`--databases by-turns`: a test of views or services runs on one of the two databases.

Tests of what each database is asked in its own way, or of its locks, are marked
`on_both_databases`: those of the views' odd rows, of upserts, searches, renewals and leases.
"""

from __future__ import annotations

import re
from collections import defaultdict
from zlib import crc32

import pytest

DATABASE = re.compile(r"(?<=[\[-])(sqlite|postgresql)(?=[\]-])")
BY_TURNS, ON_BOTH = "by-turns", "on-both"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--databases",
        choices=(BY_TURNS, ON_BOTH),
        default=ON_BOTH,
        help="run tests of views and services on both databases (the default), or on one by turns",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "on_both_databases: runs on SQLite and on PostgreSQL")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep one database of each test that goes by turns: the other one for the next test."""
    if config.getoption("databases") == ON_BOTH:
        return
    same_but_database: dict[str, list[pytest.Function]] = defaultdict(list)
    for item in items:
        if isinstance(item, pytest.Function) and _goes_by_turns(item):
            same_but_database[_without_database(item)].append(item)
    left_out: set[pytest.Item] = set()
    turn_of: dict[str, int] = {}
    for each in same_but_database.values():
        function = each[0].originalname
        turn = turn_of.setdefault(function, crc32(function.encode()))
        turn_of[function] += 1
        left_out |= {item for place, item in enumerate(each) if place != turn % len(each)}
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = [item for item in items if item not in left_out]


def _goes_by_turns(item: pytest.Function) -> bool:
    callspec = getattr(item, "callspec", None)
    return (
        bool({"views", "services"} & set(item.path.parts))
        and callspec is not None
        and callspec.params.get("apps") in ("sqlite", "postgresql")
        and item.get_closest_marker("on_both_databases") is None
    )


def _without_database(item: pytest.Function) -> str:
    """Return a name that the test's runs on both databases share."""
    return f"{item.path}::{DATABASE.sub('', item.name, count=1)}"

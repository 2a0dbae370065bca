"""`bench walks` counts files, calls and statements, for each thread alone."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from bench.walks.tracing import Walk, traced
from portfolio import clock
from portfolio.extensions import db
from tests.support.databases import on_one_database


def test_a_call_into_another_file_is_a_hop_and_one_within_a_file_is_none():
    walk = Walk()

    for file in ("views.py", "views.py", "services.py"):
        walk.enter(file)
    walk.leave()
    walk.enter("models.py")

    assert (walk.calls, walk.hops, walk.deepest) == (4, 2, 3)
    assert walk.files == {"views.py", "services.py", "models.py"}


def test_calls_of_the_product_are_counted_by_the_thread_that_makes_them():
    with traced() as walks:
        clock.now()
        other = threading.Thread(target=lambda: [clock.now(), clock.now()], name="other")
        other.start()
        other.join()
    clock.now()

    here = threading.current_thread().name
    assert {name: walk.calls for name, walk in walks.items()} == {here: 1, "other": 2}
    assert walks["other"].files == {clock.__file__}


@on_one_database
@pytest.mark.usefixtures("app")
def test_begin_is_a_statement_and_commit_is_none():
    with traced() as walks:
        db.session.execute(sa.text("SELECT 1"))
        db.session.commit()

    walk = walks[threading.current_thread().name]
    assert (walk.statements, walk.commits) == (2, 1)

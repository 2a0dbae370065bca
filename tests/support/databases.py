"""Marks for the kinds of database that a test runs on, and races between threads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

#: For tests that store nothing, or nothing that the other database would store otherwise.
on_one_database = pytest.mark.parametrize("apps", ["sqlite"], indirect=True, scope="session")
on_sqlite = on_one_database
#: For tests that run on both databases even where others go by turns (turns.py).
on_both_databases = pytest.mark.on_both_databases


def race(app: Flask, run: Callable[[int], Any], runners: int) -> list[Any]:
    """Run `run` in `runners` threads at once, each in an app context; return their answers.

    The answer of a thread that raises is its exception.
    """
    start = threading.Barrier(runners)
    answers: list[Any] = [None] * runners

    def runner(number: int) -> None:
        with app.app_context():
            start.wait()
            try:
                answers[number] = run(number)
            except Exception as error:
                answers[number] = error

    threads = [threading.Thread(target=runner, args=(number,)) for number in range(runners)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers

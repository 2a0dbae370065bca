"""Marks for tests to which the kind of database makes no difference, and races between threads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

#: One database is enough where nothing is stored, or nothing that the other would store otherwise.
on_one_database = pytest.mark.parametrize("apps", ["sqlite"], indirect=True, scope="session")
on_sqlite = on_one_database


def race(app: Flask, run: Callable[[int], Any], runners: int) -> list[Any]:
    """Let so many threads run at the same moment, each in an app context; return their answers.

    A runner that raises answers with its exception.
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

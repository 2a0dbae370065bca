"""The host's commands: a sentence about what was done, or a sentence and a failed exit."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from click.testing import Result
from flask import Flask

from portfolio import clock
from portfolio.services.drafts import suspensions
from portfolio.services.pages import reports
from tests.support.people import Browser, Person
from tests.support.stored import page_of


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=words)


def test_a_page_is_suspended_and_reinstated(app: Flask, alice: Person, visitor: Browser):
    path = alice.publishes(*alice.ids[:2])

    done = run(app, "suspend", f"@{alice.handle}", "--reason", " Music of somebody else. ")

    assert (done.exit_code, f"@{alice.handle} is suspended" in done.output) == (0, True)
    assert page_of(alice).suspended_for == "Music of somebody else."
    assert visitor.get(path).status_code == 404
    done = run(app, "reinstate", alice.handle)
    assert (done.exit_code, "public as it was before" in done.output) == (0, True)
    assert visitor.get(path).status_code == 200


def test_a_second_reinstatement_says_that_nothing_was_changed(app: Flask, alice: Person):
    suspensions.suspend(alice.handle, "Why.")

    assert "its creator can publish it" in run(app, "reinstate", alice.handle).output
    again = run(app, "reinstate", alice.handle)

    assert (again.exit_code, "nothing was changed" in again.output) == (0, True)


@pytest.mark.parametrize(
    "words",
    [
        ("suspend", "nobody", "--reason", "Why."),
        ("suspend", "n/o", "--reason", "Why."),
        ("reinstate", "nobody"),
        ("reinstate", ""),
    ],
    ids=" ".join,
)
def test_a_handle_that_nobody_has_is_named_and_fails(app: Flask, alice: Person, words: list[str]):
    done = run(app, *words)

    assert done.exit_code == 1
    assert done.output.startswith("Error: Nobody here has the handle ")
    assert words[1] in done.output


@pytest.mark.parametrize(
    ("reason", "exit_code"), [((), 2), (("--reason", " "), 1), (("--reason", "x" * 1001), 1)]
)
def test_a_suspension_without_a_usable_reason_fails(
    app: Flask, alice: Person, reason: tuple[str, ...], exit_code: int
):
    done = run(app, "suspend", alice.handle, *reason)

    assert done.exit_code == exit_code
    assert "reason" in done.output or "say why" in done.output
    assert not page_of(alice).is_suspended


@pytest.fixture
def reported(alice: Person) -> int:
    """Return the number of an open report about Alice's page, whose words command a terminal."""
    alice.publishes(alice.ids[0])
    words = "Look:\n\x1b[2Jnothing \u202eelse"
    reports.add(alice.creator_id, kind="fraud", words=words, contact="me@x.example")
    (report,) = reports.all_open()
    return report.number


def test_open_reports_are_listed_until_they_are_closed(app: Flask, alice: Person, reported: int):
    listed = run(app, "reports").output

    assert listed.startswith(f"{reported}  @{alice.handle}  fraud  ")
    assert "    Look:\n    �[2Jnothing �else\n    Contact: me@x.example\n" in listed
    done = run(app, "reports", "close", str(reported))
    assert (done.exit_code, done.output) == (0, f"Closed: {reported}.\n")
    assert run(app, "reports").output == "No report is open.\n"
    assert run(app, "reports", "--json").output == "[]\n"


def test_reports_are_told_to_programs_as_json(app: Flask, alice: Person, reported: int):
    suspensions.suspend(alice.handle, "Why.")

    (row,) = json.loads(run(app, "reports", "--json").output)

    at = datetime.fromisoformat(row.pop("at"))
    assert timedelta() <= clock.now() - at < timedelta(minutes=5)
    assert row == {
        "number": reported,
        "handle": alice.handle,
        "is_suspended": True,
        "kind": "fraud",
        "words": "Look:\n\x1b[2Jnothing \u202eelse",
        "contact": "me@x.example",
    }


def test_a_report_that_is_not_open_cannot_be_closed(app: Flask, reported: int):
    other = reported + 7

    done = run(app, "reports", "close", str(other), str(reported))

    assert done.exit_code == 1
    assert f"Closed: {reported}." in done.output
    assert f"No open report has the number {other}." in done.output
    for words in ((), ("x",), ("0",)):
        assert run(app, "reports", "close", *words).exit_code == 2

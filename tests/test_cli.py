"""The host's commands: a sentence about what was done, or a sentence and a failed exit."""

from __future__ import annotations

import pytest
from click.testing import Result
from flask import Flask

from portfolio.services.drafts import suspensions
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

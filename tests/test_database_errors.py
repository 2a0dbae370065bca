"""A database error in the log names the failure, and shows no value of a row."""

from __future__ import annotations

import traceback

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio.models.connection import Connection
from portfolio.transactions import writing
from tests.support.people import Person

SEALED = "gAAAAABsealed-token"


def told(error: BaseException) -> str:
    """Return the log's text of an error and its cause."""
    return "".join(traceback.format_exception(error))


def test_a_failed_statement_shows_none_of_its_values(app: Flask, alice: Person):
    with pytest.raises(sa.exc.DBAPIError) as failed, writing() as session:
        session.execute(sa.text("UPDATE no_table SET x = :token"), {"token": SEALED})

    assert "no_table" in told(failed.value)
    assert SEALED not in told(failed.value)


def test_a_refused_row_is_not_shown(app: Flask, alice: Person):
    refused = sa.update(Connection).where(Connection.creator_id == alice.creator_id)
    with pytest.raises(sa.exc.IntegrityError) as failed, writing() as session:
        session.execute(refused.values(scopes=SEALED, access_token=sa.null()))

    assert "access_token" in told(failed.value)
    assert SEALED not in told(failed.value)

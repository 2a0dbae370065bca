"""The instant from which a connection's access token should be refreshed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portfolio.models.connection import Connection

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def connection(life: timedelta) -> Connection:
    return Connection(issued_at=NOON, access_expires_at=NOON + life, scopes="video.list,,x")


@pytest.mark.parametrize(
    ("life", "left"),
    [
        (timedelta(hours=24), timedelta(minutes=5)),
        (timedelta(hours=2), timedelta(minutes=5)),
        (timedelta(minutes=6), timedelta(minutes=2)),
        (timedelta(seconds=30), timedelta(seconds=10)),
    ],
    ids=str,
)
def test_a_token_is_due_with_five_minutes_or_a_third_of_its_life_left(
    life: timedelta, left: timedelta
):
    due_at = NOON + life - left

    assert not connection(life).is_refresh_due(due_at - timedelta(milliseconds=1))
    assert connection(life).is_refresh_due(due_at + timedelta(milliseconds=1))


def test_a_token_is_alive_until_it_expires():
    token = connection(timedelta(hours=2))

    assert token.is_access_alive(NOON + timedelta(minutes=119))
    assert not token.is_access_alive(NOON + timedelta(hours=2))


def test_the_scopes_are_a_set():
    assert connection(timedelta(hours=2)).granted == {"video.list", "x"}

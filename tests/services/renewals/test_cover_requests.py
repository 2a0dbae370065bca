"""Cover requests: a set in the page's order, and the announcement of a renewal that takes them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from flask import Flask

from portfolio.services.renewals import cover_requests
from tests.support.databases import on_both_databases, on_one_database

pytestmark = on_both_databases

SOMEBODY = uuid4()


@on_one_database
def test_what_is_wanted_is_taken_in_the_order_of_the_page(app: Flask):
    cover_requests.add(SOMEBODY, ["1", "2", "3"])

    assert cover_requests.take(SOMEBODY, 2) == ["1", "2"]
    assert cover_requests.take(SOMEBODY, 2) == ["3"]


@on_one_database
def test_who_wants_more_hears_that_a_renewal_for_visitors_is_under_way(
    app: Flask, time_passes: Callable[..., None]
):
    assert not cover_requests.add(SOMEBODY, ["1"])
    cover_requests.take(SOMEBODY, 20, seconds=15)

    assert cover_requests.add(SOMEBODY, ["2"])
    time_passes(seconds=16)
    assert not cover_requests.add(SOMEBODY, ["2"])


@on_one_database
def test_a_renewal_for_nobody_in_particular_does_not_say_so(app: Flask):
    cover_requests.take(SOMEBODY, 20)

    assert not cover_requests.add(SOMEBODY, ["1"])


@on_one_database
def test_the_end_of_a_renewal_tells_whether_something_came_meanwhile(app: Flask):
    cover_requests.take(SOMEBODY, 20, seconds=15)
    cover_requests.add(SOMEBODY, ["1"])

    assert not cover_requests.withdraw(SOMEBODY)
    cover_requests.take(SOMEBODY, 20)
    assert cover_requests.withdraw(SOMEBODY)

"""Each step of a visit does its own part alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from flask import Flask, request
from werkzeug.exceptions import NotFound

from portfolio import languages
from portfolio.extensions import queues
from portfolio.services.accounts import language
from portfolio.services.pages.public_page import PublicPage
from portfolio.views import caching
from portfolio.views.public import visiting
from tests.support.databases import on_one_database
from tests.support.people import Person
from tests.support.tiktok import TikTok

pytestmark = on_one_database

TimePasses = Callable[..., None]
Visit = Callable[..., AbstractContextManager[PublicPage]]
CRAWLER = "Googlebot/2.1"


@pytest.fixture
def visit(app: Flask, alice: Person, time_passes: TimePasses) -> Visit:
    """Return a request for Alice's page, all of whose pictures are due; no job is queued yet."""
    alice.publishes(*alice.ids)
    alice.worker.works()
    app.extensions["visits"].forget()
    time_passes(days=3)

    @contextmanager
    def begun(agent: str = "Firefox") -> Iterator[PublicPage]:
        with app.test_request_context(alice.page_path, headers={"User-Agent": agent}):
            yield visiting.published(alice.page_path.removeprefix("/@"))

    return begun


def test_to_find_a_page_is_no_visit_and_queues_nothing(app: Flask, alice: Person, visit: Visit):
    with visit() as page:
        assert [card.id for card in page.pending] == alice.ids

    assert alice.worker.queued() == []
    assert app.extensions["visits"].forget() == {}


def test_a_page_speaks_its_creators_language(app: Flask, alice: Person, visit: Visit):
    language.choose(alice.creator_id, "ar")

    with visit():
        assert languages.current() == "ar"


def test_where_no_page_is_there_is_nothing_to_visit(app: Flask):
    with app.test_request_context("/@nobody"), pytest.raises(NotFound):
        visiting.published("nobody")


def test_covers_are_requested_without_a_visit(app: Flask, alice: Person, visit: Visit):
    with visit() as page:
        assert visiting.request_covers(page)

    assert alice.worker.queued() == ["renew_covers_now"]
    assert app.extensions["visits"].forget() == {}


def test_only_the_covers_that_are_named_are_requested(alice: Person, visit: Visit):
    with visit() as page:
        assert not visiting.request_covers(page, [])
        assert alice.worker.queued() == []
        assert visiting.request_covers(page, [next(page.cards())])


def test_the_avatar_is_requested_by_itself(app: Flask, alice: Person, visit: Visit):
    with visit() as page:
        visiting.request_avatar(page)

    assert alice.worker.queued() == ["update_profile_now"]
    assert app.extensions["visits"].forget() == {}


@pytest.mark.parametrize(("agent", "visits"), [("Firefox", 1), (CRAWLER, 0)])
def test_a_persons_visit_is_counted_and_requests_nothing(
    agent: str, visits: int, app: Flask, alice: Person, visit: Visit
):
    with visit(agent) as page:
        visiting.count_visit(page)

    assert dict(app.extensions["visits"].forget()) == ({alice.creator_id: 1} if visits else {})
    assert alice.worker.queued() == []


def test_to_wait_requests_nothing_and_is_no_visit(
    app: Flask, alice: Person, visit: Visit, settings_are: Callable[..., None]
):
    settings_are(render_wait=0.05)
    with visit() as page:
        queues.worker_is_here()
        visiting.wait(page)
        assert visiting.published(page.handle).pending == page.pending

    assert alice.worker.queued() == []
    assert app.extensions["visits"].forget() == {}


def test_who_waits_gets_the_page_with_the_covers_that_came(
    alice: Person, visit: Visit, tiktok: TikTok
):
    with visit() as page:
        visiting.request_covers(page)
        with alice.worker.always_working():
            assert visiting.wait(page)
            assert visiting.published(page.handle).pending == []


def test_others_see_the_page_meanwhile(app: Flask, alice: Person, visit: Visit):
    left: list[str] = []
    with visit() as page:
        request.environ[caching.MEANWHILE] = lambda body, _headers: left.append(body)
        visiting.wait(page, meanwhile=lambda shown: f"{len(shown.pending)} pending")

    assert left == ["7 pending"]

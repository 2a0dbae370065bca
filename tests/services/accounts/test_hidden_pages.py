"""A page that another TikTok app hides is neither renewed nor counted, published nor led to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask

from portfolio import clock, jobs
from portfolio.services.connections import token_access
from portfolio.services.drafts import appointments, picks, previews
from portfolio.services.library import syncs
from portfolio.services.renewals import planner
from tests.services.pages.test_handles import change
from tests.support.people import Browser, Person
from tests.support.stored import connection_of, page_of, renewal_of
from tests.support.tiktok import TikTok

TimePasses = Callable[..., None]
Hidden = Callable[[], object]


@pytest.fixture
def hidden(app: Flask, settings_are: Callable[..., None]) -> Hidden:
    """Return a block in which the site uses another TikTok app, as after two restarts."""
    usual = app.extensions["settings"].tiktok_client_key

    def use(key: str) -> None:
        settings_are(tiktok_client_key=key)
        app.extensions["page_layer"]._copies.clear()

    @contextmanager
    def block() -> Iterator[None]:
        use("aw-other")
        try:
            yield
        finally:
            use(usual)

    return block


def is_warm_and_due(person: Person, visitor: Browser, time_passes: TimePasses) -> None:
    person.publishes(*person.ids)
    time_passes(hours=4)
    visitor.page(person.page_path)
    visitor.is_counted()
    person.worker.works()
    time_passes(hours=1)


def metrics(visitor: Browser) -> dict[str, float]:
    """Return the values without labels."""
    lines = visitor.get("/metrics").text.splitlines()
    values = [line.split(" ") for line in lines if not line.startswith("#") and "{" not in line]
    return {name: float(value) for name, value in values}


def test_no_plan_holds_it(alice: Person, visitor: Browser, time_passes: TimePasses, hidden: Hidden):
    is_warm_and_due(alice, visitor, time_passes)

    with hidden():
        assert planner.plan(10, in_time=10).creators == []
        assert planner.plan(10, in_time=0).at_risk == 0

    assert planner.plan(10, in_time=10).creators == [alice.creator_id]
    assert renewal_of(alice).failed_at is None


def test_its_covers_are_not_at_risk(
    alice: Person, visitor: Browser, time_passes: TimePasses, hidden: Hidden,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    is_warm_and_due(alice, visitor, time_passes)
    monkeypatch.setattr(planner, "_calls_in_time", lambda: 0)

    with hidden():
        assert planner.covers_at_risk() == 0

    assert planner.covers_at_risk() == len(alice.ids)


def test_the_metrics_count_the_pages_of_this_app_alone(
    alice: Person, visitor: Browser, tiktok: TikTok, time_passes: TimePasses, hidden: Hidden
):
    is_warm_and_due(alice, visitor, time_passes)
    tiktok.fails("video/query")
    jobs.plan_now()
    alice.worker.works()
    of_pages = ("showreel_pages_public", "showreel_pages_warm", "showreel_renewals_failing")

    with hidden():
        there = metrics(visitor)
        assert [there[name] for name in of_pages] == [0, 0, 0]
        assert visitor.get("/readyz").json["renewals_failing_for_seconds"] is None

    there = metrics(visitor)
    assert [there[name] for name in of_pages] == [1, 1, 1]
    assert visitor.get("/readyz").json["renewals_failing_for_seconds"] is not None


def test_the_metrics_count_the_creators_of_this_app_alone(
    alice: Person, visitor: Browser, hidden: Hidden
):
    syncs.start(alice.creator_id)
    token_access.end(alice.creator_id, connection_of(alice).version)
    counted = ("showreel_connections_ended", "showreel_syncs_unfinished")

    with hidden():
        there = metrics(visitor)
        assert [there[name] for name in counted] == [0, 0]

    there = metrics(visitor)
    assert [there[name] for name in counted] == [1, 1]


def test_its_draft_is_published_at_its_time_only_once_the_app_is_back(
    alice: Person, time_passes: TimePasses, hidden: Hidden
):
    picks.change(alice.creator_id, add=alice.ids[:2])
    at = clock.now() + timedelta(days=1)
    appointments.make(alice.creator_id, at, alice.creator_id)

    with hidden():
        time_passes(hours=25)
        assert appointments.due() == []
        assert appointments.keep(alice.creator_id) is None
        page = page_of(alice)
        assert (page.edition, page.publish_at, page.publish_refused) == (None, at, None)

    jobs.sweep_now()
    alice.worker.works()
    assert page_of(alice).edition == 1


def test_its_private_link_leads_nowhere(alice: Person, visitor: Browser, hidden: Hidden):
    alice.picks(alice.ids[0])
    link = f"/preview/{previews.share(alice.creator_id)}"
    below = (link, f"{link}/v/{alice.ids[0]}", f"{link}/covers?ids={alice.ids[0]}")

    with hidden():
        assert [visitor.get(path).status_code for path in below] == [404] * 3

    assert [visitor.get(path).status_code for path in below] == [200] * 3


def test_its_former_handles_lead_nowhere(alice: Person, visitor: Browser, hidden: Hidden):
    alice.publishes(*alice.ids, handle="mira")
    change(alice, "anna")
    paths = ("/@mira", f"/@mira/v/{alice.ids[0]}")

    with hidden():
        assert [visitor.get(path).status_code for path in paths] == [404] * 2

    assert [visitor.get(path).status_code for path in paths] == [301] * 2

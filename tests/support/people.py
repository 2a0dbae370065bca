"""People: Alice owns a page, Bob is another signed-in creator, a visitor is not signed in.

Each has a browser that checks every HTML answer against the house standard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import Cookie, TestResponse

from portfolio import clock
from portfolio.extensions import db
from portfolio.models.cover import SAFE_LEFT, SAFE_SHARE
from portfolio.models.creator import Creator
from portfolio.models.page import Page
from portfolio.pagecache import FRESH
from tests.support.html import Document, house_faults
from tests.support.tiktok import SCOPES, Account, TikTok, expiry_of
from tests.support.working import Worker

_tabs = count(1)
#: Addresses that may set cookies and contain CSRF tokens; all others must not.
PRIVATE = ("/studio", "/login", "/logout")


def a_second_later(app: Flask) -> None:
    """Age the page layer's copies, so that it compares them with the database again."""
    for copy in app.extensions["page_layer"]._copies.values():
        copy.asked -= FRESH


class Browser:
    """A browser without JavaScript: it keeps cookies, and sends forms with the page's token."""

    def __init__(self, app: Flask, tiktok: TikTok) -> None:
        self._app = app
        self._client: FlaskClient = app.test_client()
        self._base = app.extensions["settings"].public_url
        self._tiktok = tiktok
        self._token: str | None = None
        self._tab, self._turns = f"tab{next(_tabs)}", count(1)
        self._last: tuple[TestResponse, Document] | None = None

    @property
    def cookies(self) -> dict[Any, Cookie]:
        """The jar of the test client, which has no public name for all of it."""
        return cast(dict[Any, Cookie], self._client._cookies)

    def get(self, path: str, **options: Any) -> TestResponse:
        return self._open("GET", path, **options)

    def page(self, path: str, status: int = 200, **options: Any) -> Document:
        """Open an address, follow redirects, and return the page."""
        answer = self.get(path, **options)
        while answer.status_code in (301, 302, 303) and status == 200:
            answer = self.get(answer.location)
        assert answer.status_code == status, f"{path}: {answer.status}"
        return self._document_of(answer)

    def is_counted(self) -> None:
        """Let the web write its visits now; otherwise it does so every half minute."""
        self._app.extensions["visits"].note()

    def post(self, path: str, token: bool = True, **form: object) -> TestResponse:
        """Send a form, by default with the token of the last page."""
        data = {**({"csrf_token": self._token} if token and self._token else {}), **form}
        return self._open("POST", path, data=data, headers={"Origin": self._base})

    def ticks(self, *video_ids: str, token: bool = True) -> TestResponse:
        """Tick these videos in the picker, in one request of its script."""
        return self._changes_picks(token, shown=[*video_ids], pick=[*video_ids])

    def unticks(self, *video_ids: str, token: bool = True) -> TestResponse:
        return self._changes_picks(token, shown=[*video_ids])

    def _changes_picks(self, token: bool, **boxes: Sequence[str]) -> TestResponse:
        turn = next(self._turns)
        told = {"tab": self._tab, "turn": turn, "answered": turn - 1}
        return self.post("/studio/picks", token, **boxes, **told)

    @property
    def session(self) -> dict[str, Any]:
        """The contents of the session cookie."""
        with self._client.session_transaction(base_url=self._base) as session:
            return dict(session)

    def _open(self, method: str, path: str, **options: Any) -> TestResponse:
        path = path.removeprefix(self._base)
        a_second_later(self._app)
        answer = self._client.open(path, method=method, base_url=self._base, **options)
        self._hold_to_the_standard(path, answer)
        return answer

    def _hold_to_the_standard(self, path: str, answer: TestResponse) -> None:
        where = urlsplit(path).path
        is_private = where.startswith(PRIVATE)
        if not is_private:
            assert "Set-Cookie" not in answer.headers, f"{where} sets a cookie"
        if answer.mimetype != "text/html" or answer.location:
            return
        document = self._document_of(answer)
        # An error page is the same for all readers, at any address.
        is_public = not is_private or (answer.status_code >= 400 and not document.csrf_token)
        faults = house_faults(document, is_public=is_public) if answer.data else []
        assert not faults, f"{where}: {faults}"
        self._no_cover_is_unsafe(where, document)
        self._token = document.csrf_token or self._token

    def _document_of(self, answer: TestResponse) -> Document:
        """The answer as a tree, read once however many ask for it."""
        if self._last is None or self._last[0] is not answer:
            self._last = (answer, Document(answer.text))
        return self._last[1]

    def _no_cover_is_unsafe(self, where: str, document: Document) -> None:
        """Check that pictures live for a while: they load lazily, minutes after the page."""
        least = min(SAFE_LEFT.total_seconds(), SAFE_SHARE * self._tiktok.cover_life)
        for image in document.all("img"):
            expiry = expiry_of(image["src"])
            # One second, since the address counts whole seconds.
            left = None if expiry is None else expiry - clock.now().timestamp() + 1
            assert left is None or left >= least, f"{where}: a cover with {left} s left"


@dataclass
class Person:
    """A person with an account at TikTok, and a browser."""

    account: Account
    browser: Browser
    worker: Worker
    _creator_id: UUID | None = None

    @property
    def ids(self) -> list[str]:
        return self.account.ids

    @property
    def creator_id(self) -> UUID:
        """The id of their creator, or of the last one they had; rows read after it are fresh."""
        if self._creator_id is None:
            self._creator_id = self.creator.id
        db.session.rollback()
        return self._creator_id

    @property
    def creator(self) -> Creator:
        """Their creator, freshly read from the database."""
        db.session.rollback()
        return db.session.scalars(
            sa.select(Creator).where(Creator.open_id == self.account.open_id)
        ).one()

    def goes_to_tiktok(self, **form: object) -> str:
        """Press the sign-in button; return the address at TikTok that it leads to."""
        answer = self.browser.post("/login", **form)
        assert answer.status_code == 302, answer.text
        return answer.location

    def comes_back(self, scopes: Sequence[str] = SCOPES, **form: object) -> TestResponse:
        """Sign in, consent, and return the answer of our callback."""
        self._creator_id = None  # After leaving they become another creator.
        return self.browser.get(self.account.consents(self.goes_to_tiktok(**form), scopes))

    def signs_in(self, scopes: Sequence[str] = SCOPES) -> Person:
        """Sign in, and let the worker sync profile and library."""
        answer = self.comes_back(scopes)
        assert answer.status_code == 303, answer.text
        self.worker.works()
        return self

    def picks(self, *video_ids: str) -> None:
        """Tick these videos one after the other."""
        self.browser.page("/studio/page")  # for its token
        for video_id in video_ids:
            answer = self.browser.ticks(video_id)
            assert answer.status_code == 200, answer.text

    def picks_at_once(self, *video_ids: str) -> None:
        """Tick a range of videos by one request."""
        self.browser.page("/studio/page")  # for its token
        if video_ids:
            answer = self.browser.ticks(*video_ids)
            assert answer.status_code == 200, answer.text

    def publishes(self, *video_ids: str, handle: str | None = None, recent: bool = False) -> str:
        """Pick these videos, choose a handle and publish; return the page's address."""
        self.picks_at_once(*video_ids)
        if handle or recent:
            self.saves_page(handle=handle, recent=recent)
        answer = self.browser.post("/studio/editions")
        assert answer.status_code == 303, answer.text
        return self.page_path

    def saves_page(self, *, handle: str | None = None, recent: bool = False) -> TestResponse:
        form = self.browser.page("/studio/page")
        return self.browser.post(
            "/studio/page",
            handle=handle or form.one("input", name="handle")["value"],
            **({"recent": "1"} if recent else {}),
        )

    @property
    def page_path(self) -> str:
        return f"/@{self.handle}"

    @property
    def handle(self) -> str:
        """The handle of their page, freshly read from the database."""
        found = sa.select(Page.handle).where(Page.creator_id == self.creator_id)
        handle = db.session.scalars(found).one()
        db.session.rollback()  # what the test reads next is fresh
        return handle

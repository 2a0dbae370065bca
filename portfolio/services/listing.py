"""The pages of a listing, one ahead: TikTok answers while the page before is being stored."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from uuid import UUID

from portfolio.services import budget, connections
from portfolio.services.problems import NotConnected, TryLater
from portfolio.services.remote import remote
from portfolio.tiktok.errors import AccessTokenInvalid
from portfolio.tiktok.models import VideoPage

PAGE_SIZE = 20


class Listing:
    """One creator's listing for a job that may work for `seconds`; 0 is for one page alone."""

    def __init__(self, seconds: float = 0.0) -> None:
        self._ends = time.monotonic() + seconds
        self._pool: ThreadPoolExecutor | None = None
        self._token: str | None = None
        self._ahead: tuple[int, Future[VideoPage]] | None = None

    @property
    def goes_on(self) -> bool:
        """Whether this job should do another page; one that was asked for is not thrown away."""
        return self._ahead is not None or time.monotonic() < self._ends

    def page(self, creator_id: UUID, cursor: int | None) -> VideoPage:
        """Return the page at `cursor`. Raises what `connections.calling` does."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None and ahead[0] == cursor:
            with suppress(AccessTokenInvalid), budget.heeding():
                return ahead[1].result()
            self._token = None  # it was refused; another one is found below
        return connections.calling(creator_id, lambda token: _ask(token, cursor))

    def look_ahead(self, creator_id: UUID, cursor: int) -> None:
        """Ask for the page that will be wanted next, unless the job is over by then."""
        if time.monotonic() >= self._ends:
            return
        # What is wrong with the connection is told by the page itself.
        with suppress(NotConnected, TryLater):
            # Good for the length of a job; a refused one is replaced when the page is wanted.
            token = self._token = self._token or connections.access_token(creator_id)
            self._pool = self._pool or ThreadPoolExecutor(1, thread_name_prefix="listing")
            # With a copy of the context: it holds the app, and for whom the call is made.
            self._ahead = cursor, self._pool.submit(copy_context().run, _ask, token, cursor)

    def close(self) -> None:
        """Let a page that was asked for in vain end by itself."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)


def _ask(token: str, cursor: int | None) -> VideoPage:
    return remote().api.list_videos(token, cursor=cursor, max_count=PAGE_SIZE)

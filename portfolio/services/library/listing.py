"""The pages of a listing, one ahead: the next page is asked for while the last one is stored."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from uuid import UUID

from portfolio.services.calls import budget
from portfolio.services.calls.clients import tiktok_clients
from portfolio.services.connections import token_access
from portfolio.services.connections.token_access import Access
from portfolio.services.errors import NotConnected, TryLater
from portfolio.tiktok.errors import AccessTokenInvalid
from portfolio.tiktok.models import VideoPage

PAGE_SIZE = 20


class Listing:
    """One creator's listing, for a job that may work for `seconds`; 0 reads a single page.

    `access` is that of `token_access.access_by` if the job has just got it.
    """

    def __init__(self, seconds: float = 0.0, access: Access | None = None) -> None:
        self._access = access
        self._ends = time.monotonic() + seconds
        self._pool: ThreadPoolExecutor | None = None
        self._token: str | None = None
        self._ahead: tuple[int, Future[VideoPage]] | None = None

    @property
    def goes_on(self) -> bool:
        """Whether this job should do another page; a page already asked for is used."""
        return self._ahead is not None or time.monotonic() < self._ends

    def page(self, creator_id: UUID, cursor: int | None) -> VideoPage:
        """Return the page at `cursor`. Raises the errors of `token_access.calling`."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None and ahead[0] == cursor:
            with suppress(AccessTokenInvalid), budget.heeding():
                return ahead[1].result()
            self._token = None  # TikTok refused it; `calling` below finds another one
        access, self._access = self._access, None
        return token_access.calling(creator_id, lambda token: _ask(token, cursor), access)

    def look_ahead(self, creator_id: UUID, cursor: int) -> None:
        """Ask for the next page in a thread, unless the job is over by then."""
        if time.monotonic() >= self._ends:
            return
        # A problem of the connection is raised when the page itself is read.
        with suppress(NotConnected, TryLater):
            # The token serves for the whole job; a refused one is replaced in `page`.
            token = self._token = self._token or token_access.access_token(creator_id)
            self._pool = self._pool or ThreadPoolExecutor(1, thread_name_prefix="listing")
            # The copied context holds the app and the caller whom the budget counts.
            self._ahead = cursor, self._pool.submit(copy_context().run, _ask, token, cursor)

    def close(self) -> None:
        """Leave the thread of an unused page to end by itself."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)


def _ask(token: str, cursor: int | None) -> VideoPage:
    return tiktok_clients().api.list_videos(token, cursor=cursor, max_count=PAGE_SIZE)

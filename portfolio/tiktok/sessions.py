"""requests sessions as this client wants them: lent, without redirects or cookies."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

import requests
from requests.utils import get_environ_proxies

from portfolio.tiktok.adapter import BoundedAdapter

MOST_IDLE = 8
"""Sessions, each with its connection, that are kept for later calls."""

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class NoRedirects(requests.Session):
    """A session for which a redirect is an answer like any other: nothing is sent elsewhere.

    More than `allow_redirects=False`, which would still take the Location header apart, and raise
    where it is malformed.
    """

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        return None


def prepare(session: requests.Session, url: str) -> None:
    """Bring the session under the deadline, and make it keep and tell nothing."""
    adapter = BoundedAdapter()
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
    session.headers.update({"Accept": "application/json", "Accept-Encoding": "gzip"})
    # A proxy from the environment is for the world outside, not for a server on this machine.
    # It is looked up once: requests would go through the whole environment with every call.
    session.trust_env = False
    if urlsplit(url).hostname not in _LOOPBACK:
        session.proxies.update(get_environ_proxies(url))
        session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or session.verify


class Sessions:
    """Sessions to borrow. Each serves one thread at a time, since requests does not promise more,
    and then the next one: connections stay open between calls, whichever thread makes them.

    A process that was forked begins anew: two must not read from one connection.
    """

    def __init__(self, url: str, user_agent: str) -> None:
        self._url = url
        self._user_agent = user_agent
        self._idle: list[requests.Session] = []
        self._pid = os.getpid()

    @contextmanager
    def borrowed(self) -> Iterator[requests.Session]:
        """A session for this block alone; the one that was used last, if any is idle."""
        if self._pid != os.getpid():
            self._idle, self._pid = [], os.getpid()
        try:
            session = self._idle.pop()
        except IndexError:
            session = self.fresh()
        try:
            yield session
        except BaseException:
            session.close()  # Its connection may be in the middle of something.
            raise
        if len(self._idle) < MOST_IDLE:
            self._idle.append(session)
        else:
            session.close()

    def fresh(self) -> requests.Session:
        """A session that is not lent to anybody else; close it after use."""
        session = NoRedirects()
        prepare(session, self._url)
        session.headers["User-Agent"] = self._user_agent
        return session

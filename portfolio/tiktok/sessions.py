"""requests sessions for this client: borrowed by threads, without redirects or cookies."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

import requests
from requests.utils import get_environ_proxies

from .adapter import BoundedAdapter

MOST_IDLE = 8
"""The most idle sessions, each with its connection, that are kept for later calls."""

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class NoRedirects(requests.Session):
    """A session for which a redirect is an answer like any other: no further request is sent.

    `allow_redirects=False` is not enough: requests would still parse the Location header, and
    raise if it is malformed.
    """

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        return None


def prepare(session: requests.Session, url: str) -> None:
    """Bring the session under the deadline, without cookies and without a .netrc file."""
    adapter = BoundedAdapter()
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
    session.headers.update({"Accept": "application/json", "Accept-Encoding": "gzip"})
    # A proxy from the environment is for other machines, not for a server on this one. It is
    # looked up once: requests would search the whole environment with every call.
    session.trust_env = False
    if urlsplit(url).hostname not in _LOOPBACK:
        session.proxies.update(get_environ_proxies(url))
        session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or session.verify


class Sessions:
    """Sessions to borrow. Each serves one thread at a time, since requests promises no more, and
    then the next thread: connections stay open between the calls of all threads.

    A forked process makes its own sessions: two processes must not read from one connection.
    """

    def __init__(self, url: str, user_agent: str) -> None:
        self._url = url
        self._user_agent = user_agent
        self._idle: list[requests.Session] = []
        self._pid = os.getpid()

    @contextmanager
    def borrowed(self) -> Iterator[requests.Session]:
        """Lend a session to this block alone; the one used last, if any is idle."""
        if self._pid != os.getpid():
            self._idle, self._pid = [], os.getpid()
        try:
            session = self._idle.pop()
        except IndexError:
            session = self.fresh()
        try:
            yield session
        except BaseException:
            session.close()  # Its connection may be in the middle of an answer.
            raise
        if len(self._idle) < MOST_IDLE:
            self._idle.append(session)
        else:
            session.close()

    def fresh(self) -> requests.Session:
        """Return a session that is lent to no other thread; close it after use."""
        session = NoRedirects()
        prepare(session, self._url)
        session.headers["User-Agent"] = self._user_agent
        return session

"""requests sessions as this client wants them: one a thread, no redirects, no cookies."""

import os
import threading
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

import requests

from portfolio.tiktok.adapter import BoundedAdapter

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class NoRedirects(requests.Session):
    """A session for which a redirect is an answer like any other.

    `allow_redirects=False` alone would still take the Location header apart, and raise where it
    is malformed.
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
    session.trust_env = urlsplit(url).hostname not in _LOOPBACK


class Sessions:
    """A session for each thread, since requests does not promise that threads can share one.

    A process that was forked gets its own as well: two must not read from one connection.
    """

    def __init__(self, url: str, user_agent: str) -> None:
        self._url = url
        self._user_agent = user_agent
        self._mine = threading.local()

    def mine(self) -> requests.Session:
        """This thread's session; its connection stays open between calls."""
        if getattr(self._mine, "pid", None) != os.getpid():
            self._mine.session = self.fresh()
            self._mine.pid = os.getpid()
        session: requests.Session = self._mine.session
        return session

    def fresh(self) -> requests.Session:
        """A session of its own; close it after use."""
        session = NoRedirects()
        prepare(session, self._url)
        session.headers["User-Agent"] = self._user_agent
        return session

"""One call over the wire: sent, received, logged, and every failure on the way translated."""

import logging
import random
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Protocol, Self
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError

from .adapter import BodyTooLarge
from .answers import Answer
from .deadline import Deadline, within
from .endpoints import Endpoint
from .errors import AccessTokenInvalid, Unavailable
from .secrecy import hide
from .sessions import Sessions

log = logging.getLogger(__name__)

REPEATS = 2
"""How often a read is repeated after a connection broke before its answer began."""

PAUSE = (0.02, 0.2)
"""Seconds before a repeat, drawn at random so that many callers do not return at once."""

FAILURE = 500
"""From this HTTP status on, the server calls the failure its own."""

SECRET_PARAMETERS = ("client_secret", "code", "code_verifier", "refresh_token", "token")

TRANSPORT_ERRORS = (requests.RequestException, HTTPError, OSError, BodyTooLarge)


def utc_now() -> datetime:
    return datetime.now(UTC)


def no_limit(endpoint: Endpoint) -> None:
    """Allow every call; the default `before_call`."""


class AfterCall(Protocol):
    """Called at the end of a call; `answered` is False after TikTok's own failure, or no answer."""

    def __call__(self, endpoint: Endpoint, *, answered: bool) -> None: ...


def no_note(endpoint: Endpoint, *, answered: bool) -> None:
    """Note nothing; the default `after_call`."""


class Authorization(AuthBase):
    """The Authorization header, or none. As requests' `auth`, it makes requests ignore .netrc."""

    def __init__(self, access_token: str | None) -> None:
        self._access_token = access_token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._access_token is not None:
            request.headers["Authorization"] = f"Bearer {self._access_token}"
        return request


class Wire:
    """The transport to TikTok's API. Threads may share it: each call has a connection to itself.

    `before_call` is asked before every request, repeats included, and may raise to refuse it.
    `after_call` is told how each call that was made ended.
    `deadline` is in seconds and covers a call as a whole, repeats included.
    """

    def __init__(
        self,
        api_url: str,
        *,
        user_agent: str,
        before_call: Callable[[Endpoint], None] = no_limit,
        after_call: AfterCall = no_note,
        deadline: float = 10.0,
        now: Callable[[], datetime] = utc_now,
        sessions: Sessions | None = None,
    ) -> None:
        parts = urlsplit(api_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("The address of TikTok's API must begin with https:// or http://.")
        self.api_url = api_url.rstrip("/")
        self.user_agent = user_agent
        self.before_call = before_call
        self.after_call = after_call
        self.deadline = deadline
        self.now = now
        self._sessions = sessions or Sessions(self.api_url, user_agent)

    def limited(self, before_call: Callable[[Endpoint], None], deadline: float) -> Self:
        """Return the same transport over the same connections, with another budget and deadline."""
        return type(self)(
            self.api_url,
            user_agent=self.user_agent,
            before_call=before_call,
            after_call=self.after_call,
            deadline=deadline,
            now=self.now,
            sessions=self._sessions,
        )

    def read(
        self,
        endpoint: Endpoint,
        access_token: str,
        fields: Iterable[str],
        body: Mapping[str, object] | None = None,
    ) -> Answer:
        """Ask for these fields: by GET without a body, else by POST with a JSON body.

        `fields` are in the query in either case, as TikTok's pages demand. A read changes nothing
        at TikTok, so it is repeated if the connection broke before the answer.
        """
        if not (access_token.isascii() and access_token.isprintable() and access_token.strip()):
            # No header can carry it; only a refresh brings a better one.
            raise AccessTokenInvalid(endpoint, "access_token_invalid", "Not a token.")

        names = ",".join(fields)

        def send() -> requests.Response:
            with self._sessions.borrowed() as session:
                return session.request(
                    "GET" if body is None else "POST",
                    f"{self.api_url}{endpoint.value}?fields={names}",
                    json=body,
                    auth=Authorization(access_token),
                )

        return self._call(endpoint, send, (access_token,), repeats=REPEATS)

    def submit(self, endpoint: Endpoint, form: Mapping[str, str]) -> Answer:
        """Post a form once, over a connection of its own, and never repeat it.

        The request may have taken effect although no answer came. A new connection rules out that
        one broken since an earlier call raises this doubt.
        """
        secrets = tuple(form[name] for name in SECRET_PARAMETERS if name in form)

        def send() -> requests.Response:
            with self._sessions.fresh() as session:
                return session.request(
                    "POST",
                    self.api_url + endpoint.value,
                    data=dict(form),
                    headers={"Cache-Control": "no-cache"},
                    auth=Authorization(None),
                )

        return self._call(endpoint, send, secrets, repeats=0)

    def _call(
        self,
        endpoint: Endpoint,
        send: Callable[[], requests.Response],
        secrets: tuple[str, ...],
        repeats: int,
    ) -> Answer:
        deadline = Deadline(self.deadline)
        while True:
            self.before_call(endpoint)
            try:
                with within(deadline):
                    response = send()
            except TRANSPORT_ERRORS as error:
                if repeats and worth_repeating(error, deadline):
                    repeats -= 1
                    time.sleep(min(random.uniform(*PAUSE), deadline.left()))  # noqa: S311
                    continue
                failed = unavailable(endpoint, error, deadline)
                log.warning("%s", failed)
                self.after_call(endpoint, answered=False)
                raise failed from presentable(error, secrets)
            self.after_call(endpoint, answered=response.status_code < FAILURE)
            return self._received(endpoint, response, secrets)

    def _received(
        self, endpoint: Endpoint, response: requests.Response, secrets: tuple[str, ...]
    ) -> Answer:
        headers, body = response.headers, response.content
        answer = Answer(endpoint, response.status_code, headers, body, self.now(), secrets)
        log.debug(
            "%s: HTTP %d, %d bytes, log_id %s",
            endpoint.value,
            answer.status,
            len(body),
            answer.log_id(),
        )
        return answer


def worth_repeating(error: Exception, deadline: Deadline) -> bool:
    """Return whether the connection broke before the answer began, and time is left to retry."""
    return (
        isinstance(error, requests.ConnectionError)
        and not isinstance(error, (requests.exceptions.SSLError, requests.Timeout))
        and not deadline.heard
        and not deadline.passed
    )


def presentable(error: Exception, secrets: Iterable[str]) -> Exception | None:
    """Return the error as a cause to show; None if its text repeats a secret."""
    text = "".join(traceback.format_exception(error))
    return error if hide(text, secrets) == text else None


def unavailable(endpoint: Endpoint, error: Exception, deadline: Deadline) -> Unavailable:
    """Return the error for a call without a complete answer."""
    if isinstance(error, requests.RequestException):
        error.request = error.response = None  # They hold the Authorization header and the form.
    if isinstance(error, BodyTooLarge):
        code, message = "too_large", "The answer is larger than any of TikTok's can be."
    elif deadline.passed or isinstance(error, (requests.Timeout, TimeoutError)):
        code, message = "timeout", "No whole answer within the deadline."
    elif deadline.heard:
        code, message = "broken_answer", "The answer ended too early, or was not HTTP."
    elif deadline.sent:
        code, message = "connection_lost", "The connection ended before an answer."
    else:
        code, message = "no_connection", f"No connection ({type(error).__name__})."
    return Unavailable(endpoint, code, message, delivered=deadline.sent)

"""The failures of a call, sorted by the caller's next step.

A failed call raises no other errors, whatever its cause. No text here ever holds a token, a
secret or a code: `answers.py` hides them before it makes an error.
"""

from .endpoints import Endpoint


class TikTokError(Exception):
    """A call failed. Catch this to handle all of them alike; only subclasses are raised.

    `code` is TikTok's own code if it gave one, else one of those listed at `Unavailable`.
    `log_id` is the only reference that TikTok's support accepts: show it, log it. `status` is the
    HTTP status, None if no answer arrived.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        code: str,
        message: str = "",
        log_id: str | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(endpoint, code, message, log_id, status)
        self.endpoint = endpoint
        self.code = code
        self.message = message
        self.log_id = log_id
        self.status = status

    def __str__(self) -> str:
        parts = [f"{self.endpoint.value}: {self.code}"]
        if self.status is not None:
            parts.append(f"(HTTP {self.status})")
        if self.message:
            parts.append(f"- {self.message}")
        if self.log_id:
            parts.append(f"[log_id {self.log_id}]")
        return " ".join(parts)


class AccessTokenInvalid(TikTokError):
    """The access token expired or was revoked: refresh it, then repeat the call once.

    If a token that was just refreshed is refused too, wait some minutes before the next refresh.
    """


class GrantEnded(TikTokError):
    """The creator's permission is over: ask the creator to sign in with TikTok again.

    From a refresh: the refresh token is dead, and repeating is useless. Look first whether another
    process has rotated it meanwhile. From an exchange: the code was used up or too old.
    """


class ScopeMissing(TikTokError):
    """The creator did not grant this scope: ask for it, or do without the data.

    It arrives with status 401 like `AccessTokenInvalid`, but a refresh cannot help.
    """


class RateLimited(TikTokError):
    """Too many calls to this endpoint: pause *all* calls to it, then go on.

    `retry_after` is the pause that TikTok asked for, in seconds; None if it named none. The limit
    then lasts about a minute, the window in which TikTok counts.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        code: str,
        message: str = "",
        log_id: str | None = None,
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(endpoint, code, message, log_id, status)
        self.args = (*self.args, retry_after)
        self.retry_after = retry_after


class Unavailable(TikTokError):
    """TikTok, or the way to it, is out of order: try again later, with growing pauses.

    It says nothing about the creator's connection, and no stored value should change. If TikTok
    gave no code of its own, `code` is one of: `timeout`, `no_connection`, `connection_lost`
    (before the answer began), `broken_answer` (it ended too early or was not HTTP), `too_large`,
    `redirect`, `not_json`, `unexpected_answer` (JSON of another shape).

    `delivered` is False if the request surely never left this machine. Otherwise it may have
    taken effect although its answer is lost; after a refresh that means a rotated token.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        code: str,
        message: str = "",
        log_id: str | None = None,
        status: int | None = None,
        delivered: bool = True,
    ) -> None:
        super().__init__(endpoint, code, message, log_id, status)
        self.args = (*self.args, delivered)
        self.delivered = delivered


class OurMistake(TikTokError):
    """The request or the app's set-up is wrong: tell the host; repeating it changes nothing.

    Among them: wrong client key or secret, a redirect address that is not registered, a scope the
    app was not approved for, a parameter TikTok does not accept.
    """

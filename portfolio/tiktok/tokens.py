"""The token endpoint without Authlib: exchange, refresh and revoke.

https://developers.tiktok.com/doc/oauth-user-access-token-management
"""

from collections.abc import Callable
from datetime import datetime

from .answers import accept_revocation, json_object
from .endpoints import Endpoint
from .models import Tokens
from .wire import AfterCall, Wire, no_limit, no_note, utc_now


class TokenEndpoint:
    """The token endpoint, for the app with this key and secret. Threads may share one object.

    It raises the errors of `errors.py`, and those of `before_call`. No call is repeated: refresh
    tokens rotate, so after an `Unavailable` with `delivered` the old one may be dead.

    https://developers.tiktok.com/doc/oauth-user-access-token-management
    """

    def __init__(
        self,
        api_url: str,
        client_key: str,
        client_secret: str,
        *,
        user_agent: str,
        before_call: Callable[[Endpoint], None] = no_limit,
        after_call: AfterCall = no_note,
        deadline: float = 10.0,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._credentials = {"client_key": client_key, "client_secret": client_secret}
        self._wire = Wire(
            api_url,
            user_agent=user_agent,
            before_call=before_call,
            after_call=after_call,
            deadline=deadline,
            now=now,
        )

    def exchange(self, code: str, redirect_uri: str, code_verifier: str | None = None) -> Tokens:
        """Return the tokens for a callback's code, decoded once; for those without Authlib.

        `redirect_uri` is the one given at authorize. A code works once, for some minutes.
        """
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
        if code_verifier is not None:
            form["code_verifier"] = code_verifier
        return self._tokens(form)

    def refresh(self, refresh_token: str) -> Tokens:
        """Return a new pair. The old refresh token stops working: store the new one before use.

        TikTok's classic page says the returned refresh token "may be different", the one of
        November 2026 that it always is. Keep the old one only if the answer has none.

        `GrantEnded`: this refresh token is dead. It was rotated, the creator took the permission
        back, or it is past its life.
        """
        return self._tokens({"grant_type": "refresh_token", "refresh_token": refresh_token})

    def revoke(self, access_token: str) -> None:
        """End the creator's permission. TikTok then sends `authorization.removed`, reason 5.

        Whether a lapsed access token can still revoke is not documented: refresh it before.
        """
        form = self._credentials | {"token": access_token}
        accept_revocation(self._wire.submit(Endpoint.REVOKE, form))

    def _tokens(self, form: dict[str, str]) -> Tokens:
        answer = self._wire.submit(Endpoint.TOKEN, self._credentials | form)
        return Tokens.read(answer, json_object(answer))

"""TikTok's OAuth: the sign-in, on Authlib. Refresh and revocation are in `tokens.py`.

All of TikTok's deviations from the standard are here: `client_key` instead of `client_id`, commas
between scopes, credentials in the form, no `scope` in a refresh, errors with status 200, the odd
forms of `pkce.py` and of `answers.token_fields`.

https://developers.tiktok.com/doc/login-kit-web
https://developers.tiktok.com/doc/oauth-user-access-token-management
"""

import re
from collections.abc import Collection
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import requests
from authlib.integrations.requests_client import OAuth2Session

from . import reading
from .answers import Answer, json_object, token_fields
from .deadline import Deadline, within
from .endpoints import Endpoint
from .errors import GrantEnded
from .pkce import Pkce, challenge, keep_verifiers_out_of_logs
from .sessions import prepare
from .wire import (
    TRANSPORT_ERRORS,
    presentable,
    unavailable,
    utc_now,
)

FORM_HEADERS = {
    # Exactly this: TikTok documents that the token endpoint refuses other content types.
    "Content-Type": "application/x-www-form-urlencoded",
    "Cache-Control": "no-cache",
}


def scope_list(scopes: str | Collection[str]) -> str:
    """Return scopes in TikTok's form, with commas. Takes spaces, commas or a collection."""
    names = re.split(r"[\s,]+", scopes) if isinstance(scopes, str) else scopes
    return ",".join(name for name in names if name)


def _credentials_in_form(
    client: Any, method: str, uri: str, headers: dict[str, str], body: str
) -> tuple[str, dict[str, str], str]:
    """Authenticate as TikTok wants, for Authlib; drop the fields that TikTok does not list."""
    fields = parse_qsl(body, keep_blank_values=True)
    form = [(name, value) for name, value in fields if name not in ("scope", "token_type_hint")]
    form += [("client_key", client.client_id), ("client_secret", client.client_secret)]
    return uri, headers, urlencode(form)


class TikTokSession(OAuth2Session):
    """Authlib's requests client, speaking to TikTok; made for `FlaskOAuth2App.client_cls`.

    `pkce` is none, hex or base64url. `deadline` is in seconds and covers a request as a whole.
    `fetch_token` gives the flat token body, ready for `Tokens.from_body`, and raises from
    `errors.py`. It is never repeated: a code works once. Authlib's own checks (the state, the
    callback's `error`) raise Authlib's own errors.

    Pass `disable_auto_auth=1` with the authorize parameters to let the creator choose another
    account: without it TikTok sends a known creator straight back.
    """

    def __init__(
        self,
        client_id: str | None = None,
        client_secret: str | None = None,
        *,
        pkce: Pkce = "none",
        deadline: float = 10.0,
        **options: Any,
    ) -> None:
        # With "S256" Authlib makes a verifier and keeps it for the callback.
        options["code_challenge_method"] = None if pkce == "none" else "S256"
        options["token_endpoint_auth_method"] = _credentials_in_form
        options["revocation_endpoint_auth_method"] = _credentials_in_form
        super().__init__(client_id, client_secret, **options)
        self.pkce = pkce
        self.deadline = deadline
        self._secrets: tuple[str, ...] = ()
        prepare(self, str(self.metadata.get("token_endpoint") or ""))
        if pkce != "none":
            keep_verifiers_out_of_logs()

    def create_authorization_url(
        self,
        url: str,
        state: str | None = None,
        code_verifier: str | None = None,
        **parameters: Any,
    ) -> tuple[str, str]:
        """Return the address to send the creator to, and the state to expect back."""
        if code_verifier:
            parameters |= challenge(code_verifier, self.pkce)
        uri, state = super().create_authorization_url(url, state, None, **parameters)
        parts = urlsplit(uri)
        query = dict(parse_qsl(parts.query))
        query["client_key"] = query.pop("client_id")
        if "scope" in query:
            query["scope"] = scope_list(query["scope"])
        return urlunsplit(parts._replace(query=urlencode(query))), str(state)

    def fetch_token(self, url: Any = None, *args: Any, **parameters: Any) -> dict[str, Any]:
        """Exchange the callback's `code`, given decoded, for tokens."""
        code = parameters.get("code")
        if not code:
            raise GrantEnded(Endpoint.TOKEN, "invalid_grant", "The callback brought no code.")
        self._secrets = tuple(
            value for value in (self.client_secret, code, parameters.get("code_verifier")) if value
        )
        parameters.setdefault("headers", FORM_HEADERS)
        deadline = Deadline(self.deadline)
        try:
            with within(deadline):
                token: dict[str, Any] = super().fetch_token(url, *args, **parameters)
        except TRANSPORT_ERRORS as error:
            failed = unavailable(Endpoint.TOKEN, error, deadline)
            raise failed from presentable(error, self._secrets)
        return token

    def parse_response_token(self, resp: requests.Response) -> Any:
        answer = Answer(
            Endpoint.TOKEN, resp.status_code, resp.headers, resp.content, utc_now(), self._secrets
        )
        fields = token_fields(answer, json_object(answer))
        for name in ("expires_in", "refresh_expires_in"):
            # Authlib computes with them, and the first version's may be numbers in quotes.
            if (seconds := reading.count(fields.pop(name, None))) is not None:
                fields[name] = seconds
        self.token = fields
        return self.token

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        return None  # As in `sessions.NoRedirects`.

"""A provider that is as strict as TikTok's documentation: it refuses all that is not listed."""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, urlsplit

from tests.tiktok.canned import Request
from tests.tiktok.conftest import SECRET

KEY = "sbawdemo"
REDIRECT = "http://127.0.0.1:5000/login/callback"
AUTHORIZE = {"client_key", "scope", "redirect_uri", "state", "response_type"}
PKCE = {"code_challenge", "code_challenge_method"}


class Refused(Exception):
    """An error that TikTok shows on its own page, without a redirect."""


@dataclass
class Provider:
    """Remembers each code with its challenge."""

    enveloped: bool = False
    codes: dict[str, str | None] = field(default_factory=dict)

    def authorize(self, address: str) -> str:
        """Return the callback's address, for a creator who consents."""
        pairs = parse_qsl(urlsplit(address).query, keep_blank_values=True)
        query = dict(pairs)
        allowed = AUTHORIZE | PKCE | {"disable_auto_auth"}
        if len(query) != len(pairs) or set(query) - allowed or AUTHORIZE - set(query):
            raise Refused(sorted(query))
        if query["client_key"] != KEY or query["redirect_uri"] != REDIRECT:
            raise Refused("client_key or redirect_uri")
        if query["response_type"] != "code" or not re.fullmatch(
            r"[a-z.]+(,[a-z.]+)*", query["scope"]
        ):
            raise Refused("response_type or scope")
        if set(query) & PKCE and query.get("code_challenge_method") != "S256":
            raise Refused("code_challenge_method")
        code = secrets.token_urlsafe(12) + "*1!4608.va"
        self.codes[code] = query.get("code_challenge")
        scopes = quote(query["scope"], safe="")
        return f"{REDIRECT}?code={quote(code, safe='')}&scopes={scopes}&state={query['state']}"

    def exchange(self, request: Request) -> dict:
        """Return the token endpoint's body: tokens for an exact form, else TikTok's error."""
        fields = request.form
        form = dict(fields)
        if len(form) != len(fields) or "authorization" in request.headers:
            return {"error": "invalid_request", "error_description": "malformed"}
        if request.headers["content-type"] != "application/x-www-form-urlencoded":
            return {"error": "invalid_request", "error_description": "Content-Type"}
        return self._tokens(form)

    def _tokens(self, form: dict[str, str]) -> dict:
        challenge = self.codes.pop(form.get("code", ""), "")
        if challenge == "":
            return {"error": "invalid_grant", "error_description": "Authorization code is expired."}
        expected = {"client_key": KEY, "client_secret": SECRET, "redirect_uri": REDIRECT}
        expected |= {"grant_type": "authorization_code", "code": form["code"]}
        if challenge is not None:
            expected["code_verifier"] = verifier = form.get("code_verifier", "")
            digest = hashlib.sha256(verifier.encode()).digest()
            encoded = base64.urlsafe_b64encode(digest).decode().rstrip("=")
            if challenge not in (digest.hex(), encoded) or not 43 <= len(verifier) <= 128:
                return {"error": "invalid_request", "error_description": "Code verifier"}
        if form != expected:
            return {"error": "invalid_request", "error_description": "malformed"}
        tokens = {
            "access_token": "act.issued!6393",
            "expires_in": 86400,
            "open_id": "-000q-hExample",
            "refresh_expires_in": 31536000,
            "refresh_token": "rft.issued!6418",
            "scope": "user.info.basic,video.list",
        }
        if not self.enveloped:
            return tokens | {"token_type": "Bearer"}
        tokens = {name: str(v) if name == "expires_in" else v for name, v in tokens.items()}
        extra = {"captcha": "", "desc_url": "", "description": "", "error_code": 0, "log_id": "1"}
        return {"data": tokens | extra, "message": "success"}

"""The challenge sent with a sign-in, in the forms TikTok is said to accept.

TikTok's sources disagree. Its page for the web lists no PKCE parameters at all, and the token
page calls `code_verifier` "required for mobile and desktop app only". Its desktop page demands
S256 with the digest in *hex*. Other clients report base64url, as RFC 7636 has it, for the web,
and one of 2026 reports hex for every kind of app. So PKCE is a setting, off by default.

https://developers.tiktok.com/doc/login-kit-web
https://developers.tiktok.com/doc/login-kit-desktop
https://datatracker.ietf.org/doc/html/rfc7636
"""

import base64
import hashlib
import logging
from typing import Literal, get_args

Pkce = Literal["none", "hex", "base64url"]
FORMS: tuple[Pkce, ...] = get_args(Pkce)


def challenge(verifier: str, form: Pkce) -> dict[str, str]:
    """Return the authorize parameters for this verifier; none of them if PKCE is off."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    if form == "hex":
        return {"code_challenge": digest.hex(), "code_challenge_method": "S256"}
    if form == "base64url":
        encoded = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return {"code_challenge": encoded, "code_challenge_method": "S256"}
    return {}


class _WithoutVerifier(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        return "code_verifier" not in record.getMessage()


_WITHOUT_VERIFIER = _WithoutVerifier()


def keep_verifiers_out_of_logs() -> None:
    """Drop the debug line in which Authlib writes each verifier out. May be called repeatedly."""
    logging.getLogger("authlib.integrations.base_client.sync_app").addFilter(_WITHOUT_VERIFIER)

"""Hints for developers, which TikTok does not give: a wrong name or place of a parameter.

The refusal page shows them and the record of calls keeps them; the API's answers do not change.
"""

from collections.abc import Mapping

from flask import Request

from .answers import OAuthRefused
from .grants import WRONG_VERIFIER
from .pkce import VERIFIER


def at_authorize(query: Mapping[str, str]) -> list[str]:
    """https://developers.tiktok.com/doc/login-kit-web"""
    hints = []
    if "client_id" in query and "client_key" not in query:
        hints.append("TikTok names it client_key, not client_id.")
    if " " in query.get("scope", ""):
        hints.append("Scopes are joined by commas, not by spaces.")
    if "code_challenge" in query and query.get("code_challenge_method") != "S256":
        hints.append("With code_challenge goes code_challenge_method=S256.")
    return hints


def at_token(request: Request, refused: OAuthRefused) -> list[str]:
    """https://developers.tiktok.com/doc/oauth-user-access-token-management"""
    hints = []
    if request.is_json:
        hints.append("Send a form (application/x-www-form-urlencoded), not JSON.")
    if "client_id" in request.form and "client_key" not in request.form:
        hints.append("TikTok names it client_key, not client_id.")
    if request.authorization and request.authorization.type == "basic":
        hints.append("client_key and client_secret go into the form, not into a header.")
    if "client_secret" in request.args or "code" in request.args:
        hints.append("Parameters go into the form, not into the query.")
    is_revoke = request.path.startswith("/v2/oauth/revoke")
    if is_revoke and "access_token" in request.form and "token" not in request.form:
        hints.append("To revoke, TikTok names it token, not access_token.")
    if refused is WRONG_VERIFIER:
        hints.append(_about(request.form.get("code_verifier")))
    return hints


def _about(verifier: str | None) -> str:
    """https://developers.tiktok.com/doc/login-kit-desktop"""
    if not verifier:
        return "code_challenge was sent to the authorize address: send its code_verifier here."
    if not VERIFIER.fullmatch(verifier):
        return "code_verifier has 43 to 128 characters of A-Z, a-z, 0-9 and -._~"
    return (
        "code_challenge must be the SHA-256 of this code_verifier: in hex, or, for web apps alone,"
        " in base64url without ="
    )


def at_resource(request: Request) -> list[str]:
    """https://developers.tiktok.com/doc/tiktok-api-v2-introduction"""
    body = request.get_json(silent=True) if request.is_json else None
    if not isinstance(body, dict):
        return []
    hints = []
    if "fields" in body and "fields" not in request.args:
        hints.append("fields go into the query, on POST too.")
    if "access_token" in body:
        hints.append("The access token goes into the header Authorization: Bearer.")
    return hints

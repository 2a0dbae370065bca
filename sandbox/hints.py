"""Words for developers that TikTok does not have: which name or place a generic client gets wrong.

They are shown on the refusal page and kept in the record of calls; no answer of the API changes.
"""

from collections.abc import Mapping

from flask import Request


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


def at_token(request: Request) -> list[str]:
    """https://developers.tiktok.com/doc/oauth-user-access-token-management"""
    hints = []
    if "client_id" in request.form and "client_key" not in request.form:
        hints.append("TikTok names it client_key, not client_id.")
    if request.authorization and request.authorization.type == "basic":
        hints.append("client_key and client_secret go into the form, not into a header.")
    if "client_secret" in request.args or "code" in request.args:
        hints.append("Parameters go into the form, not into the query.")
    return hints


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

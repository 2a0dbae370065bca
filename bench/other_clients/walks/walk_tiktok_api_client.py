"""tiktok-api-client: its addresses and its scopes are class constants."""

from creator import KEY, SANDBOX, SECRET, came_back, consent, refused, step
from tiktok_api_client import TikTok

CALLBACK = "http://127.0.0.1:3000/callback"


class Here(TikTok):
    AUTH_URL = f"{SANDBOX}/v2/auth/authorize/"
    TOKEN_URL = f"{SANDBOX}/v2/oauth/token/"
    TOKEN_REVOKE_URL = f"{SANDBOX}/v2/oauth/revoke/"
    AUTH_SCOPE = ("user.info.basic",)


class TwoScopes(Here):
    AUTH_SCOPE = ("user.info.basic", "video.list")


client = Here(KEY, SECRET, CALLBACK, state="a state")
with step("consent"):
    back = came_back(consent(client.get_authorization_url()))
with step("exchange"):
    tokens = client.exchange_code_for_token(back["code"])
    if tokens["scope"] != "user.info.basic" or not tokens["access_token"]:
        raise RuntimeError(f"no tokens: {sorted(tokens)}")
with step("refresh"):
    if client.refresh_access_token()["refresh_token"] == tokens["refresh_token"]:
        raise RuntimeError("the refresh token stayed the same")
with step("revoke"):
    client.revoke_access_token()
refused("dead code", "invalid_grant", lambda: client.exchange_code_for_token(back["code"]))
with step("two scopes"):
    consent(TwoScopes(KEY, SECRET, CALLBACK, state="a state").get_authorization_url())

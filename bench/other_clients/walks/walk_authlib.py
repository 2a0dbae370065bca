"""Authlib's generic OAuth 2 client: first as its documents show it, then told TikTok's names."""

from authlib.integrations.requests_client import OAuth2Session
from creator import KEY, SANDBOX, SECRET, consent, refused, step

AUTHORIZE = f"{SANDBOX}/v2/auth/authorize/"
TOKEN = f"{SANDBOX}/v2/oauth/token/"
REDIRECT = "http://127.0.0.1:3000/callback"

as_it_comes = OAuth2Session(
    KEY, SECRET, scope="user.info.basic video.list", redirect_uri=REDIRECT, token_endpoint=TOKEN
)
with step("as it comes", goes_on=True):
    consent(as_it_comes.create_authorization_url(AUTHORIZE)[0])

# Its options reach as far as TikTok's differences: extra parameters, a scope already joined.
client = OAuth2Session(
    KEY,
    SECRET,
    scope="user.info.basic,video.list",
    redirect_uri=REDIRECT,
    token_endpoint=TOKEN,
    token_endpoint_auth_method="client_secret_post",
)
with step("consent"):
    back = consent(client.create_authorization_url(AUTHORIZE, client_key=KEY)[0])
with step("exchange"):
    tokens = client.fetch_token(TOKEN, authorization_response=back, client_key=KEY)
    if tokens["scope"] != "user.info.basic,video.list":
        raise RuntimeError(f"another scope: {tokens['scope']}")
with step("profile"):
    address = f"{SANDBOX}/v2/user/info/?fields=open_id,display_name"
    user = client.get(address).json()["data"]["user"]
    if user["open_id"] != tokens["open_id"]:
        raise RuntimeError("another open_id")
with step("refresh"):
    if client.refresh_token(TOKEN, client_key=KEY)["refresh_token"] == tokens["refresh_token"]:
        raise RuntimeError("the refresh token stayed the same")
refused(
    "dead code",
    "invalid_grant",
    lambda: client.fetch_token(TOKEN, authorization_response=back, client_key=KEY),
)

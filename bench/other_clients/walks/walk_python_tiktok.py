"""python-tiktok: `base_url` is its option, the authorize address a class constant."""

from creator import KEY, SANDBOX, SECRET, came_back, consent, step
from pytiktok import KitApi


class Here(KitApi):
    AUTHORIZE_URL = f"{SANDBOX}/v2/auth/authorize/"


client = Here(
    client_id=KEY,
    client_secret=SECRET,
    redirect_uri="http://127.0.0.1:3000/callback",
    base_url=f"{SANDBOX}/v2",
)
with step("consent"):
    back = came_back(consent(client.get_authorize_url()[0]))
with step("exchange"):
    client.generate_access_token(back["code"])

"""Keeps tokens, secrets and codes out of every text that leaves this client."""

import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

HIDDEN = "[hidden]"

_TOKEN = re.compile(r"\b(?:act|rft|clt)\.[^\s\"'<>&,;]+")
_SHORTEST_SECRET = 4  # A shorter one would hide parts of plain words.


def hide(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` without these secrets, in any encoding, and without any text that looks like one of
    TikTok's tokens.

    For messages only: never for a cover's address, whose `refresh_token` parameter is no secret.
    """
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            for form in (secret, quote(secret, safe=""), quote_plus(secret)):
                text = text.replace(form, HIDDEN)
    return _TOKEN.sub(HIDDEN, text)

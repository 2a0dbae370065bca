"""How long a cover image lives. Pure functions; none of them raises or changes an address.

Two of TikTok's own sources disagree on the life of a cover: the video object's page says six
hours, the addresses it delivers carried about 24 hours for videos and 15 days for photo posts in
2025 and 2026. So the address itself decides, through its `x-expires` parameter, and the
documented six hours hold if it has none.
https://developers.tiktok.com/doc/tiktok-api-v2-video-object
"""

import re
from datetime import datetime, timedelta

DOCUMENTED_LIFE = timedelta(hours=6)
LONGEST_LIFE = timedelta(days=30)
"""A value beyond this is not an expiry in seconds, or not one to trust."""

_EPOCH = re.compile(r"[0-9]{1,12}", re.ASCII)


def stated_expiry(url: str) -> int | None:
    """Return the Unix time, in seconds, from which the address answers 403; None if unstated.

    `x-expires` in any case, else `expires`. The soonest counts if there are several.
    """
    _, _, query = url.partition("#")[0].partition("?")
    found: dict[str, list[int]] = {"x-expires": [], "expires": []}
    for parameter in query.split("&"):
        name, _, value = parameter.partition("=")
        if name.lower() in found and _EPOCH.fullmatch(value) and int(value) > 0:
            found[name.lower()].append(int(value))
    candidates = found["x-expires"] or found["expires"]
    return min(candidates, default=None)


def life(url: str, answered_at: datetime) -> timedelta:
    """Return how long the address works, counted from the moment TikTok answered by TikTok's clock.

    The life may be zero or negative: an answer can hold an address that is over already.
    """
    expiry = stated_expiry(url)
    if expiry is None:
        return DOCUMENTED_LIFE
    seconds = expiry - answered_at.timestamp()
    if seconds > LONGEST_LIFE.total_seconds():
        return DOCUMENTED_LIFE
    return timedelta(seconds=seconds)

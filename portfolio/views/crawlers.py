"""Crawlers, link previews and tools, known by their User-Agent: none of them waits for covers."""

from __future__ import annotations

import re
from functools import lru_cache
from threading import Thread

#: Longer names are cut: the mark of a crawler stands nearer to the beginning.
LONGEST = 512
#: Crawlers that name themselves so, but are in no list yet. CUBOT makes phones.
_BY_NAME = re.compile(r"(?<!cu)bot\b|crawler|spider", re.IGNORECASE)


def read_list() -> Thread:
    """Read the list in the background, so that no visitor waits for it; return the thread."""
    reading = Thread(target=is_crawler, args=("",), name="crawlers", daemon=True)
    reading.start()
    return reading


def is_crawler(user_agent: str) -> bool:
    return _is_crawler(user_agent[:LONGEST])


@lru_cache(maxsize=4096)  # 1,500 patterns take a millisecond, and visitors send few different names
def _is_crawler(user_agent: str) -> bool:
    # Imported here: reading and compiling the list takes a while (`read_list`).
    import crawleruseragents

    return bool(_BY_NAME.search(user_agent)) or crawleruseragents.is_crawler(user_agent)

"""TikTok's rate limit: a number of calls in any sliding minute, per app and endpoint.

TikTok does not say whether calls are counted per app or per creator; per app is stricter.
https://developers.tiktok.com/doc/tiktok-api-v2-rate-limit
"""

import threading
from collections import deque

WINDOW = 60.0


class SlidingWindows:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: dict[tuple[str, str], deque[float]] = {}

    def admit(self, client_key: str, endpoint: str, now: float, limit: int) -> bool:
        """Count one call, or refuse it. A refused call does not count."""
        with self._lock:
            calls = self._calls.setdefault((client_key, endpoint), deque())
            while calls and calls[0] <= now - WINDOW:
                calls.popleft()
            if limit and len(calls) >= limit:
                return False
            calls.append(now)
            return True

    def clear(self) -> None:
        with self._lock:
            self._calls.clear()

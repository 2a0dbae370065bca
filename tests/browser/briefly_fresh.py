"""Processes whose pages a browser may reuse for two seconds, so that no test has to wait longer."""

from __future__ import annotations

from portfolio.views import cache_policy

#: In a tab that was restored or went back, Chromium reuses a copy for its max-age and for its
#: stale-while-revalidate, even if a script asks with `cache: "reload"`.
REUSED_SECONDS = 2


def alter() -> None:
    cache_policy.SHARED_SECONDS_AT_MOST = 7  # a sixth of 6 is for each of the two

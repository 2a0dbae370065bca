"""Negative control: processes for which no cover ever expires; broken ones must be seen."""

from __future__ import annotations

from portfolio.models import cover

LONG = -1000.0  # of a cover's life before its end; negative: a thousand lives after it


def alter() -> None:
    cover.RENEW_MOST = cover.SAFE_SHARE = LONG

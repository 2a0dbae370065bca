"""Negative controls: faults in the product that the drill must detect."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from flask import request

from portfolio import clock
from portfolio.extensions import db
from portfolio.models import cover
from portfolio.models.page import Page
from portfolio.views import caching
from portfolio.views.cache_policy import CachePolicy


@contextmanager
def replaced(*changes: tuple[ModuleType, str, Any]) -> Iterator[None]:
    """Replace attributes of modules for the length of the block."""
    before = [(module, name, getattr(module, name)) for module, name, _ in changes]
    for module, name, stand_in in changes:
        setattr(module, name, stand_in)
    try:
        yield
    finally:
        for module, name, original in before:
            setattr(module, name, original)


@contextmanager
def no_margin() -> Iterator[None]:
    """Treat a cover as safe, and not yet due, until its very last second."""
    none = timedelta()
    with replaced(
        (cover, "RENEW_BEFORE", none),
        (cover, "RENEW_SHARE", 0.0),
        (cover, "SAFE_LEFT", none),
        (cover, "SAFE_SHARE", 0.0),
    ):
        yield


@contextmanager
def no_version_check() -> Iterator[None]:
    """Treat a copy with safe covers as unchanged, without comparing the page's version."""

    def unchanged_copy(handle: str) -> CachePolicy | None:
        copy: CachePolicy | None = request.environ.get(caching.COPY)
        if copy is None or clock.now().timestamp() >= min(copy.until, copy.due_at):
            return None
        if db.session.scalar(sa.select(Page.version).where(Page.handle == handle)) is None:
            return None
        return copy

    with replaced((caching, "unchanged_copy", unchanged_copy)):
        yield


@contextmanager
def nothing_amiss() -> Iterator[None]:
    yield


CONTROLS = {
    "none": nothing_amiss,
    "no-margin": no_margin,
    "no-version-check": no_version_check,
}

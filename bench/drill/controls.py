"""Negative controls: the drill must see what it is there to see, once something is amiss."""

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
from portfolio.views import keeping


@contextmanager
def replaced(*changes: tuple[ModuleType, str, Any]) -> Iterator[None]:
    """Put other things in the place of names of modules, for the length of the block."""
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
    """Believe that a cover is as good in its last second as in its first."""
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
    """Believe that a copy which is safe to show is also the page as it is now."""

    def is_same(handle: str) -> bool:
        copy: keeping.Terms | None = request.environ.get(keeping.COPY)
        if copy is None or clock.now().timestamp() >= min(copy.until, copy.due_at):
            return False
        if db.session.scalar(sa.select(Page.version).where(Page.handle == handle)) is None:
            return False
        request.environ[keeping.SAME] = True
        return True

    with replaced((keeping, "is_same", is_same)):
        yield


@contextmanager
def nothing_amiss() -> Iterator[None]:
    yield


CONTROLS = {
    "none": nothing_amiss,
    "no-margin": no_margin,
    "no-version-check": no_version_check,
}

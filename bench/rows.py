"""Rows written directly to the site's database: thousands of creators, and due covers.

Only for states that would take hours by HTTP. Tokens and ids are the sandbox's own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from portfolio import clock, create_app
from portfolio.config import Config
from portfolio.extensions import db
from portfolio.models.connection import Connection
from portfolio.models.cover import Cover, renew_by
from portfolio.models.creator import Creator
from portfolio.models.page import Edition, Page
from portfolio.models.renewal import Renewal
from portfolio.models.video import Video
from portfolio.services.connections import sealing
from portfolio.services.pages import accents
from portfolio.services.pages.content import Content, Entry, Section, as_json
from portfolio.services.pages.look import Look
from portfolio.transactions import writing
from tests.servers.launch import Site

LIFE = timedelta(hours=6)


@contextmanager
def inside(site: Site) -> Iterator[Flask]:
    """Act as a worker of this site, with its database and queue, for the block."""
    app = create_app(Config.from_environment(dict(site.environment)), process="worker")
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def creator_of(handle: str) -> UUID:
    found = db.session.scalar(sa.select(Page.creator_id).where(Page.handle == handle))
    db.session.rollback()
    if found is None:
        raise LookupError(handle)
    return found


def age(creator_id: UUID, *, seen: bool = False) -> set[str]:
    """Let a creator's covers expire; return their addresses, which no page may show now.

    Unless the page was `seen`, the plan leaves it to the next visitor.
    """
    with writing() as session:
        dead = set(session.scalars(sa.select(Cover.url).where(Cover.creator_id == creator_id)))
        _age(session, Cover.creator_id == creator_id, Page.creator_id == creator_id, seen=seen)
    return dead


def age_all() -> None:
    """Let every cover expire, on pages that were seen just now."""
    with writing() as session:
        _age(session, sa.true(), sa.true(), seen=True)


def _age(
    session: Session,
    covers: sa.ColumnElement[bool],
    pages: sa.ColumnElement[bool],
    *,
    seen: bool,
) -> None:
    now = clock.now()
    fetched_at, expires_at = now - LIFE, now - timedelta(seconds=1)
    session.execute(
        sa.update(Cover)
        .where(covers)
        .values(fetched_at=fetched_at, expires_at=expires_at, renew_by=expires_at)
    )
    session.execute(
        sa.update(Page)
        .where(pages)
        .values(
            version=Page.version + 1,
            seen_at=now if seen else None,
            covers_due_at=expires_at if seen else None,
        )
    )


def let_lapse(creator_ids: Collection[UUID], *, access: bool) -> None:
    """Let these creators' upkeep be due; with `access`, let their access tokens expire too."""
    now = clock.now()
    with writing() as session:
        session.execute(sa.update(Creator).where(Creator.id.in_(creator_ids)).values(upkeep_at=now))
        if access:
            session.execute(
                sa.update(Connection)
                .where(Connection.creator_id.in_(creator_ids))
                .values(access_expires_at=now)
            )


def grant(site: Site, account: str) -> tuple[str, dict[str, Any], list[dict[str, Any]]]:
    """Let `account` consent without a page; return the account, its tokens and its videos."""
    tokens = site.control("grants", {"account": account})
    return account, tokens, site.control(f"creators/{account}")["videos"]


def insert_creators(
    site: Site,
    accounts: Sequence[str],
    *,
    shown: int | None = None,
    due: bool = True,
    public: bool = True,
) -> list[UUID]:
    """Insert connected creators with a page of their newest `shown` videos, all covers due.

    Public pages were seen lately, so the plan takes them at once.
    """
    made = []
    with ThreadPoolExecutor(8) as pool:
        for start in range(0, len(accounts), 500):
            part = accounts[start : start + 500]
            granted = list(pool.map(lambda account: grant(site, account), part))
            made += _insert(granted, shown, due=due, public=public)
    # As autovacuum does within a minute; for SQLite there is no need.
    if db.engine.dialect.name == "postgresql":
        with writing() as session:
            session.execute(sa.text("ANALYZE"))
    return made


def _insert(
    granted: Sequence[tuple[str, dict[str, Any], list[dict[str, Any]]]],
    shown: int | None,
    *,
    due: bool,
    public: bool,
) -> list[UUID]:
    now = clock.now()
    # No call was made in the last minute, so the budget is known.
    fetched_at = now - LIFE if due else now
    expires_at = fetched_at + LIFE
    tables: dict[type, list[dict[str, Any]]] = {
        each: [] for each in (Creator, Connection, Renewal, Page, Edition, Video, Cover)
    }
    for account, tokens, videos in granted:
        key = uuid4()
        tables[Creator].append(_creator(key, account, tokens, now))
        tables[Connection].append(_connection(key, tokens, now))
        tables[Renewal].append({"creator_id": key, "failures": 0})
        picked = videos if shown is None else videos[:shown]
        section = Section(entries=tuple(Entry(video["id"]) for video in picked))
        content = as_json(Content(Look(accents.for_id(account)), (section,)))
        tables[Edition].append(
            {"creator_id": key, "number": 1, "content": content, "published_at": now}
        )
        page = _page(key, account, now, renew_by(fetched_at, expires_at))
        tables[Page].append(page if public else {**page, "edition": None, "covers_due_at": None})
        for video in picked:
            tables[Video].append(_video(key, video, now))
            tables[Cover].append(
                {
                    "creator_id": key,
                    "video_id": video["id"],
                    "url": f"{video['id']}?dead",
                    "fetched_at": fetched_at,
                    "expires_at": expires_at,
                    "renew_by": renew_by(fetched_at, expires_at),
                }
            )
    with writing() as session:
        for model, rows in tables.items():
            if rows:
                session.execute(sa.insert(model), rows)
    return [row["id"] for row in tables[Creator]]


def _creator(key: UUID, account: str, tokens: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "id": key,
        "open_id": tokens["open_id"],
        "display_name": account,
        "joined_at": now,
        "profile_at": now - timedelta(hours=1),
        "upkeep_at": now + timedelta(hours=12),
    }


def _connection(key: UUID, tokens: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "creator_id": key,
        "version": 1,
        "access_token": sealing.seal(tokens["access_token"]),
        "refresh_token": sealing.seal(tokens["refresh_token"]),
        "scopes": tokens["scope"],
        "issued_at": now,
        "access_expires_at": now + timedelta(seconds=tokens["expires_in"]),
        "refresh_expires_at": now + timedelta(seconds=tokens["refresh_expires_in"]),
        "connected_at": now,
    }


def _page(key: UUID, handle: str, now: datetime, due_at: datetime) -> dict[str, Any]:
    return {
        "creator_id": key,
        "handle": handle,
        "accent": accents.for_id(handle),
        "shows_recent": False,
        "edition": 1,
        "published_at": now,
        "version": 1,
        "seen_at": now - timedelta(hours=1),
        "heat": 1.0,
        "covers_due_at": due_at,
    }


def _video(key: UUID, video: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "creator_id": key,
        "id": video["id"],
        "created_at": datetime.fromtimestamp(video["create_time"], now.tzinfo),
        "title": f"Video {video['id']}",
        "description": "",
        "duration": 30,
        "seen_at": now,
    }

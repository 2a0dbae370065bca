"""The facts after a round, read directly from our database and TikTok's own records."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from cryptography.fernet import Fernet, MultiFernet

from portfolio.config import Config
from portfolio.models.connection import Connection
from portfolio.models.page import Page
from portfolio.models.pick import Pick
from tests.servers.launch import Site


@dataclass(frozen=True)
class Stored:
    """The stored connection. `is_alive`: TikTok still accepts its refresh token."""

    is_alive: bool
    is_ended: bool
    is_refused: bool
    problem: str | None


class Books:
    """Reads a site's database, its tokens, and the sandbox's file of tokens."""

    def __init__(self, site: Site) -> None:
        self._engine = sa.create_engine(site.database_url)
        self._keys = MultiFernet([Fernet(key) for key in _token_keys(site.environment)])
        file = site.folder / "sandbox" / "sandbox.db"
        self._tiktok = sqlite3.connect(f"file:{file}?mode=ro", uri=True)

    def close(self) -> None:
        self._engine.dispose()
        self._tiktok.close()

    def creator_id(self) -> UUID:
        with self._engine.connect() as database:
            return UUID(str(database.scalar(sa.select(Connection.creator_id))))

    def connection(self) -> Stored:
        with self._engine.connect() as database:
            row = database.execute(
                sa.select(
                    Connection.refresh_token,
                    Connection.ended_at,
                    Connection.refused_at,
                    Connection.problem,
                )
            ).one()
        token = self._keys.decrypt(row.refresh_token).decode()
        return Stored(
            self._is_alive(token),
            row.ended_at is not None,
            row.refused_at is not None,
            row.problem,
        )

    def choice(self) -> list[Any]:
        """Return the creator's choices: handle and edition, picks and their order."""
        with self._engine.connect() as database:
            page = database.execute(sa.select(Page.handle, Page.edition, Page.accent)).one()
            picks = database.execute(
                sa.select(Pick.video_id, Pick.position, Pick.title).order_by(Pick.position)
            )
            return [tuple(page), *(tuple(pick) for pick in picks)]

    def _is_alive(self, refresh_token: str) -> bool:
        found = self._tiktok.execute(
            "SELECT ended IS NULL FROM tokens WHERE token = ? AND kind = 'refresh'",
            (refresh_token,),
        ).fetchone()
        return bool(found and found[0])


def _token_keys(environment: Mapping[str, str]) -> tuple[str, ...]:
    return Config.from_environment(environment).token_keys

"""The moment of each page's version, read from the database's commits."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from bench.drill.simulation import Signal, Simulation
from portfolio.extensions import db
from portfolio.models.tables import CREATOR, PAGE


class Versions:
    """The moment of each page's version, read from the database's commits."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.committed = Signal(simulation)
        self._pages: dict[UUID, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))

    def listen(self, app: Flask) -> sa.Engine:
        with app.app_context():
            engine = db.engine

        @event.listens_for(engine, "after_cursor_execute")
        def executed(connection: Any, _c: Any, statement: str, parameters: Any, *_: Any) -> None:
            if statement.startswith("UPDATE page SET") and "version=" in statement:
                named = parameters.values() if isinstance(parameters, dict) else parameters
                connection.info.setdefault("pages", set()).add(UUID(str(list(named)[-1])))

        @event.listens_for(engine, "commit")
        def committed(connection: Any) -> None:
            pages, then = connection.info.pop("pages", ()), self.simulation.now
            if pages:
                self.simulation.at(then, lambda: self._read(engine, pages, then))
            self.committed.give(after=0.01)

        @event.listens_for(engine, "rollback")
        def rolled_back(connection: Any) -> None:
            connection.info.pop("pages", None)

        return engine

    def _read(self, engine: sa.Engine, pages: Iterable[UUID], then: float) -> None:
        with engine.connect() as connection:
            for creator_id in pages:
                version = connection.scalar(_VERSION, {"creator": creator_id})
                versions, moments = self._pages[creator_id]
                if version is not None and (not versions or versions[-1] < version):
                    versions.append(version)
                    moments.append(then)

    def replaced_at(self, creator_id: UUID, version: int) -> float:
        """Return the moment at which a newer version was committed; infinite if none was."""
        versions, moments = self._pages[creator_id]
        place = bisect_right(versions, version)
        return moments[place] if place < len(moments) else float("inf")


_VERSION = sa.select(PAGE.c.version).where(PAGE.c.creator_id == CREATOR)

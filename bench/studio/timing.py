"""One request to an app of this process, and its time. Also runs beside an earlier build."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from werkzeug.test import EnvironBuilder, run_wsgi_app


@dataclass(frozen=True)
class Took:
    """Milliseconds until an answer, and of the processor: of this process and PostgreSQL's.

    On a busy machine the latter vary less. Processes that PostgreSQL starts for one large scan,
    and which end with it, are not counted.
    """

    wall: float
    processor: float


@dataclass(frozen=True)
class Answer:
    took: Took
    text: str


def timed(app: Any, builder: EnvironBuilder, server: Path | None) -> Answer:
    """Raise `AssertionError` for an answer that is not a success."""
    environ = builder.get_environ()
    used = _processor(server)
    began = time.perf_counter()
    body, status, _ = run_wsgi_app(app, environ, buffered=True)
    wall = time.perf_counter() - began
    took = Took(1000 * wall, 1000 * (_processor(server) - used))
    text = b"".join(body).decode()
    assert status.startswith("2"), f"{builder.method} {builder.path}: {status} {text[:300]}"
    return Answer(took, text)


def server_of(engine: sa.Engine) -> Path | None:
    """Return the file in which Linux lists PostgreSQL's processes; None for SQLite."""
    if engine.dialect.name != "postgresql":
        return None
    with engine.connect() as connection:
        pid = connection.scalar(sa.text("SELECT pg_backend_pid()"))
    parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]
    return Path(f"/proc/{parent}/task/{parent}/children")


def _processor(server: Path | None) -> float:
    """Return the seconds of the processor that were used so far."""
    others = [] if server is None else server.read_text().split()
    return time.process_time() + sum(map(_seconds_of, others))


def _seconds_of(pid: str) -> float:
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:  # it has ended meanwhile
        return 0.0

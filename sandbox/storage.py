"""The state that survives a restart: one SQLite file, one connection, one lock."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS apps (client_key TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS creators (account TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS codes (
  code TEXT PRIMARY KEY, client_key TEXT NOT NULL, account TEXT NOT NULL, scopes TEXT NOT NULL,
  redirect_uri TEXT NOT NULL, challenge TEXT, expires_at REAL NOT NULL,
  used INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS grants (
  client_key TEXT NOT NULL, account TEXT NOT NULL, scopes TEXT NOT NULL,
  generation INTEGER NOT NULL, granted_at REAL NOT NULL, PRIMARY KEY (client_key, account));
CREATE TABLE IF NOT EXISTS tokens (
  token TEXT PRIMARY KEY, kind TEXT NOT NULL, client_key TEXT NOT NULL, account TEXT NOT NULL,
  scopes TEXT NOT NULL, generation INTEGER NOT NULL, expires_at REAL NOT NULL, ended TEXT);
CREATE INDEX IF NOT EXISTS tokens_of_a_grant ON tokens (client_key, account);
CREATE TABLE IF NOT EXISTS added_videos (
  id INTEGER PRIMARY KEY, account TEXT NOT NULL, created INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS written_videos (
  id INTEGER PRIMARY KEY, account TEXT NOT NULL, created INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS video_changes (
  id INTEGER PRIMARY KEY, account TEXT NOT NULL, state TEXT, wire TEXT);
CREATE TABLE IF NOT EXISTS short_links (code TEXT PRIMARY KEY, account TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS calls (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL);
"""


class Storage:
    """The state in `folder`; with None it is deleted at the end."""

    def __init__(self, folder: Path | None) -> None:
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        # An empty name is SQLite's for a database on disk that is deleted when closed.
        name = str(folder / "sandbox.db") if folder else ""
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(name, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        # A killed process loses nothing; a power cut may lose data, which is fine for a sandbox.
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.executescript(SCHEMA)

    def rows(self, statement: str, *values: object) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def row(self, statement: str, *values: object) -> sqlite3.Row | None:
        found = self.rows(statement, *values)
        return found[0] if found else None

    def write(self, statement: str, *values: object) -> int:
        """Run one statement; return the number of changed rows."""
        with self._lock:
            return self._connection.execute(statement, values).rowcount

    def write_many(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        with self.transaction():
            self._connection.executemany(statement, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the block as one transaction, under the lock."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def empty(self) -> None:
        """Delete everything. Ids of calls continue, for readers that remember the last one."""
        with self.transaction():
            for (table,) in self._connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            ).fetchall():
                self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names

    def note(self, name: str) -> str | None:
        found = self.row("SELECT value FROM notes WHERE name = ?", name)
        return str(found["value"]) if found else None

    def put_note(self, name: str, value: str) -> None:
        self.write("INSERT OR REPLACE INTO notes VALUES (?, ?)", name, value)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

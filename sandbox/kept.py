"""Creators as they were at a moment, so that tests can bring a sign-in back."""

import sqlite3

from .creators import Creator
from .libraries import Libraries
from .storage import Storage

# A creator's rows, each with the account's name in a column; the record of calls is apart.
TABLES = (
    "creators", "codes", "grants", "tokens", "added_videos", "written_videos", "video_changes",
)  # fmt: skip
CALLS = "FROM calls WHERE json_extract(body, '$.account') = ?"


class Kept:
    """Holds creators in memory: profile, videos, consents, tokens and recorded calls."""

    def __init__(self, storage: Storage, libraries: Libraries) -> None:
        self._storage = storage
        self._libraries = libraries
        self._kept: dict[str, dict[str, list[sqlite3.Row]]] = {}

    def keep(self, creator: Creator) -> None:
        """Keep a creator as they are now, in place of an earlier moment."""
        with self._storage.transaction():
            self._kept[creator.account] = {
                table: self._storage.rows(f"SELECT * {_of(table)}", creator.account)
                for table in (*TABLES, "calls")
            }

    def bring_back(self, creator: Creator) -> bool:
        """Make a creator as they were; return False if they were not kept.

        Kept calls follow those that were recorded since, under new ids.
        """
        kept = self._kept.get(creator.account)
        if kept is None:
            return False
        with self._storage.transaction():
            for table, rows in kept.items():
                self._storage.write(f"DELETE {_of(table)}", creator.account)
                for row in rows:
                    values = (None, row["body"]) if table == "calls" else tuple(row)
                    places = ", ".join("?" * len(values))
                    self._storage.write(f"INSERT INTO {table} VALUES ({places})", *values)  # noqa: S608 - our own names
        self._libraries.forget(creator)
        return True


def _of(table: str) -> str:
    return CALLS if table == "calls" else f"FROM {table} WHERE account = ?"

"""An earlier build beside this one, on a database of its own on the same server."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from bench.compare import checkout
from bench.studio.timing import Took
from portfolio.extensions import db
from tests.servers.launch import Site

PROGRAM = Path(__file__).with_name("earlier.py")
DATABASE = "earlier"


class Earlier:
    """The earlier build's process: it does each request at once, and times it there."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.plain = partial(self._ask, "plain")
        self.tick = partial(self._ask, "tick")
        self.page = partial(self._ask, "page")

    def _ask(self, act: str) -> Took:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{act}\n")
        self._process.stdin.flush()
        return Took(**json.loads(self.line()))

    def line(self) -> str:
        """Return the next line; raise `RuntimeError` if the process has ended."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the earlier build has ended; its last words are above")
        return line.strip()


@contextmanager
def earlier(
    revision: str, site: Site, videos: int, picked: int = 0, shown: int = 0
) -> Iterator[Earlier]:
    """Run the build of a revision with a library and picks, for the length of the block.

    With `shown`, this number of videos are on a public page.
    """
    with checkout(revision) as folder:
        environment = {
            **site.environment,
            "DATABASE_URL": _own_database(site),
            "PYTHONPATH": str(folder),
        }
        pictures = f"{site.sandbox_url}/covers-of-bench"
        process = subprocess.Popen(
            [sys.executable, str(PROGRAM), *map(str, (videos, picked, shown)), pictures],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            found = Earlier(process)
            while found.line() != "ready":
                pass
            for act in (found.plain, found.tick, *([found.page] if shown else [])):
                act()  # templates and statements are built once
            yield found
        finally:
            process.communicate(timeout=60)


def _own_database(site: Site) -> str:
    """Make an empty database beside the site's; return its address."""
    if db.engine.dialect.name == "sqlite":
        return f"sqlite:///{site.folder / DATABASE}.db"
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text(f"CREATE DATABASE {DATABASE}"))
    address = sa.make_url(site.database_url).set(database=DATABASE)
    return address.render_as_string(hide_password=False)

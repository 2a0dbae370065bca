"""A throw-away PgBouncer in transaction mode, before a PostgreSQL of tests/servers/postgres.py.

PgBouncer refuses to run as root, so it gets the same account as PostgreSQL.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from portfolio.supervisor.processes import Child
from tests.servers.postgres import account, as_account
from tests.servers.waiting import wait_for

#: The port in its socket's name; no TCP port is opened.
PORT = 6432
#: Fewer than the processes that use them, so that every transaction may meet another one.
POOL = 4
CONFIGURATION = """
[databases]
postgres = host={data} dbname=postgres user=showreel

[pgbouncer]
listen_addr =
listen_port = {port}
unix_socket_dir = {folder}
auth_type = any
pool_mode = transaction
default_pool_size = {pool}
max_client_conn = 200
ignore_startup_parameters = extra_float_digits
"""


@dataclass
class PgBouncer:
    """A running pooler; `kill` crashes it, `start` restarts it."""

    path: Path
    child: Child

    @property
    def url(self) -> str:
        """The address of the database through this pooler."""
        return f"postgresql+psycopg://showreel@/postgres?host={self.path.parent}&port={PORT}"

    def start(self) -> None:
        self.path.unlink(missing_ok=True)
        self.child.start()
        wait_for(self.is_listening, "PgBouncer", self.child)

    def is_listening(self) -> bool:
        # Its socket is there for a moment before it takes connections.
        with socket.socket(socket.AF_UNIX) as connection:
            return connection.connect_ex(str(self.path)) == 0

    def kill(self) -> None:
        self.child.kill()
        wait_for(lambda: not self.child.is_running(), "PgBouncer's end")


@contextmanager
def pgbouncer(database_url: str, pool: int = POOL) -> Iterator[PgBouncer]:
    """Run a pooler in front of this database for the length of the block."""
    data = parse_qs(urlsplit(database_url).query)["host"][0]
    with tempfile.TemporaryDirectory(prefix="pgbouncer-") as made:
        folder = Path(made)
        configuration = folder / "pgbouncer.ini"
        configuration.write_text(
            CONFIGURATION.format(data=data, folder=folder, pool=pool, port=PORT)
        )
        folder.chmod(0o755)
        if owner := account():
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        command = [*as_account(owner), _binary(), str(configuration)]
        child = Child("PgBouncer", command, dict(os.environ), log=folder / "log")
        pooler = PgBouncer(folder / f".s.PGSQL.{PORT}", child)
        try:
            pooler.start()
            yield pooler
        finally:
            child.send(signal.SIGTERM)  # SIGINT would wait for the clients.
            wait_for(lambda: not child.is_running(), "PgBouncer's end")


def errors_of(database_url: str) -> list[str]:
    """Return the errors that the PostgreSQL at this address has logged since its start."""
    data = Path(parse_qs(urlsplit(database_url).query)["host"][0])
    lines = (data.parent / "log").read_text(errors="replace").splitlines()
    return [line for line in lines if re.search(r"\b(ERROR|PANIC):", line)]


def _binary() -> str:
    # Debian installs it in a directory that only root's PATH has.
    found = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        raise RuntimeError("There is no PgBouncer: install pgbouncer.")
    return found

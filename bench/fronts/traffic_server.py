"""Apache Traffic Server, with Debian's settings in a folder of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

from bench.fronts.front import Front

DEBIANS = Path("/etc/trafficserver")
PLACES = """
prefix: {folder}
exec_prefix: {folder}
bindir: /usr/bin
sbindir: /usr/sbin
libdir: /usr/lib/trafficserver
libexecdir: /usr/lib/trafficserver/modules
sysconfdir: {folder}/etc
datadir: {folder}
includedir: {folder}
localstatedir: {folder}
runtimedir: {folder}
logdir: {folder}
cachedir: {folder}
mandir: {folder}
infodir: {folder}
"""


def prepare(folder: Path, port: int, origin_port: int) -> list[str]:
    ours = folder / "etc"
    shutil.copytree(DEBIANS, ours)
    with (ours / "records.config").open("a") as records:
        records.write(f"\nCONFIG proxy.config.http.server_ports STRING {port}:ip-in=127.0.0.1\n")
    (ours / "remap.config").write_text(f"map / http://127.0.0.1:{origin_port}/\n")
    (ours / "storage.config").write_text(f"{folder} 64M\n")
    places = folder / "runroot.yaml"
    places.write_text(PLACES.format(folder=folder))
    for path in (ours, *ours.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return ["traffic_server", f"--run-root={places}"]


FRONT = Front("Traffic Server", "trafficserver", "traffic_server", prepare)

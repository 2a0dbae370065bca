"""HAProxy: it caches answers with a Vary header only with `process-vary`."""

from __future__ import annotations

from pathlib import Path

from bench.fronts.front import Front

SETTINGS = """
defaults
    mode http
    timeout connect 5s
    timeout client 50s
    timeout server 50s

cache pages
    total-max-size 64
    process-vary on

frontend visitors
    bind 127.0.0.1:{port}
    http-request cache-use pages
    http-response cache-store pages
    default_backend site

backend site
    server showreel 127.0.0.1:{origin_port}
"""


def prepare(folder: Path, port: int, origin_port: int) -> list[str]:
    settings = folder / "haproxy.cfg"
    settings.write_text(SETTINGS.format(port=port, origin_port=origin_port))
    return ["haproxy", "-db", "-f", str(settings)]


FRONT = Front("HAProxy", "haproxy", "haproxy", prepare)

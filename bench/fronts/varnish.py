"""Varnish: it shows a page past its end for stale-while-revalidate, as grace."""

from __future__ import annotations

from pathlib import Path

from bench.fronts.front import Front


def prepare(folder: Path, port: int, origin_port: int) -> list[str]:
    return [
        *("varnishd", "-F", "-j", "none", "-n", str(folder / "work")),
        *("-a", f"127.0.0.1:{port}", "-b", f"127.0.0.1:{origin_port}"),
        *("-s", "malloc,64m"),
    ]


FRONT = Front("Varnish", "varnish", "varnishd", prepare)

"""1,200 idle keep-alive connections held open while a visitor opens a page."""

from __future__ import annotations

import asyncio
import resource
import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from bench.reporting import parser, report
from bench.table import Row
from tests.servers.launch import Site, showreel

CONNECTIONS = 1_200
USUAL_LIMIT = 1_024  # files that a process may open by default
AT_ONCE = 100
PROMPT = 1.0  # seconds; "at once", with room for a busy machine


@dataclass(frozen=True)
class Figures:
    opened: int
    still_open: int
    alone: list[float]
    among: list[float]


@contextmanager
def usual_limit() -> Iterator[None]:
    """Give processes that start in the block the usual, low limit of open files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(USUAL_LIMIT, soft), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@contextmanager
def many_files(count: int) -> Iterator[None]:
    """Let this process open `count` files and some more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, count + 256), hard), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


class Connection:
    """One keep-alive connection."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port

    async def open(self) -> None:
        self.reader, self.writer = await asyncio.open_connection(self.host, self.port)

    async def get(self, path: str) -> bytes:
        request = f"GET {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n\r\n"
        self.writer.write(request.encode())
        head = await self.reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        length = next(
            int(line.split(b":")[1])
            for line in head.lower().splitlines()
            if line.startswith(b"content-length")
        )
        return await self.reader.readexactly(length)

    def is_open(self) -> bool:
        return not self.reader.at_eof()

    def close(self) -> None:
        self.writer.close()


async def page(host: str, port: int) -> float:
    """Return the seconds a new visitor waits for the home page."""
    began = time.perf_counter()
    visitor = Connection(host, port)
    await visitor.open()
    await asyncio.wait_for(visitor.get("/"), 30)
    visitor.close()
    return time.perf_counter() - began


async def hold(host: str, port: int, count: int) -> Figures:
    alone = [await page(host, port) for _ in range(5)]
    idle = [Connection(host, port) for _ in range(count)]

    async def use_once(connection: Connection) -> None:
        await connection.open()
        await connection.get("/healthz")

    for first in range(0, count, AT_ONCE):
        await asyncio.gather(*map(use_once, idle[first : first + AT_ONCE]))
    among = [await page(host, port) for _ in range(5)]
    still_open = sum(each.is_open() for each in idle)
    for each in idle:
        each.close()
    return Figures(count, still_open, alone, among)


def measure(site: Site, count: int = CONNECTIONS) -> Figures:
    address = urlsplit(site.url)
    holding = hold(address.hostname or "", address.port or 80, count)
    # In a separate thread: this one has an event loop already if a browser is driven.
    with many_files(count), ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, holding).result()


def rows(figures: Figures) -> list[Row]:
    slowest = max(figures.among)
    return [
        Row("connections held open", f"{figures.still_open} of {figures.opened}", "all",
            figures.still_open == figures.opened),
        Row("a page without them", f"{statistics.median(figures.alone) * 1000:.1f} ms"),
        Row("a page among them", f"{statistics.median(figures.among) * 1000:.1f} ms"),
        Row("  the slowest of 5", f"{slowest * 1000:.1f} ms", f"under {PROMPT:.0f} s",
            slowest < PROMPT),
    ]  # fmt: skip


def main(arguments: Sequence[str]) -> bool:
    options = parser("idle-connections")
    options.add_argument("--count", type=int, default=CONNECTIONS)
    chosen = options.parse_args(arguments)
    with usual_limit(), showreel(workers=1) as site:
        figures = measure(site, chosen.count)
    return report("Idle keep-alive connections", rows(figures), vars(figures), chosen.json)

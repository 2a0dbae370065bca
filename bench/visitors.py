"""Visitors in a process of their own: a crowd at once, or one after another.

`python -m bench.visitors once URL 1000` opens 1000 connections first, then sends all requests at
the same moment; several addresses, with spaces between, are taken in turn.
`python -m bench.visitors steadily URL 5` repeats its request for 5 seconds. Both print JSON: the
seconds of each answer, and each different body once with its count. A redirect's body is the
address that it leads to, in angle brackets.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
PAUSE = 0.01  # seconds between two requests of the steady visitor
AT_ONCE = 100  # connections opened together


@dataclass(frozen=True)
class Seen:
    """The visitors' answers."""

    seconds: list[float]
    #: Each different body, with the number of visitors that got it.
    bodies: dict[str, int]
    failed: int


class Visits:
    """A crowd of visitors in its own process."""

    def __init__(self, kind: str, url: str, number: float) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.visitors", kind, url, str(number)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        if self._process.stdout.readline().strip() != "ready":
            raise AssertionError("the visitors could not connect")

    def go(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()

    def seen(self) -> Seen:
        """Wait for the last answer."""
        said, _ = self._process.communicate(timeout=120)
        return Seen(**json.loads(said))


class Visitor:
    """One keep-alive connection of a visitor to one page."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "", parts.port or 80
        self.request = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode()

    async def connect(self) -> None:
        self.reader, self.writer = await asyncio.open_connection(self.host, self.port)

    async def ask(self) -> bytes:
        self.writer.write(self.request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        if head.startswith(b"HTTP/1.1 302"):
            return b"<%s>" % field(head, b"location")
        if not head.startswith(b"HTTP/1.1 200"):
            raise ConnectionError(head[:40])
        length = field(head, b"content-length")
        return await self.reader.readexactly(int(length))


def field(head: bytes, name: bytes) -> bytes:
    """Return a field of an answer's head."""
    at = head.lower().index(b"\r\n" + name + b":") + len(name) + 3
    return head[at:].split(b"\r\n", 1)[0].strip()


async def once(url: str, number: float) -> tuple[list[float], Counter[bytes], int]:
    crowd = [Visitor(each) for each in islice(cycle(url.split()), int(number))]
    for first in range(0, len(crowd), AT_ONCE):
        await asyncio.gather(*(each.connect() for each in crowd[first : first + AT_ONCE]))
    await told_to_go()
    began = time.perf_counter()
    seconds: list[float] = []

    async def ask(visitor: Visitor) -> bytes:
        body = await asyncio.wait_for(visitor.ask(), 30)
        seconds.append(time.perf_counter() - began)
        return body

    answers = await asyncio.gather(*map(ask, crowd), return_exceptions=True)
    bodies = Counter(each for each in answers if isinstance(each, bytes))
    return seconds, bodies, sum(isinstance(each, BaseException) for each in answers)


async def steadily(url: str, number: float) -> tuple[list[float], Counter[bytes], int]:
    visitor = Visitor(url)
    await visitor.connect()
    await told_to_go()
    seconds: list[float] = []
    ends = time.perf_counter() + number
    while (began := time.perf_counter()) < ends:
        await asyncio.wait_for(visitor.ask(), 30)
        seconds.append(time.perf_counter() - began)
        await asyncio.sleep(PAUSE)
    return seconds, Counter(), 0


async def told_to_go() -> None:
    print("ready", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)


KINDS: dict[str, Callable[[str, float], Awaitable[tuple[list[float], Counter[bytes], int]]]] = {
    "once": once,
    "steadily": steadily,
}


async def main(kind: str, url: str, number: float) -> None:
    seconds, bodies, failed = await KINDS[kind](url, number)
    told = {body.decode(errors="replace"): count for body, count in bodies.items()}
    print(json.dumps({"seconds": seconds, "bodies": told, "failed": failed}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], float(sys.argv[3])))

"""Ends all processes within two seconds, but never in the middle of a token refresh.

TikTok replaces the refresh token before its answer arrives: a worker killed in between would cost
the creator the connection.
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from portfolio.supervisor.processes import Child

PUT_BACK_AFTER = 1.05  # RQ takes a second SIGTERM for a double of the first within one second.
KILL_AFTER = 1.45
SERVERS_KILL_AFTER = 0.3
REFRESH_MAY_TAKE = 10.0


def end(
    web: Sequence[Child], workers: Sequence[Child], servers: Sequence[Child], refreshes: Path
) -> None:
    """End `web` and `workers`, then the `servers` that they use."""
    began = time.monotonic()
    for child in [*web, *workers]:
        child.send(signal.SIGTERM)

    _until(lambda: not _running([*web, *workers]), began + PUT_BACK_AFTER)
    for worker in _unless_refreshing(workers, refreshes):
        worker.send(signal.SIGTERM)  # Puts its job back into the queue.

    _until(lambda: not _running([*web, *workers]), began + KILL_AFTER)
    for child in [*web, *_unless_refreshing(workers, refreshes)]:
        child.kill()

    if refreshing := _running(workers):
        print("A token refresh is in flight: waiting up to 10 s for its answer.", file=sys.stderr)
        for worker in refreshing:
            _let_finish(worker, refreshes, began + REFRESH_MAY_TAKE)

    for server in servers:
        server.send(signal.SIGTERM)
    _until(lambda: not _running(servers), time.monotonic() + SERVERS_KILL_AFTER)
    for server in servers:
        server.kill()


def _let_finish(worker: Child, refreshes: Path, deadline: float) -> None:
    _until(lambda: not _still_refreshing(worker, refreshes), deadline)
    worker.send(signal.SIGTERM)
    _until(lambda: not worker.is_running(), time.monotonic() + 0.5)
    worker.kill()


def _still_refreshing(worker: Child, refreshes: Path) -> bool:
    return worker.is_running() and _is_refreshing(worker, refreshes)


def _unless_refreshing(workers: Sequence[Child], refreshes: Path) -> list[Child]:
    return [worker for worker in _running(workers) if not _is_refreshing(worker, refreshes)]


def _is_refreshing(worker: Child, refreshes: Path) -> bool:
    return (refreshes / f"refresh-{worker.pid}").exists()


def _running(children: Sequence[Child]) -> list[Child]:
    return [child for child in children if child.is_running()]


def _until(is_so: Callable[[], bool], deadline: float) -> None:
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.01)

"""The programs that make up Showreel, as commands."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from portfolio.supervisor.ports import HOST
from portfolio.supervisor.processes import Child

# Milliseconds for a request's header, and so for an idle connection: see `web`.
IDLE_MS = 5_000
CONNECTIONS = 8_192


def web(environment: Mapping[str, str], *, port: int, workers: int, threads: int) -> Child:
    """Return granian, serving the application on `port`.

    `backpressure` counts idle keep-alive connections too: at granian's default, a few hundred
    browsers with nothing but an open connection would keep the next visitor waiting. The header
    timeout is also the idle timeout. https://github.com/emmett-framework/granian
    """
    options = {
        "interface": "wsgi",
        "host": HOST,
        "port": str(port),
        "http": "1",
        "workers": str(workers),
        "blocking-threads": str(threads),
        "backlog": str(CONNECTIONS),
        "backpressure": str(CONNECTIONS),
        "http1-header-read-timeout": str(IDLE_MS),
        "workers-kill-timeout": "1",
        "log-level": "error",
    }
    flags = [part for name, value in options.items() for part in (f"--{name}", value)]
    command = [sys.executable, "-m", "granian", *flags, "--respawn-failed-workers"]
    return Child("web", [*command, "portfolio.supervisor.web:app"], environment)


def worker(number: int, count: int, environment: Mapping[str, str]) -> Child:
    """Return worker `number` of `count`; with several, the first serves only waiting visitors."""
    queues = "visitors" if number == 1 and count > 1 else "visitors creators upkeep"
    return Child(
        f"worker {number}", [sys.executable, "worker.py"], {**environment, "WORKER_QUEUES": queues}
    )


def sandbox(environment: Mapping[str, str], *, port: int, state: Path) -> Child:
    """Return the TikTok look-alike on `port`, remembering its creators in `state`."""
    command = [sys.executable, "-m", "sandbox", "--host", HOST, "--port", str(port)]
    return Child("sandbox", [*command, "--state", str(state)], environment, quiet=True)

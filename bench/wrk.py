"""wrk, the load generator: one thread, so that the servers have the other core alone."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 16
#: A script that prints one line of JSON at the end; times in microseconds.
SCRIPT = """
done = function(summary, latency, requests)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write
    + summary.errors.timeout
  io.write(string.format(
    '\\n{"requests": %d, "duration": %d, "p50": %f, "p99": %f, "failed": %d, "refused": %d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    failed, summary.errors.status))
end
"""


@dataclass(frozen=True)
class Load:
    """The result of one run: requests a second, and times in milliseconds."""

    rate: float
    p50: float
    p99: float
    failed: int


def require(*programs: str) -> None:
    """Exit with an installation hint if a program is missing."""
    if missing := [name for name in programs if not shutil.which(name)]:
        sys.exit(f"Not installed: {', '.join(missing)}. Debian: apt-get install -y wrk nginx-light")


def load(
    url: str,
    headers: Mapping[str, str] | None = None,
    *,
    seconds: int = 3,
    connections: int = CONNECTIONS,
) -> Load:
    """Request `url` for `seconds` over `connections` connections."""
    said = [part for name, text in (headers or {}).items() for part in ("-H", f"{name}: {text}")]
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "done.lua"
        script.write_text(SCRIPT)
        options = ["-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script)]
        run = subprocess.run(
            ["wrk", *options, *said, url], capture_output=True, text=True, check=True
        )
    found = json.loads(run.stdout.strip().splitlines()[-1])
    return Load(
        rate=found["requests"] / (found["duration"] / 1e6),
        p50=found["p50"] / 1000,
        p99=found["p99"] / 1000,
        failed=found["failed"] + found["refused"],
    )


def middle(loads: Sequence[Load]) -> Load:
    """Return the medians of several runs, and all their failures."""
    return Load(
        rate=statistics.median(each.rate for each in loads),
        p50=statistics.median(each.p50 for each in loads),
        p99=statistics.median(each.p99 for each in loads),
        failed=sum(each.failed for each in loads),
    )

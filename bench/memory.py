"""Memory: the whole demo, and one worker over 10,000 jobs."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from bench.demo import demo
from bench.reporting import parser, report
from bench.rows import inside
from bench.table import Row
from portfolio import jobs
from portfolio.extensions import queues
from portfolio.queues import CREATORS
from tests.servers.launch import Site, showreel
from tests.servers.waiting import wait_for

MOST = 300.0  # MB, all processes of the demo
MOST_GROWTH = 5.0  # MB
#: Until here a worker loads what its jobs need; then it should stay as it is.
WARM = 1_000


def proportional(pid: int) -> float:
    """Return a process's PSS in MB: shared pages counted in part."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise LookupError(pid)


def family(pid: int) -> dict[int, str]:
    """Return a process and all it started, with their names."""
    found, parents = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                after = (entry / "stat").read_text().rpartition(")")[2].split()
                said = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            parents[int(entry.name)] = int(after[1])
            found[int(entry.name)] = said
    kept = {pid}
    while more := {each for each, parent in parents.items() if parent in kept} - kept:
        kept |= more
    return {each: found[each] for each in sorted(kept)}


def called(command: str) -> str:
    """Return what a process is, by what it was started with."""
    for sign, name in (
        ("valkey", "Valkey"),
        ("granian", "web"),
        ("-m sandbox", "sandbox"),
        ("worker.py", "worker"),
    ):
        if sign in command:
            return name
    return "supervisor"


def whole_demo() -> dict[str, float]:
    """Return the PSS of each process of a demo with its page made."""
    with demo() as running:
        running.page()
        time.sleep(2)
        return {
            f"{pid} {called(command)}": proportional(pid)
            for pid, command in family(running.pid).items()
        }


def work_off(site: Site, count: int) -> None:
    """Let the one worker do so many jobs, of the kind that visitors cause."""
    for number in range(count):
        queues.put(CREATORS, jobs.note_visits_now, str(UUID(int=number)))
        if number % 500 == 499:
            wait_for(is_idle, "the jobs", seconds=120)
    wait_for(is_idle, "the jobs", seconds=120)


def is_idle() -> bool:
    return not queues.redis.llen(f"rq:queue:{CREATORS}")


def one_worker(count: int) -> tuple[float, float]:
    """Return a worker's PSS after its first jobs, and after `count` more."""
    with showreel(workers=1) as site, inside(site):
        pid = site.worker_pids[0]
        work_off(site, WARM)
        before = proportional(pid)
        work_off(site, count)
        return before, proportional(pid)


def main(arguments: Sequence[str]) -> bool:
    options = parser("memory")
    options.add_argument("--jobs", type=int, default=10_000)
    chosen = options.parse_args(arguments)
    parts = whole_demo()
    before, after = one_worker(chosen.jobs)
    whole = sum(parts.values())
    rows = [
        *(Row(f"  {name.partition(' ')[2]}", f"{size:.0f} MB") for name, size in parts.items()),
        Row("the whole demo, PSS", f"{whole:.0f} MB", f"at most {MOST:.0f} MB", whole <= MOST),
        Row(f"a worker after {WARM:,} jobs", f"{before:.1f} MB"),
        Row(f"  and {chosen.jobs:,} more: growth", f"{after - before:+.1f} MB",
            f"at most {MOST_GROWTH:.0f} MB", after - before <= MOST_GROWTH),
    ]  # fmt: skip
    figures = {"demo": parts, "worker": [before, after]}
    return report("Memory", rows, figures, chosen.json)

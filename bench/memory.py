"""Memory: the whole demo, and one worker over 10,000 realistic jobs."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.counted_jobs import LEAK
from bench.demo import demo
from bench.reporting import parser, report
from bench.rows import inside
from bench.table import Row
from bench.workday import Workday
from tests.servers.launch import showreel

MOST = 300.0  # MB, all processes of the demo
MOST_GROWTH = 5.0  # MB, over 10,000 jobs
MOST_SLOPE = MOST_GROWTH / 10  # MB, over 1,000: shows a slow leak before it is large
#: In its first jobs a worker loads its modules; after them its memory should not grow.
WARM = 1_000
#: High, so that the call budget delays none of the many calls.
CALLS_PER_MINUTE = "100000"


@dataclass(frozen=True)
class Sample:
    """A worker's own memory in MB after `jobs` jobs."""

    jobs: int
    size: float


@dataclass(frozen=True)
class Course:
    """Samples of one idle worker's memory, and counts of its jobs and calls."""

    samples: list[Sample]
    jobs: dict[str, int]
    failed: int
    calls: dict[str, int]

    @property
    def growth(self) -> float:
        return self.samples[-1].size - self.samples[0].size

    @property
    def slope(self) -> float:
        """The growth in MB per 1,000 jobs, by the line through all samples."""
        jobs = [sample.jobs / 1_000 for sample in self.samples]
        return statistics.linear_regression(jobs, [sample.size for sample in self.samples]).slope


def proportional(pid: int) -> float:
    """Return a process's PSS in MB: it shares the size of common pages."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise LookupError(pid)


def own(pid: int) -> float:
    """Return a process's USS in MB: only pages that it shares with no other process."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def family(pid: int) -> dict[int, str]:
    """Return a process and its descendants, with their names."""
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
    """Return the name of a process, from its command line."""
    for sign, name in (
        ("valkey", "Valkey"),
        ("granian", "web"),
        ("-m sandbox", "sandbox"),
        ("worker.py", "worker"),
    ):
        if sign in command:
            return name
    return "supervisor"


def whole_demo() -> dict[str, tuple[float, float]]:
    """Return PSS and USS of each process of a demo with its page made."""
    with demo() as running:
        running.page()
        time.sleep(2)
        return {
            f"{pid} {called(command)}": (proportional(pid), own(pid))
            for pid, command in family(running.pid).items()
        }


def one_worker(count: int, *, warm: int = WARM, leak: int = 0) -> Course:
    """Sample a worker's memory from its first `warm` jobs on, until it has done `count` more.

    With `leak`, each job leaks that number of bytes.
    """
    settings = {"TIKTOK_CALLS_PER_MINUTE": CALLS_PER_MINUTE, LEAK: str(leak)}
    with (
        showreel(
            sandbox_options=["--calls-per-minute", CALLS_PER_MINUTE],
            env=settings,
            workers=1,
            altered_by=["bench.counted_jobs"],
        ) as site,
        inside(site),
    ):
        (pid,) = site.worker_pids
        day = Workday(site)
        samples: list[Sample] = []
        while not samples or samples[-1].jobs < samples[0].jobs + count:
            day.round()
            done = sum(day.done().values())
            if done >= warm:
                samples.append(Sample(done, own(pid)))
        return Course(samples, day.done(), day.failed(), day.calls())


def rows_of(parts: dict[str, tuple[float, float]]) -> list[Row]:
    whole = sum(shared for shared, _ in parts.values())
    return [
        *(
            Row(f"  {name.partition(' ')[2]}, PSS (of it alone)", f"{shared:.0f} ({alone:.0f}) MB")
            for name, (shared, alone) in parts.items()
        ),
        Row("the whole demo, PSS", f"{whole:.0f} MB", f"at most {MOST:.0f} MB", whole <= MOST),
    ]


def rows_of_worker(course: Course) -> list[Row]:
    first, last = course.samples[0], course.samples[-1]
    return [
        Row(f"a worker after {first.jobs:,} jobs, USS", f"{first.size:.1f} MB"),
        Row(f"  after {last.jobs:,}", f"{last.size:.1f} MB"),
        Row("  growth", f"{course.growth:+.1f} MB", f"at most {MOST_GROWTH:.0f} MB",
            course.growth <= MOST_GROWTH),
        Row(f"  slope for 1,000 jobs, by {len(course.samples)} samples",
            f"{course.slope:+.2f} MB", f"at most {MOST_SLOPE} MB", course.slope <= MOST_SLOPE),
        *(Row(f"  {name}", f"{count:,} ×") for name, count in often(course.jobs)),
        Row("  failed", str(course.failed), "none", not course.failed),
        *(Row(f"  TikTok's {name}", f"{count:,} ×") for name, count in often(course.calls)),
    ]  # fmt: skip


def often(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda each: -each[1])


def main(arguments: Sequence[str]) -> bool:
    options = parser("memory")
    options.add_argument("--jobs", type=int, default=10_000)
    options.add_argument(
        "--leak", type=int, default=0, metavar="BYTES", help="left by each job: it must be seen"
    )
    chosen = options.parse_args(arguments)
    parts = whole_demo()
    course = one_worker(chosen.jobs - WARM, leak=chosen.leak)
    rows = [*rows_of(parts), *rows_of_worker(course)]
    figures = {"demo": parts, "worker": asdict(course)}
    return report("Memory", rows, figures, chosen.json)

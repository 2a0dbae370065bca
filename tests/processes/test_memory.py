"""The short form of `python3 bench memory`: a slow leak shows as a slope, and no job fails."""

from __future__ import annotations

from bench.memory import MOST_SLOPE, one_worker

LEAK = 16_000  # bytes that a job leaks: 16 MB for 1,000 jobs
#: In its first jobs a worker still loads modules: 1 to 3 MB for 1,000 jobs, with or without leak.
CLEARLY = 10 * MOST_SLOPE


def test_a_leak_of_sixteen_kilobytes_a_job_is_seen() -> None:
    course = one_worker(100, warm=50, leak=LEAK)
    assert course.slope > CLEARLY
    assert course.failed == 0
    assert course.jobs["renew_covers_now"] >= 100
    assert course.calls["video/query"] >= 200
    assert not [name for name in course.calls if name.startswith("refused")]

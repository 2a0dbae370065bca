"""The short form of `python3 bench memory`: a slow leak is seen as a slope, and every job works."""

from __future__ import annotations

from bench.memory import MOST_SLOPE, one_worker

LEAK = 2_000  # bytes a job leaves behind: 2 MB for 1,000 jobs
#: So early a worker still loads what it needs now and then: 0.7 MB for 1,000 jobs, without a leak.
CLEARLY = 3 * MOST_SLOPE


def test_a_leak_of_two_kilobytes_a_job_is_seen() -> None:
    course = one_worker(600, warm=300, leak=LEAK)
    assert course.slope > CLEARLY
    assert course.failed == 0
    assert course.jobs["renew_covers_now"] >= 600
    assert course.calls["video/query"] >= 1_200
    assert not [name for name in course.calls if name.startswith("refused")]

"""For whom TikTok is called, and until when, is told by one context."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from uuid import uuid4

from portfolio.queues import UPKEEP, VISITORS
from portfolio.services.calls import call
from portfolio.services.calls.call import Call, calling_for


def test_outside_a_job_a_call_is_a_visitors_without_an_end():
    assert call.current() == Call(VISITORS, None, math.inf)


def test_a_block_inside_a_job_keeps_the_jobs_deadline():
    creator_id = uuid4()

    with calling_for(UPKEEP, seconds=14) as job, calling_for(VISITORS, creator_id):
        inside = call.current()

    assert inside == Call(VISITORS, creator_id, job.deadline)
    assert 0 < job.seconds_left() <= 14


def test_after_the_block_calls_are_made_for_the_job_again():
    with calling_for(UPKEEP, seconds=14) as job:
        with calling_for(VISITORS, uuid4()):
            pass

        assert call.current() is job


def test_a_thread_knows_its_jobs_call_by_the_copied_context_alone():
    with calling_for(UPKEEP, uuid4()) as job, ThreadPoolExecutor(1) as pool:
        copied = pool.submit(copy_context().run, call.current).result()
        bare = pool.submit(call.current).result()

    assert copied is job
    assert bare == Call()

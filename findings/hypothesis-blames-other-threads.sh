#!/usr/bin/env bash
# Libraries: hypothesis 6.170.15, pytest 9.2.0
# Guess:     Hypothesis warns "Do not use the `random` module inside strategies" if a strategy of mine uses it.
# Behaviour: It compares the state of the global generator before and after the drawing, so it warns as well if any
#            other thread of the process (a client's jitter, a server under test) draws a number meanwhile. Where
#            warnings are errors, a test without a fault fails, and the report speaks of flaky data generation.
# Meaning:   Where threads live on between tests, ignore this one warning.
# Seen:      alone: 1 passed
#            beside a thread: 1 failed
#            the thread is named: no
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q hypothesis==6.170.15 pytest==9.2.0
cat > "$work/test_sums.py" <<'END'
import os
import random
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


@pytest.fixture(scope="module", autouse=True)
def neighbour():
    """Draw numbers in another thread, as a client does for its pauses."""
    over = threading.Event()

    def jitter():
        while not over.is_set():
            random.random()

    thread = threading.Thread(target=jitter, name="jitter")
    if os.environ["NEIGHBOUR"] == "yes":
        thread.start()
    yield
    over.set()
    if thread.ident:
        thread.join()


@settings(deadline=None)
@given(st.lists(st.integers()))
def test_a_sum_does_not_depend_on_the_order(numbers):
    assert sum(numbers) == sum(reversed(numbers))
END
cat > "$work/expected" <<'END'
alone: 1 passed
beside a thread: 1 failed
the thread is named: no
END
try() {
  (cd "$work" && NEIGHBOUR=$1 timeout 120 "$work/venv/bin/python" -m pytest -q -W error -p no:cacheprovider test_sums.py > "$work/said.$1" 2>&1) || true
  grep -oE '[0-9]+ (passed|failed)' "$work/said.$1" | tail -1
}
{
  echo "alone: $(try no)"
  echo "beside a thread: $(try yes)"
} > "$work/seen"
grep -q "Do not use the .random. module inside strategies" "$work/said.yes"
if grep -q "jitter-\|Thread(jitter" "$work/said.yes"; then echo "the thread is named: yes"; else echo "the thread is named: no"; fi >> "$work/seen"
cat "$work/seen"
diff "$work/expected" "$work/seen"

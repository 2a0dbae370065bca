#!/usr/bin/env bash
# Libraries: pytest 9.2.0, pytest-rerunfailures 16.7
# Guess:     pytest's -ra ("all except passed") names in its summary every test that did not simply pass; -rR adds
#            nothing to it but what it says itself.
# Behaviour: A test that failed and then passed is in neither "short test summary info" nor any other section under
#            -ra: the run says "1 rerun" and not which. -rR names it, in a section of its own, and lists its pass
#            there as well. -ra and -rR together are -raR.
# Meaning:   A CI log with -ra cannot tell which tests are flaky. Report them with -raR, or from a hook.
# Seen:      -ra: 1 passed, 1 rerun
#            -raR: RERUN lucky.py::test_second_time_lucky
#            -raR: PASSED lucky.py::test_second_time_lucky
#            -raR: 1 passed, 1 rerun
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q pytest==9.2.0 pytest-rerunfailures==16.7
cd "$work"
cat > lucky.py <<'END'
from pathlib import Path


def test_second_time_lucky():
    mark = Path("mark")
    was_here = mark.exists()
    mark.touch()
    assert was_here
END
cat > expected <<'END'
-ra: 1 passed, 1 rerun
-raR: RERUN lucky.py::test_second_time_lucky
-raR: PASSED lucky.py::test_second_time_lucky
-raR: 1 passed, 1 rerun
END
for words in -ra -raR; do
    rm -f mark
    env -u PYTEST_ADDOPTS "$work/venv/bin/pytest" -q -p no:cacheprovider "$words" --reruns 1 lucky.py |
        grep -E 'lucky|rerun,|[0-9] rerun in' | sed -E "s/ in [0-9.]+s//; s/^/$words: /"
done > seen
diff expected seen
echo "As expected: -ra does not name a test that was run again."

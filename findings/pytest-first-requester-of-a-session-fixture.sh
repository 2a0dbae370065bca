#!/usr/bin/env bash
# Libraries: pytest 9.1.1
# Guess:     A fixture that a folder's conftest.py overrides is what that folder's tests get, also where a session
#            fixture of a plugin is built from it (pytest-playwright's `browser` from `browser_type_launch_args`).
# Behaviour: The session fixture is built once, with the override that the first test to ask for it sees. All later
#            tests get that one, whatever their own folder's override says: the result depends on the order of the
#            files, and on which worker of pytest-xdist they run. Nothing warns.
# Meaning:   Override what session fixtures are built from in one place only, beside the root.
# Seen:      tests/a alone: a    tests/b alone: b
#            a before b: a, a    b before a: b, b
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q pytest==9.1.1
mkdir -p "$work/tests/a" "$work/tests/b"
cat > "$work/plugin.py" <<'END'
import pytest


@pytest.fixture(scope="session")
def options():
    return "plugin"


@pytest.fixture(scope="session")
def browser(options):
    return options
END
for folder in a b; do
  cat > "$work/tests/$folder/conftest.py" <<END
import pytest


@pytest.fixture(scope="session")
def options():
    return "$folder"
END
  cat > "$work/tests/$folder/test_$folder.py" <<'END'
def test_says_its_browser(browser):
    print(f"<{browser}>", end="")
END
done
cd "$work"
run() {
  "$work/venv/bin/python" -m pytest -q -s -p plugin -p no:cacheprovider "$@" | grep -o '<[a-z]*>' | tr -d '<>' \
    | paste -sd, | sed 's/,/, /'
}
{
  echo "tests/a alone: $(run tests/a)    tests/b alone: $(run tests/b)"
  echo "a before b: $(run tests/a tests/b)    b before a: $(run tests/b tests/a)"
} > seen
cat > expected <<'END'
tests/a alone: a    tests/b alone: b
a before b: a, a    b before a: b, b
END
cat seen
diff expected seen

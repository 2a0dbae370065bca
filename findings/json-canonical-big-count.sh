#!/usr/bin/env bash
# Libraries: rfc8785 0.1.4, jcs 0.2.1, canonicaljson 2.0.0 (Python), canonicalize 4.0.0 (npm)
# Guess:     Libraries that canonicalise JSON for signing agree on every integer, or all of them refuse it.
# Behaviour: From 2^53 on there are three answers for one valid document: rfc8785 raises, jcs and canonicalize
#            change the number without a word, canonicaljson keeps it. jcs had the exact Python integer in its hands.
#            rfc8785 refuses 2^53 itself too, which a double holds exactly.
# Meaning:   Sign counts and ids that may pass 2^53 - 1 as strings, always, never "as a string if large".
# Seen:      9007199254740991: rfc8785 same, jcs same, canonicaljson same, canonicalize same
#            9007199254740992: rfc8785 raises, jcs same, canonicaljson same, canonicalize same
#            9007199254740993: rfc8785 raises, jcs 9007199254740992, canonicaljson same, canonicalize 9007199254740992
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install -q rfc8785==0.1.4 jcs==0.2.1 canonicaljson==2.0.0
npm install --silent --no-audit --no-fund canonicalize@4.0.0

cat > expected <<'END'
9007199254740991: rfc8785 same, jcs same, canonicaljson same, canonicalize same
9007199254740992: rfc8785 raises, jcs same, canonicaljson same, canonicalize same
9007199254740993: rfc8785 raises, jcs 9007199254740992, canonicaljson same, canonicalize 9007199254740992
END
cat > look.mjs <<'END'
import canonicalize from "canonicalize";
console.log(canonicalize(JSON.parse(process.argv[2])));
END
cat > look.py <<'END'
import json
import subprocess

import canonicaljson
import jcs
import rfc8785


def by_node(value):
    return subprocess.run(["node", "look.mjs", json.dumps(value)], check=True, capture_output=True).stdout


def written(canonical, count):
    try:
        text = canonical(json.loads(f'{{"views": {count}}}')).decode().strip()
    except rfc8785.IntegerDomainError:
        return "raises"
    digits = text.removeprefix('{"views":').removesuffix("}")
    return "same" if digits == str(count) else digits


WRITERS = {
    "rfc8785": rfc8785.dumps,
    "jcs": jcs.canonicalize,
    "canonicaljson": canonicaljson.encode_canonical_json,
    "canonicalize": by_node,
}
for count in (2**53 - 1, 2**53, 2**53 + 1):
    print(f"{count}: " + ", ".join(f"{name} {written(writer, count)}" for name, writer in WRITERS.items()))
END
timeout 60 venv/bin/python look.py > seen
cat seen
diff expected seen

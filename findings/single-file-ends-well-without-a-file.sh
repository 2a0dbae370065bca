#!/usr/bin/env bash
# Library:   single-file-cli 2.0.83 (npm) with Debian's chromium
# Guess:     A command that could not save the page ends with another code than 0.
# Behaviour: It prints a line, writes no file, and ends with 0: here for an address where nobody listens. It did
#            the same in 2 of 8 runs for a page that it saved in the 6 others ("Execution context not found for SingleFile
#            world"), which is not tried here.
# Meaning:   Look whether the file is there, and ask again.
# Seen:      exit 0, no file, said: Unreachable URL
set -eu
command -v chromium > /dev/null || { echo "apt install chromium"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts single-file-cli@2.0.83

# A port that was free a moment ago: nobody listens.
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
code=0
HOME=$work timeout 60 node node_modules/single-file-cli/single-file-node.js "http://127.0.0.1:$port/" copy.html \
  --browser-executable-path="$(command -v chromium)" --browser-arg=--no-sandbox > said 2>&1 || code=$?
{
  [ -e copy.html ] && there="a file" || there="no file"
  echo "exit $code, $there, said: $(grep -o -m1 'Unreachable URL' said)"
} > seen
echo "exit 0, no file, said: Unreachable URL" > expected
cat seen
diff expected seen

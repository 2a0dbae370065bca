#!/usr/bin/env bash
# Libraries: alembic 1.20.1, sqlalchemy 2.1.9, on Python's sqlite3
# Guess:     batch_alter_table() changes one table on SQLite; rows of other tables stay, whatever refers to it.
# Behaviour: Where it copies the table (dropping a constrained column, changing a type), it ends with DROP TABLE of the
#            old one. With PRAGMA foreign_keys=ON that deletes its rows first, and ON DELETE CASCADE takes along the
#            rows of every table that refers to it. No error, no warning; the migrated table itself is whole.
#            A pragma inside the migration does not help: in a transaction SQLite ignores it without a word. With the
#            pragma off before the transaction begins, all rows stay.
# Meaning:   Switch foreign keys off on the connection before the migrations' transaction, and check them afterwards.
# Seen:      pragma on: 2 shelves, 0 books
#            pragma off inside the transaction: 2 shelves, 0 books
#            pragma off before the transaction: 2 shelves, 3 books
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q alembic==1.20.1 sqlalchemy==2.1.9

cat > "$work/expected" <<'END'
pragma on: 2 shelves, 0 books
pragma off inside the transaction: 2 shelves, 0 books
pragma off before the transaction: 2 shelves, 3 books
END
timeout 60 "$work/venv/bin/python" - > "$work/seen" <<'END'
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations


def count(off):
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    with engine.connect() as plain:
        raw = plain.connection.driver_connection
        raw.executescript(
            """
            PRAGMA foreign_keys = ON;
            CREATE TABLE shelf (id INTEGER PRIMARY KEY, wood VARCHAR(9));
            CREATE TABLE book (id INTEGER PRIMARY KEY,
                               shelf_id INTEGER NOT NULL REFERENCES shelf ON DELETE CASCADE);
            INSERT INTO shelf VALUES (1, 'oak'), (2, 'elm');
            INSERT INTO book VALUES (1, 1), (2, 1), (3, 2);
            """
        )
        if off == "before":
            raw.execute("PRAGMA foreign_keys = OFF")
    with engine.begin() as connection:
        connection.exec_driver_sql("BEGIN")
        if off == "inside":
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("shelf") as batch:
            batch.alter_column("wood", type_=sa.String(20), existing_type=sa.String(9))
    with engine.connect() as after:
        return tuple(after.scalar(sa.text(f"SELECT count(*) FROM {name}")) for name in ("shelf", "book"))


for words, off in (
    ("on", None),
    ("off inside the transaction", "inside"),
    ("off before the transaction", "before"),
):
    shelves, books = count(off)
    print(f"pragma {words}: {shelves} shelves, {books} books")
END
cat "$work/seen"
diff "$work/expected" "$work/seen"

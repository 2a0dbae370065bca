"""`python3 bench readers`: each reader in turn, and one table of what its user gets."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from textwrap import wrap

from bench.readers import (
    archives,
    codes,
    feeds,
    interfaces,
    matrix,
    previews,
    structured,
    text_browsers,
    validators,
    wordpress,
)
from bench.readers.installing import NotHere, install
from bench.readers.judging import Seen
from bench.readers.reader import Kit, Reader
from bench.readers.running import limit
from bench.readers.stage import Stage, stage
from bench.reporting import parser, write

READERS: tuple[Reader, ...] = (
    *feeds.READERS,
    *previews.READERS,
    *matrix.READERS,
    *structured.READERS,
    *interfaces.READERS,
    *codes.READERS,
    *text_browsers.READERS,
    *archives.READERS,
    *validators.READERS,
    *wordpress.READERS,
)
#: Seconds that one reader may take in all.
MOST_SECONDS = 300
WIDTH = 100  # characters of the last column


@dataclass(frozen=True)
class Line:
    """One row of the table. `is_right` is None of a reader that is not here."""

    who: str
    version: str
    form: str
    gets: str
    is_right: bool | None


def lines(reader: Reader, on: Stage, folder: Path) -> list[Line]:
    """Install a reader and let it read; return a line for each form of the page that it reads."""
    try:
        install(reader.needs, folder)
    except NotHere as reason:
        return [Line(reader.name, reader.version, "", f"not here: {reason}", None)]
    version, seen = reader.actual_version(), list[Seen]()
    try:
        with limit(MOST_SECONDS):
            seen.extend(reader.read(on, Kit(folder)))
    except Exception as problem:  # whatever breaks one reader, the others are read with
        failed = Seen("all")
        failed.check("no result", is_right=False, words=f"{type(problem).__name__}: {problem}")
        seen.append(failed)
    return [Line(reader.name, version, each.form, each.in_words(), each.is_right) for each in seen]


def show(found: Sequence[Line]) -> None:
    head = Line("who", "version", "reads", "what its user gets", None)
    columns = [(each.who, each.version, each.form) for each in (head, *found)]
    widths = [max(len(row[column]) for row in columns) for column in range(3)]
    print("\nA page of Showreel, as others read it\n")
    for each, row in zip((head, *found), columns, strict=True):
        verdict = {True: "right", False: "WRONG", None: ""}[each.is_right]
        start = "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True))
        first, *rest = wrap(each.gets, WIDTH, break_on_hyphens=False) or [""]
        print(f"  {verdict:<5}  {start}  {first}".rstrip())
        for line in rest:
            print(f"  {'':<5}  {' ' * len(start)}  {line}")
    print(flush=True)


def main(arguments: Sequence[str]) -> bool:
    options = parser("readers")
    options.add_argument("names", nargs="*", metavar="reader", help="these alone")
    options.add_argument(
        "--installed", type=Path, metavar="FOLDER", help="keeps what is installed for another run"
    )
    chosen = options.parse_args(arguments)
    if unknown := set(chosen.names) - {reader.name for reader in READERS}:
        options.error(f"no such reader: {', '.join(sorted(unknown))}")
    readers = [each for each in READERS if not chosen.names or each.name in chosen.names]
    began, found = time.monotonic(), list[Line]()
    with tempfile.TemporaryDirectory(prefix="readers-") as made, stage() as on:
        for reader in readers:
            folder = (chosen.installed or Path(made)).resolve() / reader.name.replace("/", "-")
            found += lines(reader, on, folder)
            print(f"{reader.name}: {found[-1].gets[:WIDTH]}", flush=True)
    show(found)
    wrong = sum(each.is_right is False for each in found)
    absent = [each.who for each in found if each.is_right is None]
    print(f"{len(readers)} readers, {len(found) - len(absent)} readings, {wrong} wrong", end="")
    print(f"; not here: {', '.join(absent) or 'none'}; {time.monotonic() - began:.0f} s.\n")
    kept = not wrong and len(absent) < len(readers)
    write("readers", (), {"readings": [asdict(each) for each in found]}, chosen.json, kept=kept)
    return kept

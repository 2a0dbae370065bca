"""`python -m portfolio.catalogues` brings the catalogues up to date; tests check that they are.

It collects the messages of program and templates, merges them into each `messages.po`, and
compiles the finished translations. The compiled files are committed too: a site starts without
writing into its own folder, and without waiting for the compiler.
"""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from portfolio import languages
from portfolio.config import ROOT
from portfolio.languages import CATALOGUES

METHODS = [("portfolio/**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"trimmed": "true", "silent": "false"}}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
FOLDERS = ("portfolio", "templates")
#: The date in every catalogue: today's date would change each file with each run.
SINCE = datetime(2026, 11, 28, tzinfo=UTC)


def extracted() -> Catalog:
    """Return every message of the program, with the files that use it."""
    catalogue = Catalog(creation_date=SINCE)
    for folder in FOLDERS:
        found = extract_from_dir(
            ROOT / folder,
            [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in METHODS],
            {pattern.removeprefix(f"{folder}/"): given for pattern, given in OPTIONS.items()},
            keywords=KEYWORDS,
        )
        for name, _line, message, _comments, context in found:
            # Without line numbers: otherwise each change of a file would change every catalogue.
            catalogue.add(message, locations=[(f"{folder}/{name}", 0)], context=context)
    return catalogue


def path_of(code: str) -> Path:
    return CATALOGUES / code / "LC_MESSAGES" / "messages.po"


def codes() -> list[str]:
    """Return the languages that have a catalogue."""
    return sorted(path.parents[1].name for path in CATALOGUES.glob("*/LC_MESSAGES/messages.po"))


def read(code: str) -> Catalog:
    with path_of(code).open("rb") as file:
        return read_po(file, locale=code)


def missing(code: str) -> list[str]:
    """Return the messages for which a catalogue has no finished translation."""
    there = read(code)
    return [
        str(message.id)
        for message in extracted()
        if message.id and not _is_finished(there.get(message.id, message.context))
    ]


def _is_finished(message: object) -> bool:
    if message is None or getattr(message, "fuzzy", False):
        return False
    text = getattr(message, "string", "")
    return bool(text) and (isinstance(text, str) or all(text))


def compiled(code: str) -> bytes:
    file = io.BytesIO()
    write_mo(file, read(code))
    return file.getvalue()


def update(code: str) -> None:
    """Merge today's messages into a catalogue, and compile it."""
    catalogue = read(code) if path_of(code).exists() else Catalog(locale=code)
    # Without guesses from similar messages, which would pass for translations.
    catalogue.update(extracted(), no_fuzzy_matching=True, keep_user_comments=True)
    catalogue.obsolete.clear()
    catalogue.project, catalogue.version, catalogue.fuzzy = "Showreel", "1", False
    catalogue.header_comment = f"# {languages.LANGUAGES.get(code, code)}: the words of Showreel."
    catalogue.revision_date = SINCE
    catalogue.last_translator = catalogue.language_team = catalogue.msgid_bugs_address = ""
    path_of(code).parent.mkdir(parents=True, exist_ok=True)
    with path_of(code).open("wb") as file:
        write_po(
            file, catalogue, width=100, sort_by_file=False, omit_header=False, include_lineno=False
        )
    path_of(code).with_suffix(".mo").write_bytes(compiled(code))


def main() -> int:
    for code in sys.argv[1:] or codes():
        update(code)
        left = missing(code)
        print(f"{code}: {len(left)} messages missing")
        for message in left:
            print(f"  {message}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

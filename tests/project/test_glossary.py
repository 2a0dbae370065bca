"""Names of packages, modules and models are made of the glossary's words and of plain ones."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "portfolio"
GUIDE = (ROOT / "CONTRIBUTING.md").read_text()

#: Words that a web developer knows, or of everyday English, in the sense that they have there.
PLAIN_WORDS = """
access adapter address answer api app arrival asset bar browser cache caching catalogue change cli
client clock code colour column config context copy crawler deadline demo direction drawing endpoint
environment error event extension factory failure field file font format former front header health
home instance instant job keeper kept key language leased leaving left letter limit line log login
main marker metric model move oauth oembed op openapi operation order pagecache paging parser path
picture pkce planner player png policy pooling port portfolio position presenting problem process
program public publishing qr queue reading renew request rotation schedule schema sealing secrecy
secret service setting shown signal signin site sitemap skew speaking state storing supervisor table
text tiktok time token transaction valkey view visiting waiting walk web webhook whose wire
"""
PLAIN = frozenset(PLAIN_WORDS.split())


def glossary() -> set[str]:
    """Return the words that CONTRIBUTING.md explains."""
    table = GUIDE.split("\n## The words\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| ")]
    return {word for row in rows[2:] for word in row.replace(",", " ").split()}


def singular(word: str) -> str:
    """Return a plural's singular: "libraries" is "library", but "address" and "status" stay."""
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us")) else word


def names() -> Iterator[tuple[str, str]]:
    """Yield the name of each package, module and model, with its path."""
    for path in sorted(PACKAGE.rglob("*.py")):
        where = path.relative_to(ROOT)
        if "migrations" in where.parts:
            continue
        yield where.parent.name if path.stem == "__init__" else path.stem, str(where)
        if where.parent.name == "models":
            for each in ast.parse(path.read_text()).body:
                if isinstance(each, ast.ClassDef):
                    yield each.name, str(where)


def words_of(name: str) -> set[str]:
    """Return the words of a name: of `sync_states` sync and state, of `WebhookEvent` its two."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    return {singular(word) for word in apart.lower().split("_")}


def used() -> Mapping[str, set[str]]:
    """Return each word of the names, with the paths where it is used."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name, where in names():
        for word in words_of(name):
            found[word].add(where)
    return found


def unknown(words: Mapping[str, set[str]]) -> dict[str, set[str]]:
    known = glossary() | PLAIN
    return {word: where for word, where in words.items() if word not in known}


def test_each_name_is_made_of_the_glossarys_words_and_of_plain_ones() -> None:
    assert unknown(used()) == {}


def test_packages_modules_and_models_are_all_looked_at() -> None:
    words = used()

    assert words["renewal"] >= {
        "portfolio/services/renewals/__init__.py",
        "portfolio/models/renewal.py",
    }
    assert "portfolio/services/calls/circuit_breaker.py" in words["breaker"]
    assert "portfolio/models/page.py" in words["edition"]  # the name of a model alone


@pytest.mark.parametrize(
    ("name", "word"), [("worktimes", "worktime"), ("page_duties", "duty"), ("OldOutage", "outage")]
)
def test_a_word_that_nobody_explains_is_found(name: str, word: str):
    words = {each: {name} for each in words_of(name)}

    assert word in unknown(words)


def test_no_plain_word_is_left_over_or_explained_as_well() -> None:
    assert sorted(PLAIN - used().keys()) == []
    assert sorted(PLAIN & glossary()) == []


def test_each_word_of_the_glossary_is_used_in_the_code() -> None:
    code = " ".join(path.read_text() for path in PACKAGE.rglob("*.py")).lower()

    assert sorted(word for word in glossary() if word not in code) == []

"""The colours that a page may have; accents.css defines each, with enough contrast."""

from __future__ import annotations

import hashlib

NAMES: tuple[str, ...] = (
    "saffron",
    "lemon",
    "citron",
    "pistachio",
    "mint",
    "jade",
    "lagoon",
    "sky",
    "ice",
    "lilac",
    "orchid",
    "rose",
    "blush",
    "coral",
    "tangerine",
    "apricot",
    "clay",
    "sand",
    "ruby",
    "tomato",
    "rust",
    "umber",
    "olive",
    "moss",
    "fern",
    "pine",
    "teal",
    "petrol",
    "denim",
    "cobalt",
    "indigo",
    "violet",
    "plum",
    "berry",
    "wine",
    "graphite",
)


def for_id(text: str) -> str:
    """Return an accent drawn from `text`, always the same one: a new page's first colour."""
    return NAMES[hashlib.sha256(text.encode()).digest()[0] % len(NAMES)]

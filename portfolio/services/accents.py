"""The colours a page may have. Each is defined, and passes the contrast guard, in accents.css."""

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
    """Return the accent that `text` draws: always the same one, for a first impression."""
    return NAMES[hashlib.sha256(text.encode()).digest()[0] % len(NAMES)]

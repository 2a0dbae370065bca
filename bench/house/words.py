"""The wording of docstrings and comments: the frequency of "what", which hides a subject."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Mapping

WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")


def headless(texts: Mapping[str, str]) -> float:
    """Return the number of "what" in 1,000 words of docstrings and comments."""
    words = [word.lower() for text in texts.values() for word in words_of(text)]
    return 1000 * words.count("what") / max(len(words), 1)


def words_of(text: str) -> Iterator[str]:
    """Yield the words of a module's docstrings, texts below constants, and comments."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Expr(value=ast.Constant(value=str(said))):
                yield from WORD.findall(said)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield from WORD.findall(token.string)
